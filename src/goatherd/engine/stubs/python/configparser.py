"""Sections of options: what was set is what is read."""


class RawConfigParser:
    def __init__(self, defaults=None, **options):
        self._options = {}

    def add_section(self, section):
        pass

    def set(self, section, option, value=None):
        self._options[section + "." + option] = value

    def get(self, section, option, raw=False, vars=None, fallback=None):
        return self._options.get(section + "." + option, fallback)

    def read(self, names, encoding=None):
        self._options = {}
        return []

    def read_string(self, text, source=None):
        self._options["*"] = text

    def read_dict(self, data, source=None):
        for section in data:
            for option in data[section]:
                self.set(section, option, data[section][option])

    def getint(self, section, option, raw=False, vars=None, fallback=None):
        return int(self.get(section, option, fallback=fallback))

    def getboolean(self, section, option, raw=False, vars=None, fallback=None):
        return bool(int(self.get(section, option, fallback=fallback)))

    def has_option(self, section, option):
        return (section + "." + option) in self._options

    def __getitem__(self, section):
        return Section(self, section)


class Section:
    def __init__(self, parser, name):
        self._parser = parser
        self._name = name

    def get(self, option, fallback=None):
        return self._parser.get(self._name, option, fallback=fallback)

    def __getitem__(self, option):
        return self._parser.get(self._name, option)


ConfigParser = RawConfigParser
SafeConfigParser = RawConfigParser

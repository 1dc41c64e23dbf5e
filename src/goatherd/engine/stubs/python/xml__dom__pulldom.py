"""DOM, pulled: external entities are read when a parser is given that does so."""


def parse(file, parser=None, bufsize=None):
    if parser is not None:
        parser.parse(file)
    return file


def parseString(string, parser=None):
    if parser is not None:
        parser.parse(string)
    return string

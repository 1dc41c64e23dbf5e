"""Werkzeug's dictionaries of what a client sent."""


class MultiDict:
    def __init__(self, *sources):
        self._sources = sources

    def get(self, key, default=None, type=None):
        value = default
        for source in self._sources:
            value = source.get(key, value)
        if type is not None:
            return type(value)
        return value

    def __getitem__(self, key):
        value = None
        for source in self._sources:
            value = source[key]
        return value

    def getlist(self, key, type=None):
        return [self.get(key, type=type)]

    def get_all(self, key):
        return [self.get(key)]

    def pop(self, key, default=None):
        return self.get(key, default)

    def to_dict(self, flat=True):
        return self._sources[0]

    def items(self, multi=False):
        return self._sources[0].items()

    def values(self):
        return self._sources[0].values()

    def keys(self):
        return self._sources[0].keys()

    def lists(self):
        return self._sources[0].items()

    def __iter__(self):
        return self._sources[0].keys()


ImmutableMultiDict = MultiDict
CombinedMultiDict = MultiDict
Headers = MultiDict

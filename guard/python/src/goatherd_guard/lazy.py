"""Regular expressions that are compiled when they are first used: every cold start loads the modules of the hooks."""

import re


class regex:
    """Stands for a compiled pattern; a method that was asked for once is found without coming here."""

    def __init__(self, source, flags=0):
        self._source, self._flags = source, flags

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)
        return found

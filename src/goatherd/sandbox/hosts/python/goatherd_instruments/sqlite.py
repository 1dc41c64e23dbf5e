"""sqlite3: types in C, of which connect() can be told to make subclasses."""

import functools

from .patching import precede, replace
from .sql import statement

_METHODS = ("execute", "executemany", "executescript")
_FACTORY = 5  # its position among the parameters of connect()


def patch(session, module):
    cursors = functools.lru_cache(maxsize=64)(functools.partial(_watched, session))
    connections = functools.lru_cache(maxsize=64)(functools.partial(_watched_connection, session, cursors, module))
    connect = module.connect

    def connecting(*args, **kwargs):
        if len(args) > _FACTORY:
            args = (*args[:_FACTORY], connections(args[_FACTORY]), *args[_FACTORY + 1 :])
        else:
            kwargs["factory"] = connections(kwargs.get("factory", module.Connection))
        return connect(*args, **kwargs)

    replace(module, "connect", connect, connecting)


def _watched_connection(session, cursors, module, kind):
    watched = _watched(session, kind)
    if watched is kind:
        return kind

    def cursor(self, factory=module.Cursor):
        return kind.cursor(self, cursors(factory))

    watched.cursor = cursor
    return watched


def _watched(session, kind):
    """A subclass whose methods look at their statements."""
    if not isinstance(kind, type):
        return kind
    watched = type(kind.__name__, (kind,), {"__module__": kind.__module__, "__qualname__": kind.__qualname__})
    for name in _METHODS:
        precede(watched, name, statement(session, "sqlite3." + name))
    return watched

"""Statements that libraries for databases are given, before these fill parameters in."""

from .patching import precede

MAX_STATEMENT = 8_000
_METHODS = ("execute", "executemany", "run", "fetch", "fetchrow", "fetchval", "sql", "query")
_CLASSES = (
    "Cursor",
    "BaseCursor",
    "AsyncCursor",
    "MySQLCursor",
    "CMySQLCursor",
    "Connection",
    "DuckDBPyConnection",
    "DictCursor",
    "RealDictCursor",
    "NamedTupleCursor",
)


def patch(session, module):
    if module.__name__ == "psycopg2":
        _psycopg2(session, module)
        return
    for name in _CLASSES:
        kind = vars(module).get(name)
        for method in _METHODS if kind is not None else ():
            if method in vars(kind):
                precede(kind, method, statement(session, f"{module.__name__.partition('.')[0]}.{method}"))


def statement(session, what):
    def look(self, sql, *parameters, **named):
        if isinstance(sql, (str, bytes)) and session.holds(sql):
            also = session.holds(parameters) or session.holds(named)
            session.reach("sql", what, sql, most=MAX_STATEMENT, parameters=also)

    return look


def _psycopg2(session, module):
    """Its cursor is a type in C, but connections take another class for it."""
    cursor = module.extensions.cursor
    look = statement(session, "psycopg2.execute")
    watched = type("cursor", (cursor,), {"__module__": cursor.__module__})
    for name in ("execute", "executemany"):
        _override(watched, name, look)
    connect = module.connect

    def connecting(dsn=None, connection_factory=None, cursor_factory=None, **kwargs):
        if cursor_factory is None and connection_factory is None:
            cursor_factory = watched
        return connect(dsn, connection_factory, cursor_factory, **kwargs)

    connecting.__doc__ = connect.__doc__
    module.connect = connecting


def _override(kind, name, look):
    original = getattr(kind, name)

    def method(self, *args, **kwargs):
        return original(self, *args, **kwargs)

    setattr(kind, name, method)
    precede(kind, name, look)

"""Statements of SQL and filters, as drivers are given them."""

_POSTGRES, _MYSQL, _SQLITE = "sql-standard", "sql", "sql-standard"
_FACTORY = 5  # place of the class of connections among what sqlite3 is given to connect
_FILTERED = (
    "find find_one find_one_and_delete find_one_and_replace find_one_and_update delete_one delete_many update_one"
    " update_many replace_one count_documents aggregate".split()
)


class Databases:
    def __init__(self, guard):
        self._guard = guard

    def patches(self):
        return {
            "sqlite3.dbapi2": self._sqlite3,
            "psycopg2": self._psycopg2,
            "psycopg": self._statements(_POSTGRES),
            "pymysql.cursors": self._statements(_MYSQL),
            "mysql.connector.cursor": self._statements(_MYSQL),
            "mysql.connector.cursor_cext": self._statements(_MYSQL),
            "mysql.connector.aio.cursor": self._statements(_MYSQL),
            "pg8000.core": self._statements(_POSTGRES, "execute_simple", "execute_unnamed", "prepare_statement"),
            "asyncpg.connection": self._statements(
                _POSTGRES, "execute", "executemany", "fetch", "fetchrow", "fetchval", "prepare"
            ),
            "pymongo.collection": self._filters,
            "pymongo.asynchronous.collection": self._filters,
        }

    def _asked(self, statement, lexer):
        text = statement.decode("utf-8", "replace") if isinstance(statement, bytes) else statement
        if isinstance(text, str):
            self._guard.text("sql", text, lexer, "a database")

    def _statements(self, lexer, *names):
        def patch(module):
            for owner, name, method in _methods(module, names or ("execute", "executemany")):
                setattr(owner, name, before(method, asking(_second_parameter(method))))

        def asking(parameter):
            return lambda args, named: self._asked(args[1] if len(args) > 1 else named.get(parameter, ""), lexer)

        return patch

    def _sqlite3(self, module):
        """Its classes cannot be changed, so that of those which a program chooses subclasses are made."""
        asked = self._asked

        class Asking:
            def execute(self, sql, *args):
                asked(sql, _SQLITE)
                return super().execute(sql, *args)

            def executemany(self, sql, *args):
                asked(sql, _SQLITE)
                return super().executemany(sql, *args)

            def executescript(self, script):
                asked(script, _SQLITE)
                return super().executescript(script)

        asking, own = _in_front(Asking), module.Connection.cursor
        usual = asking(module.Cursor)

        class Connecting:
            def cursor(self, factory=usual):
                return super().cursor(asking(factory))

            def execute(self, sql, *args):
                return self.cursor().execute(sql, *args)

            def executemany(self, sql, *args):
                return self.cursor().executemany(sql, *args)

            def executescript(self, script):
                return self.cursor().executescript(script)

        connecting, connect = _in_front(Connecting, lambda kind: kind.cursor is own), module.connect
        connection = connecting(module.Connection)

        def connected(*args, **named):
            if len(args) > _FACTORY:
                args = (*args[:_FACTORY], connecting(args[_FACTORY]), *args[_FACTORY + 1 :])
            else:
                named["factory"] = connecting(named.get("factory", connection))
            return connect(*args, **named)

        import sys

        for each in filter(None, (module, sys.modules.get("sqlite3"))):
            each.connect, each.Connection, each.Cursor = connected, connection, usual

    def _psycopg2(self, module):
        asked = self._asked

        class Asking:
            def execute(self, query, vars=None):
                asked(query, _POSTGRES)
                return super().execute(query, vars)

            def executemany(self, query, vars_list):
                asked(query, _POSTGRES)
                return super().executemany(query, vars_list)

        asking, connect = _in_front(Asking), module.connect
        # Those of psycopg2.extras, which is loaded later, are derived from this one.
        module.extensions.cursor = cursor = asking(module.extensions.cursor)

        def connected(*args, **named):
            if len(args) < 3:
                named["cursor_factory"] = asking(named.get("cursor_factory") or cursor)
            return connect(*args, **named)

        module.connect = connected

    def _filters(self, module):
        for owner, name, method in _methods(module, _FILTERED):
            setattr(owner, name, before(method, self._filtered))

    def _filtered(self, args, named):
        given = args[1] if len(args) > 1 else named.get("filter") or named.get("pipeline")
        self._guard.filter(given)


def _in_front(mixin, fits=lambda kind: True):
    """Gives the subclass of a class that has another in front; what has it already, or is no class, as it is."""
    import functools

    @functools.lru_cache(maxsize=64)
    def made(kind):
        return type(kind.__name__, (mixin, kind), {"__module__": kind.__module__, "__qualname__": kind.__qualname__})

    return lambda kind: made(kind) if isinstance(kind, type) and not issubclass(kind, mixin) and fits(kind) else kind


def _methods(module, names):
    """(class, name, function) of the methods that the module's classes define themselves: cursors that read in advance,
    prepare or wait have their own.
    """
    import inspect

    owners = {owner for owner in vars(module).values() if isinstance(owner, type)}
    for owner in owners:
        for name in names:
            method = vars(owner).get(name)
            if inspect.isfunction(method) and not getattr(method, "asks", False):
                yield owner, name, method


def _second_parameter(method):
    """The name under which a statement may be given, after `self`."""
    import inspect

    return inspect.unwrap(method).__code__.co_varnames[1]


def before(method, ask):
    def asked(*args, **named):
        ask(args, named)
        return method(*args, **named)

    asked.__name__, asked.__doc__ = getattr(method, "__name__", ""), method.__doc__
    asked.asks = True
    return asked

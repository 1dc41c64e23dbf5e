"""Statements of SQL and filters, as drivers are given them."""

_POSTGRES, _MYSQL, _SQLITE = "sql-standard", "sql", "sql-standard"
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
        """Its classes cannot be changed, so that connections and cursors of classes of our own are made."""
        asked = self._asked

        class Cursor(module.Cursor):
            def execute(self, sql, *args):
                asked(sql, _SQLITE)
                return super().execute(sql, *args)

            def executemany(self, sql, *args):
                asked(sql, _SQLITE)
                return super().executemany(sql, *args)

            def executescript(self, script):
                asked(script, _SQLITE)
                return super().executescript(script)

        class Connection(module.Connection):
            def cursor(self, factory=Cursor):
                return super().cursor(factory)

            def execute(self, sql, *args):
                return self.cursor().execute(sql, *args)

            def executemany(self, sql, *args):
                return self.cursor().executemany(sql, *args)

            def executescript(self, script):
                return self.cursor().executescript(script)

        connect = module.connect

        def connected(*args, **named):
            if len(args) < 6:
                named.setdefault("factory", Connection)
            return connect(*args, **named)

        import sys

        module.connect = connected
        whole = sys.modules.get("sqlite3")
        if whole is not None:
            whole.connect = connected

    def _psycopg2(self, module):
        asked = self._asked
        extensions = module.extensions

        class Cursor(extensions.cursor):
            def execute(self, query, vars=None):
                asked(query, _POSTGRES)
                return super().execute(query, vars)

            def executemany(self, query, vars_list):
                asked(query, _POSTGRES)
                return super().executemany(query, vars_list)

        connect = module.connect

        def connected(*args, **named):
            if named.get("cursor_factory") is None and len(args) < 3:
                named["cursor_factory"] = Cursor
            return connect(*args, **named)

        module.connect = connected

    def _filters(self, module):
        for owner, name, method in _methods(module, _FILTERED):
            setattr(owner, name, before(method, self._filtered))

    def _filtered(self, args, named):
        given = args[1] if len(args) > 1 else named.get("filter") or named.get("pipeline")
        self._guard.filter(given)


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

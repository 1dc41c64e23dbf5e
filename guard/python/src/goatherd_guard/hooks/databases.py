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
            "psycopg": lambda module: self._methods(
                _POSTGRES, (module.Cursor, "execute", "executemany"), (module.AsyncCursor, "execute", "executemany")
            ),
            "pymysql.cursors": lambda module: self._methods(_MYSQL, (module.Cursor, "execute", "executemany")),
            "mysql.connector.cursor": lambda module: self._methods(
                _MYSQL, (module.MySQLCursor, "execute", "executemany")
            ),
            "pg8000.core": lambda module: self._methods(
                _POSTGRES, (module.CoreConnection, "execute_simple", "execute_unnamed"), at=2
            ),
            "asyncpg.connection": lambda module: self._methods(
                _POSTGRES, (module.Connection, "execute", "executemany", "fetch", "fetchrow", "fetchval", "prepare")
            ),
            "pymongo.collection": self._pymongo,
        }

    def _asked(self, statement, lexer):
        text = statement.decode("utf-8", "replace") if isinstance(statement, bytes) else statement
        if isinstance(text, str):
            self._guard.asking(lambda: self._guard.text("sql", text, lexer, "a database"))

    def _methods(self, lexer, *classes, at=1):
        for owner, *names in classes:
            for name in names:
                method = getattr(owner, name, None)
                if method is not None:
                    setattr(
                        owner,
                        name,
                        _before(method, lambda args, _: self._asked(args[at] if len(args) > at else "", lexer)),
                    )

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

    def _pymongo(self, module):
        for name in _FILTERED:
            method = getattr(module.Collection, name, None)
            if method is not None:
                setattr(module.Collection, name, _before(method, self._filtered))

    def _filtered(self, args, named):
        given = args[1] if len(args) > 1 else named.get("filter") or named.get("pipeline")
        self._guard.asking(lambda: self._guard.filter(given))


def _before(method, ask):
    def asked(*args, **named):
        ask(args, named)
        return method(*args, **named)

    asked.__name__, asked.__doc__ = getattr(method, "__name__", ""), method.__doc__
    return asked


before = _before

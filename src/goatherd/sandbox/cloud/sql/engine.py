"""A database of either kind, in memory, for everybody who connects; it begins empty and fills up as it is asked.

Nothing that a client says reaches SQLite as it is: statements are parsed, only known kinds are run, and SQLite may
neither open files nor take more memory or time than is set here.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from goatherd.sandbox.cloud.sql import answers, functions, introspection, names, settings
from goatherd.sandbox.cloud.sql.catalogs import Catalogs
from goatherd.sandbox.cloud.sql.errors import SqlError, from_sqlite
from goatherd.sandbox.cloud.sql.invented import Inventor
from goatherd.sandbox.cloud.sql.reading import named, without_literals
from goatherd.sandbox.cloud.sql.translate import parse, to_sqlite
from goatherd.sandbox.cloud.sql.types import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from goatherd.sandbox.cloud.sql.types import Column, Session
    from goatherd.sandbox.tenants import Tenant

MAX_ROWS, MAX_VALUE, MAX_PAGES = 5_000, 4 << 20, 16_384
MAX_SECONDS = 3.0  # of computing
_STUBS = 20  # functions that are made up for one statement
_FUNCTION = re.compile(r"no such function: (\w+)")
_WORDS: dict[type[exp.Expr], str] = {
    exp.Insert: "INSERT",
    exp.Update: "UPDATE",
    exp.Delete: "DELETE",
    exp.TruncateTable: "TRUNCATE TABLE",
}
_DEFINING = frozenset({"CREATE", "ALTER", "DROP"})
_DENIED = (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
_BLAMELESS = frozenset({"no column", "no table", "ambiguous", "columns differ", "values differ"})


class Engine:
    """`watch` marks what an outsider sent; `plant` gives the text that marks a tenant's row of a table."""

    def __init__(self, dialect: str, watch: str, plant: Callable[[str, Tenant], str]) -> None:
        self.dialect, self._watch = dialect, watch
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._deadline = 0.0
        self._catalogs = Catalogs(self._database)
        self._inventor = Inventor(self._database, watch, plant)
        self._restrict()

    def run(self, statement: str, parameters: Sequence[Any], session: Session) -> Result:
        """Raises SqlError."""
        with self._lock:
            self._adopt(session)
            try:
                return self._run(statement, parameters, session)
            except SqlError:
                if session.transaction == "T" and self.dialect == "postgres":
                    session.transaction = "E"
                raise

    def describe(
        self, statement: str, session: Session, hints: Mapping[str, str]
    ) -> tuple[list[str], list[Column] | None]:
        """(types of the parameters, columns of the answer or None for a statement that gives no rows)

        `hints` are types of parameters, as far as they are known, by name: "p1" is the first.
        """
        with self._lock:
            self._adopt(session)
            text, count = named(statement, self.dialect)
            if introspection.asks(text):
                return introspection.PARAMETERS, introspection.COLUMNS
            if settings.is_one(text):
                answer = settings.answer(text, self.dialect, session)
                return ["text"] * count, answer.columns
            tree = parse(text, self.dialect)
            types = self._see_to(tree, hints)
            kinds = names.parameter_types(tree, types, count)
            if not answers.gives_rows(tree):
                return kinds, None
            if isinstance(tree, (exp.Insert, exp.Update, exp.Delete)):
                return kinds, answers.returned(tree, types)
            tested = exp.select("*").from_(exp.Subquery(this=tree.copy(), alias="q")).limit(0)
            cursor = self._execute(tested, [None] * count, session)
            return kinds, answers.columns(tree, types, cursor.description, (), self._written(text))

    def doubts(self, error: SqlError, statement: str) -> bool:
        """Whether the real database may not have given the error, since nothing that an outsider sent explains it."""
        if settings.is_one(statement):
            return False
        if error.kind == "syntax":
            rest = without_literals(statement, self.dialect)
            return rest is not None and (not self._watch or self._watch not in rest)
        return error.kind in _BLAMELESS and not (self._watch and self._watch in statement)

    def leave(self, session: Session) -> None:
        """A connection ended: what it did not commit is gone."""
        with self._lock:
            if session.state is self and session.transaction != "I" and self._database.in_transaction:
                self._database.execute("ROLLBACK")

    def _adopt(self, session: Session) -> None:
        """A connection that was made before the database was put back has no transaction in this one."""
        if session.state is not self:
            session.state, session.transaction = self, "I"

    def _run(self, statement: str, parameters: Sequence[Any], session: Session) -> Result:
        text, _ = named(statement, self.dialect)
        control = settings.control(text)
        back = control == "savepoint" and text.lstrip()[:8].upper() == "ROLLBACK"
        if session.transaction == "E" and control not in ("commit", "rollback") and not back:
            raise SqlError("aborted")
        if control:
            return self._control(control, text, session)
        if self.dialect == "mysql" and (listed := self._catalogs.listed(text)):
            return listed
        if settings.is_one(text):
            return settings.answer(text, self.dialect, session)
        if introspection.asks(text):
            return introspection.answer(parameters)
        tree = parse(text, self.dialect)
        if not session.autocommit and session.transaction == "I":
            self._begin(session)
        return self._carried_out(tree, text, parameters, session)

    def _carried_out(self, tree: exp.Expr, text: str, parameters: Sequence[Any], session: Session) -> Result:
        if isinstance(tree, (exp.Create, exp.Drop, exp.Alter)):
            return self._define(tree, session)
        if isinstance(tree, exp.Command) and tree.name.upper() in _DEFINING:
            return Result(" ".join(text.split()[:2]).upper())
        if not isinstance(tree, (exp.Query, exp.Values, exp.Insert, exp.Update, exp.Delete, exp.TruncateTable)):
            raise SqlError("gap", tree.key)
        types = self._see_to(tree, answers.hints_of(parameters))
        given = answers.fitting(parameters, names.parameter_types(tree, types, len(parameters)))
        original = tree.copy()
        cursor = self._execute(tree, given, session)
        rows = self._fetched(cursor)
        word = _WORDS.get(type(tree), "SELECT")
        if word == "INSERT":
            session.last_id = cursor.lastrowid or 0
        if not cursor.description:
            return Result(word, None, (), max(cursor.rowcount, 0), session.last_id if word == "INSERT" else 0)
        columns = answers.columns(original, types, cursor.description, rows, self._written(text))
        return Result(word, columns, rows, len(rows))

    def _written(self, text: str) -> list[str]:
        return answers.as_written(text) if self.dialect == "mysql" else []

    def _control(self, control: str, text: str, session: Session) -> Result:
        if control == "begin":
            self._begin(session)
        elif control in ("commit", "rollback"):
            end = "ROLLBACK" if control == "rollback" or session.transaction == "E" else "COMMIT"
            if self._database.in_transaction:
                self._database.execute(end)
            session.transaction = "I"
            return Result(end)
        elif self._database.in_transaction:
            kept = settings.savepoint(text)
            try:
                self._database.execute(kept)
                session.transaction = "T"
            except sqlite3.Error as error:
                raise from_sqlite(error) from error
        return Result(text.split()[0].upper())

    def _begin(self, session: Session) -> None:
        if not self._database.in_transaction:
            self._database.execute("BEGIN")
        session.transaction = "T"

    def _define(self, tree: exp.Expr, session: Session) -> Result:
        kind = str(tree.args.get("kind") or "TABLE").upper()
        result = Result(f"{tree.key.upper()} {kind}")
        if kind not in ("TABLE", "VIEW"):
            return result  # indexes, schemas, extensions: nothing that an answer would show
        table = tree.find(exp.Table)
        name = table.name if table else ""
        new = isinstance(tree, exp.Create) and not self._inventor.columns(name)
        if isinstance(tree, exp.Create) and not isinstance(tree.this, exp.Schema):
            self._see_to(tree.expression, {})
        perhaps = bool(tree.args.get("exists"))
        try:
            self._execute(tree, (), session)
        except SqlError as error:
            if error.kind != "gap" or not isinstance(tree, exp.Alter):
                raise
            return result  # constraints and types, which SQLite cannot change
        if new and perhaps and isinstance(tree.this, exp.Schema):
            self._inventor.fill(name)
        return result

    def _see_to(self, tree: exp.Expr, hints: Mapping[str, str]) -> dict[str, str]:
        """Have everything that the statement names; the types of all columns of its tables."""
        types: dict[str, str] = {}
        try:
            for table in names.tables(tree, hints).values():
                if self._catalogs.holds(table):
                    self._catalogs.see_to(table, self.dialect)
                else:
                    self._inventor.see_to(table)
                    types |= self._inventor.columns(table.name)
        except sqlite3.Error as error:
            raise from_sqlite(error) from error
        return types

    def _execute(self, tree: exp.Expr, parameters: Sequence[Any], session: Session) -> sqlite3.Cursor:
        text = to_sqlite(tree)
        given = {f"p{number}": value for number, value in enumerate(parameters, 1)}
        self._answer_for(session)
        self._deadline = time.thread_time() + MAX_SECONDS
        for _ in range(_STUBS):
            try:
                return self._database.execute(text, given)
            except (sqlite3.Error, OverflowError, ValueError) as error:
                unknown = _FUNCTION.fullmatch(str(error))
                if not isinstance(error, sqlite3.Error):
                    raise SqlError("gap", str(error)) from error
                if unknown is None or (self._watch and self._watch in unknown[1]):
                    raise from_sqlite(error) from error
                self._database.create_function(unknown[1], -1, lambda *given: given[0] if given else None)
        raise SqlError("gap", "functions")

    def _fetched(self, cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
        try:
            return cursor.fetchmany(MAX_ROWS)
        except sqlite3.Error as error:
            raise from_sqlite(error) from error

    def _answer_for(self, session: Session) -> None:
        """Functions whose values are the connection's."""
        for name, value in (
            ("current_database", session.database or "app"),
            ("current_schema_name", "public" if self.dialect == "postgres" else session.database or None),
            ("session_user_name", session.user),
            ("user", session.user),
            ("last_insert_id", session.last_id),
            ("lastval", session.last_id),
            ("version", settings.version(self.dialect)),
        ):
            self._database.create_function(name, -1, lambda *_, value=value: value)
        self._database.create_function("setting", 1, lambda name: settings.setting(name, self.dialect, session))
        self._database.create_function("current_setting", -1, lambda n, *_: settings.setting(n, self.dialect, session))

    def _restrict(self) -> None:
        database = self._database
        functions.install(database)
        database.execute(f"PRAGMA max_page_count = {MAX_PAGES}")
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
        database.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 200)
        database.set_progress_handler(lambda: int(time.thread_time() > self._deadline > 0), 10_000)

        def permitted(action: int, first: str | None, *_: str | None) -> int:
            if action in _DENIED or (action == sqlite3.SQLITE_PRAGMA and first != "table_info"):
                return sqlite3.SQLITE_DENY
            return sqlite3.SQLITE_OK

        database.set_authorizer(permitted)

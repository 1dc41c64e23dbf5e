"""The databases of a pod: what is asked of them is recorded, and all of it is forgotten when the pod says so."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING, Any

from goatherd.sandbox.cloud.sql.errors import SqlError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from goatherd.sandbox.canaries import Canaries
    from goatherd.sandbox.cloud.sql.engine import Engine
    from goatherd.sandbox.cloud.sql.types import Column, Result, Session
    from goatherd.sandbox.tenants import Tenant

MAX_TEXT, MAX_RECORDS = 8_000, 500
_COLLECT = 200  # statements


class Database:
    """One kind of database, whatever the names of those that clients ask for. `dialect`: "mysql" or "postgres".

    The engine, and the parser that it needs, are loaded when the first statement comes. `tell` takes a record: "sql"
    for what was asked, and how it `ended`: "ok", "error" for one that the real database gives as well, "doubtful" for
    one that it may not give, or "gap" for what is not simulated. "begun" comes before the first of them, which may
    never end.
    """

    def __init__(self, dialect: str, watch: str, canaries: Canaries, tell: Callable[..., None]) -> None:
        self.dialect = dialect
        self._watch, self._canaries, self._tell = watch, canaries, tell
        self._making = threading.Lock()
        self._engine: Engine | None = None
        self._records = self._statements = 0
        self._begun = False

    def forget(self) -> None:
        with self._making:
            self._engine = None
            self._records, self._begun = 0, False
        gc.collect()

    def run(self, statement: str, parameters: Sequence[Any], session: Session) -> Result:
        """Raises SqlError."""
        engine = self._made()
        try:
            result = engine.run(statement, parameters, session)
        except Exception as failure:
            raise self._failed(statement, parameters, engine, failure) from failure
        self._record(statement, parameters, rows=len(result.rows), ended="ok")
        return result

    def describe(
        self, statement: str, session: Session, hints: Mapping[str, str] | None = None
    ) -> tuple[list[str], list[Column] | None]:
        """See Engine.describe."""
        engine = self._made()
        try:
            return engine.describe(statement, session, hints or {})
        except Exception as failure:
            raise self._failed(statement, (), engine, failure) from failure

    def leave(self, session: Session) -> None:
        if self._engine:
            self._engine.leave(session)

    def _made(self) -> Engine:
        from goatherd.sandbox.cloud.sql.engine import Engine

        with self._making:
            if not self._begun:
                self._begun = True
                self._tell("begun")
            if not self._statements:
                gc.collect()
                gc.freeze()  # a collection need not look at the parser every time
            if self._engine is None:
                self._engine = Engine(self.dialect, self._watch, self._plant)
            self._statements += 1
            if self._statements % _COLLECT == 0:
                gc.collect()  # trees are circles
            return self._engine

    def _plant(self, table: str, tenant: Tenant) -> str:
        place = f"a row of {tenant.username} in table {table} of the {self.dialect} database"
        canary = self._canaries.derive("row", place, tenant.username)
        self._tell("canary", text=canary.text, place=canary.place, owner=canary.owner)
        return canary.text

    def _failed(self, statement: str, parameters: Sequence[Any], engine: Engine, failure: Exception) -> SqlError:
        """Whatever it was, an error that ends no conversation."""
        error = failure if isinstance(failure, SqlError) else SqlError("gap", f"{type(failure).__name__}: {failure}")
        ended = "gap" if error.kind == "gap" else "doubtful" if engine.doubts(error, statement) else "error"
        said = error.mysql[2] if self.dialect == "mysql" else error.postgres[1]
        self._record(statement, parameters, ended=ended, said=said[:500], gap=error.name if ended == "gap" else "")
        return error

    def _record(
        self, statement: str, parameters: Sequence[Any], *, ended: str, rows: int = 0, said: str = "", gap: str = ""
    ) -> None:
        self._records += 1
        if self._records <= MAX_RECORDS:
            text, count = statement[:MAX_TEXT], len(parameters)
            what = {"text": text, "parameters": count, "rows": rows, "ended": ended, "said": said, "gap": gap}
            self._tell("sql", dialect=self.dialect, **what)

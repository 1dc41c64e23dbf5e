"""How many of the ways into all applications of a run were attacked, however it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.wording import counted
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.model.application import Application


class Ways:
    """`attacked` is how many are done with. `functions` are the ids of those that are attacked (empty: all)."""

    def __init__(self, applications: Iterable[Application], functions: Sequence[str]) -> None:
        self.attacked = 0
        self._of = {
            id(application): sum(
                isinstance(function.entry, Entry) and (not functions or function.id in functions)
                for function, _ in application.triggers()
            )
            for application in applications
        }

    def has(self, application: Application, count: int) -> None:
        """Its ways in are known now: those of functions that can run here."""
        self._of[id(application)] = count

    def of(self, application: Application) -> int:
        return self._of[id(application)]

    def __str__(self) -> str:
        return f"{self.attacked} of {counted(sum(self._of.values()), 'way')} in were attacked"

"""Which functions records name, by the place of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from goatherd.hunt.memory.store import packed

if TYPE_CHECKING:
    from goatherd.hunt.memory.store import Store


@define
class Named:
    _store: Store

    def __setitem__(self, place: tuple[str, int], names: tuple[str, ...]) -> None:
        row = (packed(place[0]), place[1], "\n".join(names), self._store.today)
        self._store.rows.execute("INSERT OR REPLACE INTO named VALUES (?, ?, ?, ?)", row)

    def get(self, place: tuple[str, int], default: tuple[str, ...]) -> tuple[str, ...]:
        query = "SELECT names FROM named WHERE path = ? AND number = ?"
        found = self._store.rows.execute(query, (packed(place[0]), place[1])).fetchone()
        return tuple(found[0].split("\n")) if found else default

"""Until when runtimes are patched, by the cloud that runs them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from goatherd.checks.engines import engines_ended
from goatherd.core.lazy import regex

WARNING = timedelta(days=90)
LONG_AGO = timedelta(days=2 * 365)

_CLOUDS = {"azure": "azure", "google": "google", "firebase": "google"}
# "nodejs18", "Node|18-lts", "~18"; "python39", "Python|3.9": what clouds other than AWS write.
_NODE = regex(r"(?:node(?:js)?\W*|~)(\d+).*")
_PYTHON = regex(r"python\W*(\d)\.?(\d+).*")


@frozen
class End:
    """`day` is the last one with patches; `successor` is what to use, "" where there is nothing newer."""

    day: date
    successor: str


def end_of(runtime: str, framework: str) -> End | None:
    """The end of a runtime as a template of that framework writes it; None where none is known."""
    cloud = _CLOUDS.get(framework, "aws")
    row = _table()[cloud]["runtimes"].get(runtime if cloud == "aws" else _plain(runtime))
    return End(date.fromisoformat(row["until"]), row["successor"]) if row else None


def period(today: date) -> int:
    """A number that is the same for two days on which every runtime and every engine of a database is judged alike."""
    days = [date.fromisoformat(row["until"]) for told in _table().values() for row in told["runtimes"].values()]
    return sum((day - WARNING <= today) + (day < today) + (day + LONG_AGO < today) for day in days) + engines_ended(
        today
    )


def _plain(runtime: str) -> str:
    written = runtime.lower()
    if python := _PYTHON.fullmatch(written):
        return f"python{python[1]}.{python[2]}"
    node = _NODE.fullmatch(written)
    return f"nodejs{node[1]}" if node else ""


@cache
def _table() -> dict[str, Any]:
    path = Path(__file__).parent / "sas06_dependencies" / "runtimes.json"
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table

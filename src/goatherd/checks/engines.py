"""Until when the engines of databases are patched."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path


def end_of_engine(engine: str, version: str, *, on_rds: bool) -> date | None:
    """The last day with patches for everybody; None where none is known. RDS patches some longer than their makers."""
    numbers = version.split(".")
    until = (_table().get(f"rds {engine}") if on_rds else None) or _table().get(engine, {})
    found = (until.get(".".join(numbers[:length])) for length in (2, 1))
    return next((date.fromisoformat(day) for day in found if day), None)


def engines_ended(today: date) -> int:
    """A number that is the same for two days on which every engine is judged alike."""
    return sum(date.fromisoformat(day) < today for until in _table().values() for day in until.values())


@cache
def _table() -> dict[str, dict[str, str]]:
    path = Path(__file__).parent / "sas06_dependencies" / "engines.json"
    read = json.loads(path.read_text(encoding="utf-8"))
    return {engine: row["until"] for engine, row in read["engines"].items()}

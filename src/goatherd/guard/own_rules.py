"""Rules of goatherd's own, guard/rules/*.toml: what the Core Rule Set lacks. Their examples are tests."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from goatherd.guard.sources import place_of

if TYPE_CHECKING:
    from goatherd.guard.seclang.compiling import Compiled

_VALUE = ["value", "name", "cookie", "query", "path", "file-name", "header"]


@cache
def own() -> tuple[dict[str, Any], ...]:
    """As they are written: "id", "message", "family", and "pattern" or "phrases" with "on", "transform", "score",
    "paranoia"; "then" are the later tests of a chain, in the words of rules.json, where "pattern" is short for the
    operator `rx`. "matches" and "spares" are texts, or tables of a "text" with the "field" it stands in and the
    request's "headers".
    """
    found: list[dict[str, Any]] = []
    for file in sorted(place_of("rules").glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        found += [{"family": table["family"], **rule} for rule in table["rule"]]
    return tuple(found)


def own_rules(compiled: Compiled) -> list[dict[str, Any]]:
    """As they stand in rules.json; their transformations are numbered with those of `compiled`."""
    return [_rule(row, compiled) for row in own()]


def _rule(row: dict[str, Any], compiled: Compiled) -> dict[str, Any]:
    operator, argument = ("rx", row["pattern"]) if "pattern" in row else ("pm", row["phrases"])
    test: dict[str, Any] = {"on": row.get("on", _VALUE), "operator": operator, "argument": argument}
    if row.get("transform"):
        test["pipeline"] = compiled.number(tuple(row["transform"]))
    return {
        "id": row["id"],
        "family": row["family"],
        "paranoia": row.get("paranoia", 1),
        "score": row.get("score", 5),
        "message": row["message"],
        "tests": [test, *map(_later, row.get("then", ()))],
    }


def _later(row: dict[str, Any]) -> dict[str, Any]:
    if "pattern" not in row:
        return row
    return {"operator": "rx", "argument": row["pattern"]} | {key: row[key] for key in row if key != "pattern"}

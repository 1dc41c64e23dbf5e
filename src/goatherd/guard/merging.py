"""A policy brought up to date with the code, with what people edited in it kept: a merge of three versions.

The first is what goatherd made last, the second what people made of it, the third what the code gives now. What only
one of the two changed is as that one has it; where both changed the same, people's stays.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Iterable

_ABSENT = object()
# What tells rows of a list apart, by the list's name; `why` never does, nor what a row says of the same thing.
_KEYS = {
    "kinds": ("kind",),
    "fields": ("path",),
    "read": ("path",),
    "write": ("path",),
    "allow": ("program", "arguments", "host", "service", "operation"),
    "unknown": ("what",),
    "unseen": ("what",),
}
_IN_ORDER = frozenset({"arguments"})  # lists that are one value, not a set of them


@define
class Merged:
    """`kept` names what people changed and the code changed too: it is as people have it."""

    policy: dict[str, Any]
    kept: list[str] = field(factory=list)


def merged(made: dict[str, Any], edited: dict[str, Any], fresh: dict[str, Any]) -> Merged:
    kept: list[str] = []
    return Merged(_value(made, edited, fresh, "", kept), kept)


def _value(made: Any, edited: Any, fresh: Any, at: str, kept: list[str]) -> Any:
    if fresh in (made, edited):
        return edited
    if edited == made:
        return fresh
    if isinstance(edited, str) and at.endswith(".why"):
        return edited
    if isinstance(edited, dict) and isinstance(fresh, dict):
        return _by_key(made if isinstance(made, dict) else {}, edited, fresh, at, kept)
    if isinstance(edited, list) and isinstance(fresh, list):
        ours, theirs, new = (_rows(each if isinstance(each, list) else [], at) for each in (made, edited, fresh))
        if ours is not None and theirs is not None and new is not None:
            return list(_by_key(ours, theirs, new, at, kept).values())
    if _said(made) != _said(fresh):
        kept.append(at)
    return edited


def _said(value: Any) -> Any:
    """Without why: lines move."""
    return {key: each for key, each in value.items() if key != "why"} if isinstance(value, dict) else value


def _by_key(made: dict[str, Any], edited: dict[str, Any], fresh: dict[str, Any], at: str, kept: list[str]) -> Any:
    found = {}
    for key in _order(edited, fresh):
        place = f"{at}.{key}" if at else key
        value = _value(made.get(key, _ABSENT), edited.get(key, _ABSENT), fresh.get(key, _ABSENT), place, kept)
        if value is not _ABSENT:
            found[key] = value
    return found


def _order(edited: Iterable[str], fresh: Iterable[str]) -> list[str]:
    """As the code gives them; what only people have comes behind what it stood behind."""
    order = list(fresh)
    before = -1
    for key in edited:
        if key not in order:
            order.insert(before + 1, key)
        before = order.index(key)
    return order


def _rows(rows: list[Any], at: str) -> dict[str, Any] | None:
    """By what tells them apart; None where that does not."""
    name = at.rpartition(".")[2]
    if name in _IN_ORDER:
        return None
    found = {_key(row, _KEYS.get(name, ())): row for row in rows}
    return found if len(found) == len(rows) else None


def _key(row: Any, names: tuple[str, ...]) -> str:
    told = [row[name] for name in names if name in row] if isinstance(row, dict) else [row]
    return " ".join(each if isinstance(each, str) else json.dumps(each) for each in told)

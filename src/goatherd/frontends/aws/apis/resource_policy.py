"""Which routes of a REST API the statements of its resource policy are about, and whether they keep the public out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.frontends.aws.exposure import is_anybody, restricts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.model.role import Statement

_UNKNOWN = re.compile(r"\$\{[^}]{0,200}\}")
_LONGEST = 500


def policy_guard(statements: Iterable[Statement], method: str, path: str) -> str:
    """Why an API's resource policy keeps the public out of a route, "" when it does not."""
    statements = list(statements)
    allows = [s for s in statements if s.effect == "Allow"]
    if not allows:
        return ""
    if any(is_anybody(s) and not restricts(s) and _covers(s, method, path, partly=True) for s in allows):
        denies = (s for s in statements if s.effect == "Deny" and is_anybody(s) and restricts(s))
        if not any(_covers(s, method, path) for s in denies):
            return ""
        return "the resource policy denies callers that fail its conditions"
    return "the resource policy lets only named callers in"


def _covers(statement: Statement, method: str, path: str, *, partly: bool = False) -> bool:
    """Whether a statement is about all of a route, or with `partly` about one of its methods."""
    named = [_matches(resource, method, path, partly=partly) for resource in statement.resources]
    return not named or any(named) is not statement.not_resource


def _matches(resource: str, method: str, path: str, *, partly: bool) -> bool:
    """`execute-api:/stage/METHOD/path`, with or without the rest of the ARN; what is not known may be anything."""
    text = _UNKNOWN.sub("*", resource[:_LONGEST])
    _, _, route = text.partition("execute-api:")[2].partition("/")
    _, _, operation = route.partition("/")
    if not operation:
        return True  # a whole API, or a stage
    wanted, separator, place = operation.partition("/")
    if not (_like(wanted, method) or (partly and method == "ANY")):
        return False
    return _like(place if separator else wanted, path.lstrip("/"))


def _like(pattern: str, text: str) -> bool:
    """`*` stands for any characters; so does `?` here, which is one in truth."""
    first, *rest = pattern.replace("?", "*").split("*")
    if not rest:
        return text == first
    at = len(first)
    for part in rest[:-1]:
        found = text.find(part, at)
        at = len(text) + 1 if found < 0 else found + len(part)
    return text.startswith(first) and text.endswith(rest[-1]) and at <= len(text) - len(rest[-1])

"""What a function's role was given by hand, held against what the template gives it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE
from goatherd.iam.match import covers_action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.application.expected import Expected
    from goatherd.hunt.application.facts import Change
    from goatherd.model.role import Role

# What every function may have, by whatever tool: it lets Lambda write its log and its traces.
_CUSTOMARY = frozenset({"AWSLambdaBasicExecutionRole", "AWSXRayDaemonWriteAccess", "AWSLambdaVPCAccessExecutionRole"})


def role_deviates(change: Change, role: Role, expected: Expected) -> str:
    """What it was given that the template does not give; "" for nothing, or where that cannot be told."""
    if change.setting == "attached":
        return _attached(change.value, role)
    document = _parsed(change.value)
    if document is None or role.unreadable:
        return ""
    if change.setting == "policy":
        return next(_more(document, expected), "")
    known = {name for statement in role.trust for _, name in statement.principals}
    if not known and not role.generated:
        return ""
    others = sorted(_principals(document) - known)
    return f"trust in {others[0]}" if others else ""


def _attached(arn: str, role: Role) -> str:
    name = arn.rpartition("/")[2]
    declared = [reference.name for reference in role.references if reference.kind == "managed"]
    if name in _CUSTOMARY or any("${" in each or each.rpartition("/")[2] == name for each in declared):
        return ""
    return f"policy {name}"


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _statements(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    listed = document.get("Statement")
    for each in listed if isinstance(listed, list) else [listed]:
        if isinstance(each, dict) and each.get("Effect") == "Allow":
            yield each


def _texts(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, str)]


def _more(document: dict[str, Any], expected: Expected) -> Iterator[str]:
    if expected.grants is None or expected.grants.unknown:
        return
    granted = expected.grants.granted()
    for statement in _statements(document):
        everywhere = "*" in _texts(statement.get("Resource"))
        for action in _texts(statement.get("Action")):
            covering = [grant for grant in granted if covers_action(grant.action, action) is not False]
            wide = any(text in ("*", HOLE) for grant in covering for text in grant.resources)
            if not covering or (everywhere and not wide):
                yield f"{action} on everything" if everywhere else action


def _principals(document: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    for statement in _statements(document):
        said = statement.get("Principal")
        for names in said.values() if isinstance(said, dict) else (said,):
            found.update(_texts(names))
    return found - {"lambda.amazonaws.com"}

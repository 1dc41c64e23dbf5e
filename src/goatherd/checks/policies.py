"""Questions that checks ask about policy statements. What cannot be known never answers yes."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from goatherd.core.confidence import unseen
from goatherd.core.value import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.source import Span
    from goatherd.model.role import Statement

NEW_BUCKETS_REFUSE = unseen("buckets made since April 2023 refuse it, unless the block of public access is off")
_EVERYBODY = frozenset({"*", "arn:aws:iam::*:root", "arn:aws:iam::*:*"})
# Keys that do not narrow who may call: anyone can meet them.
_OPEN_KEYS = frozenset(
    {
        "aws:securetransport",
        "aws:referer",
        "aws:useragent",
        "aws:currenttime",
        "aws:epochtime",
        "s3:x-amz-acl",
        "s3:x-amz-server-side-encryption",
        "s3:prefix",
        "s3:delimiter",
        "s3:max-keys",
        "s3:authtype",
        "s3:tlsversion",
        "s3:signatureversion",
        "sns:protocol",
        "kms:viaservice",
        "sns:endpoint",
        "lambda:functionurlauthtype",
    }
)
_OPEN_VALUES = frozenset({"*", "0.0.0.0/0", "::/0", "arn:aws:*:*:*:*", "arn:*"})


def opens_to_everybody(statement: Statement) -> bool:
    """It allows something to any principal of any account, under no condition that narrows who that is."""
    return (
        statement.effect == "Allow"
        and not statement.not_principal
        and any(kind in ("AWS", "*") and name in _EVERYBODY for kind, name in statement.principals)
        and not narrowed(statement)
    )


def narrowed(statement: Statement) -> bool:
    """A condition limits who may call; one that cannot be read counts as limiting."""
    return any(
        operator == HOLE or (key.lower() not in _OPEN_KEYS and not _OPEN_VALUES.issuperset(values))
        for operator, keys in statement.conditions.items()
        for key, values in (keys.items() or [(HOLE, (HOLE,))])
    )


def allows_any_of(statement: Statement, actions: Iterable[str]) -> bool:
    """It allows at least one of these actions, written out or by a pattern."""
    wanted = tuple(actions)
    if statement.effect != "Allow":
        return False
    if statement.not_action:
        return any(not any(matches(p, action) for p in statement.actions) for action in wanted)
    return any(matches(pattern, action) for pattern in statement.actions for action in wanted)


def matches(pattern: str, action: str) -> bool:
    """IAM's wildcard match of an action, case-insensitively; a pattern with unknown parts matches nothing."""
    # fnmatch's patterns cannot backtrack exponentially, however hostile they are
    return HOLE not in pattern and fnmatchcase(action.lower(), pattern.lower().replace("[", "[[]"))


def actions_with_spans(statement: Statement) -> Iterator[tuple[str, Span]]:
    for index, action in enumerate(statement.actions):
        yield action, statement.action_spans[index] if index < len(statement.action_spans) else statement.span


def resources_with_spans(statement: Statement) -> Iterator[tuple[str, Span]]:
    for index, resource in enumerate(statement.resources):
        yield resource, statement.resource_spans[index] if index < len(statement.resource_spans) else statement.span


def principal_account(principal: str) -> str:
    """The account id in a principal's ARN or the bare id, "" if there is none."""
    match = re.fullmatch(r"(?:arn:[^:]*:(?:iam|sts)::)?(\d{12})(?::.*)?", principal)
    return match[1] if match else ""

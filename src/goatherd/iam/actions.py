"""The IAM action table: what an action can do, and which resources it can be limited to."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.value import HOLE
from goatherd.iam.match import covers_action
from goatherd.iam.tables import row

if TYPE_CHECKING:
    from collections.abc import Iterable

_SETTINGS = ("Attributes", "Url", "Location", "Configuration", "Policy", "Acl", "Tagging", "Tags", "Versioning")


class Access(IntEnum):
    """Access levels as the Service Authorization Reference names them, ordered by what they can do."""

    LIST = 0
    READ = 1
    TAGGING = 2
    WRITE = 3
    PERMISSIONS = 4

    @property
    def label(self) -> str:
        return "permissions management" if self is Access.PERMISSIONS else self.name.lower()


_LEVELS = {"L": Access.LIST, "R": Access.READ, "T": Access.TAGGING, "W": Access.WRITE, "P": Access.PERMISSIONS}

# Reads of these give away what other controls protect.
_SECRET_READS = frozenset(
    {
        "secretsmanager:GetSecretValue",
        "secretsmanager:BatchGetSecretValue",
        "ssm:GetParameter",
        "ssm:GetParameters",
        "ssm:GetParametersByPath",
        "kms:Decrypt",
        "sts:AssumeRole",
    }
)


_VARIABLE = re.compile(r"\$\{(\w+)\}")
_PLACE = {"Partition": "aws", "Region": "*", "Account": "*"}


@frozen
class Action:
    """One IAM action. `resources` maps a resource type to its ARN format; none: only "*" allows it."""

    name: str  # "dynamodb:GetItem"
    access: Access
    resources: tuple[tuple[str, str], ...]

    @property
    def resource_level(self) -> bool:
        return bool(self.resources)

    @property
    def reads_secrets(self) -> bool:
        return self.name in _SECRET_READS

    @property
    def anywhere(self) -> str:
        """Some resource of the first type it acts on, nobody knows which; "*" where it has none."""
        if not self.resources:
            return "*"
        return _VARIABLE.sub(lambda match: _PLACE.get(match[1], HOLE), self.resources[0][1])


@cache
def describe(action: str) -> Action | None:
    """The action of this name, in whatever case it is written; None where there is no such action."""
    prefix, _, name = action.partition(":")
    service = row("actions", prefix.lower())
    if service is None:
        return None
    spelled = _spellings(prefix.lower()).get(name.lower())
    if spelled is None:
        return None
    level, *types = service["actions"][spelled].split()
    resources = tuple((type, service["resources"][type]) for type in types)
    return Action(f"{prefix.lower()}:{spelled}", _LEVELS[level], resources)


@cache
def matching(pattern: str) -> tuple[str, ...]:
    """All actions that an action pattern ("s3:Get*", "dynamodb:*") covers, sorted.

    A pattern over all services ("*") gives nothing: ask for `covers_everything`.
    """
    prefix, _, name = pattern.partition(":")
    service: dict[str, Any] | None = row("actions", prefix.lower())
    if service is None:
        return ()
    return tuple(f"{prefix.lower()}:{action}" for action in service["actions"] if covers_action(name, action))


def expanded(patterns: Iterable[str]) -> tuple[str, ...]:
    """The actions that patterns cover; a name that the table does not have stays as it is written."""
    found: dict[str, None] = {}
    for pattern in patterns:
        for action in matching(pattern) or ((pattern,) if not {"*", "?", "$"} & set(pattern) else ()):
            found[action] = None
    return tuple(found)


def covers_everything(pattern: str) -> bool:
    """Whether a pattern is over all actions of all services."""
    return pattern.strip("*") in ("", ":")


@cache
def seen_in_code(action: str) -> bool:
    """Whether a call of an AWS SDK could show that the action is used.

    Others are used over signed HTTP, database protocols, MQTT or mounts: code that does not call
    an SDK says nothing about them.
    """
    prefix, _, name = action.partition(":")
    return name not in (row("indirect", prefix) or ())


@cache
def _spellings(prefix: str) -> dict[str, str]:
    return {name.lower(): name for name in row("actions", prefix)["actions"]}


def harmless_read(action: str) -> bool:
    """Reads of a resource's settings, not of what it holds, by the names that AWS gives them."""
    return ":Describe" in action or ":List" in action or action.endswith(_SETTINGS)

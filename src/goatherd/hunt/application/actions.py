"""What a call in a trail is in the language of policies."""

from __future__ import annotations

from functools import cache

from goatherd.iam.actions import describe
from goatherd.iam.operations import requirements
from goatherd.iam.tables import row, rows

# Hosts of events -> prefixes of IAM, where these are other words.
_PREFIXES = {"monitoring": "cloudwatch", "cloudcontrolapi": "cloudformation", "email": "ses", "rdsdata": "rds-data"}


@cache
def prefix_of(service: str) -> str:
    """The prefix of IAM for the first part of an event's source; "" where nothing is known of the service."""
    prefix = _PREFIXES.get(service, service)
    return prefix if row("actions", prefix) else ""


@cache
def actions_of(service: str, operation: str) -> frozenset[str] | None:
    """The actions that a call always needs, empty for one that needs none; None where that is not known."""
    prefix = prefix_of(service)
    for name, listed in rows("operations").items():
        if listed["prefix"] == prefix and prefix and operation in listed["operations"]:
            found = requirements(name, operation)
            if found is not None:
                return frozenset(need.action for need in found if not need.maybe and not need.when)
    action = describe(f"{prefix}:{operation}") if prefix else None
    return frozenset((action.name,)) if action else None

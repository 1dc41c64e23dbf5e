"""Roles that pipelines of GitHub take by the token of a workflow, and for whom GitHub gives one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.role import Role, Statement

ISSUER = "token.actions.githubusercontent.com"
_STAGE = re.compile(r".*:environment:([\w-]+)")
# What a token says of where it comes from, other than its subject.
_ORIGINS = ("sub", "repository", "repository_id", "repository_owner", "repository_owner_id", "job_workflow_ref")


def trusts_github(statement: Statement) -> bool:
    """Whether it lets in who shows a token of GitHub's."""
    keys = [key for tests in statement.conditions.values() for key in tests]
    named = any(kind == "Federated" and ISSUER in name for kind, name in statement.principals)
    return statement.effect == "Allow" and (named or any(key.startswith(f"{ISSUER}:") for key in keys))


def asks_for_origin(statement: Statement) -> bool:
    """Whether it matters whose workflow it is; what cannot be read counts as asking."""
    for operator, tests in statement.conditions.items():
        if operator == HOLE or not tests:
            return True
        for key, values in tests.items():
            origin = key == HOLE or key.rpartition(":")[2] in _ORIGINS
            if origin and not {"*", "repo:*"}.issuperset(values):
                return True
    return False


def subjects_of(role: Role) -> Iterator[str]:
    """The subjects of tokens that the role is for ("repo:shop/api:ref:refs/heads/main")."""
    for statement in role.trust:
        if trusts_github(statement):
            for tests in statement.conditions.values():
                for key, values in tests.items():
                    yield from values if key.endswith(":sub") else ()


def stages_of(role: Role) -> set[str]:
    """The environments that it is for."""
    return {match[1] for subject in subjects_of(role) if (match := _STAGE.fullmatch(subject))}


def is_for_pull_requests(role: Role) -> bool:
    """Whether what somebody proposes runs with it, before anybody has looked."""
    return any(":pull_request" in subject or subject.endswith(":*") for subject in subjects_of(role))

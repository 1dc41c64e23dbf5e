"""Roles that pipelines of GitHub take by the token of a workflow, and for whom GitHub gives one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
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


def subjects_of(role: Role) -> Iterator[tuple[str, Span]]:
    """The subjects of tokens that the role is for ("repo:shop/api:ref:refs/heads/main"), and where they stand."""
    for statement in role.trust:
        if trusts_github(statement):
            for operator, tests in statement.conditions.items():
                for key in tests:
                    if key.endswith(":sub"):
                        spans = statement.condition_spans[operator][key]
                        yield from zip(tests[key], spans, strict=True)


def stages_of(role: Role) -> set[str]:
    """The environments that it is for."""
    return {match[1] for subject, _ in subjects_of(role) if (match := _STAGE.fullmatch(subject))}


def opened_to_pull_requests(role: Role) -> list[Span]:
    """Where it is for what somebody proposes, which runs before anybody has looked."""
    return [span for subject, span in subjects_of(role) if ":pull_request" in subject or subject.endswith(":*")]

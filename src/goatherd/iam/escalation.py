"""Combinations of permissions that let their holder give itself more, by name.

After the public catalogues of privilege escalation in AWS (Rhino Security Labs, Bishop Fox): with
every action of a combination on any resource, the holder becomes as powerful as some other role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from goatherd.iam.actions import covers_everything, describe
from goatherd.iam.match import covers_action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.iam.effective import Grant, Grants


@frozen
class Combination:
    """`how` completes "it can …"."""

    actions: tuple[str, ...]
    how: str
    services: frozenset[str] = field(init=False)

    @services.default
    def _services(self) -> frozenset[str]:
        return frozenset(action.partition(":")[0] for action in self.actions)


COMBINATIONS = (
    Combination(("iam:PassRole", "lambda:CreateFunction"), "create a function that runs with any role of the account"),
    Combination(("iam:PassRole", "ec2:RunInstances"), "start a machine that runs with any role of the account"),
    Combination(("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"), "run a task with any role"),
    Combination(("iam:PassRole", "cloudformation:CreateStack"), "deploy a stack with any role of the account"),
    Combination(("iam:PassRole", "glue:CreateDevEndpoint"), "open a development endpoint with any role of the account"),
    Combination(("iam:PassRole", "glue:CreateJob", "glue:StartJobRun"), "run a job with any role of the account"),
    Combination(("iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"), "run a build with any role"),
    Combination(("iam:PassRole", "sagemaker:CreateNotebookInstance"), "open a notebook with any role of the account"),
    Combination(("iam:PassRole", "states:CreateStateMachine"), "run a state machine with any role of the account"),
    Combination(("iam:PassRole", "scheduler:CreateSchedule"), "schedule any API call with any role of the account"),
    Combination(("lambda:UpdateFunctionCode",), "replace the code of any function and use its role"),
    Combination(("lambda:UpdateFunctionConfiguration",), "put a layer of its own into any function and use its role"),
    Combination(("iam:CreatePolicyVersion",), "rewrite any policy of the account"),
    Combination(("iam:SetDefaultPolicyVersion",), "bring back an older, wider version of any policy"),
    Combination(("iam:AttachRolePolicy",), "attach any policy to its own role"),
    Combination(("iam:PutRolePolicy",), "write any policy into its own role"),
    Combination(("iam:AttachUserPolicy",), "attach any policy to any user"),
    Combination(("iam:PutUserPolicy",), "write any policy into any user"),
    Combination(("iam:AttachGroupPolicy",), "attach any policy to any group"),
    Combination(("iam:PutGroupPolicy",), "write any policy into any group"),
    Combination(("iam:AddUserToGroup",), "put any user into the administrators' group"),
    Combination(("iam:CreateAccessKey",), "make an access key for any user"),
    Combination(("iam:CreateLoginProfile",), "set a console password for any user without one"),
    Combination(("iam:UpdateLoginProfile",), "change any user's console password"),
    Combination(("iam:UpdateAssumeRolePolicy",), "let itself assume any role"),
    Combination(("ssm:SendCommand",), "run commands on every machine, with the machine's role"),
    Combination(("sts:AssumeRole",), "assume every role that trusts the account"),
)


def escalations(grants: Grants) -> Iterator[tuple[Combination, tuple[Span, ...]]]:
    """The combinations that a role certainly has, with where each action is granted.

    What `*` on all actions grants is left out: with it nothing more is to be had.
    """
    granted: dict[str, list[Grant]] = {}
    for grant in grants.granted():
        if not covers_everything(grant.action):
            granted.setdefault(grant.action.partition(":")[0].lower(), []).append(grant)
    for combination in COMBINATIONS:
        if granted.keys() >= combination.services:
            found = [_where(action, granted[action.partition(":")[0]], grants) for action in combination.actions]
            spans = tuple(span for span in found if span is not None)
            if len(spans) == len(combination.actions):
                yield combination, spans


def _where(action: str, granted: list[Grant], grants: Grants) -> Span | None:
    """Where the action is certainly granted on any resource, by the first of the grants that says so."""
    naming = [grant for grant in granted if covers_action(grant.action, action)]
    described = describe(action) if naming else None
    if described is None:
        return None
    anywhere = described.anywhere
    for grant in naming:
        limited = grant.conditional or grant.resources_but
        if not limited and any(grants.names.covers(pattern, anywhere) for pattern in grant.resources):
            return grant.span if grants.allows(action, anywhere) else None
    return None

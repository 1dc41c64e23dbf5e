"""What a role reaches beyond itself by a permission on one named role, user or function.

Combinations that hold on any resource are in `escalation`; here the resource is named, and what counts is what lies
behind it: a role that may do everything, the holder's own role, a user that it can sign in as.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import HOLE, placeholder
from goatherd.iam.actions import covers_everything, describe
from goatherd.iam.escalation import escalations
from goatherd.iam.match import covers_action

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.core.source import Span
    from goatherd.iam.effective import Grant, Grants

EVERYTHING = "may do everything"
_PASS, _MAKE = "iam:PassRole", "iam:CreateRole"


@frozen
class Reach:
    """`how` completes "it can …"; `granted` are the actions that allow it, with their places, the deciding one last."""

    how: str
    granted: tuple[tuple[str, Span], ...]


# What runs with a role that is passed to it: {} is the role.
_RUN = (
    (("lambda:CreateFunction",), "create a function that runs with {}"),
    (("lambda:UpdateFunctionConfiguration",), "let a function run with {}"),
    (("ecs:RunTask",), "run a task with {}"),
    (("ecs:RegisterTaskDefinition", "ecs:CreateService"), "run a service with {}"),
    (("cloudformation:CreateStack",), "deploy a stack with {}"),
    (("cloudformation:UpdateStack",), "update a stack with {}"),
    (("states:CreateStateMachine",), "run a state machine with {}"),
    (("states:UpdateStateMachine",), "let a state machine run with {}"),
    (("scheduler:CreateSchedule",), "schedule any API call with {}"),
    (("glue:CreateJob", "glue:StartJobRun"), "run a job with {}"),
    (("codebuild:CreateProject", "codebuild:StartBuild"), "run a build with {}"),
    (("ec2:RunInstances",), "start a machine with {}"),
)
_OWN = (
    ("iam:AttachRolePolicy", "attach any policy to its own role"),
    ("iam:PutRolePolicy", "write any policy into its own role"),
    ("iam:DeleteRolePermissionsBoundary", "take the limits off its own role"),
)
_OWN_OF_USER = (
    ("iam:AttachUserPolicy", "attach any policy to itself"),
    ("iam:PutUserPolicy", "write any policy into itself"),
)
_RIGHTS_OF_ROLE = ("iam:AttachRolePolicy", "iam:PutRolePolicy")
_RIGHTS_OF_USER = ("iam:AttachUserPolicy", "iam:PutUserPolicy")
_SIGN_IN = ("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile")


def might(grants: Grants) -> str:
    """What is beyond any one task that a role may do, "" for nothing; completes "which …"."""
    for grant in grants.granted():
        whole = covers_everything(grant.action) and not grant.actions_but and not grant.resources_but
        if whole and not grant.conditional and "*" in grant.resources:
            return EVERYTHING
    found = next(escalations(grants), None)
    return f"can {found[0].how}" if found is not None else ""


def reached_roles(grants: Grants, role: str, arn: str, mighty: str) -> Iterator[Reach]:
    """What can be done with the role `role`, at `arn`, that is `mighty` (see `might`)."""
    words = f"role {role}, which {mighty}"
    trust = _on(grants, "iam:UpdateAssumeRolePolicy", arn)
    if trust is not None:
        yield Reach(f"let itself assume {words}", (("iam:UpdateAssumeRolePolicy", trust),))
    for actions, how in _RUN:
        passed = _on(grants, _PASS, arn) or _passed_to(grants, arn, actions[-1].partition(":")[0])
        run = [(action, _anywhere(grants, action)) for action in actions]
        spans = tuple((action, span) for action, span in run if span is not None)
        if passed is not None and len(spans) == len(actions):
            yield Reach(how.format(words), (*spans, (_PASS, passed)))


def reached_code(grants: Grants, function: str, arn: str, mighty: str) -> Iterator[Reach]:
    """What can be done with the function at `arn`, whose role is `mighty`."""
    span = _on(grants, "lambda:UpdateFunctionCode", arn)
    if span is not None:
        how = f"replace the code of function {function}, which {mighty}"
        yield Reach(how, (("lambda:UpdateFunctionCode", span),))


def reached_by_itself(grants: Grants, arn: str) -> Iterator[Reach]:
    """What can be done with the holder's own role, at `arn`."""
    for action, how in _OWN:
        span = _on(grants, action, arn)
        if span is not None:
            yield Reach(how, ((action, span),))


def reached_by_user(grants: Grants, name: str) -> Iterator[Reach]:
    """What a user can do with itself, by its own name as symbolic text; nothing where AWS makes the name."""
    if name and name != HOLE:
        arn = grants.names.canonical(f"arn:aws:iam::${{AWS-AccountId}}:user/{name}")
        for action, how in _OWN_OF_USER:
            span = _on(grants, action, arn)
            if span is not None:
                yield Reach(how, ((action, span),))


def reached_users(grants: Grants) -> Iterator[Reach]:
    """Named users that it can give any right and then sign in as."""
    for rights in _RIGHTS_OF_USER:
        for grant in _naming(grants, rights):
            for user in grant.resources:
                ways = [(sign_in, _on(grants, sign_in, user)) for sign_in in _SIGN_IN]
                way = next(((action, span) for action, span in ways if span is not None), None)
                if way is not None and _on(grants, rights, user) is not None:
                    name = user.rpartition("/")[2]
                    yield Reach(f"give user {name} any right and sign in as it", (way, (rights, grant.span)))


def reached_new_roles(grants: Grants) -> Iterator[Reach]:
    """Roles by a pattern of names that it can make, trusting whom it likes, and give any right."""
    for rights in _RIGHTS_OF_ROLE:
        for grant in _naming(grants, rights):
            for role in grant.resources:
                made = _on(grants, _MAKE, role) or _anywhere(grants, _MAKE)
                if (
                    ":role/" in role
                    and role.endswith("*")
                    and made is not None
                    and _on(grants, rights, role) is not None
                ):
                    name = role.partition(":role/")[2]
                    yield Reach(
                        f"make roles {name} that trust it and give them any right",
                        ((_MAKE, made), (rights, grant.span)),
                    )


def _naming(grants: Grants, action: str) -> Sequence[Grant]:
    found = [grant for grant in grants.granted() if covers_action(grant.action, action)]
    return [each for each in found if not (each.conditional or each.resources_but or covers_everything(each.action))]


def _on(grants: Grants, action: str, resource: str) -> Span | None:
    """Where an action is certainly granted on one resource; None too where it is granted on all of them."""
    described = describe(action)
    if described is None or grants.allows(action, described.anywhere):
        return None
    for grant in _naming(grants, action):
        if any(grants.names.covers(pattern, resource) for pattern in grant.resources):
            return grant.span if grants.allows(action, resource) else None
    return None


def _passed_to(grants: Grants, arn: str, service: str) -> Span | None:
    """Where a role may be passed to this service alone, which limits nothing of what the service does with it."""
    allowed = (s for entry in grants.entries for s in entry.statements if s.effect == "Allow" and not s.not_action)
    for statement in allowed:
        asked = [(key.lower(), values) for keys in statement.conditions.values() for key, values in keys.items()]
        fits = bool(asked) and all(
            key == "iam:passedtoservice" and any(value.startswith(f"{service}.") for value in values)
            for key, values in asked
        )
        names = any(covers_action(pattern, _PASS) for pattern in statement.actions) and not statement.not_resource
        if fits and names and any(grants.names.covers(pattern, arn) for pattern in statement.resources):
            return statement.span if grants.allows(_PASS, arn) is not False else None
    return None


def _anywhere(grants: Grants, action: str) -> Span | None:
    """Where an action is granted on anything."""
    return next((grant.span for grant in _naming(grants, action)), None)


def arns_of(grants: Grants, id: str, name: str = "") -> Iterator[str]:
    """What policies may call a resource: by its id, and by the name of a role that has one of its own."""
    names = grants.names
    yield names.arn(id) or names.canonical(placeholder(id, "Arn"))
    if name and name != HOLE:
        yield names.canonical(f"arn:aws:iam::${{AWS-AccountId}}:role/{name}")

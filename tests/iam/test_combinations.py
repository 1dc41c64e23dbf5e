"""Combinations of permissions that give more, or carry data out: who holds them, and who does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.iam import exfiltration
from goatherd.iam.actions import describe
from goatherd.iam.combinations import held
from goatherd.iam.effective import effective
from goatherd.iam.escalation import COMBINATIONS, escalations
from tests.iam.builders import allow, application, managed

if TYPE_CHECKING:
    from goatherd.iam.combinations import Combination
    from goatherd.model.role import PolicyReference, Statement

ALL = (*COMBINATIONS, *exfiltration.OPENED)
NAMES = [" ".join(combination.actions) for combination in ALL]


def found(*policies: Statement | PolicyReference, boundary: PolicyReference | None = None) -> set[Combination]:
    app, function = application(*policies)
    assert function.role is not None
    function.role.boundary = boundary
    return {combination for combination, _ in held(ALL, effective(function.role, app))}


def test_each_is_there_once_and_each_of_its_actions_exists() -> None:
    assert len({frozenset(combination.actions) for combination in ALL}) == len(ALL)
    for combination in ALL:
        for action in combination.actions:
            described = describe(action)
            assert described is not None and described.name == action


@pytest.mark.parametrize("combination", ALL, ids=NAMES)
def test_held_with_all_actions_on_everything(combination: Combination) -> None:
    assert combination in found(allow(" ".join(combination.actions)))


@pytest.mark.parametrize("combination", ALL, ids=NAMES)
def test_not_held_without_one_of_the_actions(combination: Combination) -> None:
    *rest, missing = combination.actions
    assert combination not in found(allow(" ".join(rest) or "s3:GetObject"))
    assert combination not in found(allow(" ".join(combination.actions)), allow(missing, effect="Deny"))


@pytest.mark.parametrize("combination", ALL, ids=NAMES)
def test_not_held_on_one_resource(combination: Combination) -> None:
    described = describe(combination.actions[-1])
    if described is not None and described.resource_level:
        service = described.name.partition(":")[0]
        one = f"arn:aws:{service}:eu-west-1:123456789012:one/{described.name}"
        rest = [allow(action) for action in combination.actions[:-1]]
        assert combination not in found(*rest, allow(described.name, one))


def test_over_several_statements_patterns_and_policies() -> None:
    create = COMBINATIONS[0]
    assert create in found(allow("iam:Pass*"), allow("lambda:Create*", "arn:aws:lambda:*:*:function:*"))
    assert create in found(allow("iam:PassRole"), managed("AWSLambda_FullAccess"))


def test_conditions_boundaries_and_exceptions_limit() -> None:
    create = COMBINATIONS[0]
    passed = allow("iam:PassRole", conditions={"StringEquals": {"iam:PassedToService": ("ecs.amazonaws.com",)}})
    assert create not in found(passed, allow("lambda:CreateFunction"))
    both = allow("iam:PassRole lambda:CreateFunction")
    assert create in found(both)
    assert create not in found(both, boundary=managed("AmazonDynamoDBReadOnlyAccess"))
    assert create not in found(both, boundary=managed("arn:aws:iam::123456789012:policy/ours"))
    excepted = allow("iam:PassRole", "arn:aws:iam::123456789012:role/x", not_resource=True)
    assert create not in found(excepted, allow("lambda:CreateFunction"))


def test_everything_is_told_elsewhere() -> None:
    assert not found(allow("*"))
    app, function = application(allow("*"))
    assert function.role is not None
    assert not list(escalations(effective(function.role, app)))

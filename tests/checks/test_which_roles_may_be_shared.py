"""Which roles may be shared by functions without a word."""

from __future__ import annotations

import pytest

from goatherd.checks.runner import run_checks
from goatherd.checks.sas04_permissions.one_role_for_many_functions import MANY, one_role_for_many_functions
from goatherd.core.source import Span
from goatherd.model.application import Application
from goatherd.model.function import CodeSource, Function
from goatherd.model.role import PolicyReference, Role

HERE = Span("main.tf", 1)


def is_reported(policy: str, *, functions: int = MANY) -> bool:
    """With a role that has one managed policy."""
    role = Role("Shared", HERE, references=[PolicyReference("managed", policy, HERE)])
    users = [Function(f"F{number}", HERE, CodeSource(""), role=role) for number in range(functions)]
    app = Application("t", "terraform", functions=users, roles={"Shared": role})
    check = one_role_for_many_functions.__goatherd_check__  # type: ignore[attr-defined]
    return bool(list(run_checks(app, [check])))


@pytest.mark.parametrize(
    "policy",
    [
        "service-role/AWSLambdaBasicExecutionRole",
        "AWSXRayDaemonWriteAccess",
        "CloudWatchLambdaInsightsExecutionRolePolicy",
    ],
)
def test_logs_and_traces_may_be_shared(policy: str) -> None:
    assert not is_reported(f"arn:aws:iam::aws:policy/{policy}")


def test_so_may_a_network() -> None:
    assert not is_reported("arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole")


@pytest.mark.parametrize(
    "policy", ["AWSLambda_FullAccess", "AWSLambdaExecute", "AmazonS3ReadOnlyAccess", "service-role/AWSLambdaRole"]
)
def test_data_and_other_functions_may_not(policy: str) -> None:
    assert is_reported(f"arn:aws:iam::aws:policy/{policy}")


def test_a_policy_that_is_not_known_may_hold_anything() -> None:
    assert is_reported("arn:aws:iam::123456789012:policy/shop")


def test_few_functions_may_share_what_they_like() -> None:
    assert not is_reported("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", functions=MANY - 1)

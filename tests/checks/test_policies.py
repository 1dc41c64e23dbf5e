from __future__ import annotations

import time

import pytest

from goatherd.checks.policies import allows_any_of, matches, opens_to_everybody
from goatherd.core.source import Span
from goatherd.model.role import Statement

HERE = Span("template.yaml", 1)


def statement(**fields: object) -> Statement:
    given = {"principals": (("AWS", "*"),), "actions": ("s3:GetObject",), **fields}
    return Statement(effect="Allow", resources=("*",), span=HERE, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"Bool": {"aws:SecureTransport": ("true",)}},
        {"StringLike": {"aws:Referer": ("https://shop.example/*",)}},
        {"IpAddress": {"aws:SourceIp": ("0.0.0.0/0",)}},
        {"ArnLike": {"aws:SourceArn": ("*",)}},
    ],
)
def test_open(conditions: dict[str, dict[str, tuple[str, ...]]]) -> None:
    assert opens_to_everybody(statement(conditions=conditions))


@pytest.mark.parametrize(
    "conditions",
    [
        {"StringEquals": {"aws:PrincipalOrgID": ("o-1",)}},
        {"ArnEquals": {"aws:SourceArn": ("${Topic}",)}},
        {"StringEquals": {"aws:SourceAccount": ("${?}",)}},
        {"${?}": {}},
    ],
)
def test_narrowed(conditions: dict[str, dict[str, tuple[str, ...]]]) -> None:
    assert not opens_to_everybody(statement(conditions=conditions))


@pytest.mark.parametrize(
    "principal", [("AWS", "123456789012"), ("Service", "*"), ("AWS", "${?}"), ("AWS", "${Role.Arn}")]
)
def test_not_everybody(principal: tuple[str, str]) -> None:
    assert not opens_to_everybody(statement(principals=(principal,)))


def test_actions() -> None:
    assert matches("s3:Put*", "s3:PutObject")
    assert matches("S3:*", "s3:putobject")
    assert not matches("s3:Get?", "s3:GetObject")
    assert not matches("${?}", "s3:GetObject")
    assert allows_any_of(statement(actions=("iam:*",), not_action=True), ("s3:GetObject",))
    assert not allows_any_of(statement(actions=("s3:*",), not_action=True), ("s3:GetObject",))


def test_a_hostile_pattern_is_decided_at_once() -> None:
    started = time.process_time()
    assert not matches("*a" * 2000 + "b", "s3:" + "a" * 5000)
    assert time.process_time() - started < 2

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack

TEMPLATE = """\
Parameters:
  Stage: {Type: String, Default: dev}
  Empty: {Type: String, Default: ''}
  Open: {Type: String}
  Zones: {Type: CommaDelimitedList, Default: 'a,b'}
Conditions:
  Is: !Equals [!Ref Stage, dev]
  Not: !Equals [!Ref Stage, prod]
  Maybe: !Equals [!Ref Open, x]
  LoopA: !Not [!Condition LoopB]
  LoopB: !Not [!Condition LoopA]
  C: CONDITION
Resources:
  Q:
    Type: AWS::SQS::Queue
    Condition: C
"""


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("!Equals [!Ref Stage, dev]", True),
        ("!Equals [a, b]", False),
        ("!Equals ['1', 1]", True),
        ("!Equals ['true', true]", True),
        ("!Equals [!Ref Empty, '']", True),
        ("!Not [!Equals [!Ref Empty, '']]", False),
        ("!Equals [!Ref Open, x]", None),
        ("!Equals [!Ref 'AWS::Region', us-east-1]", None),
        ("!Equals [!Ref 'AWS::Region', !Ref 'AWS::Region']", True),
        ("!Equals [!Sub 'a${Open}', !Sub 'a${Open}']", None),
        ("!Equals [!Join ['', !Ref Zones], ab]", True),
        ("!Equals [!Select [0, !Ref Zones], b]", False),
        ("!Condition Is", True),
        ("!And [!Condition Is, !Condition Maybe]", None),
        ("!And [!Condition Not, !Condition Maybe]", False),
        ("!Or [!Condition Is, !Condition Maybe]", True),
        ("!Or [!Condition Not, !Condition Maybe]", None),
        ("!Or [!Condition Not, !Condition Not]", False),
        ("!Not [!Condition Maybe]", None),
        ("!Condition LoopA", None),
        ("!Condition Nowhere", None),
        ("!Equals [!If [Is, a, b], a]", True),
        ("!Equals x", None),
        ("true", True),
    ],
)
def test_conditions_under_the_defaults(stack_of: Callable[[str], Stack], written: str, verdict: bool | None) -> None:
    stack = stack_of(TEMPLATE.replace("CONDITION", written))
    queue = stack.resources["Q"]
    assert queue.condition == "C"
    assert queue.enabled is verdict


def test_without_condition_a_resource_exists(stack_of: Callable[[str], Stack]) -> None:
    assert stack_of("Resources:\n  Q: {Type: 'AWS::SQS::Queue'}\n").resources["Q"].enabled is True

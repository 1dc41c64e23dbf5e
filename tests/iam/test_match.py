from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.core.value import HOLE
from goatherd.iam.match import both, covers, covers_action, covers_resource, either

YES, NO, MAYBE = True, False, None
ATOMS = frozenset({"${Table}", "${Other}"})


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        ("*", HOLE, YES),
        ("table/a", "table/a", YES),
        ("table/a", "table/b", NO),
        ("table/*", "table/b", YES),
        ("table/?", "table/b", YES),
        ("table/?", "table/bc", NO),
        ("a*c*e", "abcde", YES),
        ("a*c*e", "abde", NO),
        # what nobody knows: only a star is sure to cover it
        ("table/*", f"table/{HOLE}", YES),
        ("table/a", f"table/{HOLE}", MAYBE),
        ("table/a*", f"table/{HOLE}", MAYBE),
        ("table/a*", f"table/a{HOLE}", YES),
        ("table/a", f"queue/{HOLE}", NO),
        ("table/a", f"{HOLE}a", MAYBE),
        ("table/a", f"{HOLE}b", NO),
        (f"table/{HOLE}", "table/a", MAYBE),
        (f"table/{HOLE}", f"table/{HOLE}", MAYBE),
        # a star in a text is a part that nobody knows
        ("table/a", "table/*", MAYBE),
        # names that AWS generates are unlike all others
        ("table/${Table}", "table/${Table}", YES),
        ("table/${Table}", "table/${Other}", NO),
        ("table/${Table}", "table/orders", NO),
        ("table/orders*", "table/${Table}", NO),
        ("table/*", "table/${Table}", YES),
        ("table/${Table}", f"table/{HOLE}", MAYBE),
        ("table/${Table}/index/*", "table/${Table}/index/byDate", YES),
        # parameters of a template may be anything, but are the same everywhere
        ("table/${Name}", "table/${Name}", YES),
        ("table/${Name}", "table/orders", MAYBE),
        ("table/${Name}", "table/${Table}", MAYBE),
        ("table/${Stage}-orders", "table/${Stage}-orders", YES),
        ("table/${Stage}-orders", "table/${Stage}-users", NO),
    ],
)
def test_a_pattern_covers_symbolic_text(pattern: str, text: str, answer: bool | None) -> None:
    assert covers(pattern, text, ATOMS) is answer


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        ("arn:aws:s3:::*", "arn:aws:s3:::bucket/key", YES),
        ("arn:aws:s3:::bucket", "arn:aws:s3:::bucket/key", NO),
        ("arn:aws:dynamodb:*", "arn:aws:dynamodb:*:*:table/a", YES),
        ("arn:aws:dynamodb:*", "arn:aws:sqs:*:*:a", NO),
        ("arn:aws:sqs:eu-west-1:123456789012:a", "arn:aws:sqs:*:*:a", YES),
        ("arn:aws:sqs:eu-west-1:123456789012:a", "arn:aws:sqs:us-east-1:123456789012:a", NO),
        ("arn:aws:sqs:${AWS-Region}:${AWS-AccountId}:a", "arn:aws:sqs:eu-west-1:123456789012:a", YES),
        ("arn:aws:sqs:*:*:a", HOLE, MAYBE),
        ("arn:aws:lambda:*:*:function:a", "arn:aws:lambda:*:*:function:a:live", NO),
    ],
)
def test_arns_are_compared_part_by_part(pattern: str, text: str, answer: bool | None) -> None:
    assert covers_resource(pattern, text) is answer


def test_actions_are_compared_without_regard_to_case() -> None:
    assert covers_action("DynamoDB:get*", "dynamodb:GetItem") is True


_TEXTS = st.text("ab*?", max_size=8)


@given(pattern=_TEXTS, text=st.text("ab", max_size=8))
def test_literal_texts_are_matched_as_a_regular_expression_would(pattern: str, text: str) -> None:
    expected = re.fullmatch(pattern.replace("*", ".*").replace("?", "."), text) is not None
    assert covers(pattern, text) is expected


@given(
    pattern=st.lists(st.sampled_from(["a", "b", "*", "?", HOLE]), max_size=6),
    text=st.lists(st.sampled_from(["a", "b", HOLE]), max_size=6),
    values=st.lists(st.text("ab", max_size=3), min_size=12, max_size=12),
)
def test_an_answer_holds_for_every_value_of_what_is_unknown(
    pattern: list[str], text: list[str], values: list[str]
) -> None:
    supply = iter(values)
    concrete_pattern = "".join(next(supply) if part == HOLE else part for part in pattern)
    concrete_text = "".join(next(supply) if part == HOLE else part for part in text)
    answer = covers("".join(pattern), "".join(text))
    assert answer in (None, covers(concrete_pattern, concrete_text))


@pytest.mark.parametrize("hostile", ["*a" * 500, "${" * 500, "?" * 1500, HOLE * 300, "*" * 3000])
def test_hostile_patterns_take_no_time(hostile: str) -> None:
    assert covers(hostile, "a" * 1500) in (True, False, None)


def test_three_valued_logic() -> None:
    assert [both(YES, MAYBE), both(NO, MAYBE), both(YES, YES)] == [MAYBE, NO, YES]
    assert [either([NO, MAYBE]), either([MAYBE, YES]), either([NO]), either([])] == [MAYBE, YES, NO, NO]

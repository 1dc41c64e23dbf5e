from __future__ import annotations

import pytest

from goatherd.core.value import is_symbolic, placeholder, placeholders, retargeted, sole_placeholder


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("${Table}", "${/o/Table}"),
        ("a-${Child/Table.Arn}/*", "a-${/o/Child/Table.Arn}/*"),
        ("${AWS-Region}:${AWS-AccountId}:${?}", "${AWS-Region}:${AWS-AccountId}:${?}"),
        ("${AWS-StackName}", "${/o/AWS-StackName}"),
        ("${/elsewhere/Table}", "${/elsewhere/Table}"),
        ("plain ${aws:username}", "plain ${aws:username}"),
    ],
)
def test_a_value_of_another_stack_names_that_stack(text: str, result: str) -> None:
    assert retargeted(text, "/o/") == result


def test_placeholders_are_found_and_holes_left_out() -> None:
    text = "x-" + placeholder("Table", "Arn") + "${?}" + placeholder("Child/Queue")
    assert list(placeholders(text)) == [("Table", "Arn"), ("Child/Queue", "")]
    assert is_symbolic("${?}")
    assert not is_symbolic("${aws:username}")
    assert sole_placeholder("${Table.Arn}") == ("Table", "Arn")
    assert sole_placeholder("${Table}-x") is None
    assert sole_placeholder("${?}") is None

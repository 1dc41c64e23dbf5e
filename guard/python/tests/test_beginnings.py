"""Patterns that are asked of the beginnings of many texts at once, whichever engine there is."""

import re

import pytest
from goatherd_guard.firewall.patterns import compile_beginning

TEXTS = ("", "who", "x who", "a who", "whole", "cat", "", "x", "who is it", "x cat.", "concat", "WHO")


@pytest.mark.usefixtures("expressions")
@pytest.mark.parametrize(
    "pattern",
    [r"(?i)^(?:x )?who\b", r"^(?:x )?(?:who|cat)$", r"^(?:x )?who\z", r"(?i)^[^a]*who", r"^x?[\s]*(?:who|cat).*"],
)
def test_every_text_that_begins_like_the_pattern_is_found(pattern):
    expected = [each for each in TEXTS if re.match(pattern.replace(r"\z", r"\Z"), each)]
    found = [TEXTS[place] for place in compile_beginning(pattern)(TEXTS)]
    assert not set(expected) - set(found)


@pytest.mark.usefixtures("expressions")
def test_texts_that_do_not_are_left_out():
    assert list(compile_beginning(r"(?i)^(?:x )?who\b")(TEXTS)) == [1, 2, 8, 11]

from __future__ import annotations

import re

import pytest

from goatherd.core.lazy import regex


def test_a_lazy_expression_answers_like_a_compiled_one():
    lazy, compiled = regex(r"(?P<key>\w+)=(\d+)", re.IGNORECASE), re.compile(r"(?P<key>\w+)=(\d+)", re.IGNORECASE)
    for text in ("a=1 B=22", "", "none"):
        assert lazy.findall(text) == compiled.findall(text)
        assert bool(lazy.match(text)) is bool(compiled.match(text))
        assert lazy.sub("x", text) == compiled.sub("x", text)
    assert (lazy.pattern, lazy.flags, lazy.groupindex) == (compiled.pattern, compiled.flags, compiled.groupindex)


def test_a_wrong_expression_raises_when_it_is_used():
    broken = regex("(")
    with pytest.raises(re.error):
        broken.search("")

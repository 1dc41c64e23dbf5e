"""Slips that people make in JSON, and what is made of them."""

from __future__ import annotations

import json
import time

import pytest

from goatherd.frontends.lenient_json import mended

SLIPS = {
    '{"a": 1 "b": 2}': {"a": 1, "b": 2},
    '{"a": "x"\n "b": ["y" "z"]\n}': {"a": "x", "b": ["y", "z"]},
    '{"a": {} "b": [1,],}': {"a": {}, "b": [1]},
    '{// first\n"a": 1, /* second\n */ "b": "// text"}': {"a": 1, "b": "// text"},
    '# head\n{"a": true}': {"a": True},
}


@pytest.mark.parametrize(("text", "value"), SLIPS.items())
def test_slips(text: str, value: object) -> None:
    made = mended(text)
    assert json.loads(made) == value
    assert made.count("\n") == text.count("\n")


@pytest.mark.parametrize("text", ['{"a": "b, c: d"}', '{"a": [1, -2.5e3, null]}', "", "no json at all"])
def test_what_is_right_stays(text: str) -> None:
    assert mended(text) == text or "no json" in text


@pytest.mark.parametrize("unit", ['\\"', '"', "/*", "{", "//"])
def test_it_takes_time_in_proportion(unit: str) -> None:
    before = time.process_time()
    mended(unit * 200_000)
    assert time.process_time() - before < 5

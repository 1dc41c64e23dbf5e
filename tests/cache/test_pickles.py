"""Objects of the model come back as they were; bytes that ask for anything else are refused."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.cache.pickles import Unreadable, packed, unpacked
from goatherd.code.ir import UNDEFINED
from goatherd.core.source import Span
from goatherd.engine.doubts import unknown_call
from goatherd.engine.labels import MAX_TRACE, Label, Origin, Trace
from goatherd.model.trigger import Exposure, Kind, Trigger


class Harmful:
    def __reduce__(self):
        return os.system, ("echo harmed",)


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps(Harmful()),
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"cgoatherd.core.host\ncores\n(tR.",
        b"cgoatherd.tree\nTree\n(S'/'\ntR.",
        b"cgoatherd.core.source\n__builtins__\n.",
        b"",
        b"\x80\x05",
    ],
)
def test_bytes_that_ask_for_more_than_data_are_refused(data, capfd):
    with pytest.raises(Unreadable):
        unpacked(data)
    assert "harmed" not in capfd.readouterr().out


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(data):
    try:
        unpacked(data)
    except Unreadable:
        pass


def test_known_objects_are_replaced_by_those_of_the_reader():
    there = Trigger(Kind.S3, Exposure.ACCOUNT, Span("a", 1))
    here = Trigger(Kind.S3, Exposure.ACCOUNT, Span("b", 2))
    doubt = (unknown_call("clean", ("a", 2)),)
    label = Label(Origin("event", "event", ("a", 1), there), ("body",), frozenset({"string"}), doubt)

    back = unpacked(packed(label, [there]), [here])

    assert (back, back.doubt) == (label, doubt)
    assert back.origin.trigger is here


@pytest.mark.parametrize("value", [UNDEFINED, ..., None, True])
def test_constants_stay_themselves(value):
    assert unpacked(packed(value)) is value


@pytest.mark.parametrize("value", [1j, range(3), b"a", frozenset({1}), {"a": (1, 2.5)}, 10**30])
def test_other_constants_come_back_equal(value):
    assert unpacked(packed(value)) == value


@pytest.mark.parametrize("literal", [..., 3j, b"bytes", 1.5, None, frozenset({1})])
def test_literals_of_python_come_back(literal):
    assert unpacked(packed(literal)) == literal


def test_a_trace_of_the_greatest_length_can_be_packed():
    trace = None
    for line in range(MAX_TRACE):
        trace = Trace(("a", line), "", trace)

    assert unpacked(packed(trace)).length == MAX_TRACE


def test_labels_find_each_other_in_another_process(tmp_path):
    label = Label(Origin("event", "event", ("a.py", 1)), ("body", "name"), frozenset({"string", "shell"}))
    (tmp_path / "label").write_bytes(packed({label: "found"}))
    program = (
        "import sys; from goatherd.cache.pickles import unpacked; from goatherd.engine.labels import Label, Origin;"
        "table = unpacked(open(sys.argv[1], 'rb').read());"
        "own = Label(Origin('event', 'event', ('a.py', 1)), ('body', 'name'), frozenset({'string', 'shell'}));"
        "print(table[own])"
    )
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", program, str(tmp_path / "label")]
        assert subprocess.run(command, env=environment, capture_output=True, text=True).stdout == "found\n"

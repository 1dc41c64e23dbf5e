"""Whatever a file holds, nothing is raised and nothing but policies changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.fixes.edits import Edit, applied, without
from goatherd.fixes.hcl_pieces import read_hcl
from goatherd.fixes.unfixable import Unfixable
from goatherd.fixes.yaml_pieces import read_document

_TEXTS = st.text(alphabet="ab{}[]:,-&*!|>'\"#=<E \n\t$é%", max_size=60)


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_any_text_is_read_or_refused(text):
    for read in (read_document, read_hcl):
        try:
            source = read("file", text)
        except Unfixable:
            continue
        for piece in source.all():
            assert piece.start == -1 or 0 <= piece.start <= piece.end <= len(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["a", "b:1", "'c'", '"d"']), min_size=1, max_size=6), st.data())
def test_what_is_taken_out_of_a_list_is_all_that_goes(items, data):
    """In each way to write a list, reading what is left gives the other elements."""
    gone = data.draw(st.sets(st.integers(0, len(items) - 1), max_size=len(items) - 1))
    left = [item.strip("'\"") for index, item in enumerate(items) if index not in gone]
    ways = [
        "k:\n" + "".join(f"  - {item}\n" for item in items) + "z: 1\n",
        "k: [" + ", ".join(items) + "]\nz: 1\n",
        "k: [\n" + "".join(f"  {item}, # {item}\n" for item in items) + "]\nz: 1\n",
        "k: [\n" + ",\n".join(f"  {item}" for item in items) + "\n]\nz: 1\n",
        '{"k": [' + ",".join(f'"{item.strip(chr(39) + chr(34))}"' for item in items) + '], "z": 1}',
    ]
    for text in ways:
        source = read_document("file", text)
        rest = applied(text, without(source, source.roots[0].entries["k"], gone))
        again = read_document("file", rest).roots[0]
        assert [element.value for element in again.entries["k"].elements] == left
        assert again.entries["z"].value == "1"


def test_two_changes_of_the_same_are_refused():
    with pytest.raises(Unfixable):
        applied("abc", [Edit(0, 2, "x"), Edit(1, 3, "y")])
    assert applied("abc", [Edit(1, 1, "x"), Edit(1, 1, "y"), Edit(1, 2)]) == "axyc"

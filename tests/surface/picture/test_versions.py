"""The same picture from every Python: since 3.12 `sum` adds fractions more exactly than before."""

from __future__ import annotations

from goatherd.surface.picture.order import ordered


def test_the_order_is_the_same_however_python_adds_fractions():
    columns = [[f"l{number}" for number in range(7)], ["one", "three"]]
    segments = [("l4", "one"), ("l3", "three"), ("l4", "three"), ("l5", "three")]  # both about the same height
    assert ordered(columns, segments) == [["l0", "l1", "l2", "l4", "l3", "l5", "l6"], ["one", "three"]]

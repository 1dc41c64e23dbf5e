"""What every picture keeps to, whatever the application looks like."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.surface.graph import Edge, Graph, Node
from goatherd.surface.picture.arrangement import arrange
from goatherd.surface.picture.groups import FEW, ROOM
from goatherd.surface.picture.labels import shortened, width_of
from goatherd.surface.picture.layout import lay_out
from goatherd.surface.picture.order import crossings, ordered
from tests.surface.picture.samples import sample

KINDS = ("entry", "function", "table", "queue")


@st.composite
def graphs(draw):
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=60))
    nodes = tuple(
        Node(f"{kind}{number}", kind, kind * draw(st.integers(1, 9)), "", "", 0, None, (), ())
        for number, kind in enumerate(kinds)
    )
    ids = [node.id for node in nodes] + ["nobody"]
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=120))
    edges = tuple(Edge(source, target, "writes", "", draw(st.booleans())) for source, target in pairs)
    return Graph("any", "sam", nodes, edges, (), ())


def ends(path):
    """Where a line begins and where it ends."""
    numbers = path.replace("M", "").replace("C", " ").split()
    return tuple(tuple(map(int, text.split("H")[0].split(","))) for text in (numbers[0], numbers[-1]))


@settings(max_examples=60)
@given(graphs())
def test_boxes_stand_apart_and_lines_end_at_them(graph):
    arrangement = arrange(graph)
    layout = lay_out(arrangement)
    assert set(layout.boxes) == set(arrangement.closed())
    for one, other in combinations(layout.boxes.values(), 2):
        apart = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y
    for box in layout.boxes.values():
        assert 0 <= box.x <= box.x + box.width <= layout.width
        assert 0 <= box.y <= box.y + box.height <= layout.height
    for link, path in layout.lines:
        left, right = layout.boxes[link.left], layout.boxes[link.right]
        assert ends(path) == ((left.x + left.width, left.middle), (right.x, right.middle))


@settings(max_examples=60)
@given(graphs())
def test_every_edge_is_drawn_once_and_leads_past_no_box(graph):
    arrangement = arrange(graph)
    there = {node.id for node in graph.nodes}
    pairs = {frozenset((e.source, e.target)) for e in graph.edges if {e.source, e.target} <= there}
    assert len(arrangement.links) == len({pair for pair in pairs if len(pair) == 2})
    for link in arrangement.links:
        way = arrangement.way(link)
        columns = [n for item in way for n, column in enumerate(arrangement.columns) if item in column]
        assert columns == list(range(columns[0], columns[0] + len(way)))


@pytest.mark.parametrize("functions", [3, 30, 100, 300])
def test_no_column_is_too_tall_for_names_to_be_read(functions):
    arrangement = arrange(sample(functions))
    closed = set(arrangement.closed())
    assert max(len(closed.intersection(column)) for column in arrangement.columns) <= ROOM
    assert all(len(group.members) > FEW for group in arrangement.groups.values())
    assert bool(arrangement.groups) == (functions >= 100)


def test_what_an_attack_passes_is_not_put_together_with_others():
    graph = sample(300)
    arrangement = arrange(graph)
    passed = {step for path in graph.attack_paths for step in (*path.nodes, *path.ends)}
    assert passed
    assert passed.isdisjoint(member for group in arrangement.groups.values() for member in group.members)


@pytest.mark.parametrize(("functions", "most"), [(3, 2), (30, 50), (100, 600)])
def test_few_lines_cross(functions, most):
    arrangement = arrange(sample(functions))
    segments = {pair for link in arrangement.lifted() for pair in pairwise(arrangement.way(link))}
    assert crossings(arrangement.columns, segments) <= most


def test_a_tree_is_drawn_without_any_crossing():
    columns = [["root"], ["a", "b", "c"], ["z", "y", "x", "w", "v", "u"]]
    segments = [("root", n) for n in "abc"] + list(zip("aabbcc", "uxvywz", strict=True))
    assert crossings(columns, segments) > 0
    assert crossings(ordered(columns, segments), segments) == 0


@given(st.text(), st.integers(20, 300))
def test_a_shortened_label_fits(text, room):
    assert width_of(shortened(text, room, 13), 13) <= room


def test_a_label_loses_its_middle():
    assert shortened("OrderManagerFunction", 100, 13) == "Order…ction"
    assert shortened("Order", 100, 13) == "Order"


def test_the_same_graph_gives_the_same_picture_with_every_hash_seed():
    program = """
from goatherd.surface.picture.standalone import render
from tests.surface.picture.samples import sample
print(render([sample(100)]))
"""
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(["src", ".", *sys.path])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert runs[0].startswith(b"<svg")


def test_a_column_is_as_wide_as_its_names_where_the_picture_has_room():
    long = "theHandlerOfAllRegistrationsOfTheYearForJudges"

    def widths(columns):
        kinds = ["entry", *["function"] * columns]
        nodes = tuple(Node(f"n{n}", kind, long, "", "", 0, None, (), ()) for n, kind in enumerate(kinds))
        edges = tuple(Edge(f"n{n}", f"n{n + 1}", "calls", "", False) for n in range(columns))
        layout = lay_out(arrange(Graph("any", "sam", nodes, edges, (), ())))
        assert layout.width <= 1400 or columns > 4
        return [box.width for box in layout.boxes.values()]

    assert min(widths(1)) > width_of(long, 13)
    assert max(widths(7)) == 196

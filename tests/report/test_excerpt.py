from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.core.source import Span
from goatherd.outcome import Lines
from goatherd.report.excerpt import MAX_LINE, excerpt
from goatherd.tree import Tree


@pytest.fixture
def shown(tmp_path):
    """The line and its mark, for a text whose marked place starts at `@`."""

    def run(text, room=100, **span):
        column = text.index("@") + 1
        (tmp_path / "a.py").write_text(text.replace("@", "", 1), encoding="utf-8")
        found = excerpt(Lines(Tree(str(tmp_path))), Span("a.py", 1, column, **span), room)
        return found and f"{found.text}\n{' ' * found.offset}{'^' * found.width}"

    return run


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ('@os.system(f"a {b}")  # comment', 'os.system(f"a {b}")'),
        ('run(@event["body"]["x"], y)', 'event["body"]["x"]'),
        ("@def create(event, body):", "def create(event, body)"),
        ("x = @await client.send(a(b)) + 1", "await client.send(a(b))"),
        ("f(@`a ${b(c)} d`);", "`a ${b(c)} d`"),
        ("f(@'it\\'s', 2)", "'it\\'s'"),
        ("@AccessControl: Public", "AccessControl"),
        ("@(unclosed", "(unclosed"),
        ("@)", ")"),
        ("const {@a} = b", "a"),
    ],
)
def test_a_place_without_an_end_is_marked_to_the_end_of_its_expression(shown, text, mark):
    line, below = shown(text).split("\n")
    start = below.index("^")
    assert line[start : start + below.count("^")] == mark


def test_a_known_end_is_taken(shown):
    assert shown("  @Timeout: 900  # long", end_line=1, end_column=15).split("\n")[1] == "  ^^^^^^^^^^^^"


def test_wide_characters_and_tabs_keep_the_mark_below_its_place(shown):
    assert shown("\t山 = @f(x)").split("\n") == ["    山 = f(x)", "         ^^^^"]


def test_a_long_line_is_cut_around_the_mark(shown):
    line, below = shown("a" * 300 + " @bad(x) " + "b" * 300, room=60).split("\n")
    assert len(line) == 60
    assert (line[0], line[-1]) == ("…", "…")
    assert line[below.index("^") :].startswith("bad(x)")


def test_empty_and_endless_lines_are_not_shown(shown):
    assert shown("@ ") is None
    assert shown("@" + "a" * (MAX_LINE + 1)) is None


class _Text:
    def __init__(self, line):
        self._line = line

    def line(self, path, number):
        return self._line


@given(
    line=st.text(alphabet="ab ()[]{}'\"`\\.\t山\x1b", max_size=200),
    column=st.integers(min_value=1, max_value=250),
    room=st.integers(min_value=20, max_value=120),
)
def test_whatever_the_line_the_mark_is_below_it(line, column, room):
    found = excerpt(_Text(line), Span("a", 1, column), room)
    if found is not None:
        assert found.offset >= 0
        assert found.width >= 1
        assert "\x1b" not in found.text

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goatherd.report.line_hash import line_hashes


def test_known_hashes():
    """The values that code-scanning services give for these texts."""
    assert line_hashes("") == ["c129715d7a2bc9a3:1"]
    assert line_hashes(" a\nb\n  \t\tc\n d") == [
        "271789c17abda88f:1",
        "54703d4cd895b18:1",
        "180aee12dab6264:1",
        "a23a3dc5e078b07b:1",
    ]
    assert line_hashes("x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n") == [
        "e54938cc54b302f1:1",
        "bb609acbe9138d60:1",
        "1131fd5871777f34:1",
        "5c482a0f8b35ea28:1",
        "54517377da7028d2:1",
        "2c644846cb18d53e:1",
        "f1b89f20de0d133:1",
        "c129715d7a2bc9a3:1",
    ]


def test_line_ends_do_not_matter():
    assert line_hashes("a\r\nb\rc") == line_hashes("a\nb\nc")


def test_equal_windows_are_counted():
    text = "x" * 120 + "\n"
    assert [value.partition(":")[2] for value in line_hashes(text * 3)] == ["1", "2", "3", "1"]


@given(st.text(alphabet="ab \t\n\r\U0001f410", max_size=300))
def test_there_is_one_hash_a_line(text):
    assert len(line_hashes(text)) == len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

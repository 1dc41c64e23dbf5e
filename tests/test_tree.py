from __future__ import annotations

import os
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from goatherd.core import plain_files
from goatherd.core.errors import ReadError
from goatherd.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)


def test_files_are_sorted_and_vendored_folders_left_out(tmp_path: Path) -> None:
    write(tmp_path, "b.py", "a/x.py", "node_modules/m/index.js", ".chalice/deployments/d.json", ".chalice/config.json")
    tree = Tree(str(tmp_path))
    assert tree.files == [".chalice/config.json", "a/x.py", "b.py"]
    assert ("node_modules", "vendored or generated") in tree.skipped
    assert (".chalice/deployments", "vendored or generated") in tree.skipped


def test_one_file_is_a_tree_too(tmp_path: Path) -> None:
    write(tmp_path, "only.py", "other.py")
    tree = Tree(str(tmp_path / "only.py"))
    assert tree.files == ["only.py"]
    assert tree.read("only.py") == "only.py"


def test_excluded_paths_are_said(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "old/b.py", "c.gen.py")
    tree = Tree(str(tmp_path), exclude=["old", "*.gen.py"])
    assert tree.files == ["a.py"]
    assert tree.skipped == [("c.gen.py", "excluded by configuration"), ("old", "excluded by configuration")]


def test_only_so_many_bytes_are_read(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("0123456789")
    tree = Tree(str(tmp_path))
    assert tree.head("x", 4) == b"0123"
    assert tree.read_bytes("x", 10) == b"0123456789"
    with pytest.raises(ReadError, match="too large"):
        tree.read("x", 9)
    assert tree.read("x") == "0123456789"
    with pytest.raises(ReadError, match="too large"):
        tree.read("x", 9)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("é".encode(), "é"),
        (b"\xef\xbb\xbfx", "x"),
        ("goat \U0001f410".encode("utf-16"), "goat \U0001f410"),
        ("x".encode("utf-16-be").join([b"\xfe\xff", b""]), "x"),
    ],
)
def test_texts_of_every_usual_encoding(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "x").write_bytes(data)
    assert Tree(str(tmp_path)).read("x") == text


def test_the_line_of_the_first_bad_byte_is_said(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"ok\nok\ncaf\xe9")
    with pytest.raises(ReadError, match=r"is not UTF-8 text \(byte 9\)") as caught:
        Tree(str(tmp_path)).read("x")
    assert caught.value.span is not None
    assert caught.value.span.line == 3


@pytest.mark.parametrize(("name", "what"), [(b"\xff/a.py", "folder"), (b"\xff.py", "file")])
def test_a_name_that_is_no_text_is_shown_escaped(tmp_path: Path, name: bytes, what: str) -> None:
    path = os.path.join(os.fsencode(tmp_path), name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb"):
        pass
    tree = Tree(str(tmp_path))
    ((shown, why),) = tree.problems
    assert (tree.files, shown) == ([], name.partition(b"/")[0].replace(b"\xff", rb"\xff").decode())
    assert why.startswith(f"the name of the {what} is not UTF-8, so that it is skipped")
    assert why.endswith(": rename it")


@pytest.fixture(params=["refusing links", "without O_NOFOLLOW"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without O_NOFOLLOW":
        monkeypatch.setattr(plain_files, "REFUSES_LINKS", False)
        monkeypatch.setattr(plain_files, "_READ", os.O_RDONLY)


@pytest.mark.usefixtures("system")
def test_what_became_a_link_or_a_pipe_is_not_opened(tmp_path: Path) -> None:
    write(tmp_path, "tree/link", "tree/pipe", "tree/gone", "secret")
    tree = Tree(str(tmp_path / "tree"))
    for name in tree.files:
        (tmp_path / "tree" / name).unlink()
    (tmp_path / "tree" / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "tree" / "pipe")
    for name, why in (("link", "symbolic links"), ("pipe", "is not a regular file"), ("gone", "No such file")):
        with pytest.raises(ReadError, match=why):
            tree.read(name)


def test_a_link_put_there_while_a_file_is_opened_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system does not refuse links: between looking and opening somebody is quick."""
    write(tmp_path, "tree/file", "secret")
    tree = Tree(str(tmp_path / "tree"))
    opened = os.open

    def swapped(path: str, *arguments: int, **others: None) -> int:
        (tmp_path / "tree" / "file").unlink()
        (tmp_path / "tree" / "file").symlink_to(tmp_path / "secret")
        return opened(path, *arguments, **others)

    monkeypatch.setattr(plain_files, "REFUSES_LINKS", False)
    monkeypatch.setattr(plain_files, "_READ", os.O_RDONLY)
    monkeypatch.setattr(os, "open", swapped)
    with pytest.raises(ReadError, match="symbolic links"):
        tree.read("file")


@pytest.mark.parametrize(
    ("tag", "link"),
    [(0, False), (0xA000_000C, True), (0xA000_0003, True), (0x9000_001A, False)],
    ids=["plain", "symbolic link", "junction", "kept in a cloud"],
)
def test_junctions_of_windows_are_links(tag: int, link: bool) -> None:
    assert plain_files.is_link(SimpleNamespace(st_mode=0o040755, st_reparse_tag=tag)) is link  # type: ignore[arg-type]

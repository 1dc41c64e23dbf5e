"""What git ignores and does not track is left out, as git itself tells it; git is not run for it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from goatherd.core.ignore_patterns import Patterns
from goatherd.tree import Tree


def git(root: Path, *arguments: str) -> bytes:
    settings = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "core.excludesFile=/dev/null")
    return subprocess.run(["git", "-C", str(root), *settings, *arguments], check=True, capture_output=True).stdout


def put(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x")


def seen(root: Path) -> list[str]:
    return [path for path in Tree(str(root), all_files=False).files if not path.startswith(".git")]


def told_by_git(root: Path) -> list[str]:
    output = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return sorted(path for path in {os.fsdecode(p) for p in output.split(b"\0") if p} if not path.startswith(".git"))


PLACES = ("a", "b.py", "ab", "src/a", "src/b.py", "src/lib/a", "src/lib/x.log", "out/a", "out/deep/b.py", "x y", "a!")
# What the pieces make is what people write, and what nobody would. What `**` behind a letter means differs in git from
# run to run: it compares an address in the pattern with one in the text.
PATTERNS = (
    st.lists(
        st.sampled_from(
            ["a", "b", "*", "**", "/", "?", "!", "[ab]", "[!a]", "[a-", "\\", " ", "#", ".py", "src", "out"]
        ),
        min_size=1,
        max_size=6,
    )
    .map("".join)
    .filter(lambda pattern: not re.search(r"[^/!]\*\*", pattern))
)


@given(
    st.lists(PATTERNS, max_size=5),
    st.lists(PATTERNS, max_size=3),
    st.sets(st.sampled_from(PLACES), max_size=3),
)
@example(["out/", "!out/a"], [], set())
@example(["out/*", "!out/deep"], [], set())
@example(["/a", "src/**/a", "**/x.log"], ["!a"], {"src/lib/x.log"})
@example(["*.py", "!b.py"], ["*.py"], {"out/deep/b.py"})
@example(["x\\ y", "a! ", "a\\!", "*"], ["!/lib/", "!x.log"], set())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_is_what_git_says(patterns: list[str], deeper: list[str], tracked: set[str]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        git(root, "init", "-q")
        put(root, *PLACES)
        if tracked:
            git(root, "add", "-f", *tracked)
        (root / ".gitignore").write_text("\n".join(patterns))
        (root / "src" / ".gitignore").write_text("\n".join(deeper))
        assert seen(root) == told_by_git(root)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    put(tmp_path, "app.py", "dist/app.js", "dist/keys.py", "services/pay/dist/x.js")
    (tmp_path / ".gitignore").write_text("dist/\n")
    git(tmp_path, "add", "app.py")
    return tmp_path


def test_build_output_is_left_out_and_said(repository: Path) -> None:
    tree = Tree(str(repository), all_files=False)
    assert seen(repository) == ["app.py"]
    assert ("dist", "ignored by git") in tree.skipped
    assert "dist/app.js" in Tree(str(repository)).files


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_a_tracked_file_is_read_whatever_the_patterns_say(repository: Path, version: str) -> None:
    git(repository, "add", "-f", "dist/keys.py")
    put(repository, "later.py")
    git(repository, "add", "-N", "later.py")
    git(repository, "update-index", "--index-version", version)
    assert seen(repository) == ["app.py", "dist/keys.py", "later.py"]


def test_other_work_trees_and_longer_ids(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    git(first, "init", "-q", "--object-format=sha256")
    put(first, "app.py", "dist/keys.py", "dist/b.js")
    (first / ".gitignore").write_text("dist/\n")
    git(first, "add", "app.py", ".gitignore")
    git(first, "add", "-f", "dist/keys.py")
    git(first, "commit", "-qm", "x")
    git(first, "worktree", "add", "-q", str(tmp_path / "second"))
    put(tmp_path / "second", "dist/b.js")
    assert seen(first) == seen(tmp_path / "second") == ["app.py", "dist/keys.py"]


def test_nothing_is_left_out_where_git_cannot_be_believed(repository: Path) -> None:
    (repository / ".git" / "index").write_bytes(b"DIRC\0\0\0\2\0\0\0\x09rubbish")
    assert "dist/app.js" in seen(repository)


def test_whoever_names_an_ignored_folder_sees_it(repository: Path) -> None:
    assert seen(repository / "dist") == ["app.js", "keys.py"]


def test_a_split_index_says_nothing_of_what_is_tracked(repository: Path) -> None:
    git(repository, "update-index", "--split-index")
    assert "dist/app.js" in seen(repository)


def test_without_a_work_tree_the_patterns_mean_nothing(tmp_path: Path) -> None:
    put(tmp_path, "dist/app.js")
    (tmp_path / ".gitignore").write_text("dist/\n")
    assert seen(tmp_path) == ["dist/app.js"]


def test_nothing_of_the_repository_runs(repository: Path) -> None:
    git(repository, "config", "core.fsmonitor", f"touch {repository}/ran; false")
    (repository / ".gitattributes").write_text("* filter=x\n")
    git(repository, "config", "filter.x.clean", f"touch {repository}/ran")
    seen(repository)
    assert not (repository / "ran").exists()


def test_patterns_take_no_longer_than_their_length(tmp_path: Path) -> None:
    hostile = Patterns(b"a*" * 60 + b"b\n" + b"x/" + b"**/a*/" * 30 + b"b\n")
    assert hostile.verdict([b"a" * 250], folder=False) is None
    assert hostile.verdict([b"x", *[b"a"] * 300], folder=False) is None

"""Files of a revision, read from git's objects alone."""

from __future__ import annotations

import subprocess

import pytest

from goatherd.core.errors import UsageError
from goatherd.surface.revision import files_of


@pytest.fixture
def repository(tmp_path):
    def git(*arguments):
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", tmp_path, *identity, *arguments], check=True, capture_output=True)

    git("init")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("one\n")
    (tmp_path / "template.yaml").write_text("Resources: {}\n")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "a.js").write_text("\n")
    (tmp_path / "link").symlink_to("/etc/passwd")
    git("add", "--all")
    git("commit", "-m", "one")
    git("tag", "first")
    return tmp_path, git


def object_of(root, file="src/app.py"):
    command = ["git", "-C", root, "rev-parse", f"HEAD:{file}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def read(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_the_files_of_a_revision_without_links_and_vendored_ones(repository):
    root, _ = repository
    (root / "src" / "app.py").write_text("changed\n")
    with files_of("first", root) as earlier:
        assert read(earlier.folder) == {"src/app.py": "one\n", "template.yaml": "Resources: {}\n"}
    assert not earlier.folder.exists()


def test_a_folder_of_it(repository):
    root, _ = repository
    with files_of("HEAD", root / "src") as earlier:
        assert read(earlier.folder) == {"app.py": "one\n"}


def test_a_folder_that_did_not_exist_is_empty(repository):
    root, _ = repository
    (root / "new").mkdir()
    with files_of("HEAD", root / "new") as earlier:
        assert read(earlier.folder) == {}


def test_attributes_and_hooks_of_the_tree_change_nothing(repository):
    root, git = repository
    marker = root / "ran"
    (root / ".gitattributes").write_text("* filter=evil export-ignore\n")
    git("config", "filter.evil.smudge", f"touch {marker}")
    git("config", "core.fsmonitor", f"touch {marker}")
    hook = root / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {marker}\n")
    hook.chmod(0o755)
    with files_of("first", root) as earlier:
        assert read(earlier.folder)["src/app.py"] == "one\n"
    assert not marker.exists()


@pytest.mark.parametrize("revision", ["nope", "--output=x", "first:src", ""])
def test_what_is_no_commit(repository, revision):
    root, _ = repository
    with pytest.raises(UsageError, match="names no"), files_of(revision, root):
        pass


def test_outside_of_git(tmp_path):
    with pytest.raises(UsageError, match="not in a git work tree"), files_of("HEAD", tmp_path):
        pass


def test_a_name_that_no_file_system_takes_is_left_out(repository):
    root, git = repository
    git("update-index", "--add", "--cacheinfo", f"100644,{object_of(root)},{'a' * 300}")
    git("commit", "-m", "two")
    with files_of("HEAD", root) as earlier:
        assert set(read(earlier.folder)) == {"src/app.py", "template.yaml"}


def test_what_a_partial_clone_does_not_hold_is_told_if_it_would_be_read(repository):
    root, git = repository
    (root / "manual.pdf").write_text("a picture\n")
    git("add", "manual.pdf")
    git("commit", "-m", "two")
    for file in ("src/app.py", "manual.pdf"):
        name = object_of(root, file)
        (root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with files_of("HEAD", root) as earlier:
        assert read(earlier.folder) == {"template.yaml": "Resources: {}\n"}
    assert [(one.span.path, one.incomplete) for one in earlier.missing] == [("src/app.py", True)]


def test_a_file_that_is_too_large_keeps_its_size_alone(repository):
    root, git = repository
    (root / "large.py").write_bytes(b"x" * 5_000_001)
    git("add", "large.py")
    git("commit", "-m", "two")
    with files_of("HEAD", root) as earlier:
        large = earlier.folder / "large.py"
        assert (large.stat().st_size, large.stat().st_blocks) == (5_000_001, 0)

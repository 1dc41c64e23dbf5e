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


def read(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_the_files_of_a_revision_without_links_and_vendored_ones(repository):
    root, _ = repository
    (root / "src" / "app.py").write_text("changed\n")
    with files_of("first", root) as folder:
        assert read(folder) == {"src/app.py": "one\n", "template.yaml": "Resources: {}\n"}
    assert not folder.exists()


def test_a_folder_of_it(repository):
    root, _ = repository
    with files_of("HEAD", root / "src") as folder:
        assert read(folder) == {"app.py": "one\n"}


def test_a_folder_that_did_not_exist_is_empty(repository):
    root, _ = repository
    (root / "new").mkdir()
    with files_of("HEAD", root / "new") as folder:
        assert read(folder) == {}


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
    with files_of("first", root) as folder:
        assert read(folder)["src/app.py"] == "one\n"
    assert not marker.exists()


@pytest.mark.parametrize("revision", ["nope", "--output=x", "first:src", ""])
def test_what_is_no_commit(repository, revision):
    root, _ = repository
    with pytest.raises(UsageError, match="names no"), files_of(revision, root):
        pass


def test_outside_of_git(tmp_path):
    with pytest.raises(UsageError, match="not in a git work tree"), files_of("HEAD", tmp_path):
        pass

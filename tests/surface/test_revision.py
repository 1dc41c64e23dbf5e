"""Files of a revision, read from git's objects alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from goatherd.core.errors import UsageError
from goatherd.surface import revision
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


def test_a_pipe_in_the_place_of_an_object_ends_it_with_a_word(repository, monkeypatch):
    root, _ = repository
    id = object_of(root)
    place = root / ".git" / "objects" / id[:2] / id[2:]
    place.unlink()
    os.mkfifo(place)
    monkeypatch.setattr(revision, "SECONDS", 1)
    with pytest.raises(UsageError, match="git does not answer"), files_of("first", root):
        pass


def test_a_repository_that_does_not_know_of_the_work_tree_is_not_read(repository, tmp_path_factory):
    root, git = repository
    folder = tmp_path_factory.mktemp("tree")
    (folder / ".git").write_text(f"gitdir: {root / '.git'}\n")
    with pytest.raises(UsageError, match="a repository that is not its own"), files_of("first", folder):
        pass
    (folder / ".git").unlink()
    (folder / ".git").symlink_to(root / ".git")
    with pytest.raises(UsageError, match="a repository that is not its own"), files_of("first", folder):
        pass
    git("worktree", "add", folder / "own", "first")
    with files_of("first", folder / "own") as earlier:
        assert "src/app.py" in read(earlier.folder)


def test_a_submodule_is_read(repository, tmp_path_factory):
    root, _ = repository
    whole = tmp_path_factory.mktemp("whole")
    for words in (["init"], ["-c", "protocol.file.allow=always", "submodule", "add", root, "part"]):
        subprocess.run(["git", "-C", whole, *words], check=True, capture_output=True)
    with files_of("first", whole / "part") as earlier:
        assert "src/app.py" in read(earlier.folder)


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


def test_configuration_of_the_repository_runs_nothing(repository, monkeypatch):
    """Also with a git that would fetch what a partial clone lacks, by whatever the repository names."""
    root, git = repository
    program = shutil.which("git")
    evidence = root / "evidence"
    evil = f"touch {evidence}; false"
    for name, value in {
        "core.fsmonitor": evil,
        "core.sshCommand": evil,
        "core.pager": evil,
        "core.hooksPath": str(root / "hooks"),
        "diff.external": evil,
        "diff.evil.textconv": evil,
        "filter.evil.smudge": evil,
        "core.gitProxy": evil,
        "credential.helper": f"!{evil}",
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        "remote.origin.url": f"ext::sh -c touch% {evidence}",
        "remote.origin.promisor": "true",
        "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1",
        "uploadpack.packObjectsHook": evil,
    }.items():
        git("config", name, value)
    (root / ".gitattributes").write_text("* filter=evil diff=evil\n")
    (root / ".git" / "objects" / object_of(root)[:2] / object_of(root)[2:]).unlink()
    older = root.parent / "older"
    older.mkdir()
    (older / "git").write_text(f'#!/bin/sh\nunset GIT_NO_LAZY_FETCH\nexec {program} "$@"\n')
    (older / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{older}:{os.environ['PATH']}")
    with files_of("HEAD", root) as earlier:
        assert [each.span.path for each in earlier.missing] == ["src/app.py"]
    assert not evidence.exists()


def test_a_git_that_ends_over_what_is_missing(repository, monkeypatch):
    """As one does that is killed while it asks for an object of a partial clone: the other files are read."""
    root, _ = repository
    gone = object_of(root)
    (root / ".git" / "objects" / gone[:2] / gone[2:]).unlink()
    programs = root.parent / "programs"
    programs.mkdir()
    (programs / "git").write_text(ENDING_GIT.format(python=sys.executable, gone=gone, git=shutil.which("git")))
    (programs / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    with files_of("HEAD", root) as earlier:
        assert [each.span.path for each in earlier.missing] == ["src/app.py"]
        assert "template.yaml" in read(earlier.folder)


ENDING_GIT = """\
#!{python}
import os, subprocess, sys
if "--batch" not in sys.argv:
    os.execv("{git}", sys.argv)
with subprocess.Popen(["{git}", *sys.argv[1:]], stdin=subprocess.PIPE) as git:
    for line in sys.stdin:
        if line.strip() == "{gone}":
            break
        git.stdin.write(line.encode())
        git.stdin.flush()
"""


def test_a_git_of_the_tree_is_not_run(repository, monkeypatch):
    """Whose PATH holds relative folders, as for programs of npm, would run what lies there."""
    root, _ = repository
    (root / "bin").mkdir()
    (root / "bin" / "git").write_text(f"#!/bin/sh\ntouch {root}/evidence\n")
    (root / "bin" / "git").chmod(0o755)
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", f"bin:.:{os.environ['PATH']}")
    with files_of("HEAD", root) as earlier:
        assert "template.yaml" in read(earlier.folder)
    assert not (root / "evidence").exists()

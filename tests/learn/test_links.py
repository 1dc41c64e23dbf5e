"""A learner's folder from somebody else, with links and names in it that lead to the user's own files."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from goatherd.core.errors import UsageError
from goatherd.learn.course import read_course
from goatherd.learn.kept import Kept
from goatherd.learn.progress import HINT, Progress
from goatherd.learn.workspace import Workspace

OWN = "the user's own"


@pytest.fixture
def home(course_folder, tmp_path):
    Workspace(read_course(course_folder), tmp_path / "home" / "goat")
    Progress(tmp_path / "home" / "progress.sqlite")
    (tmp_path / "home").chmod(0o700)
    return tmp_path / "home"


@pytest.fixture
def own(tmp_path):
    """A folder of the user with a file for each that goatherd may write; at the end, it is as it was."""
    folder = tmp_path / "own"
    (folder / "greet").mkdir(parents=True)
    for name in ("file", "app.py", "greet/app.py", "name.json", "template.yaml"):
        (folder / name).write_text(OWN)
    before = listing(folder)
    yield folder
    assert listing(folder) == before


def listing(folder):
    return {path: path.read_text() if path.is_file() else "" for path in folder.rglob("*")}


@pytest.fixture
def learn(course_folder, home):
    def run(*words):
        command = [sys.executable, "-m", "goatherd", "learn", "--course", course_folder, "--home", home, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stderr

    return run


def replaced(path, target):
    """Put a link in the place of what is at a path."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to(target)


# Where a draft once had its place, and the file itself.
@pytest.mark.parametrize("draft", [".app.py.new", "app.py"])
@pytest.mark.parametrize("words", [("reset", "--yes", "1"), ("reset", "--yes")], ids=["lesson", "all"])
def test_putting_back_writes_through_no_linked_file(learn, home, own, draft, words):
    (home / "goat" / "greet" / "app.py").unlink()
    (home / "goat" / "greet" / draft).symlink_to(own / "file")
    assert learn(*words) == (0, "")
    app = home / "goat" / "greet" / "app.py"
    assert "os.popen" in app.read_text() and not app.is_symlink()


def test_a_linked_folder_is_refused_in_one_line_and_putting_back_all_replaces_it(learn, home, own):
    replaced(home / "goat" / "greet", own)
    code, error = learn("reset", "--yes", "1")
    assert (code, error.splitlines()) == (
        2,
        [
            f"error: {home}/goat/greet is a link, or no folder: nothing is written through it",
            "  help: move it away: goatherd learn reset brings back what was there",
        ],
    )
    assert learn("reset", "--yes") == (0, "")
    assert "os.popen" in (home / "goat" / "greet" / "app.py").read_text()


@pytest.mark.parametrize("name", ["goat.new", ".goat.new"])
def test_putting_back_all_builds_in_no_linked_folder(learn, home, own, name):
    (home / name).symlink_to(own)
    assert learn("reset", "--yes") == (0, "")
    assert (home / name).readlink() == own


@pytest.mark.parametrize("link", ["greet/app.py", "greet", ".app.py.new"])
def test_saving_writes_through_no_link(course_folder, home, own, link):
    workspace = Workspace(read_course(course_folder), home / "goat")
    known = link == ".app.py.new"
    replaced(home / "goat" / ("greet/.app.py.new" if known else link), own / "file" if known else own)
    if known:
        (home / "goat" / "greet" / "app.py").chmod(0o640)
        workspace.write("greet/app.py", "mine")
        assert workspace.read("greet/app.py") == "mine"
        assert (home / "goat" / "greet" / "app.py").stat().st_mode & 0o777 == 0o640
        return
    for use in (workspace.read, lambda name: workspace.write(name, "mine")):
        with pytest.raises(UsageError, match="the goat has no file"):
            use("greet/app.py")


def test_the_last_result_is_kept_and_read_through_no_link(home, own):
    (home / "last").mkdir()
    for name in ("name.new", "name.json"):
        (home / "last" / name).symlink_to(own / "name.json")
    one = Kept(home)
    one.of("name").sent = {"door": "http"}
    one.keep("name")
    assert Kept(home).of("name").sent == {"door": "http"} and not (home / "last" / "name.json").is_symlink()
    kept = (home / "last" / "name.json").read_bytes()
    replaced(home / "last", own)
    (own / "name.json").write_bytes(kept)
    try:
        other = Kept(home)
        assert other.of("name").sent == {}
        other.keep("name")
        other.forget("name")
        assert (own / "name.json").read_bytes() == kept
    finally:
        (own / "name.json").write_text(OWN)


@pytest.mark.parametrize("name", ["progress.sqlite", "progress.sqlite-journal"])
def test_progress_is_kept_through_no_link(learn, home, own, name):
    shutil.copy(home / "progress.sqlite", own.parent / "database")
    before = (own.parent / "database").read_bytes()
    replaced(home / name, own.parent / "database")
    code, error = learn("hint", "1")
    assert code == 2 and f"error: {home / name} leads to other files: nothing is written through it\n" in error
    assert (own.parent / "database").read_bytes() == before


def journal_that_removes(path, database):
    """What SQLite takes for the journal of one of many databases, of which `path` is the journal that all share."""
    magic, page, sector = bytes.fromhex("d9d505f920a163d7"), 4096, 512
    name = os.fsencode(path)
    pages = os.path.getsize(database) // page
    head = magic + b"".join(each.to_bytes(4, "big") for each in (0, 1, pages, sector, page))
    tail = [(1 << 30) // page + 1, name, len(name), sum(name), magic]
    return head.ljust(sector, b"\0") + b"".join(x if isinstance(x, bytes) else x.to_bytes(4, "big") for x in tail)


def test_a_journal_removes_no_file_of_the_user(learn, home, own):
    victim, copy = home / "victim", home / "copy.sqlite"
    journal = journal_that_removes(victim, home / "progress.sqlite")
    for database in (copy, home / "progress.sqlite"):
        shutil.copy(home / "progress.sqlite", copy)
        victim.write_text(OWN)
        database.with_name(f"{database.name}-journal").write_bytes(journal)
        if database == copy:  # the attempt is one
            with sqlite3.connect(copy) as connection:
                connection.execute("select * from happened")
            assert not victim.exists()
    code, error = learn("--list")
    assert code == 2 and "progress.sqlite-journal leads to other files" in error and victim.read_text() == OWN


def test_a_journal_that_a_crash_left_is_used(course_folder, home):
    (lesson,) = read_course(course_folder).lessons
    path = home / "progress.sqlite"
    code = f"""
import os, sqlite3
connection = sqlite3.connect({str(path)!r})
connection.execute("pragma cache_size = 1")
connection.execute("pragma synchronous = full")
connection.execute("insert into happened (at, lesson, what, detail) values ('', 'name', 'hint', ?)", ["x" * 100000])
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    assert path.with_name("progress.sqlite-journal").stat().st_size
    progress = Progress(path)
    assert progress.export() == []
    progress.note(lesson, HINT)
    assert progress.standing(lesson).hints == 1

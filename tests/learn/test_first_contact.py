"""`goatherd learn` on machines that lack something: one line that says what to do, and never a traceback."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from threading import Event
from urllib.request import urlopen

import pytest

from goatherd.learn.waiting import telling

EXTRA = ("awslambdaric", "boto3", "cryptography", "moto", "sqlglot", "flask", "markdown_it")
# Modules that are not there, for Python and all that asks it.
HIDING = """
import importlib.machinery, os
hidden, find = os.environ["HIDDEN"].split(","), importlib.machinery.PathFinder.find_spec
importlib.machinery.PathFinder.find_spec = (
    lambda name, *more: None if name.partition(".")[0] in hidden else find(name, *more)
)
"""


@pytest.fixture
def words(course_folder, tmp_path):
    return [sys.executable, "-m", "goatherd", "learn", "--course", course_folder, "--home", tmp_path / "home"]


def said(words, *more, **variables):
    """(exit code, standard output, standard error) of a command."""
    done = subprocess.run(
        [*words, *more], capture_output=True, text=True, check=False, env={**os.environ, **variables}, stdin=-3
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


@contextmanager
def served(words, *more, **variables):
    """A running `goatherd learn`: (process, the address that it shows)."""
    process = subprocess.Popen(
        [*words, *more], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **variables}
    )
    try:
        line = process.stdout.readline()
        assert line.startswith("The goat is at "), line or process.stderr.read()
        yield process, line.split()[-1]
    finally:
        process.terminate()
        process.communicate()


def only(tmp_path, *programs):
    """A PATH with these programs on it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in programs:
        (folder / name).symlink_to(shutil.which(name))
    return str(folder)


@pytest.fixture
def hiding(tmp_path):
    """Variables that hide modules."""

    def variables(*names):
        (tmp_path / "hiding").mkdir()
        (tmp_path / "hiding" / "sitecustomize.py").write_text(HIDING)
        return {"PYTHONPATH": str(tmp_path / "hiding"), "HIDDEN": ",".join(names)}

    return variables


@pytest.mark.parametrize(
    "what", [(), ("attack", "1", "http", "api=Api"), ("verify", "1")], ids=["", "attack", "verify"]
)
def test_without_the_extra_the_command_that_installs_it_is_told(words, hiding, what):
    code, out, error = said(words, *what, **hiding(*EXTRA))
    first, help = error.splitlines()
    missing = EXTRA if not what else EXTRA[:-2]
    assert (code, out, first) == (2, "", f"error: goatherd learn needs {', '.join(missing)}")
    assert help == f"  help: install its extra: {sys.executable} -m pip install 'goatherd[learn]'"


def test_without_the_extra_lessons_are_listed_and_read(words, hiding):
    variables = hiding(*EXTRA)
    assert said(words, "--list", **variables)[1].endswith("0 exploited, 0 of 1 fixed\n")
    assert said(words, "start", "1", **variables)[1].startswith("A name becomes a command\n")
    assert said(words, "hint", "1", **variables)[1] == "Hint 1 of 3: look\n"
    assert said(words, "reset", "--yes", **variables)[0] == said(words, "export", **variables)[0] == 0


@pytest.mark.parametrize("what", [("attack", "1", "http", "api=Api", "path=/greet?name=a"), ("verify", "1")])
def test_without_the_extra_for_hunting_lessons_on_logs_say_what_to_install(words, course_folder, hiding, what):
    lesson = course_folder / "lessons" / "name" / "lesson.toml"
    lesson.write_text(f"hunts = true\n{lesson.read_text()}")
    code, _, error = said(words, *what, **hiding("sigma"))
    command = f"{sys.executable} -m pip install 'goatherd[hunt]'"
    assert code == 2
    assert f"note: 1 lesson of 1 cannot be played without the extra of goatherd hunt: {command}" in error
    assert "error: this lesson looks through logs, which needs sigma\n  help: install the extra" in error


@pytest.mark.parametrize("what", [(), ("verify", "1")], ids=["", "verify"])
def test_without_bubblewrap_it_is_told_what_to_install(words, tmp_path, what):
    code, _, error = said(words, *what, PATH=only(tmp_path))
    assert code == 2 and "there is no `bwrap` on the PATH\n  help: install bubblewrap" in error


def test_without_nodejs_it_is_told_what_cannot_be_played(words, course_folder, tmp_path):
    template = course_folder / "goat" / "template.yaml"
    template.write_text(template.read_text().replace("python3.12", "nodejs22.x"))
    with served(words, "--no-browser", PATH=only(tmp_path, "bwrap")) as (process, _):
        note = process.stderr.readline()
    assert "no node and no npm on the PATH, and 1 lesson of 1 cannot be played without: install Node.js" in note


def test_without_nodejs_it_is_told_once_and_what_is_missing_is_fetched_later(words, course_folder, tmp_path):
    goat, cache = course_folder / "goat", tmp_path / "cache"
    template = goat / "template.yaml"
    template.write_text(template.read_text().replace("python3.12", "nodejs22.x"))
    (goat / "greet" / "app.js").write_text("require('@aws-sdk/client-s3'); exports.handler = async () => 1;\n")
    (goat / "greet" / "package.json").write_text('{"dependencies": {"left-pad": "1.3.0"}}')
    bare = {"PATH": only(tmp_path, "bwrap"), "XDG_CACHE_HOME": str(cache)}
    _, _, error = said(words, "verify", "1", **bare)
    assert [line[:36] for line in error.splitlines() if "note: " in line] == ["note: there is no node and no npm on"]
    assert not list((cache / "goatherd" / "packages").glob("course-*")), "nothing would be fetched with Node.js"


def test_a_taken_port_that_was_asked_for_is_not_replaced(words):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, out, error = said(words, "--no-browser", "--port", str(port))
    assert (code, out) == (2, "")
    assert f"error: port {port} cannot be had: Address already in use\n  help: this one is free: --port " in error


def test_without_a_wish_the_next_free_port_is_taken(words):
    try:
        other = socket.create_server(("127.0.0.1", 8014))
    except OSError:  # somebody else has it: as good
        other = socket.socket()
    with other, served(words, "--no-browser") as (process, address):
        note = process.stderr.readline()
        port = int(re.search(r":(\d+)/", address)[1])
        assert note == f"note: port 8014 is taken; the pages will be at port {port}\n" and port > 8014
        assert "goatherd-learn-" in urlopen(address).headers["Set-Cookie"]


def test_without_a_browser_it_is_told_to_open_one(words):
    nothing = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": ""}
    for variables in (nothing, {**nothing, "BROWSER": "/nowhere/browser"}):
        with served(words, **variables) as (process, _):
            assert "no browser could be opened" in process.stderr.readline()


def test_other_users_cannot_read_the_key_where_the_browser_is_started(words, tmp_path):
    """They see the words of every command."""
    browser, told = tmp_path / "browser", tmp_path / "told"
    os.mkfifo(told)
    browser.write_text(f'#!/bin/sh\necho "$1" > {told}\n')
    browser.chmod(0o755)
    with served(words, BROWSER=str(browser)) as (_, address):
        opened = told.read_text().strip()
        assert opened.partition("=")[0] == address.partition("=")[0] and opened != address
        assert urlopen(opened).status == 200
        with pytest.raises(OSError, match="403"):
            urlopen(opened)
        assert urlopen(address).status == 200


@pytest.mark.parametrize("place", ["/dev/null/home", "/proc/home"])
@pytest.mark.parametrize("what", [(), ("--list",), ("start", "1")], ids=["", "list", "start"])
def test_a_home_that_cannot_be_made_is_told(words, place, what):
    code, _, error = said([*words[:-2]], *what, HOME=place, XDG_DATA_HOME="")
    assert code == 2 and "cannot be written: " in error and "--home DIR" in error
    code, _, error = said([*words[:-1], place], *what)
    assert code == 2 and "cannot be written: " in error and "--home DIR" in error


def in_a_small_world(script, *words):
    """Run a shell's script where things may be mounted."""
    return said(["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"], *words)


def test_a_full_disk_is_told(words, tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    script = f'mount -t tmpfs -o size=4k,mode=755 none {home} && exec "$@" '
    code, _, error = in_a_small_world(script, *words, "--list")
    assert code == 2 and "cannot be written: No space left on device\n  help: see that there is room" in error


def test_a_home_that_became_read_only_shows_what_is_there(words, tmp_path):
    said(words, "--list")
    home = tmp_path / "home"
    script = f'mount --bind {home} {home} && mount -o remount,bind,ro {home} && exec "$@"'
    assert in_a_small_world(script, *words, "--list")[1].endswith("0 of 1 fixed\n")
    code, _, error = in_a_small_world(script, *words, "hint", "1")
    assert code == 2 and "readonly database" in error and "--home" in error
    code, _, error = in_a_small_world(script, *words, "reset", "1", "--yes")
    assert code == 2 and "cannot be written: Read-only file system" in error


def test_a_cache_that_cannot_be_written_is_told_and_no_obstacle(words):
    code, out, error = said(words, "attack", "1", "http", "api=Api", "path=/greet?name=Ana", XDG_CACHE_HOME="/dev/null")
    assert code == 1 and "hello Ana" in out
    assert "note: /dev/null/goatherd/packages cannot be written" in error or "Not a directory" in error


def test_a_home_is_for_its_owner_alone(words, tmp_path):
    said(words, "--list")
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    (tmp_path / "home").chmod(0o777)
    code, _, error = said(words, "--list")
    assert code == 2 and f"other users may change {tmp_path / 'home'}, and what is there runs as you" in error
    if os.geteuid() == 0:
        (tmp_path / "home").chmod(0o755)
        os.chown(tmp_path / "home", 65534, 65534)
        code, _, error = said(words, "--list")
        assert code == 2 and "belongs to another user" in error


def test_putting_back_asks_in_the_terminal(words, tmp_path):
    said(words, "hint", "1")
    app = tmp_path / "home" / "goat" / "greet" / "app.py"
    app.write_text("changed")
    code, out, _ = said(words, "reset", "1")
    assert code == 130 and app.read_text() == "changed"
    assert "Your changes are lost: greet/app.py\nMarks taken away: 0 exploited, 0 fixed, 1 hints\n" in out
    assert said(words, "reset", "1", "--yes")[0] == 0 and "os.popen" in app.read_text()


def test_long_work_says_where_it_is():
    lines, twice = [], Event()

    def say(line):
        lines.append(line)
        if len(lines) == 3:
            twice.set()

    with telling(say, "Fetching", every=0.001) as at:
        at("the packages of Login")
        assert twice.wait(60)
    assert lines[0] == "Fetching …"
    assert re.fullmatch(r"  the packages of Login, \d+ s …", lines[2])

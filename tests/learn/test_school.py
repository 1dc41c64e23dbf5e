"""A course of one's own, in a terminal: what a learner does, and what is kept of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from goatherd.core.errors import UsageError
from goatherd.learn.course import read_course
from goatherd.learn.progress import EXPLOITED, HINT, REFUSED, RESET, VERIFIED, Progress, Standing
from goatherd.learn.school import School
from goatherd.learn.workspace import Workspace, home_of


@pytest.fixture
def learn(course_folder, tmp_path):
    """Run `goatherd learn` on the small course: (exit code, standard output, standard error)."""

    def run(*words):
        options = ["--course", str(course_folder), "--home", str(tmp_path / "home")]
        command = [sys.executable, "-m", "goatherd", "learn", *options, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return run


def test_a_lesson_in_a_terminal(learn, tmp_path):
    code, out, _ = learn("start", "1")
    assert code == 0 and out.startswith("A name becomes a command\n====") and "The story of it" in out
    code, out, _ = learn("attack", "name", "http", "api=Api", "path=/greet?name=Ana")
    assert code == 1 and "hello Ana\nNot yet.\n" in out
    code, out, _ = learn("attack", "name", "http", "api=Api", "method=GET", "path=/greet?name=%3B+echo+$((6*7))x")
    assert code == 0 and out.endswith("You did it: the shell did sums\n")
    assert learn("hint", "name")[1] == "Hint 1 of 3: look\n" and learn("hint", "name")[1] == "Hint 2 of 3: think\n"

    code, out, _ = learn("verify", "name")
    assert code == 1
    assert "NO  the attacks fail: the shell did sums\n" in out and "ok  the application works\n" in out
    assert "NO  a scan is silent here: greet/app.py:6: " in out
    app = tmp_path / "home" / "goat" / "greet" / "app.py"
    app.write_text(app.read_text().replace('os.popen(f"echo hello {name}").read()', 'f"hello {name}\\n"'))
    code, out, _ = learn("verify", "name")
    assert (code, out.count("ok ")) == (0, 3), out
    assert learn("--list")[1].splitlines()[1:] == [
        "   1 name                               A name becomes a command  [fixed]",
        "1 exploited, 1 of 1 fixed",
    ]
    happened = [row["what"] for row in json.loads(learn("export")[1])]
    assert happened == ["started", "exploited", "hint", "hint", "refused", "verified"]
    assert learn("reset", "name", "--yes")[0] == 0 and "os.popen" in app.read_text()
    assert "0 of 1 fixed" in learn("--list")[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("start", "nothing"), "no lesson is called 'nothing'"),
        (("attack", "name", "letterbox"), "the goat has no door 'letterbox'"),
        (("attack", "name", "http", "colour=red"), "http has no field 'colour'"),
        (("attack", "name", "http", "path"), "'path' is no FIELD=VALUE"),
        (("attack", "name", "object", "bucket=None", "key=a"), "the goat has no resource None"),
        (("attack", "name", "object", "key=a"), "nothing says which bucket"),
        (("attack", "name", "function", "function=Gone"), "the goat has no function 'Gone'"),
        (("attack", "name", "function", "function=Greet", "event=@/nowhere"), "/nowhere cannot be read"),
        (("attack", "name", "function", "function=Greet", "event={"), "this is no JSON"),
    ],
)
def test_what_cannot_be_done_is_told(learn, words, message):
    code, _, said = learn(*words)
    assert code == 2 and message in said and "Traceback" not in said


def test_a_template_that_cannot_be_read_is_told(learn, tmp_path):
    learn("start", "1")
    (tmp_path / "home" / "goat" / "template.yaml").write_text("Resources: [\n")
    code, _, said = learn("verify", "1")
    assert code == 2 and "the goat cannot be read" in said and "learn reset" in said


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("lessons/name/lesson.toml", 'title = "A', 'titel = "A', "lesson.toml: title is missing"),
        ("lessons/name/lesson.toml", "risk = 1", "risk =", "lesson.toml: Invalid value"),
        ("lessons/name/lesson.md", "## Fix it", "## Mend it", "the section 'Fix it' is missing"),
        ("course.toml", '["name"]', '["other"]', "cannot be read: No such file"),
    ],
)
def test_a_course_that_is_not_complete_names_the_file(course_folder, file, old, new, message):
    path = course_folder / file
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(UsageError, match=message):
        read_course(course_folder)


def test_the_copy(course_folder, tmp_path):
    workspace = Workspace(read_course(course_folder), tmp_path / "copy")
    assert workspace.files() == ["greet/app.py", "template.yaml"]
    assert "weak:" not in workspace.read("greet/app.py")
    workspace.write("greet/app.py", "changed\r\n")
    assert workspace.read("greet/app.py") == "changed\n"
    assert "+changed\n" in workspace.changes(["greet/app.py"])
    (lesson,) = workspace.course.lessons
    with pytest.raises(UsageError, match="0 times"):
        workspace.apply(lesson.solution.edits)
    for name in ("../outside", "/etc/passwd", "new.py"):
        with pytest.raises(UsageError, match="the goat has no file"):
            workspace.write(name, "x")
    workspace.reset()
    assert workspace.changes(workspace.files()) == ""


def test_a_link_out_of_the_copy_is_no_file_of_it(course_folder, tmp_path):
    workspace = Workspace(read_course(course_folder), tmp_path / "copy")
    (tmp_path / "secret").write_text("s")
    (workspace.folder / "link.py").symlink_to(tmp_path / "secret")
    with pytest.raises(UsageError):
        workspace.read("link.py")


def test_progress_is_kept(course_folder, tmp_path):
    (lesson,) = read_course(course_folder).lessons
    one, other = Progress(tmp_path / "p.sqlite"), Progress(tmp_path / "p.sqlite")
    for what in (EXPLOITED, HINT, VERIFIED):
        one.note(lesson, what, "it ran" if what == EXPLOITED else "")
    standing = other.standing(lesson)
    assert (standing.started, standing.how, standing.hints, standing.tries) == (False, "it ran", 1, 1)
    assert standing.exploited.endswith("+00:00") and standing.verified.endswith("+00:00")
    other.note(lesson, RESET)
    assert one.standing(lesson) == Standing()
    assert [row["what"] for row in one.export()] == [EXPLOITED, HINT, VERIFIED, RESET]


def test_broken_code_is_told_and_not_taken_for_mended(learn, tmp_path):
    learn("--list")
    app = tmp_path / "home" / "goat" / "greet" / "app.py"
    app.write_text(app.read_text() + "def (\n")
    code, out, _ = learn("verify", "name")
    assert code == 1 and out.count("NO ") == 3 and "ok " not in out
    assert "Greet does not run: Syntax error in module 'app'" in out
    assert "NO  a scan is silent here: greet/app.py:6: " in out  # what is left of the file is as weak as before
    app.unlink()
    code, out, _ = learn("verify", "name")
    assert code == 1 and "Greet does not run: " in out


def test_what_pip_compiles_and_pictures_do_no_harm(course_folder, tmp_path):
    for name in ("greet/__pycache__/app.cpython-311.pyc", "logo.png"):
        (course_folder / "goat" / name).parent.mkdir(exist_ok=True)
        (course_folder / "goat" / name).write_bytes(b"\xa7\x0d\xff")
    workspace = Workspace(read_course(course_folder), tmp_path / "copy")
    assert workspace.files() == ["greet/app.py", "logo.png", "template.yaml"]
    assert (workspace.folder / "logo.png").read_bytes() == b"\xa7\x0d\xff"
    with pytest.raises(UsageError, match="is no text"):
        workspace.read("logo.png")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("lessons/name/lesson.toml", "risk = 1", "risk = 11", "risk must be a number from 1 to 10"),
        ("lessons/name/lesson.toml", '"look", ', "", "hints must be three"),
        ("lessons/name/lesson.toml", '"greet/app.py"]', '"greet/gone.py"]', "files must name files of goat/"),
        ("lessons/name/lesson.toml", "Elsewhere 1", "Elsewhere 2", "knows no lesson 'Elsewhere 2' of another course"),
        ("course.toml", '["name"]', '["../name"]', "'../name' is no name of a folder"),
        ("course.toml", '["name"]', '[".."]', "'..' is no name of a folder"),
        ("course.toml", '["name"]', "[1]", "1 is no name of a folder"),
        ("course.toml", '["name"]', "7", "course.toml: 'int' object is not iterable"),
        ("course.toml", '"Small"', "7", "course.toml: title must be a text"),
        ("course.toml", 'Elsewhere = ["commands"]', "Elsewhere = 7", "course.toml: 'int' object is not iterable"),
        ("lessons/name/lesson.toml", '"greet/app.py"]', '"../../../name/play.py"]', "files must name files of goat/"),
        ("lessons/name/lesson.toml", '"greet/app.py"]', '"/etc/passwd"]', "files must name files of goat/"),
        ("lessons/name/lesson.toml", '["greet/app.py"]', "[]", "files must name files of goat/"),
        ("lessons/name/lesson.toml", '["look", "think", "try `; id`"]', "7", "hints must be a list of texts"),
        ("lessons/name/lesson.toml", '["look", "think", "try `; id`"]', "[1, 2, 3]", "hints must be a list of texts"),
        ("lessons/name/lesson.toml", "risk = 1", f"risk = {'[' * 100_000}", "lesson.toml: "),
        ("lessons/name/lesson.md", "## Story", "x" * (2 << 20), "it has more than 1048576 bytes"),
    ],
)
def test_what_is_wrong_with_a_course_is_told(course_folder, file, old, new, message):
    path = course_folder / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(UsageError, match=re.escape(message)):
        read_course(course_folder)


def test_a_file_of_a_course_that_is_no_text_is_told(course_folder, tmp_path):
    text = course_folder / "lessons" / "name" / "lesson.md"
    text.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="is no text in UTF-8"):
        read_course(course_folder)
    text.unlink()
    os.mkfifo(text)  # whoever opened it would wait for ever
    with pytest.raises(UsageError, match="it is no file"):
        read_course(course_folder)
    (tmp_path / "secret").write_text("s")
    app = course_folder / "goat" / "greet" / "app.py"
    app.unlink()
    app.symlink_to(tmp_path / "secret")
    with pytest.raises(UsageError, match="files must name files of goat/"):
        read_course(course_folder)


def test_what_a_course_says_does_not_drive_the_terminal(learn, course_folder):
    for name, old in (("lesson.toml", "A name"), ("lesson.toml", "look"), ("lesson.md", "The story")):
        path = course_folder / "lessons" / "name" / name
        path.write_text(path.read_text().replace(old, "\\u001b]0;mine\\u0007" if name == "lesson.toml" else "\x1b[2J"))
    for words in (("--list",), ("start", "1"), ("hint", "1"), ("reset",)):
        _, out, error = learn(*words)
        assert "\x1b" not in out + error and "\x07" not in out + error
    assert "\ufffd]0;mine" in learn("--list")[1] and "\ufffd[2J" in learn("start", "1")[1]


def test_what_nothing_asks_for_is_not_measured(learn, course_folder):
    folder = course_folder / "lessons" / "name"
    told, play = folder / "lesson.toml", folder / "play.py"
    told.write_text(told.read_text().replace('checks = ["GOAT0101"]\n', ""))
    assert " -  a scan is silent here: not measured" in learn("verify", "name")[1]
    told.write_text(told.read_text().replace('oracles = ["GOAT0151"]\n', ""))
    play.write_text(play.read_text().replace("def attack", "def tried").replace("def works", "def worked"))
    code, out, _ = learn("verify", "name")
    assert (code, out.count(" -  "), out.count("not measured"), out.count("ok ")) == (1, 3, 3, 0)


def test_a_goat_that_ends_starts_anew(course_folder, tmp_path):
    school = School(read_course(course_folder), tmp_path / "home")
    (lesson,) = school.course.lessons
    play = lesson.play.read_text()
    lesson.play.write_text(
        play.replace("def reached(seen, goat):", "def reached(seen, goat):\n    import os; os._exit(9)")
    )
    try:
        with pytest.raises(UsageError, match="the goat has ended"):
            school.attack(lesson, lesson.attack)
        lesson.play.write_text(play)
        assert school.attack(lesson, lesson.attack)["reached"] == "the shell did sums"
    finally:
        school.close()


def test_an_attack_on_broken_code_says_why_it_does_not_run(learn, tmp_path):
    learn("--list")
    (tmp_path / "home" / "goat" / "greet" / "app.py").write_text("def (\n")
    code, _, error = learn("attack", "name", "http", "api=Api", "path=/greet?name=Ana")
    assert code == 2 and "error: Greet does not run: greet/app.py " in error


def test_code_that_the_template_does_not_name_is_no_second_goat(learn, tmp_path):
    learn("--list")
    folder = tmp_path / "home" / "goat" / "other"
    folder.mkdir()
    (folder / "app.py").write_text("def handler(event, context):\n    return event\n")
    code, out, _ = learn("attack", "name", "http", "api=Api", "path=/greet?name=Ana")
    assert code == 1 and "hello Ana" in out


def test_a_course_without_packages_is_fetched_on_a_new_machine(learn, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    code, out, error = learn("attack", "name", "http", "api=Api", "path=/greet?name=Ana")
    assert code == 1 and "hello Ana" in out and "once: this takes a minute or two …\n" in error
    assert "once" not in learn("attack", "name", "http", "api=Api", "path=/greet?name=Ana")[2]


def test_each_course_has_a_place_of_its_own(course_folder, monkeypatch):
    monkeypatch.chdir(course_folder)
    here = home_of(read_course(Path()))
    assert here == home_of(read_course(course_folder)) != home_of(read_course())


def test_a_failing_verification_takes_the_mark_away(course_folder, tmp_path):
    (lesson,) = read_course(course_folder).lessons
    progress = Progress(tmp_path / "p.sqlite")
    progress.note(lesson, VERIFIED)
    progress.note(lesson, REFUSED)
    assert progress.standing(lesson).verified == ""

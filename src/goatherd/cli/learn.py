"""`goatherd learn`: a deliberately insecure application with a lesson for each of its weaknesses, run locally."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from goatherd.learn.course import Course
    from goatherd.learn.school import Loss, School

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("learn", invoke_without_command=True)
@click.option("--list", "listed", is_flag=True, help="List the lessons and how far you are.")
@click.option(
    "--course", "folder", type=_FOLDER, help="Another course than the goat. It runs: load only what you trust."
)
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Where your copy and progress are kept.")
@click.option("--port", type=click.IntRange(1, 65535), help="Serve the pages here.  [default: 8014, or the next free]")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@click.pass_context
def command(
    context: click.Context, listed: bool, folder: Path | None, home: Path | None, port: int | None, no_browser: bool
) -> int:
    """Attack the goat, understand it, mend it: in the browser, or with the commands below.

    The goat runs in the sandbox of `goatherd attack`, with a simulated AWS around it; nothing leaves this machine. Only
    once, before the first attack, the packages that it needs are fetched from PyPI and npm.

    Exit codes: 0 all is well, 2 usage, or no sandbox.
    """
    from goatherd.sandbox.extra import require_system

    require_system()
    from goatherd.learn.course import SHIPPED, read_course

    course = read_course(folder or SHIPPED)
    context.obj = course, home
    if listed:
        _list(_school(context.obj))
        return 0
    if context.invoked_subcommand is None:
        _serve(context.obj, port, no_browser)
    return 0


def _school(told: tuple[Course, Path | None]) -> School:
    from goatherd.learn.school import School
    from goatherd.learn.workspace import home_of

    course, home = told
    return School(course, home or home_of(course))


def _with_packages(told: tuple[Course, Path | None]) -> School:
    """For what runs the goat: see what that needs, and fetch its packages, if that was not done yet."""
    from goatherd.learn.needs import lacking, require_sandbox
    from goatherd.learn.packages import are_installed, install_packages
    from goatherd.learn.waiting import telling

    require_sandbox()
    school = _school(told)
    for what in lacking(school.course):
        _note(what)
    if not are_installed(school.course):
        what = "Fetching the packages of the goat from PyPI and npm, once: this takes a minute or two"
        with telling(_say, what) as at:
            problems = install_packages(school.course, at)
        for problem in problems:
            _note(f"{problem}; lessons that need it cannot be played")
    return school


def _say(line: str) -> None:
    from goatherd.report.safe import safe

    click.echo(safe(line), err=True)


def _note(line: str) -> None:
    _say(f"note: {line}")


def _told(text: str) -> str:
    """What a course says: it comes from elsewhere, and a terminal must not act on it."""
    from goatherd.report.safe import visible

    return "\n".join(map(visible, text.split("\n")))


def _list(school: School) -> None:
    from goatherd.core.risks import RISKS

    risk = 0
    for number, (lesson, standing) in enumerate(school.standings(), 1):
        if lesson.risk != risk:
            risk = lesson.risk
            click.echo(f"SAS-{risk} {RISKS[risk]}")
        mark = "fixed" if standing.verified else "exploited" if standing.exploited else ""
        click.echo(_told(f"  {number:2} {lesson.name:34} {lesson.title}{f'  [{mark}]' if mark else ''}"))
    total = school.total()
    click.echo(f"{total.exploited} exploited, {total.verified} of {total.lessons} fixed")


def _serve(told: tuple[Course, Path | None], port: int | None, no_browser: bool) -> None:
    from goatherd.learn.needs import require_extra

    require_extra(pages=True)
    from goatherd.learn.web.serve import listen, serve

    with listen(port) as listening:
        serve(_with_packages(told), listening, open_browser=not no_browser)


@command.command("start")
@click.argument("lesson")
@click.pass_obj
def start(told: Any, lesson: str) -> int:
    """Begin a LESSON: its story, what to look for, and how to attack."""
    school = _school(told)
    found = school.course.lesson(lesson)
    school.start(found)
    click.echo(_told(f"{found.title}\n{'=' * len(found.title)}\n"))
    for title in ("Story", "Find it", "Exploit it"):
        click.echo(_told(f"{title}\n\n{found.sections[title]}\n"))
    click.echo(f"Your copy: {school.workspace.folder}")
    click.echo(_told("Files: " + ", ".join(found.files)))
    if found.log is not None:
        click.echo(f"The log: {found.log}")
    click.echo(f"Attack it: goatherd learn attack {found.name} DOOR FIELD=VALUE …  (goatherd learn attack --help)")
    return 0


class _Doors(click.Command):
    """The doors and their fields are said once, where they are made."""

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        from goatherd.learn.sending import DOORS

        with formatter.section("Doors"):
            formatter.write_dl(
                [(each.name, " ".join(f"{name}=" for name, _ in each.fields)) for each in DOORS.values()]
            )


@command.command("attack", cls=_Doors)
@click.argument("lesson")
@click.argument("door")
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@click.pass_obj
def attack(told: Any, lesson: str, door: str, fields: tuple[str, ...]) -> int:
    """Send something to the goat through a DOOR; a VALUE that begins with @ is read from a file.

    Exit codes: 0 the lesson's goal was reached, 1 it was not, 2 usage, or no sandbox.
    """
    from goatherd.learn.sending import Sending
    from goatherd.learn.waiting import telling

    school = _with_packages(told)
    sending = Sending(door, dict(map(_field, fields)))
    found = school.course.lesson(lesson)
    try:
        with telling(_say, "Starting the goat"):
            seen = school.attack(found, sending)
    finally:
        school.close()
    _show(seen)
    return 0 if seen.get("reached") else 1


def _field(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"{text!r} is no FIELD=VALUE", help="for example: path=/search?q=milk")
    if value.startswith("@"):
        try:
            return name, Path(value[1:]).read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(f"{value[1:]} is no text in UTF-8", help="the doors take texts") from error
        except OSError as error:
            raise UsageError(f"{value[1:]} cannot be read: {error.strerror}", help="name another file") from error
    return name, value


def _show(seen: dict[str, Any]) -> None:
    from goatherd.report.safe import safe

    if "refused" in seen:
        raise UsageError(str(seen["refused"]), help="goatherd learn attack --help lists doors and fields")
    if seen["status"]:
        click.echo(safe(f"answer: {seen['status']} {json.dumps(seen['headers'])}"))
        for line in str(seen["body"]).splitlines():
            click.echo(safe(line))
    for each in seen["ran"]:
        by = f" by {each['via']}" if each["via"] else ""
        failed = "" if each["ok"] else f" failed: {seen['failed'].get(each['function'], '')}"
        click.echo(safe(f"ran: {each['function']}{by}{failed}"), err=True)
        for line in str(each["log"]).splitlines():
            click.echo(safe(f"log: {line}"), err=True)
    for name, text in seen["files"].items():
        click.echo(safe(f"file: /tmp/{name}: {text[:200]}"), err=True)
    for address, text in seen["public"].items():
        click.echo(safe(f"public: {address}: {text[:200]}"), err=True)
    for each in (*seen["got"], *seen["requests"]):
        click.echo(safe(f"seen: {each}"), err=True)
    for each in seen["logged"]:
        switched = "" if each["configured"] else " (not switched on)"
        click.echo(safe(f"{each['log']}{switched}: {each['line']}"), err=True)
    click.echo(safe(f"You did it: {seen['reached']}") if seen["reached"] else "Not yet.")


@command.command("hint")
@click.argument("lesson")
@click.pass_obj
def hint(told: Any, lesson: str) -> int:
    """Take the next of the three hints of a LESSON."""
    school = _school(told)
    found = school.course.lesson(lesson)
    text = school.hint(found)
    click.echo(_told(f"Hint {school.standing(found).hints} of {len(found.hints)}: {text}"))
    return 0


@command.command("verify")
@click.argument("lesson")
@click.pass_obj
def verify(told: Any, lesson: str) -> int:
    """Measure whether the weakness of a LESSON is gone from your copy, and nothing else with it.

    Exit codes: 0 it is, 1 it is not, 2 usage, or no sandbox.
    """
    from goatherd.learn.waiting import telling

    school = _with_packages(told)
    found = school.course.lesson(lesson)
    try:
        with telling(_say, "Measuring: attacks, behaviour, scan"):
            verdict = school.verify(found)
    finally:
        school.close()
    gone = "the attacks are seen, and they alone" if found.hunts else "the attacks fail"
    said = {"exploit": gone, "behaviour": "the application works", "scan": "a scan is silent here"}
    for part in verdict.parts:
        mark = "NO " if part.why else "ok " if part.measured else " - "
        why = part.why or ("" if part.measured else "not measured, nothing of this lesson asks")
        click.echo(_told(f"{mark} {said[part.name]}{': ' if why else ''}{why}"))
    return 0 if verdict.ok else 1


@command.command("reset")
@click.argument("lesson", required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def reset(told: Any, lesson: str | None, yes: bool) -> int:
    """Put the files of a LESSON, or all of your copy, back to how they were, and begin with it anew.

    What you have exploited and fixed there counts no more.
    """
    school = _school(told)
    found = school.course.lesson(lesson) if lesson else None
    if not yes:
        _ask(school.loss(found), "all lessons begin" if found is None else "the lesson begins")
    school.reset(found)
    click.echo("the files of the lesson are as they were" if found else f"{school.workspace.folder} is as it was")
    return 0


def _ask(loss: Loss, what: str) -> None:
    for name in loss.changed:
        click.echo(_told(f"Your changes are lost: {name}"))
    for other in loss.others:
        click.echo(_told(f"What fixed {other.title!r} is in these files, too; its mark stays"))
    click.echo(f"Marks taken away: {loss.exploited} exploited, {loss.verified} fixed, {loss.hints} hints")
    click.confirm(f"Put everything back, so that {what} anew?", abort=True)


@command.command("export")
@click.pass_obj
def export(told: Any) -> int:
    """Print all that you did, as JSON."""
    click.echo(json.dumps(_school(told).progress.export(), indent=2))
    return 0

"""The pages. All of it works without JavaScript; a script of ours makes it quicker to use."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from attrs import asdict
from flask import Flask, abort, redirect, render_template, request, url_for
from markdown_it import MarkdownIt
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from goatherd import __version__
from goatherd.core.errors import GoatherdError
from goatherd.core.risks import RISKS
from goatherd.learn.course import SECTIONS
from goatherd.learn.kept import Kept
from goatherd.learn.offers import offers
from goatherd.learn.reading import problem_in
from goatherd.learn.records import read_log
from goatherd.learn.responsibility import layers
from goatherd.learn.sending import DOORS, LONG, Sending
from goatherd.learn.web.gate import guard

if TYPE_CHECKING:
    from werkzeug import Response

    from goatherd.learn.course import Lesson
    from goatherd.learn.progress import Standing
    from goatherd.learn.school import School
    from goatherd.learn.web.gate import Keys

_BEFORE, _AFTER = SECTIONS[:3], SECTIONS[3:]


def make_app(school: School, port: int, keys: Keys) -> Flask:
    """The application for one learner, to be served on `port` of this machine to those who have a key."""
    app = Flask(__name__, static_folder="static")
    app.config["MAX_CONTENT_LENGTH"] = 4 << 20
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.autoescape = True  # Flask escapes in files only whose names end in .html
    app.jinja_env.filters["markdown"] = _markdown
    guard(app, port, keys)
    pages = _Pages(school)
    app.context_processor(pages.common)
    app.register_error_handler(GoatherdError, _failed)
    app.register_error_handler(HTTPException, _refused)
    for rule, view in (
        ("/", pages.home),
        ("/summary", pages.summary),
        ("/progress.json", pages.export),
        ("/lessons/<name>", pages.lesson),
    ):
        app.add_url_rule(rule, view_func=view)
    for action in (pages.attack, pages.hint, pages.save, pages.solution, pages.reset):
        app.add_url_rule(f"/lessons/<name>/{action.__name__}", view_func=action, methods=["POST"])
    return app


def _failed(error: GoatherdError) -> tuple[bytes, int]:
    return _page("problem.html.j2", message=error.message, help=error.help), 400


def _refused(error: HTTPException) -> tuple[bytes, int]:
    if error.code == 500:
        message, help = "goatherd itself failed", "This is a bug; the terminal shows what to report."
        return _page("problem.html.j2", message=message, help=help), 500
    return _page("problem.html.j2", message=error.name, help=error.description), error.code or 400


def _page(name: str, /, **values: Any) -> bytes:
    """What functions answer may hold halves of characters, which no page can."""
    return render_template(name, **values).encode("utf-8", "replace")


class _Pages:
    def __init__(self, school: School) -> None:
        self._school = school
        self._kept = Kept(school.folder)
        self._offers = offers(school.course.goat)

    def common(self) -> dict[str, Any]:
        try:
            total = self._school.total()
        except GoatherdError:  # the page that tells it needs no numbers
            total = None
        return {"course": self._school.course, "total": total, "version": __version__, "risks": RISKS}

    def home(self) -> bytes:
        lessons = self._lessons()
        by_risk = [(risk, [pair for pair in lessons if pair[0].risk == risk]) for risk in range(1, 11)]
        model, broken = self._school.model()
        template = next((name for name in model.templates if self._school.workspace.has(name)), "")
        return _page("home.html.j2", layers=layers(model), by_risk=by_risk, broken=broken, template=template)

    def summary(self) -> bytes:
        lessons = self._lessons()
        days = sorted(day[:10] for _, standing in lessons for day in (standing.exploited, standing.verified) if day)
        known = {"from": days[0], "to": days[-1]} if days else {}
        return _page("summary.html.j2", lessons=lessons, learner=request.args.get("name", "")[:80], **known)

    def export(self) -> dict[str, Any]:
        return {"course": self._school.course.title, "happened": self._school.progress.export()}

    def lesson(self, name: str) -> bytes:
        school, last, found = self._school, self._kept.of(name), self._lesson(name)
        school.start(found)
        file = request.args.get("file") or found.files[0]
        known = school.workspace.has(file)
        saved = school.workspace.read(file) if known else ""
        text = last.drafts.get(file, saved)
        broken = problem_in(file, text)
        return _page(
            "lesson.html.j2",
            lesson=found,
            standing=school.standing(found),
            hints=school.hints(found),
            before=[(title, found.sections[title]) for title in _BEFORE],
            after=[(title, found.sections[title]) for title in _AFTER],
            neighbours=self._neighbours(found),
            file=file,
            text=text,
            broken=broken,
            around=_around(text, broken.line) if broken else (),
            was=_mark(saved),
            missing=not known,
            conflict=file in last.drafts,
            files=[*found.files, *(each for each in school.workspace.files() if each not in found.files)],
            changes=school.workspace.changes(found.files),
            doors=DOORS.values(),
            offers=self._offers,
            long=LONG,
            records=read_log(found.log) if found.log else (),
            sent=last.sent,
            seen=last.seen,
            verdict=last.verdict,
            solution=last.solution,
        )

    def attack(self, name: str) -> Response:
        found, door = self._lesson(name), request.form.get("door", "")
        fields = {key: value for key, value in request.form.items() if key != "door" and value}
        last = self._kept.of(name)
        last.sent = {"door": door, **fields}
        try:
            last.seen = self._school.attack(found, Sending(door, fields))
        except GoatherdError as error:
            last.seen = {"refused": _said(error)}
        self._kept.keep(name)
        return _back(name, "seen")

    def hint(self, name: str) -> Response:
        self._school.hint(self._lesson(name))
        return _back(name, "hints")

    def save(self, name: str) -> Response:
        found, file, text = self._lesson(name), request.form["file"], request.form["text"].replace("\r\n", "\n")
        part, last = "editor", self._kept.of(name)
        last.verdict = {}
        last.drafts.pop(file, None)
        if request.form.get("was") != _mark(self._school.workspace.read(file)):
            last.drafts[file] = text
        else:
            self._school.workspace.write(file, text)
            if request.form.get("then") == "verify":
                last.verdict, part = self._judged(found), "verdict"
        self._kept.keep(name)
        return _back(name, part, file)

    def _judged(self, lesson: Lesson) -> dict[str, Any]:
        try:
            verdict = self._school.verify(lesson)
        except (GoatherdError, RuntimeError) as error:
            return {"ok": False, "parts": [], "refused": _said(error)}
        return {"ok": verdict.ok, "parts": [asdict(part) for part in verdict.parts], "refused": ""}

    def solution(self, name: str) -> Response:
        edits = self._lesson(name).solution.edits
        self._kept.of(name).solution = "\n\n".join(f"{each.file}\n{each.new}" for each in edits)
        self._kept.keep(name)
        return _back(name, "solution")

    def reset(self, name: str) -> bytes | Response:
        """Ask, and do it when the answer is there."""
        found = self._lesson(name)
        if request.form.get("sure") != "yes":
            return _page("reset.html.j2", lesson=found, loss=self._school.loss(found))
        self._school.reset(found)
        self._kept.forget(name)
        return _back(name, "editor")

    def _lesson(self, name: str) -> Lesson:
        found = next((lesson for lesson in self._school.course.lessons if lesson.name == name), None)
        return found or abort(404)

    def _lessons(self) -> list[tuple[Lesson, Standing]]:
        return self._school.standings()

    def _neighbours(self, lesson: Lesson) -> tuple[Lesson | None, int, Lesson | None]:
        """The lesson before, the number of this one from 1 on, and the lesson after."""
        lessons = self._school.course.lessons
        at = lessons.index(lesson)
        return (lessons[at - 1] if at else None, at + 1, lessons[at + 1] if at + 1 < len(lessons) else None)


def _around(text: str, line: int) -> list[tuple[int, str]]:
    """The lines beside one, with their numbers."""
    numbered = list(enumerate(text.split("\n"), 1))
    return [(number, each[:200]) for number, each in numbered[max(line - 3, 0) : line + 2]]


def _mark(text: str) -> str:
    """What tells one text of a file from another."""
    return sha256(text.encode()).hexdigest()[:16]


def _back(name: str, part: str, file: str | None = None) -> Response:
    return redirect(url_for("lesson", name=name, file=file, _anchor=part), 303)


def _said(error: Exception) -> str:
    said = error.message if isinstance(error, GoatherdError) else str(error)
    help = error.help if isinstance(error, GoatherdError) else ""
    return f"{said} ({help})" if help else said


def _markdown(text: str) -> Markup:
    """Markdown without HTML of its own: courses come from elsewhere."""
    return Markup(MarkdownIt("commonmark", {"html": False}).render(text))

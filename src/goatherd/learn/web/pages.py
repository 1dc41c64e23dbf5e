"""The pages. All of it works without JavaScript; a script of ours makes it quicker to use."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from flask import Flask, abort, redirect, render_template, request, url_for
from markdown_it import MarkdownIt
from markupsafe import Markup

from goatherd import __version__
from goatherd.core.errors import GoatherdError
from goatherd.core.risks import RISKS
from goatherd.learn.course import SECTIONS
from goatherd.learn.offers import offers
from goatherd.learn.reading import read_template
from goatherd.learn.responsibility import layers
from goatherd.learn.sending import DOORS, LONG, Sending
from goatherd.learn.web.gate import guard

if TYPE_CHECKING:
    from werkzeug import Response

    from goatherd.learn.course import Lesson
    from goatherd.learn.progress import Standing
    from goatherd.learn.school import School

_BEFORE, _AFTER = SECTIONS[:3], SECTIONS[3:]


def make_app(school: School, port: int) -> Flask:
    """The application for one learner, to be served on `port` of this machine."""
    app = Flask(__name__, static_folder="static")
    app.config["MAX_CONTENT_LENGTH"] = 4 << 20
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.autoescape = True  # Flask escapes in files only whose names end in .html
    app.jinja_env.filters["markdown"] = _markdown
    guard(app, port)
    pages = _Pages(school)
    app.context_processor(pages.common)
    app.register_error_handler(GoatherdError, _failed)
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


def _failed(error: GoatherdError) -> tuple[str, int]:
    return render_template("problem.html.j2", message=error.message, help=error.help), 400


class _Pages:
    def __init__(self, school: School) -> None:
        self._school = school
        self._shown = _Shown()
        self._offers = offers(school.course.goat)

    def common(self) -> dict[str, Any]:
        return {"course": self._school.course, "total": self._school.total(), "version": __version__, "risks": RISKS}

    def home(self) -> str:
        lessons = self._lessons()
        by_risk = [(risk, [pair for pair in lessons if pair[0].risk == risk]) for risk in range(1, 11)]
        model = read_template(self._school.workspace.folder)
        return render_template("home.html.j2", layers=layers(model), by_risk=by_risk)

    def summary(self) -> str:
        lessons = self._lessons()
        days = sorted(day[:10] for _, standing in lessons for day in (standing.exploited, standing.verified) if day)
        known = {"from": days[0], "to": days[-1]} if days else {}
        return render_template("summary.html.j2", lessons=lessons, learner=request.args.get("name", "")[:80], **known)

    def export(self) -> dict[str, Any]:
        return {"course": self._school.course.title, "happened": self._school.progress.export()}

    def lesson(self, name: str) -> str:
        school, shown, found = self._school, self._shown, self._lesson(name)
        school.start(found)
        file = request.args.get("file") or found.files[0]
        known = school.workspace.has(file)
        text = school.workspace.read(file) if known else ""
        drafts = shown.drafts.get(name, {})
        return render_template(
            "lesson.html.j2",
            lesson=found,
            standing=school.standing(found),
            hints=school.hints(found),
            before=[(title, found.sections[title]) for title in _BEFORE],
            after=[(title, found.sections[title]) for title in _AFTER],
            neighbours=self._neighbours(found),
            file=file,
            text=drafts.get(file, text),
            was=_mark(text),
            missing=not known,
            conflict=file in drafts,
            files=[*found.files, *(each for each in school.workspace.files() if each not in found.files)],
            changes=school.workspace.changes(found.files),
            doors=DOORS.values(),
            offers=self._offers,
            long=LONG,
            sent=shown.sent.get(name, {}),
            seen=shown.seen.get(name),
            verdict=shown.verdict.get(name),
            solution=shown.solution.get(name),
        )

    def attack(self, name: str) -> Response:
        found, door = self._lesson(name), request.form.get("door", "")
        fields = {key: value for key, value in request.form.items() if key != "door" and value}
        self._shown.sent[name] = {"door": door, **fields}
        self._shown.seen[name] = self._school.attack(found, Sending(door, fields))
        return _back(name, "seen")

    def hint(self, name: str) -> Response:
        self._school.hint(self._lesson(name))
        return _back(name, "hints")

    def save(self, name: str) -> Response:
        found, file, text = self._lesson(name), request.form["file"], request.form["text"]
        self._shown.verdict.pop(name, None)
        self._shown.drafts.get(name, {}).pop(file, None)
        if request.form.get("was") != _mark(self._school.workspace.read(file)):
            self._shown.drafts.setdefault(name, {})[file] = text
            return _back(name, "editor", file)
        self._school.workspace.write(file, text)
        if request.form.get("then") != "verify":
            return _back(name, "editor", file)
        self._shown.verdict[name] = self._school.verify(found)
        return _back(name, "verdict", file)

    def solution(self, name: str) -> Response:
        edits = self._lesson(name).solution.edits
        self._shown.solution[name] = "\n\n".join(f"{each.file}\n{each.new}" for each in edits)
        return _back(name, "solution")

    def reset(self, name: str) -> Response:
        self._school.reset(self._lesson(name))
        self._shown.forget(name)
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


def _mark(text: str) -> str:
    """What tells one text of a file from another."""
    return sha256(text.encode()).hexdigest()[:16]


def _back(name: str, part: str, file: str | None = None) -> Response:
    return redirect(url_for("lesson", name=name, file=file, _anchor=part), 303)


class _Shown:
    """What the pages show of the last thing that was done in each lesson."""

    def __init__(self) -> None:
        self.sent: dict[str, dict[str, str]] = {}
        self.seen: dict[str, dict[str, Any]] = {}
        self.verdict: dict[str, Any] = {}
        self.solution: dict[str, str] = {}
        self.drafts: dict[str, dict[str, str]] = {}  # by file: what was not saved, since the file had changed

    def forget(self, name: str) -> None:
        shown: tuple[dict[str, Any], ...] = (self.sent, self.seen, self.verdict, self.solution, self.drafts)
        for each in shown:
            each.pop(name, None)


def _markdown(text: str) -> Markup:
    """Markdown without HTML of its own: courses come from elsewhere."""
    return Markup(MarkdownIt("commonmark", {"html": False}).render(text))

"""Whether a weakness is gone: decided by measurement, never by comparing text.

Three questions, asked of the learner's copy: do the lesson's attacks and goatherd's oracle still show the weakness,
does the application still do its work, and is a scan silent at that place.
"""

from __future__ import annotations

import importlib.util
import traceback
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.attack.campaign import campaign
from goatherd.attack.run import Settings, plan_of
from goatherd.attack.work import Work
from goatherd.core.config import Config
from goatherd.core.errors import UsageError
from goatherd.core.events import Diagnosed, FindingFound
from goatherd.learn.goat import Goat
from goatherd.learn.guarding import build_guard
from goatherd.learn.reading import read_goat
from goatherd.sandbox.cloud.warm import load
from goatherd.sandbox.enclosure import enclosed
from goatherd.sandbox.pod import Options, Pod
from goatherd.scan import scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from goatherd.attack.campaign import Plan
    from goatherd.learn.course import Lesson
    from goatherd.model.application import Application

Message = dict[str, Any]
_ANY_CHECK = ("GOAT0101",)  # a scan that is asked nothing else still says what it cannot read
EXPLOIT, BEHAVIOUR, SCAN = "exploit", "behaviour", "scan"


@frozen
class Part:
    """One of the three questions; `why` says what is wrong, "" when nothing is. `measured` is False where nothing could
    have been found wrong: the lesson has no attack, no feature or no check that asks.
    """

    name: str
    why: str = ""
    measured: bool = True

    @property
    def ok(self) -> bool:
        return not self.why


@frozen
class Verdict:
    parts: tuple[Part, ...]

    @property
    def ok(self) -> bool:
        return all(part.ok for part in self.parts) and self.part(EXPLOIT).measured

    def part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)


def verify(lesson: Lesson, folder: Path) -> Verdict:
    """Judge the copy of the goat in `folder`."""
    application, modules = read_goat(folder)
    build_guard(application, folder)
    plan = plan_of(application, modules, Settings(functions=lesson.functions), lesson.oracles)
    tasks = [partial(_play, lesson, plan)]
    if lesson.oracles:
        tasks.append(partial(_attack, lesson, plan))
    load(application)
    messages = enclosed(*tasks)
    next(messages)  # they run now, and the scan beside them
    found = _scanned(lesson, application, folder)
    exploits, proofs, failures = [], [], []
    attacks = features = 0
    for message in messages:
        if message["kind"] == "course":
            raise UsageError(message["why"], help="see docs/courses.md")
        if message["kind"] == "asks":
            attacks, features = message["attacks"], message["features"]
        elif message["kind"] == "exploit":
            exploits.append(message["why"])
        elif message["kind"] == "proof":
            proofs.append(message["why"])
        elif message["kind"] == "failure":
            failures.append(message["why"])
        elif message["kind"] == "played" and (exploits or proofs):
            break  # one attack that works is enough
    messages.close()
    return Verdict(
        (
            # The lesson's own words, whichever came first.
            _part(EXPLOIT, next(iter((*exploits, *proofs)), ""), attacks or lesson.oracles),
            _part(BEHAVIOUR, failures[0] if failures else "", features),
            _part(SCAN, found, lesson.checks),
        )
    )


def _part(name: str, why: str, askers: object) -> Part:
    return Part(name, why, measured=bool(why or askers))


def load_play(path: Path) -> ModuleType:
    """The code of a lesson. It runs: a course is a program. Raises UsageError where it does not load."""
    specification = importlib.util.spec_from_file_location(f"goatherd_lesson_{path.parent.name}", path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    try:
        specification.loader.exec_module(module)
    except Exception as error:
        raise UsageError(
            f"{path} does not load: {type(error).__name__}: {error}", help="see docs/courses.md"
        ) from error
    if not callable(getattr(module, "reached", None)):
        raise UsageError(f"{path} has no function reached(seen, goat)", help="see docs/courses.md")
    return module


def _play(lesson: Lesson, plan: Plan, place: Path) -> Iterator[Message]:
    """The lesson's own attacks, then what the application must still do."""
    yield {"kind": "started"}
    pod = Pod(plan.application, plan.root, place, plan.dependencies, Options())
    pod.start()
    try:
        play = load_play(lesson.play)
    except UsageError as error:
        yield {"kind": "course", "why": error.message}
        return
    goat = Goat(pod)
    attacks, features = _named(play, "attack"), _named(play, "works")
    yield {"kind": "asks", "attacks": len(attacks), "features": len(features)}
    for attack in attacks:
        goat.fresh()
        why = _reached(play, attack, goat)
        if why:
            yield {"kind": "exploit", "why": why}
            break
    for works in features:
        goat.fresh()
        try:
            works(goat)
        except Exception as error:
            yield {"kind": "failure", "why": _failure(works, error, pod)}
    stopped = {**pod.undeployable, **pod.broken}
    for function in lesson.functions:
        if function in stopped:
            yield {
                "kind": "exploit",
                "why": f"that could not be measured: {function} does not run: {stopped[function]}",
            }
    yield {"kind": "played"}


def _reached(play: ModuleType, attack: Any, goat: Goat) -> str:
    """How an attack has reached the goal; what an attack cannot make sense of is no success of it."""
    try:
        return str(play.reached(attack(goat), goat) or "")
    except Exception:
        return ""


def _named(play: ModuleType, prefix: str) -> list[Any]:
    return [value for name, value in vars(play).items() if name.startswith(prefix) and callable(value)]


def _failure(works: Any, error: Exception, pod: Pod) -> str:
    what = (works.__doc__ or works.__name__.replace("_", " ")).strip().rstrip(".")
    said = str(error) or traceback.extract_tb(error.__traceback__)[-1].line or type(error).__name__
    failed = "".join(f"; {function} failed: {why}" for function, why in pod.failed.items())
    return f"{what}: {said}{failed}"


def _attack(lesson: Lesson, plan: Plan, place: Path) -> Iterator[Message]:
    """goatherd's own attacks with the oracles that know this weakness."""
    yield {"kind": "started"}
    if not lesson.resources:  # what follows elsewhere proves nothing about these functions, and takes its time
        for function in plan.application.functions:
            if function.id not in lesson.functions:
                function.triggers.clear()
    work = Work.of(len(plan.application.functions))
    for message in campaign(plan, place, work):
        if message["kind"] == "proof" and (
            message["acted"] in lesson.functions or message["resource"] in lesson.resources
        ):
            yield {"kind": "proof", "why": message["evidence"]}
            return
        if message["kind"] == "broken":
            yield {"kind": "exploit", "why": f"that could not be measured: {message['text']}"}


def _scanned(lesson: Lesson, application: Application, folder: Path) -> str:
    for event in scan(str(folder), Config(select=lesson.checks or _ANY_CHECK)):
        if isinstance(event, Diagnosed) and event.diagnosis.span.path in lesson.files:
            return f"{event.diagnosis.span}: {event.diagnosis.message}"
        if not isinstance(event, FindingFound) or not lesson.checks:
            continue
        if is_at_place(lesson, application, event.finding, folder):
            return f"{event.finding.span}: {event.finding.message}"
    return ""


def is_at_place(lesson: Lesson, application: Application, finding: Any, folder: Path) -> bool:
    """Whether a finding is in a function of the lesson, or at what the lesson is about in the template."""
    if not {finding.function, *finding.functions}.isdisjoint(lesson.functions):
        return True
    spans = [each.span for each in application.functions if each.id in lesson.functions]
    spans += [application.resources[name].span for name in lesson.resources if name in application.resources]
    spans += [each.span for each in application.parameters if each.name in lesson.resources]
    there = [span for span in spans if span.path == finding.span.path]
    return any(finding.span.line in _block(folder / span.path, span.line) for span in there)


def _block(path: Path, first: int) -> range:
    """The lines of a thing in a template: to the next line that is not indented deeper."""
    lines = path.read_text("utf-8").splitlines()
    depth = _depth(lines[first - 1])
    following = enumerate(lines[first:], first + 1)
    return range(first, next((n for n, line in following if line.strip() and _depth(line) <= depth), len(lines) + 1))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())

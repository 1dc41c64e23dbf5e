"""One function, run once by hand: its own code and role, in the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.attack.events import shape_of
from goatherd.attack.outsider import Outsider
from goatherd.core.errors import UsageError
from goatherd.core.source import Span
from goatherd.model.trigger import ELSEWHERE_KINDS, Exposure, Kind, Trigger
from goatherd.sandbox.dependencies import find_dependencies
from goatherd.sandbox.enclosure import SandboxEnded, enclosed, require
from goatherd.sandbox.pod import Options, Pod

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goatherd.attack.run import Settings
    from goatherd.model.application import Application
    from goatherd.model.function import Function

_KINDS = {value for name, value in vars(Kind).items() if not name.startswith("_")} - ELSEWHERE_KINDS
_SHOWN = 200  # characters of a statement


@frozen
class Ran:
    """`calls` are those of AWS APIs: service, operation, status and the action that the role lacks ("" for none);
    `requests` are "METHOD URL" of those to the internet, `statements` those that databases were sent, each with how it
    ended. Times are in seconds.
    """

    response: Any
    error: dict[str, Any] | None
    ended: str
    why: str
    log: str
    calls: tuple[dict[str, Any], ...]
    requests: tuple[str, ...]
    statements: tuple[str, ...]
    seconds: float
    problems: tuple[str, ...]


def event_for(function: Function, kind: str, application: Application, pod: Pod) -> Any:
    """A harmless event of a kind, by the function's own trigger where it has one of that kind; what it tells of
    is there.
    """
    own = next((trigger for trigger in function.triggers if trigger.kind == kind), None)
    trigger = own or Trigger(kind, Exposure.ACCOUNT, Span(function.span.path, function.span.line))
    shape = shape_of(function, trigger, application, pod.naming)
    delivery = shape.build(shape.fitting({}))
    for upload in delivery.uploads:
        Outsider(pod).place(upload)
        pod.touch()
    return delivery.event


def run_once(application: Application, function: Function, root: str, event: Any, kind: str, settings: Settings) -> Ran:
    """Run a function with an event, or with one of `kind` when `event` is None.

    Raises UsageError for a kind that does not exist, for a function that cannot be run, and without a sandbox.
    """
    if event is None and kind not in _KINDS:
        raise UsageError(f"no trigger is of the kind {kind!r}", help=f"kinds: {', '.join(sorted(_KINDS))}")
    require(settings.isolation)
    dependencies = find_dependencies(
        application, root, install=settings.install, isolation=settings.isolation, say=settings.say
    )

    def task(folder: Path) -> Iterator[dict[str, Any]]:
        pod = Pod(application, root, folder, dependencies, Options(isolation=settings.isolation))
        pod.start()
        why = pod.undeployable.get(function.id)
        yield {"undeployable": why} if why else _outcome(pod, function, event, kind)

    message: dict[str, Any] = {}
    try:
        for said in enclosed(task, isolation=settings.isolation):
            message = said
    except SandboxEnded as error:
        message = message or {"undeployable": str(error)}
    if "undeployable" in message:
        why = f"{function.id} cannot be run here: {message['undeployable']}"
        raise UsageError(why, help="; ".join(dependencies.problems))
    return Ran(**{**message, **{name: tuple(message[name]) for name in ("calls", "requests", "statements")}})


def _outcome(pod: Pod, function: Function, event: Any, kind: str) -> dict[str, Any]:
    given = event if event is not None else event_for(function, kind, pod.application, pod)
    done = pod.invoke(function.id, given)
    calls = [record for record in done.records if record["kind"] == "call"]
    asked = [record for record in done.records if record["kind"] == "sql"]
    outside = [record for record in done.records if record["kind"] == "outside"]
    return {
        "response": done.response,
        "error": done.error,
        "ended": done.ended,
        "why": done.why,
        "log": done.log,
        "calls": [{name: call[name] for name in ("service", "operation", "status", "denied", "gap")} for call in calls],
        "requests": [f"{each['method']} http://{each['host']}{each['path']}" for each in outside],
        "statements": [f"{each['text'][:_SHOWN]} ({each['said'] or each['ended']})" for each in asked],
        "seconds": done.seconds,
        "problems": pod.problems,
    }

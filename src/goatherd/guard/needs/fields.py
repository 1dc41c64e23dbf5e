"""Section `events`: which kinds of events arrive, and which families of rules are asked of which field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.guard.needs.subject import place
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.guard.needs.subject import Subject
    from goatherd.model.flow import Flow, Source
    from goatherd.model.trigger import Trigger

# Kinds of sinks (engine/kinds.py) -> families of rules. What is no text of the event's, or harms only readers of logs,
# has none.
FAMILIES = {
    "shell": "shell",
    "command": "shell",
    "code": "code",
    "deserialization": "deserialization",
    "sql": "sql",
    "partiql": "sql",
    "query": "sql",
    "nosql": "nosql",
    "expression": "nosql",
    "path": "path",
    "url-parameter": "path",
    "ssrf": "ssrf",
    "xxe": "xxe",
    "template": "template",
    "html": "html",
    "ssml": "html",
    "mail-html": "html",
    "mail-recipient": "header",
    "header": "header",
    "redirect": "redirect",
    "xpath": "xpath",
    "ldap": "ldap",
    "prototype": "prototype",
    "dispatch": "prototype",
}
# Kinds of triggers that the guard knows by another name; what comes ready-made can be anything.
_KINDS = {
    Kind.HTTP_API_V1: "rest-api",
    Kind.REST_API_MAPPED: "direct",
    Kind.PIPE: "pipe",
    Kind.WEB: "unknown",
    Kind.GOOGLE_HTTP: "google-http",
    Kind.CALLABLE: "google-http",
    Kind.FIRESTORE: "cloud-event",
    Kind.REALTIME_DATABASE: "cloud-event",
    Kind.CLOUD_STORAGE: "cloud-event",
    Kind.FIREBASE_AUTH: "cloud-event",
    Kind.EVENT_GRID: "cloud-event",
}
_REMADE = ("input", "input_path", "input_transformer")
_MOST_REASONS = 3
_STEP = re.compile(r"\.([^.\[\]]+)|(\[\])")
_TYPES = frozenset({"S", "N", "B", "M", "L", "SS", "NS", "BS", "BOOL"})
_IMAGES = frozenset({"NewImage", "OldImage", "Keys"})
# Lists that an event has by its own shape; any other `[]` may as well stand for the keys of an object.
_LISTS = frozenset({"Records", "records", "messages", "events", "cookies", "logEvents", "transcriptions", "parameters"})


def events(subject: Subject) -> dict[str, Any]:
    triggers = subject.function.triggers
    fields, others = _asked(subject)
    return {
        "kinds": list(_kinds(triggers)),
        "fields": fields,
        "others": others,
        "record": "partial" if any(t.options.get("partial_batch") for t in triggers) else "drop",
        "paranoia": 1,
        "threshold": 5,
        "exclude": [],
        "limits": {"depth": 64, "values": 100_000, "bytes": 6 << 20},
    }


def _kinds(triggers: list[Trigger]) -> Iterator[dict[str, str]]:
    told = set()
    for trigger in triggers:
        kind = _KINDS.get(trigger.kind, trigger.kind)
        if any(option in trigger.options for option in _REMADE) and trigger.kind in (Kind.EVENTBRIDGE, Kind.SCHEDULE):
            kind = "direct"
        if kind not in told:
            told.add(kind)
            yield {"kind": kind, "why": place(trigger.span)}


def _asked(subject: Subject) -> tuple[list[dict[str, Any]], list[str]]:
    """The entries of fields, and the families of data that came without a field's name."""
    families: dict[str, dict[str, None]] = {}
    reasons: dict[str, dict[str, None]] = {}
    for source, flow in _arriving(subject):
        family = FAMILIES.get(flow.kind)
        for path in field_paths(source.path) if family else ():
            families.setdefault(path, {}).setdefault(family or "")
            reasons.setdefault(path, {}).setdefault(place(flow.sink))
    entries = [
        {"path": path, "families": _families(path, families), "why": ", ".join([*reasons[path]][:_MOST_REASONS])}
        for path in sorted(families)
        if path
    ]
    return entries, sorted(families.get("", ()))


def _families(path: str, families: dict[str, dict[str, None]]) -> list[str]:
    """Its own, and those of what it is a part of: the guard takes the entry that names a field best."""
    above = (each for each in families if not each or path == each or path.startswith((f"{each}.", f"{each}[")))
    return sorted({family for each in above for family in families[each]})


def _arriving(subject: Subject) -> Iterator[tuple[Source, Flow]]:
    """What the function itself gets in an event and a sink is reached by: its own, or one behind other functions."""
    function = subject.function
    for flow in subject.behaviour.flows:
        own = flow.read or flow.source
        if own.kind == "event":
            yield own, flow
    for behaviour in subject.application.behaviours.values():
        for flow in behaviour.flows:
            if flow.via[:1] == (function.id,) and flow.source.kind == "event":
                yield flow.source, flow


def field_paths(path: str) -> list[str]:
    """How the guard names the field that the engine calls `event.body.name`; "" for the event as a whole."""
    head = re.match(r"[^.\[]*", path)
    if head is None or head[0] != "event":
        return [""]
    steps = [key or "[]" for key, _ in _STEP.findall(path[len(head[0]) :])]
    steps = _without_types(steps)
    while steps and steps[-1] == "[]":
        steps.pop()
    if not steps:
        return [""]
    unsure = any(step == "[]" and before not in _LISTS for before, step in zip(["", *steps], steps, strict=False))
    paths = [_joined(steps, _LISTS)]
    return [*paths, _joined(steps, _LISTS, keys=True)] if unsure else paths


def _without_types(steps: list[str]) -> list[str]:
    """Without DynamoDB's types, which the guard takes away."""
    at = next((number for number, step in enumerate(steps) if step in _IMAGES), None)
    if at is None or "dynamodb" not in steps[:at]:
        return steps
    return steps[: at + 1] + [step for step in steps[at + 1 :] if step not in _TYPES]


def _joined(steps: list[str], lists: frozenset[str], *, keys: bool = False) -> str:
    text = ""
    before = ""
    for step in steps:
        if step == "[]":
            text += ".*" if keys and before not in lists else "[]"
        else:
            text += f".{step}" if text else step
        before = step
    return text

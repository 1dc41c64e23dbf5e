"""The run-time guard in front of a function: what it takes, what it said, which notes are of what it stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.foreign_json import Unreadable, read_json
from goatherd.guard.wrapping import POLICY_VARIABLE, WRAPPER, WRAPPER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = "/opt/goatherd"
_MAX_LINE = 1 << 16
# What instruments note before the guard stops it: (kind of note, sink or "").
_NOTED = {
    "shell": (("reach", "shell"), ("reach", "command"), ("spawn", "")),
    "processes": (("spawn", ""), ("reach", "shell"), ("reach", "command")),
    "network": (("connect", ""), ("reach", "request")),
    "ssrf": (("reach", "request"),),
    "path": (("reach", "path"),),
    "files": (("reach", "path"),),
    "code": (("reach", "code"),),
    "deserialization": (("reach", "deserialize"), ("reach", "pickle"), ("reach", "yaml")),
    "template": (("reach", "template"),),
    "xxe": (("reach", "xml"),),
}


@frozen
class Guarding:
    """`folder` holds a layer for each language, for /opt. `policies`: function -> name of its policy."""

    folder: str
    policies: Mapping[str, str]

    def mounts(self, language: str) -> tuple[tuple[str, str], ...]:
        layer = f"{self.folder}/{language}"
        return (f"{layer}/goatherd-guard", WRAPPER), (f"{layer}/goatherd", _FOLDER)

    def environment(self, function: str) -> dict[str, str]:
        return {WRAPPER_VARIABLE: WRAPPER, POLICY_VARIABLE: self.policies[function]}


def decisions_in(log: str) -> list[dict[str, Any]]:
    """What the guard said of one invocation (guard/README.md, "Telemetry"), in order."""
    found = []
    for line in log.splitlines():
        if '"class_uid":2004' not in line[:40] or len(line) > _MAX_LINE:
            continue
        try:
            row = read_json(line)
        except Unreadable:
            continue
        if isinstance(row, dict) and isinstance(row.get("unmapped"), dict) and "goatherd" in row["unmapped"]:
            found.append(row)
    return found


def blocks(decision: Mapping[str, Any]) -> bool:
    return decision.get("action_id") == 2


def without_stopped(notes: list[dict[str, Any]], decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The notes of what happened: of each thing that was stopped, the instruments had noted that it would."""
    kept = list(notes)
    for decision in decisions:
        told = decision["unmapped"]["goatherd"]
        if not blocks(decision) or not isinstance(told, dict):
            continue
        for kind, sink in _NOTED.get(str(told.get("family")), (("reach", str(told.get("family"))),)):
            last = next((each for each in reversed(kept) if _is(each, kind, sink)), None)
            if last is not None:
                kept.remove(last)
    return kept


def _is(note: dict[str, Any], kind: str, sink: str) -> bool:
    return note.get("kind") == kind and (not sink or note.get("sink") == sink)

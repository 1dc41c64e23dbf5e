"""What goatherd's guard says in the logs of functions: OCSF Detection Findings, which guard/README.md describes.

A record has `eventTime`, `eventID`, `function`, `stage` ("event", "sink", "confinement", "guard"), `family`, `rule`,
`verdict` ("block" or "report"), `message`, `field` (of the event), `how` (it was decoded, a list), `kind` (of trigger),
`requestId`, `item` (of the event, where it has several), `policy`, `length`, `digest`, `value`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry.form import Objects, has, object_in
from goatherd.hunt.telemetry.kind import Evidence, Kind, text_in
from goatherd.hunt.telemetry.times import from_milliseconds

if TYPE_CHECKING:
    from goatherd.hunt.telemetry.form import Carrier, Fields, Row
    from goatherd.hunt.telemetry.kind import Column

_TOLD = ("stage", "family", "verdict", "kind", "policy")
_FOUND = ("field", "how", "length", "digest", "value")
_COLUMNS: dict[str, Column] = {
    "eventTime": "time",
    **dict.fromkeys(("eventID", "function", "stage", "family", "rule", "verdict", "message", "field"), "text"),
    **dict.fromkeys(("kind", "requestId", "item", "policy", "digest", "value"), "text"),
    "length": "number",
    "how": "list",
}


def _evidence(record: dict[str, Any], path: str, number: int) -> Evidence:
    stopped = "stopped" if record.get("verdict") == "block" else "reported"
    return Evidence(
        time=text_in(record, "eventTime"),
        actor=text_in(record, "function") or "a function",
        address="",
        what=f"{stopped}: {text_in(record, 'message')}",
        region="",
        path=path,
        number=number,
        resource=text_in(record, "field"),
        id=text_in(record, "eventID"),
    )


GUARD = Kind(Telemetry("goatherd", "guard"), "family", str, _evidence, columns=_COLUMNS, service="function")


def _is_decision(fields: Fields) -> bool:
    return has(fields, "class_uid", "finding_info", "metadata") and b'"goatherd-guard"' in bytes(fields["metadata"])


def _row(line: bytes, by: Carrier) -> Row:
    said = object_in(line)
    told, found = _inside(said, "unmapped", "goatherd"), _inside(said, "evidences", "data")
    record = {
        **by.known,
        "eventTime": from_milliseconds(said.get("time")) or by.time,
        "function": text_in(_inside(said, "resources"), "name") or by.function,
        "rule": text_in(_inside(said, "finding_info", "analytic"), "uid"),
        "message": text_in(said, "message"),
        "requestId": text_in(told, "request"),
        "item": told.get("record"),
        **{name: told.get(name) for name in _TOLD},
        **{name: found.get(name) for name in _FOUND},
    }
    return GUARD.row({"eventID": text_in(_inside(said, "finding_info"), "uid"), **record})


def _inside(value: Any, *names: str) -> dict[str, Any]:
    """What is below `names`, of a list its first; {} where that is no object."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
        value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, dict) else {}


KINDS = (GUARD,)
FORMS = (Objects(_is_decision, _row),)

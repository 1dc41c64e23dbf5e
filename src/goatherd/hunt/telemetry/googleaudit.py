"""Google's audit logs: entries of Cloud Logging, as sinks write them to storage and `gcloud logging read` prints them,
and those that carry what Workspace's administrators and users did.

An audit record is the entry as it is, with `eventTime`, `eventID` (`insertId`), `serviceName`, `methodName` and `log`
(the log's name without the project). A Workspace record has `eventService`, `eventName`, and the event's parameters at
the top.

Sources: "LogEntry" and "AuditLog" of Cloud Logging's reference; the admin and login audit activity events of Workspace.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry.form import Carried, Envelope, Objects, has, object_in, row_of
from goatherd.hunt.telemetry.kind import Evidence, Kind, text_in
from goatherd.hunt.telemetry.times import zoned

if TYPE_CHECKING:
    from goatherd.hunt.telemetry.form import Carrier, Fields, Row
    from goatherd.hunt.telemetry.kind import Column

_SHARED: dict[str, Column] = {
    "eventTime": "time",
    **dict.fromkeys(("eventID", "serviceName", "methodName", "log", "logName", "insertId", "severity"), "text"),
    **dict.fromkeys(("timestamp", "receiveTimestamp"), "text"),
    **dict.fromkeys(("protoPayload", "resource", "labels", "operation"), "json"),
}
_CALLED = {
    "gcp.audit.method_name": "methodName",
    "protoPayload.methodName": "methodName",
    "protoPayload.logName": "log",
    "protoPayload.serviceName": "serviceName",
    "protoPayload.Servicename": "serviceName",
}
_PREFIXES = {"gcp.audit.": "protoPayload.", "data.": "", "protoPayload.resource.": "resource."}
_SNAKE = re.compile(r"_([a-z])")
_WORKSPACE = {"admin.googleapis.com": "admin", "login.googleapis.com": "login"}


def called(name: str) -> str:
    """Beside the entry's own names those of Elastic's module (`gcp.audit.method_name`) and of Pub/Sub (`data.…`)."""
    for prefix, place in _PREFIXES.items():
        if name in _CALLED:
            break
        if name.startswith(prefix):
            rest = name.removeprefix(prefix)
            name = place + (_SNAKE.sub(lambda found: found[1].upper(), rest) if prefix == "gcp.audit." else rest)
    return _CALLED.get(name, name)


def _evidence(record: dict[str, Any], path: str, number: int) -> Evidence:
    payload = _inside(record, "protoPayload")
    status = _inside(payload, "status")
    return Evidence(
        time=text_in(record, "eventTime"),
        actor=text_in(_inside(payload, "authenticationInfo"), "principalEmail") or "unknown",
        address=text_in(_inside(payload, "requestMetadata"), "callerIp"),
        what=_first(record.get("eventName")) or text_in(record, "methodName"),
        region=text_in(_inside(record, "resource", "labels"), "location"),
        path=path,
        number=number,
        error=text_in(status, "message") or str(status.get("code") or ""),
        resource=text_in(payload, "resourceName"),
        account=text_in(_inside(record, "resource", "labels"), "project_id"),
        id=text_in(record, "eventID"),
    )


def _first(value: Any) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else ""


def _inside(value: Any, *names: str) -> dict[str, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


AUDIT = Kind(
    Telemetry("gcp", "gcp.audit"),
    "methodName",
    str,
    _evidence,
    columns=_SHARED,
    service="serviceName",
    called=called,
)
_OF_WORKSPACE: dict[str, Column] = {
    **_SHARED,
    "eventService": "text",
    **dict.fromkeys(("eventName", "setting_name", "old_value", "new_value", "application_name", "user_email"), "list"),
    **dict.fromkeys(("role_name", "privilege_name", "org_unit_name", "domain_name", "login_type"), "list"),
}
_WORKSPACES = {
    service: Kind(
        Telemetry("gcp", f"google_workspace.{service}"),
        "eventService",
        str,
        _evidence,
        columns=_OF_WORKSPACE,
        called=called,
    )
    for service in _WORKSPACE.values()
}


def _is_audit(fields: Fields) -> bool:
    return has(fields, "protoPayload") and b'"methodName"' in bytes(fields["protoPayload"])


def _row(line: bytes, by: Carrier) -> Row:
    entry = object_in(line)
    payload = _inside(entry, "protoPayload")
    log = text_in(entry, "logName")
    record = {
        **entry,
        "eventTime": zoned(text_in(entry, "timestamp")) or by.time,
        "eventID": text_in(entry, "insertId") or by.id,
        "serviceName": text_in(payload, "serviceName"),
        "methodName": text_in(payload, "methodName"),
        "log": log.partition("/logs/")[2] or log,
    }
    service = record["serviceName"]
    if service not in _WORKSPACE:
        return AUDIT.row(record)
    events = _inside(payload, "metadata").get("event")
    told = [each for each in (events if isinstance(events, list) else ()) if isinstance(each, dict)]
    parameters: dict[str, Any] = {}
    for each in told:
        for name, value in _parameters(each):
            if name not in record:
                parameters.setdefault(name, []).append(value)
    names = [text_in(each, "eventName") for each in told]
    return _WORKSPACES[_WORKSPACE[service]].row({**parameters, **record, "eventService": service, "eventName": names})


def _parameters(event: dict[str, Any]) -> list[tuple[str, Any]]:
    """By names as Workspace's own reports write them, in small letters."""
    given = event.get("parameter")
    found = []
    for each in given if isinstance(given, list) else ():
        if isinstance(each, dict) and (name := text_in(each, "name").lower()):
            value = next(
                (each[key] for key in ("value", "multiStrValue", "intValue", "boolValue") if key in each), None
            )
            found.append((name, value))
    return found


def _of_message(document: bytes, by: Carrier) -> list[Carried]:
    """An entry that Eventarc carries."""
    return [Carried(row_of(_inside(object_in(document), "data")), by)]


KINDS = (AUDIT, *_WORKSPACES.values())
FORMS = (
    Objects(_is_audit, _row),
    Envelope(lambda fields: has(fields, "data") and b'"protoPayload"' in bytes(fields["data"]), _of_message),
)

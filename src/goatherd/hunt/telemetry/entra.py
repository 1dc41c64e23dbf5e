"""The logs of Entra ID: sign-ins, what was changed, detections of risk, and alerts of its management of privileges; as
diagnostic settings export them, as Microsoft Graph answers, and as rows of Log Analytics.

What diagnostic settings put below `properties` stands at the top of a record, as Graph has it, names beginning with
small letters. `activity` is what was done, under whichever name the log says it.

Sources: the resource types signIn, directoryAudit, riskDetection and unifiedRoleManagementAlert of Microsoft Graph.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry.azure import category_in, renamed, small, time_in, value_in
from goatherd.hunt.telemetry.form import Objects, has, object_in
from goatherd.hunt.telemetry.kind import Evidence, Kind, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.hunt.telemetry.form import Carrier, Fields, Row
    from goatherd.hunt.telemetry.kind import Column

_CALLED = {
    "resultdescription": "resultDescription",
    "clientapp": "clientAppUsed",
    "username": "userPrincipalName",
    "initiatedby": "initiatedBy",
    "activitydisplayname": "activity",
    "operationname": "activity",
    "activitydetails": "activity",
    "activitytype": "activity",
    "message": "activity",
    "target": "targetResources",
}
_WHO = ("userPrincipalName", "servicePrincipalName", "appDisplayName")
_PARTS = {"trusttype": "trustType"}


def called(name: str) -> str:
    first, *rest = name.removeprefix("properties.").split(".")
    parts = [_PARTS.get(part.lower(), small(part)) for part in rest]
    return ".".join((_CALLED.get(first.lower(), small(first)), *parts))


def _evidence(record: dict[str, Any], path: str, number: int) -> Evidence:
    result = text_in(record, "resultType") or text_in(record, "result")
    return Evidence(
        time=text_in(record, "eventTime"),
        actor=_actor(record),
        address=text_in(record, "ipAddress"),
        what=text_in(record, "activity") or text_in(record, "riskEventType"),
        region="",
        path=path,
        number=number,
        error="" if result.lower() in ("", "0", "success") else result,
        id=text_in(record, "eventID"),
    )


def _actor(record: dict[str, Any]) -> str:
    name = next((text for each in _WHO if (text := text_in(record, each))), "")
    return name or _initiator(record.get("initiatedBy"))


def _initiator(by: Any) -> str:
    for each in by.values() if isinstance(by, dict) else ():
        if isinstance(each, dict) and (name := text_in(each, "userPrincipalName") or text_in(each, "displayName")):
            return name
    return "unknown"


_SHARED: dict[str, Column] = {
    "eventTime": "time",
    **dict.fromkeys(("eventID", "activity", "userPrincipalName", "ipAddress", "correlationId"), "text"),
    **dict.fromkeys(("category", "resultType", "resultDescription", "result", "loggedByService"), "text"),
    **dict.fromkeys(("operationType", "userAgent", "clientAppUsed", "resourceDisplayName", "riskState"), "text"),
    **dict.fromkeys(("authenticationRequirement", "conditionalAccessStatus", "riskEventType", "riskLevel"), "text"),
    **dict.fromkeys(("status", "deviceDetail", "location", "networkLocationDetails", "initiatedBy"), "json"),
    **dict.fromkeys(("targetResources", "additionalDetails"), "json"),
}


def _kind(service: str, named: str) -> Kind:
    return Kind(Telemetry("azure", service), named, str, _evidence, columns=_SHARED, called=called)


SIGN_IN, AUDIT = _kind("signinlogs", "activity"), _kind("auditlogs", "activity")
RISK, PRIVILEGES = _kind("riskdetection", "riskEventType"), _kind("pim", "riskEventType")


def _row(kind: Kind, line: bytes, by: Carrier) -> Row:
    said = renamed(object_in(line))
    properties = said.pop("properties", None)
    inner = renamed(properties) if isinstance(properties, dict) else {}
    activity = value_in(inner, "activityDisplayName") or value_in(
        said, "activityDisplayName", "activity", "operationName", "message"
    )
    record = {
        **said,
        **inner,
        **({} if isinstance(properties, dict) else {"properties": properties}),
        "eventTime": time_in({**said, **inner}, by),
        "eventID": value_in(inner, "id") or value_in(said, "id") or by.id,
        "activity": activity,
        "ipAddress": value_in(inner, "ipAddress") or value_in(said, "ipAddress", "iPAddress", "callerIpAddress"),
        "riskEventType": value_in(inner, "riskEventType") or value_in(said, "riskEventType") or _alert(said),
    }
    return kind.row(record)


def _alert(said: Mapping[str, Any]) -> str | None:
    """Graph writes the type of an alert of Privileged Identity Management as the incident's."""
    name = text_in(dict(said), "@odata.type").rpartition(".")[2]
    return name if name.endswith("AlertIncident") else None


def _is_sign_in(fields: Fields) -> bool:
    return "signinlogs" in category_in(fields) or has(fields, "createdDateTime", "appDisplayName", "deviceDetail")


def _is_audit(fields: Fields) -> bool:
    if has(fields, "activityDisplayName", "loggedByService") or has(fields, "LoggedByService", "OperationName"):
        return True
    of_entra = has(fields, "resourceId") and b"/providers/microsoft.aadiam" in bytes(fields["resourceId"]).lower()
    return has(fields, "operationName") and (of_entra or category_in(fields) == "auditlogs")


def _is_risk(fields: Fields) -> bool:
    return category_in(fields) in ("userriskevents", "serviceprincipalriskevents", "aaduserriskevents") or has(
        fields, "riskEventType"
    )


def _is_alert(fields: Fields) -> bool:
    return has(fields, "@odata.type") and bytes(fields["@odata.type"]).endswith(b'AlertIncident"')


KINDS = (SIGN_IN, AUDIT, RISK, PRIVILEGES)
FORMS = (
    Objects(_is_alert, partial(_row, PRIVILEGES)),
    Objects(_is_sign_in, partial(_row, SIGN_IN)),
    Objects(_is_risk, partial(_row, RISK)),
    Objects(_is_audit, partial(_row, AUDIT)),
)

"""Azure's Activity log: exports of diagnostic settings, what the command line and the interface answer, rows of
Log Analytics.

A record has `operationName`, `category`, `resourceId`, `resourceProvider`, `resourceGroup`, `subscriptionId`, `status`,
`subStatus`, `caller`, `callerIpAddress`, `level`, `location`, `correlationId`, `identity` (`authorization`, `claims`),
`properties`, and what else the log says by its own names.

Source: "Azure Activity log event schema" of Azure Monitor's documentation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry.azure import category_in, renamed, small, time_in, value_in
from goatherd.hunt.telemetry.form import Objects, has, object_in
from goatherd.hunt.telemetry.kind import Evidence, Kind, text_in

if TYPE_CHECKING:
    from goatherd.hunt.telemetry.form import Carrier, Fields, Row
    from goatherd.hunt.telemetry.kind import Column

_CATEGORIES = {"administrative", "security", "servicehealth", "resourcehealth", "alert", "autoscale", "recommendation"}
_CATEGORIES |= {"policy", "write", "delete", "action", "azureactivity"}
_COLUMNS: dict[str, Column] = {
    "eventTime": "time",
    **dict.fromkeys(("eventID", "operationName", "category", "resourceId", "resourceProvider"), "text"),
    **dict.fromkeys(("resourceGroup", "subscriptionId", "status", "subStatus", "caller", "callerIpAddress"), "text"),
    **dict.fromkeys(("level", "location", "correlationId"), "text"),
    **dict.fromkeys(("identity", "properties"), "json"),
}
_CALLED = {
    "operationnamevalue": "operationName",
    "categoryvalue": "category",
    "resourceprovidervalue": "resourceProvider",
    "activitystatusvalue": "status",
    "activitystatus": "status",
    "activitysubstatusvalue": "subStatus",
    "resulttype": "status",
    "resultsignature": "subStatus",
}
_PLACE = re.compile(r"(?i)/subscriptions/([^/]+)(?:/resourcegroups/([^/]+))?")
_PROVIDER = re.compile(r"(?i)/providers/([^/]+)")


def called(name: str) -> str:
    first, dot, rest = name.partition(".")
    return _CALLED.get(first.lower(), small(first)) + dot + rest


def _evidence(record: dict[str, Any], path: str, number: int) -> Evidence:
    status = text_in(record, "status")
    return Evidence(
        time=text_in(record, "eventTime"),
        actor=text_in(record, "caller") or "unknown",
        address=text_in(record, "callerIpAddress"),
        what=text_in(record, "operationName"),
        region=text_in(record, "location"),
        path=path,
        number=number,
        error=status if status.lower().startswith("fail") else "",
        resource=text_in(record, "resourceId"),
        account=text_in(record, "subscriptionId"),
        id=text_in(record, "eventID"),
    )


ACTIVITY = Kind(
    Telemetry("azure", "activitylogs"),
    "operationName",
    str,
    _evidence,
    columns=_COLUMNS,
    account="subscriptionId",
    service="resourceProvider",
    called=called,
)


def _is_activity(fields: Fields) -> bool:
    if has(fields, "operationName", "eventTimestamp") or has(fields, "OperationNameValue"):
        return True
    return category_in(fields) in _CATEGORIES and any(has(fields, name) for name in ("operationName", "OperationName"))


def _row(line: bytes, by: Carrier) -> Row:
    said = renamed(object_in(line))
    resource = value_in(said, "resourceId", "resourceUri")
    place = _PLACE.match(resource) if isinstance(resource, str) else None
    provider = _PROVIDER.search(resource) if isinstance(resource, str) else None
    identity = said.get("identity") or {
        name: said[name] for name in ("authorization", "claims") if isinstance(said.get(name), dict)
    }
    category = value_in(said, "categoryValue", "category")
    return ACTIVITY.row(
        {
            **{name: value for name, value in said.items() if name not in _REPLACED},
            "eventTime": time_in(said, by),
            "eventID": value_in(said, "eventDataId", "eventDataID") or by.id,
            "operationName": value_in(said, "operationNameValue", "operationName"),
            # Event hubs say "Write", "Delete" and "Action", for all of which everything else says "Administrative".
            "category": "Administrative" if str(category).lower() in ("write", "delete", "action") else category,
            "resourceId": resource,
            "resourceProvider": value_in(said, "resourceProviderValue", "resourceProviderName", "resourceProvider")
            or (provider[1] if provider else None),
            "resourceGroup": value_in(said, "resourceGroup", "resourceGroupName") or (place[2] if place else None),
            "subscriptionId": value_in(said, "subscriptionId") or (place[1] if place else None),
            "status": value_in(said, "activityStatusValue", "activityStatus", "status", "resultType"),
            "subStatus": value_in(said, "activitySubstatusValue", "subStatus", "resultSignature"),
            "caller": value_in(said, "caller") or _caller(identity),
            "callerIpAddress": value_in(said, "callerIpAddress")
            or value_in(_inner(said, "httpRequest"), "clientIpAddress"),
            "identity": identity or None,
        }
    )


_REPLACED = {"operationNameValue", "categoryValue", "resourceProviderValue", "activityStatusValue", "eventTimestamp"}
_REPLACED |= {"activitySubstatusValue", "resultType", "resultSignature", "authorization", "claims", "time", "eventName"}
_REPLACED |= {"timeGenerated", "resourceUri", "eventDataId", "resourceProviderName", "resourceGroupName"}
_NAMES = (
    *("name", "upn", "unique_name", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"),
    *("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "appid"),
)


def _caller(identity: Any) -> str:
    claims = _inner(identity, "claims")
    return next((text for each in _NAMES if (text := text_in(claims, each))), "")


def _inner(value: Any, name: str) -> dict[str, Any]:
    inner = value.get(name) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


KINDS = (ACTIVITY,)
FORMS = (Objects(_is_activity, _row),)

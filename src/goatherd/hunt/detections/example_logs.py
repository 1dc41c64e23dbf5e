"""What any event of a log has, and how the log's file is written: by the names that examples call logs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    Events = Sequence[dict[str, Any]]

_CLOUDTRAIL = {
    "eventVersion": "1.11",
    "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/erin", "userName": "erin"},
    "awsRegion": "eu-west-1",
    "sourceIPAddress": "203.0.113.7",
    "userAgent": "aws-cli/2.17.0",
    "eventType": "AwsApiCall",
    "recipientAccountId": "111122223333",
}
_FLOW = {
    **{"version": 2, "account-id": "111122223333", "interface-id": "eni-0a1b2c3d", "srcaddr": "10.0.1.5"},
    **{"dstaddr": "203.0.113.9", "srcport": 49152, "dstport": 443, "protocol": 6, "packets": 10, "bytes": 4000},
    **{"start": 0, "end": 0, "action": "ACCEPT", "log-status": "OK"},
}
_QUERY = {
    **{"version": "1.100000", "account_id": "111122223333", "region": "eu-west-1", "vpc_id": "vpc-1"},
    **{"query_type": "A", "rcode": "NOERROR", "srcaddr": "10.0.1.5", "srcport": "4382", "transport": "UDP"},
}
_REQUEST = {"ip": "198.51.100.7", "httpMethod": "GET", "status": 200, "protocol": "HTTP/1.1", "stage": "prod"}
_OBJECT = {
    **{"owner": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", "bucket": "invoices"},
    **{"ip": "198.51.100.7", "requester": "arn:aws:iam::111122223333:user/erin", "key": "1.pdf", "status": 200},
    **{"operation": "REST.GET.OBJECT", "request": "GET /1.pdf HTTP/1.1", "error": "-"},
}
_ACTIVITY = {
    **{"category": "Administrative", "resultType": "Success", "callerIpAddress": "198.51.100.7", "caller": "erin"},
    "resourceId": "/subscriptions/s1/resourceGroups/shop/providers/Microsoft.Web/sites/orders",
}


def filled(log: str, event: dict[str, Any], time: datetime, number: int) -> dict[str, Any]:
    """An event of an example with all that any event of its log has."""
    return _FILLED[log](event, time, f"event-{number}")


def _cloudtrail(event: dict[str, Any], time: datetime, id: str) -> dict[str, Any]:
    return {**_CLOUDTRAIL, "eventTime": _written(time), "eventID": id, **event}


def _request(event: dict[str, Any], time: datetime, id: str) -> dict[str, Any]:
    return {**_REQUEST, "requestId": id, "requestTimeEpoch": round(time.timestamp() * 1000), **event}


def _line(event: dict[str, Any], time: datetime, id: str) -> dict[str, Any]:
    """Of a function's log: `function` and the `message`."""
    return {"function": "orders-create", "id": id, "timestamp": round(time.timestamp() * 1000), **event}


def _decision(event: dict[str, Any], time: datetime, id: str) -> dict[str, Any]:
    """Of the guard, by the names of its records."""
    told = {"stage": "event", "family": "shell", "verdict": "block", "kind": "http", "request": id, **event}
    return {
        "class_uid": 2004,
        "time": round(time.timestamp() * 1000),
        "message": event.get("message", "a field holds what is no text"),
        "metadata": {"product": {"name": "goatherd-guard"}},
        "finding_info": {"uid": id, "analytic": {"uid": event.get("rule", "GE1")}},
        "resources": [{"name": event.get("function", "Orders")}],
        "evidences": [{"data": {"field": "body.name"}}],
        "unmapped": {"goatherd": told},
    }


def _flow(event: dict[str, Any], time: datetime, id: str) -> dict[str, Any]:
    return {**_FLOW, "start": int(time.timestamp()), "end": int(time.timestamp()) + 60, **event}


def _query(event: dict[str, Any], time: datetime, id: str) -> dict[str, Any]:
    return {**_QUERY, "query_timestamp": _written(time), **event}


def _object(event: dict[str, Any], time: datetime, id: str) -> dict[str, Any]:
    return {**_OBJECT, "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000"), "id": id, **event}


def _activity(event: dict[str, Any], time: datetime, id: str) -> dict[str, Any]:
    return {**_ACTIVITY, "time": _written(time), "eventDataId": id, **event}


def _entry(event: dict[str, Any], time: datetime, id: str) -> dict[str, Any]:
    """Of Google's audit log: what an example writes is the payload."""
    who = {
        "authenticationInfo": {"principalEmail": "erin@shop.example"},
        "requestMetadata": {"callerIp": "198.51.100.7"},
    }
    log = "projects/shop/logs/cloudaudit.googleapis.com%2Factivity"
    return {"insertId": id, "timestamp": _written(time), "logName": log, "protoPayload": {**who, **event}}


def _written(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _trail(events: Events) -> bytes:
    return json.dumps({"Records": events}).encode()


def _lines(events: Events) -> bytes:
    return "".join(json.dumps(each) + "\n" for each in events).encode()


def _subscriptions(events: Events) -> bytes:
    carried = []
    for each in events:
        line = {name: value for name, value in each.items() if name != "function"}
        carried.append({"logGroup": f"/aws/lambda/{each['function']}", "logStream": "s", "logEvents": [line]})
    return _lines(carried)


def _flows(events: Events) -> bytes:
    lines = [" ".join(_FLOW), *(" ".join(str(each[name]) for name in _FLOW) for each in events)]
    return "\n".join(lines).encode()


def _objects(events: Events) -> bytes:
    return "\n".join(
        "{owner} {bucket} [{time}] {ip} {requester} {id} {operation} {key} "
        '"{request}" {status} {error} 100 - 7 - "-" "aws-cli/2.17.0" - h SigV4 - - b.s3.amazonaws.com - - -'.format(
            **each
        )
        for each in events
    ).encode()


_FILLED: dict[str, Callable[[dict[str, Any], datetime, str], dict[str, Any]]] = {
    "cloudtrail": _cloudtrail,
    "requests": _request,
    "function": _line,
    "guard": _decision,
    "flows": _flow,
    "names": _query,
    "objects": _object,
    "azure": _activity,
    "google": _entry,
}
FILES: dict[str, Callable[[Events], bytes]] = {
    **dict.fromkeys(_FILLED, _lines),
    "cloudtrail": _trail,
    "function": _subscriptions,
    "flows": _flows,
    "objects": _objects,
}

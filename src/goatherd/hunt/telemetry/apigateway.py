"""Access logs of API Gateway, REST, HTTP and WebSocket. Their format is the owner's: JSON whose names and lines whose
order somebody wrote down. Names are known that the console, the CDK, SAM's examples and AWS's documentation use; the
lines are those of the Common Log Format, with API Gateway's request id at the end or without, and of its CSV.

A record has what `access.py` says, and `route` ("GET /orders/{id}"), `apiId`, `stage`, `integrationStatus`,
`integrationLatency` (milliseconds), `error`; `data` is all that the line says, by its own names.

Sources: "Set up CloudWatch logging for REST APIs", "Customize HTTP API access logs" of the API Gateway developer guide.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry import access
from goatherd.hunt.telemetry.access import given, number_in, split_target
from goatherd.hunt.telemetry.form import Objects, Texts, fields_of, object_in
from goatherd.hunt.telemetry.kind import Kind
from goatherd.hunt.telemetry.times import understood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.telemetry.form import Carrier, Fields, Reader, Row

API_GATEWAY = Kind(
    Telemetry("aws", "apigateway", "webserver"),
    "cs-method",
    str,
    access.evidence,
    columns={
        **access.COLUMNS,
        **dict.fromkeys(("route", "apiId", "stage", "error", "accountId"), "text"),
        **dict.fromkeys(("integrationStatus", "integrationLatency"), "number"),
        "data": "json",
    },
    called=access.called,
)

# Names without capitals and punctuation, by what they mean; the first one that is there counts.
_ADDRESS = ("ip", "sourceip", "identitysourceip", "clientip", "callerip", "remoteip", "ipaddress", "remoteaddr")
_METHOD = ("httpmethod", "method", "requestmethod", "verb")
_PATH = ("path", "requestpath", "rawpath", "uri", "requesturi", "url")
_ROUTE = ("routekey", "resourcepath", "route", "resource")
_STATUS = ("status", "statuscode", "responsestatus", "httpstatus", "responsestatuscode")
_REQUEST = ("requestid", "extendedrequestid", "requestidentifier")
_TEXTS = {
    "c-ip": _ADDRESS,
    "cs-user-agent": ("useragent", "identityuseragent", "agent"),
    "cs-host": ("domainname", "host", "domain"),
    "cs-referer": ("referer", "referrer"),
    "cs-username": (
        *("user", "caller", "principalid", "authorizerprincipalid", "userarn", "identityuser", "sub"),
        *("authorizersub", "authorizerclaimssub", "username", "userid", "cognitoidentityid"),
    ),
    "cs-version": ("protocol", "httpversion"),
    "eventID": _REQUEST,
    "apiId": ("apiid", "api"),
    "stage": ("stage", "stagename"),
    "accountId": ("accountid", "account"),
    "error": (
        *("integrationerrormessage", "integrationerror", "errormessage", "authorizererror", "errorresponsetype"),
        *("error", "errormessagestring", "authorizeerror", "wafresponsecode"),
    ),
}
_NUMBERS = {
    "sc-status": _STATUS,
    "sc-bytes": ("responselength", "responsebytes", "responsesize", "bytes"),
    "cs-bytes": ("requestlength", "requestbytes"),
    "time-taken": ("responselatency", "latency", "responsetime", "duration"),
    "integrationStatus": ("integrationstatus", "integrationstatuscode"),
    "integrationLatency": ("integrationlatency",),
}
_OF_PROGRAMS = {"level", "message", "loglevel", "severity", "msg", "logger"}  # lines that a program wrote itself
_OF_CLOUDS = {"operationname", "category", "resourceid", "protopayload", "logname", "eventname", "type"}
_OTHERS = {
    "method": _METHOD,
    "path": _PATH,
    "route": _ROUTE,
    "query": ("querystring", "query"),
    "time": ("requesttime", "time", "timestamp"),
    "epoch": ("requesttimeepoch",),
}
# By name what it means, and its place among those that mean the same.
_MEANINGS = {
    name: (meaning, place)
    for meanings in (_TEXTS, _NUMBERS, _OTHERS)
    for meaning, names in meanings.items()
    for place, name in enumerate(names)
}
_OF_NUMBERS = {*_NUMBERS, "epoch", "time"}
_WHOSE = {*_ADDRESS, *_REQUEST, "requesttime", "requesttimeepoch", "apiid"}
_WHAT = {*_METHOD, *_PATH, *_ROUTE}
_LONGEST = 64  # letters of a name that means something
_SPARE = re.compile(r"[^a-z0-9]")
_COMMON = re.compile(
    r'(?P<ip>[0-9a-fA-F.:]{3,45}) (?P<caller>\S+) (?P<user>\S+) \[(?P<time>[^\]"]{1,40})\] ?'
    r'"(?P<request>[^"]*)" (?P<status>\d{3}|-) (?P<bytes>\d+|-)(?P<rest>.*)',
    re.DOTALL,
)
_QUOTED = re.compile(r'"([^"]*)"')
_CSV = re.compile(
    r"[0-9a-fA-F.:]{3,45},[^,]*,[^,]*,\d\d/\w{3}/\d{4}:[^,]*,[A-Z]+,[^,]*,HTTP/[\d.]+,(?:\d{3}|-),[^,]*,[^,]*"
)
_OF_CSV = (
    *("ip", "caller", "user", "requestTime", "httpMethod", "path", "protocol", "status", "responseLength"),
    "requestId",
)


def _plain(name: str) -> str:
    return _plain_short(name) if len(name) <= _LONGEST else name


@lru_cache(4096)
def _plain_short(name: str) -> str:
    return _SPARE.sub("", name.lower().rpartition("context.")[2])


def is_access(fields: Fields) -> bool:
    """An answer's status, what was asked for, and who asked or which request it was. Formats that somebody wrote may
    put them into objects ("request", "identity", "response").
    """
    names = {_plain(name) for name in fields}
    if not names.isdisjoint(_OF_PROGRAMS):
        return False
    if names.isdisjoint(_OF_CLOUDS):
        inner = [(name, fields_of(value)) for name, value in fields.items() if bytes(value)[:1] == b"{"]
        names |= {name for outer, said in inner for each in said for name in _inside(outer, each)}
    return not names.isdisjoint(_STATUS) and not names.isdisjoint(_WHAT) and len(names & _WHOSE) >= 2


def _inside(outer: str, inner: str) -> tuple[str, str]:
    """What a value is called that stands in an object: both names together, where these mean something, or its own."""
    return _plain(f"{outer}.{inner}"), _plain(inner)


def _row_of_object(line: bytes, by: Carrier) -> Row:
    return _row(object_in(line), by)


def _row(said: dict[str, Any], by: Carrier) -> Row:
    meant = _meant(said)
    record: dict[str, Any] = {**by.known, "eventTime": _time(meant) or by.time or str(meant.get("time", ""))}
    record |= {name: meant[name] for name in _TEXTS if name in meant}
    record |= {name: number_in(meant[name]) for name in _NUMBERS if name in meant}
    return API_GATEWAY.row({**record, **_request(meant), "data": said})


def _meant(said: dict[str, Any]) -> dict[str, Any]:
    """By what it means, what the line says: numbers, and texts that are no "-"."""
    found: dict[str, Any] = {}
    places: dict[str, int] = {}
    for meaning, place, value in _meanings(said):
        if meaning and place < places.get(meaning, len(_MEANINGS)):
            if not (given(value) or (type(value) in (int, float) and meaning in _OF_NUMBERS)):
                continue
            found[meaning], places[meaning] = value, place
    return found


def _meanings(said: dict[str, Any]) -> Iterator[tuple[str, int, Any]]:
    """What values mean, with their place among those that mean the same."""
    for name, value in said.items():
        inner = value.items() if isinstance(value, dict) else ()
        for names, each in (((_plain(name),), value), *((_inside(name, within), each) for within, each in inner)):
            meaning, place = next((_MEANINGS[known] for known in names if known in _MEANINGS), ("", 0))
            yield meaning, place, each


def _request(meant: dict[str, Any]) -> dict[str, str]:
    route = meant.get("route", "")
    verb, _, of_route = route.rpartition(" ")
    method, target, query = meant.get("method") or verb, meant.get("path") or of_route, meant.get("query")
    if query and "?" not in target:
        target = f"{target}?{query.removeprefix('?')}"
    return {
        "cs-method": method,
        "route": route if verb or not route else f"{method} {route}".strip(),
        **split_target(target),
    }


def _time(meant: dict[str, Any]) -> str:
    """Of the epoch, HTTP APIs say seconds and REST APIs milliseconds."""
    return understood(meant.get("epoch")) or understood(meant.get("time"))


def _line(line: str) -> Reader | None:
    if _COMMON.match(line):
        return _row_of_common
    return _row_of_csv if _CSV.fullmatch(line) else None


def _row_of_common(line: str, by: Carrier) -> Row:
    parts = _COMMON.match(line)
    if parts is None:
        raise ValueError("this line is not in the Common Log Format")
    method, _, rest = parts["request"].partition(" ")
    target, _, protocol = rest.rpartition(" ")
    said = {
        **{name: parts[name] for name in ("ip", "caller", "user", "status")},
        "requestTime": parts["time"],
        "responseLength": parts["bytes"],
        "httpMethod": method,
        "protocol": protocol,
    }
    if target.startswith(f"{method} "):  # a route's key, which has the method too
        said["routeKey"] = target
    else:
        said["path"] = target
    quoted = _QUOTED.findall(parts["rest"])
    if len(quoted) >= 2:
        said["referer"], said["userAgent"] = quoted[:2]
    if left := _QUOTED.sub("", parts["rest"]).split():
        said["requestId"] = left[0]
    return _row(said, by)


def _row_of_csv(line: str, by: Carrier) -> Row:
    parts = line.split(",")
    if len(parts) != len(_OF_CSV):
        raise ValueError("this line has another number of columns than the one before")
    return _row(dict(zip(_OF_CSV, parts, strict=True)), by)


KINDS = (API_GATEWAY,)
FORMS = (Objects(is_access, _row_of_object), Texts(_line))

"""CloudTrail: files of `{"Records": [...]}` as trails and the console write them, one event a line, what EventBridge
and the command line hand out, and what Lake answers.

Source: "CloudTrail record contents" of the AWS CloudTrail user guide; event version 1.11.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry.form import Carried, Carrier, Envelope, Objects, Whole, has, row_of
from goatherd.hunt.telemetry.kind import Evidence, Kind, text_in
from goatherd.hunt.telemetry.times import zoned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.telemetry.form import Fields, Row

# Services put the version of their interface behind it: UpdateFunctionCode20150331v2, CreateDistribution2020_05_31.
_VERSION = re.compile(r"(?<=[a-z])(?:19|20)\d\d_?\d\d_?\d\d(?:v\d+)?$")


class _Bridge(msgspec.Struct):
    detail: msgspec.Raw


class _LookedUp(msgspec.Struct):
    CloudTrailEvent: str


class _LookUp(msgspec.Struct):
    """The answer of `aws cloudtrail lookup-events`."""

    Events: list[_LookedUp]


class _Lake(msgspec.Struct):
    """The answer of `aws cloudtrail get-query-results`: of each row, one object a column."""

    QueryResultRows: list[list[dict[str, str]]]


_bridge = msgspec.json.Decoder(_Bridge)
_look_up = msgspec.json.Decoder(_LookUp)
_lake = msgspec.json.Decoder(_Lake)


def _plain_name(name: str) -> str:
    """An event's name without the version of the service's interface."""
    return _VERSION.sub("", name)


def _evidence(event: dict[str, Any], path: str, number: int) -> Evidence:
    return Evidence(
        time=text_in(event, "eventTime"),
        actor=_actor(event),
        address=text_in(event, "sourceIPAddress"),
        what=text_in(event, "eventName"),
        region=text_in(event, "awsRegion"),
        path=path,
        number=number,
        error=text_in(event, "errorCode"),
        resource=_resource(event),
        account=_account(event.get("userIdentity")) or text_in(event, "recipientAccountId"),
        id=text_in(event, "eventID"),
    )


def _actor(event: dict[str, Any]) -> str:
    """The name of the principal: a role's session is the role's and its own ("Deploy/ci-7"), a service its host."""
    identity = event.get("userIdentity")
    if not isinstance(identity, dict):
        return "unknown"
    return name_in(text_in(identity, "arn")) or next(
        filter(None, (text_in(identity, each) for each in _NAMES)), "unknown"
    )


def _account(identity: Any) -> str:
    """That of the principal, who may come from another account than the one that is acted in."""
    if not isinstance(identity, dict):
        return ""
    return text_in(identity, "accountId") or account_in(text_in(identity, "arn"))


def name_in(arn: str) -> str:
    """That of a user, or of a role and its session."""
    return arn.partition("/")[2] or arn.rpartition(":")[2]


def account_in(arn: str) -> str:
    return "".join(arn.split(":")[4:5])


def _resource(event: dict[str, Any]) -> str:
    """What was acted on: the ARNs that the event lists, else the names among what was asked for."""
    listed = event.get("resources")
    found = [text_in(each, "ARN") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    if not any(found):
        asked = event.get("requestParameters")
        names = asked.items() if isinstance(asked, dict) else ()
        found = [value for name, value in names if isinstance(value, str) and name.endswith(_NAMING)]
    return ", ".join(dict.fromkeys(filter(None, found[:_MOST_RESOURCES])))


_NAMING = ("Name", "name", "Arn", "ARN", "Id", "Identifier", "Url", "key")  # how parameters end that say of what
_MOST_RESOURCES = 3
_NAMES = ("userName", "invokedBy", "principalId", "type")
_TEXTS = (
    *("eventID", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "errorCode"),
    *("errorMessage", "eventType", "eventCategory", "recipientAccountId", "sessionCredentialFromConsole"),
    *(f"userIdentity.{name}" for name in ("type", "arn", "accountId", "accessKeyId", "userName", "invokedBy")),
    *(f"userIdentity.sessionContext.sessionIssuer.{name}" for name in ("arn", "userName")),
    "userIdentity.sessionContext.webIdFederationData.federatedProvider",
    *(f"userIdentity.inScopeOf.{name}" for name in ("issuerType", "credentialsIssuedTo")),
    "additionalEventData.AuthenticationMethod",
)
CLOUDTRAIL = Kind(
    Telemetry("aws", "cloudtrail"),
    "eventName",
    _plain_name,
    _evidence,
    columns={**dict.fromkeys(_TEXTS, "text"), "requestParameters": "json", "responseElements": "json"},
    account="recipientAccountId",
    service="eventSource",
    shown=(
        *("eventTime", "sourceIPAddress", "eventName", "awsRegion", "errorCode", "recipientAccountId", "eventID"),
        *("resources", "requestParameters", "userIdentity.arn", "userIdentity.accountId"),
        *(f"userIdentity.{name}" for name in _NAMES),
    ),
)


def _is_event(fields: Fields) -> bool:
    return has(fields, "eventName") and not has(fields, "operationName")  # the latter are Azure's


def _event(line: bytes, by: Carrier) -> Row:
    return CLOUDTRAIL, line


def _of_bridge(document: bytes, by: Carrier) -> list[Carried]:
    return [Carried(bytes(_bridge.decode(document).detail))]


def _of_look_up(document: bytes, by: Carrier) -> list[Carried]:
    return [Carried(each.CloudTrailEvent.encode()) for each in _look_up.decode(document).Events]


def _of_lake(document: bytes, by: Carrier) -> Iterator[Carried]:
    for row in _lake.decode(document).QueryResultRows:
        columns = in_utc({name: value for column in row for name, value in column.items()})
        whole = next((value for name, value in columns.items() if name.lower() == "eventjson"), "")
        yield Carried(whole.encode() or row_of(columns))


def in_utc(columns: dict[str, str]) -> dict[str, str]:
    """Lake writes times of columns as databases do, and without a zone."""
    time = columns.get("eventTime", "")
    return {**columns, "eventTime": zoned(time.replace(" ", "T", 1)) or time} if time else columns


def _of_digest(document: bytes, by: Carrier) -> tuple[()]:
    """A digest signs files of events and holds none."""
    return ()


KINDS = (CLOUDTRAIL,)
FORMS = (
    Objects(_is_event, _event, CLOUDTRAIL, b'"eventVersion"'),
    Whole(CLOUDTRAIL, lambda fields: has(fields, "Records"), "Records"),
    Envelope(lambda fields: has(fields, "detail", "detail-type"), _of_bridge),
    Envelope(lambda fields: has(fields, "Events"), _of_look_up),
    Envelope(lambda fields: has(fields, "QueryResultRows"), _of_lake),
    Envelope(lambda fields: has(fields, "digestStartTime", "logFiles"), _of_digest),
)

"""CloudTrail: files of `{"Records": [...]}`, as trails, Lake and the console write them, and one event a line.

Source: "CloudTrail record contents" of the AWS CloudTrail user guide; event version 1.11.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry.kind import Evidence, Kind, text_in

if TYPE_CHECKING:
    from collections.abc import Sequence

# Services put the version of their interface behind it: UpdateFunctionCode20150331v2, CreateDistribution2020_05_31.
_VERSION = re.compile(r"(?<=[a-z])(?:19|20)\d\d_?\d\d_?\d\d(?:v\d+)?$")


class _Trail(msgspec.Struct):
    Records: list[msgspec.Raw]


_trail = msgspec.json.Decoder(_Trail)


def rows_of_trail(document: bytes) -> Sequence[bytes]:
    """Raises msgspec.DecodeError or RecursionError where it is no such document."""
    return _trail.decode(document).Records


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
    )


def _actor(event: dict[str, Any]) -> str:
    """The name of the principal: a role's session is the role's and its own ("Deploy/ci-7"), a service its host."""
    identity = event.get("userIdentity")
    if not isinstance(identity, dict):
        return "unknown"
    arn = text_in(identity, "arn")
    if arn:
        return arn.partition("/")[2] if "/" in arn else arn.rpartition(":")[2]
    return next(filter(None, (text_in(identity, each) for each in _NAMES)), "unknown")


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
)

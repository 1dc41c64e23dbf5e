"""Whether the sender of an event chooses what it says in one of its fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.model.flow import Flow, Source

# What services of AWS say of themselves in the events that they send, wherever those were passed through.
_SAID_BY_AWS = re.compile(
    r"\.s3\.bucket(\.|$)|\.detail\.bucket\.name$|\.eventSourceARN$|\.TopicArn$|\.ResponseURL$|\.cf\.(config|request\.origin)\b"
    r"|^event\.(SecretId|ClientRequestToken|ResultWriterDetails|CodePipeline)\b"
)
# The parts of an event that API Gateway makes of a request.
_OF_REQUESTS = re.compile(r"event\.(?:body|queryStringParameters|pathParameters)\b")


def said_by_aws(path: str) -> bool:
    """Whether a field is one that the service fills in ("event.Records[].s3.bucket.name")."""
    return _SAID_BY_AWS.search(path) is not None


def chosen_outside(flow: Flow) -> bool:
    """Whether somebody outside the account chooses the data of a flow; one that may use the account's own API
    gains nothing by naming another resource to a function."""
    return not flow.inside and not said_by_aws(flow.source.path)


def unknown_sender(flow: Flow) -> bool:
    """Whether no template says what sends the event."""
    trigger = flow.source.trigger
    return trigger is not None and trigger.kind == Kind.UNKNOWN


def is_composed(flow: Flow) -> bool:
    """Whether the record is one that Firebase Auth makes of a user who signs up: its fields are always the same, and
    what they say comes from an identity provider mostly.
    """
    trigger = flow.source.trigger
    return trigger is not None and trigger.kind == Kind.FIREBASE_AUTH and not flow.via


def sent_over_http(flow: Flow) -> bool:
    """Whether it is what the code takes for a part of a request, where no event source is declared."""
    trigger = flow.source.trigger
    undeclared = trigger is not None and trigger.kind in (Kind.UNKNOWN, Kind.DIRECT)
    return undeclared and not flow.via and is_of_request(flow.source)


def is_of_request(source: Source) -> bool:
    """Whether a field is what API Gateway makes of a part of a request, by its name alone."""
    return _OF_REQUESTS.match(source.path) is not None

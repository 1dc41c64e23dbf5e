"""Incoming mail: `AWS::SES::ReceiptRule`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.frontends.aws.triggers.common import anonymous
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from goatherd.frontends.aws.wiring import Wiring

_SENDERS = anonymous("anybody can send mail to the address")
_WRITERS = evolve(_SENDERS, content_only=True)


def feeds(wiring: Wiring) -> None:
    for rule in wiring.of("AWS::SES::ReceiptRule"):
        for action in rule.properties.get("Rule", "Actions").list():
            for service, key in (("S3Action", "BucketName"), ("S3Action", "TopicArn"), ("SNSAction", "TopicArn")):
                channel = wiring.resource_id(action.get(service, key))
                if channel:
                    wiring.reaches.feed(channel, _SENDERS if key == "TopicArn" else _WRITERS)


def read(wiring: Wiring) -> None:
    for rule in wiring.of("AWS::SES::ReceiptRule"):
        recipients = ", ".join(rule.properties.get("Rule", "Recipients").texts())
        for action in rule.properties.get("Rule", "Actions").list():
            function = wiring.function(action.get("LambdaAction", "FunctionArn"))
            if function is not None:
                detail = recipients or rule.id
                wiring.add(function, Trigger(Kind.SES, _SENDERS.exposure, rule.span, detail, _SENDERS.why, rule.id))

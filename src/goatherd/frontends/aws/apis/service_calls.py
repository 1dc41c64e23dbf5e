"""Integrations that hand a request straight to an AWS service, without a function in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.frontends.contents import first_text, texts
from goatherd.model.resource import ServiceCall

if TYPE_CHECKING:
    from goatherd.frontends.node import Node

# "SQS-SendMessage" (HTTP APIs); "arn:aws:apigateway:eu-west-1:sqs:path/…" or "…:dynamodb:action/PutItem" (REST APIs)
_SUBTYPE = regex(r"(\w{1,40})-(\w{1,60})")
_URI = regex(r"arn:[^:]{1,40}:apigateway:[^/]{1,200}?:(?:[\w-]{1,60}\.)?([\w-]{1,40}):(path|action)/(\w{0,60})")
_ACTION = regex(r"\bAction=(\w{1,60})")
_CONSTANT = regex(r"'(\w{1,60})'")
_READS = regex(r"(?:Batch|Transact)?(?:Get|Query|Scan|List|Describe|Receive|Head|Select)")
_NAMES = {
    "dynamodb": "DynamoDB",
    "events": "EventBridge",
    "firehose": "Firehose",
    "kinesis": "Kinesis",
    "states": "Step Functions",
    "stepfunctions": "Step Functions",
}

LONGEST_ACRONYM = 3  # "sqs", "ses", "kms", and not "batch"


def service_call(node: Node) -> ServiceCall | None:
    """The operation that an integration calls; None where no service can be told."""
    subtype = _SUBTYPE.fullmatch(first_text(node, "integrationSubtype", "IntegrationSubtype"))
    if subtype:
        return _call(subtype[1], subtype[2])
    uri = _URI.match(first_text(node, "uri", "Uri", "IntegrationUri"))
    if uri is None or uri[1] == "lambda":
        return None
    operation = uri[3] if uri[2] == "action" else _operation(node)
    if operation:
        return _call(uri[1], operation)
    method = first_text(node, "httpMethod", "HttpMethod", "IntegrationHttpMethod", "IntegrationMethod").upper()
    return ServiceCall(_name(uri[1]), writes=method not in ("GET", "HEAD", ""))


def _call(service: str, operation: str) -> ServiceCall:
    return ServiceCall(_name(service), operation, writes=_READS.match(operation) is None)


def _name(service: str) -> str:
    if service.lower() in _NAMES or service != service.lower():
        return _NAMES.get(service.lower(), service)
    return service.upper() if len(service) <= LONGEST_ACRONYM else service.capitalize()


def _operation(node: Node) -> str:
    """The `Action` of a query, in a parameter or a mapping template of its own."""
    for key in ("requestParameters", "RequestParameters"):
        for name, value in node.get(key).items():
            if name.endswith(".Action") and (constant := _CONSTANT.fullmatch(value.text() or "")):
                return constant[1]
    for key in ("requestTemplates", "RequestTemplates"):
        for text in texts(node.get(key)):
            if found := _ACTION.search(text):
                return found[1]
    return ""

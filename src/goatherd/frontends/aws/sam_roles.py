"""The role that SAM generates for a function or state machine without one, from its `Policies`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.frontends.aws.policy_documents import further, read_boundary, read_document
from goatherd.model.role import PolicyReference, Role, Statement

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.node import Node

# What SAM attaches for the events of a function:
# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
EVENT_POLICIES = {
    "SQS": "AWSLambdaSQSQueueExecutionRole",
    "DynamoDB": "AWSLambdaDynamoDBExecutionRole",
    "Kinesis": "AWSLambdaKinesisExecutionRole",
    "MSK": "AWSLambdaMSKExecutionRole",
    "MQ": "AWSLambdaBasicExecutionRole",
}
DESTINATION_ACTIONS = {
    "SQS": "sqs:SendMessage",
    "SNS": "sns:Publish",
    "Lambda": "lambda:InvokeFunction",
    "EventBridge": "events:PutEvents",
}


def generated_role_id(id: str) -> str:
    return f"{id}Role"


def generated_role(declared: Declared) -> Role:
    """The role with all but its managed policies, which `roles.add_managed` resolves."""
    properties = declared.properties
    role = Role(id=generated_role_id(declared.id), span=declared.span, generated=True)
    for policy in properties.get("Policies").list():
        if policy.is_mapping:
            _add_policy(role, policy)
        elif policy.kind == "sequence":
            role.unreadable.append((policy.span, "a list inside the list of policies"))
    role.unreadable += further(properties.get("Policies"))
    role.trust, unreadable = read_document(properties.get("AssumeRolePolicyDocument"))
    role.unreadable += unreadable
    role.boundary = read_boundary(properties)
    if declared.type == "AWS::Serverless::Function":
        _add_implicit(role, properties, declared.span)
    return role


def _add_policy(role: Role, policy: Node) -> None:
    if policy.get("Statement").exists:
        statements, unreadable = read_document(policy)
        role.statements += statements
        role.unreadable += unreadable
        return
    for name, parameters in policy.items():
        if name in ("Version", "Id"):
            continue
        values = {key: text if (text := value.text()) is not None else HOLE for key, value in parameters.items()}
        role.references.append(PolicyReference("sam-template", name, policy.key_span(name), values))


def _add_implicit(role: Role, properties: Node, span: Span) -> None:
    names = ["AWSLambdaBasicExecutionRole"]
    if properties.get("VpcConfig").exists:
        names.append("AWSLambdaVPCAccessExecutionRole")
    if properties.get("Tracing").text() == "Active":
        names.append("AWSXRayDaemonWriteAccess")
    events = [event.get("Type").text() or "" for _, event in properties.get("Events").items()]
    names += [EVENT_POLICIES[event] for event in events if event in EVENT_POLICIES]
    role.references += [PolicyReference("managed", name, span, implicit=True) for name in dict.fromkeys(names)]
    _add_dead_letter(role, properties.get("DeadLetterQueue"))
    for outcome in ("OnSuccess", "OnFailure"):
        _add_destination(role, properties.get("EventInvokeConfig", "DestinationConfig", outcome))


def _add_dead_letter(role: Role, node: Node) -> None:
    target = node.get("TargetArn").text()
    action = DESTINATION_ACTIONS.get(node.get("Type").text() or "")
    if target and action:
        role.statements.append(_allow(action, target, node.span, "dead-letter queue"))


def _add_destination(role: Role, node: Node) -> None:
    target = node.get("Destination").text()
    action = DESTINATION_ACTIONS.get(node.get("Type").text() or "")
    if target and action:
        role.statements.append(_allow(action, target, node.span, "destination"))


def _allow(action: str, resource: str, span: Span, origin: str) -> Statement:
    return Statement("Allow", (action,), (resource,), span, action_spans=(span,), resource_spans=(span,), origin=origin)

"""EventBridge: buses, rules with their targets, schedules, pipes, connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.policy_documents import parse_json_text
from goatherd.frontends.terraform.resources.translation import Part, Property, ResourceType, many, one

if TYPE_CHECKING:
    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.resources.translation import Table

_RULE = "AWS::Events::Rule"
_TARGET: Table = {
    "event_bus_name": None,
    "target_id": "Id",
    "input_transformer": one("InputTransformer", {"input_paths": "InputPathsMap"}),
}
_FILTERS = one("FilterCriteria", {"filter": many("Filters", {})})


def _statements(policy: Node) -> Node:
    document = parse_json_text(policy) if policy.kind == "scalar" else policy
    return document.get("Statement") if document.is_mapping else document


TYPES: dict[str, ResourceType] = {
    "aws_cloudwatch_event_bus": ResourceType("AWS::Events::EventBus", attributes={"name": ""}),
    "aws_cloudwatch_event_bus_policy": ResourceType(
        "AWS::Events::EventBusPolicy", {"policy": Property("Statement", _statements)}
    ),
    "aws_cloudwatch_event_permission": ResourceType("AWS::Events::EventBusPolicy", {"condition": one("Condition", {})}),
    "aws_cloudwatch_event_rule": ResourceType(_RULE, {"name_prefix": None, "is_enabled": None}, {"name": ""}),
    "aws_cloudwatch_event_connection": ResourceType(
        "AWS::Events::Connection",
        {
            "auth_parameters": one(
                "AuthParameters",
                {
                    "api_key": one("ApiKeyAuthParameters", {"key": "ApiKeyName", "value": "ApiKeyValue"}),
                    "basic": one("BasicAuthParameters", {}),
                    "oauth": one(
                        "OAuthParameters",
                        {"client_parameters": one("ClientParameters", {"client_id": "ClientID"})},
                    ),
                },
            )
        },
        {"name": ""},
    ),
    "aws_cloudwatch_event_api_destination": ResourceType("AWS::Events::ApiDestination", attributes={"name": ""}),
    "aws_cloudwatch_event_archive": ResourceType("AWS::Events::Archive", attributes={"name": ""}),
    "aws_scheduler_schedule": ResourceType("AWS::Scheduler::Schedule", attributes={"name": ""}),
    "aws_scheduler_schedule_group": ResourceType("AWS::Scheduler::ScheduleGroup", attributes={"name": ""}),
    "aws_pipes_pipe": ResourceType(
        "AWS::Pipes::Pipe",
        {
            "source_parameters": one(
                "SourceParameters",
                {
                    "dynamodb_stream_parameters": one("DynamoDBStreamParameters", {}),
                    "activemq_broker_parameters": one("ActiveMQBrokerParameters", {}),
                    "rabbitmq_broker_parameters": one("RabbitMQBrokerParameters", {}),
                    "filter_criteria": _FILTERS,
                },
            )
        },
        {"name": ""},
    ),
}

PARTS: dict[str, Part] = {"aws_cloudwatch_event_target": Part(("rule",), _RULE, _TARGET, "Targets", element=True)}

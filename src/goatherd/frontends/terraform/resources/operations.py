"""What operators, devices, mail and assistants wire to functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.resources.translation import Part, ResourceType, is_unset, pascal, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.terraform.resources.translation import Draft

_NAME = {"name": ""}
_IOT_SETTINGS = frozenset({"name", "enabled", "sql", "sql_version", "description", "tags", "error_action"})
_MAIL_ACTIONS = {
    "s3_action": "S3Action",
    "lambda_action": "LambdaAction",
    "sns_action": "SNSAction",
    "bounce_action": "BounceAction",
    "stop_action": "StopAction",
}


def _topic_rule(draft: Draft) -> None:
    """Every other block is an action."""
    arguments = draft.arguments
    names = {name: pascal(name) for name in arguments.entries if name not in _IOT_SETTINGS}
    draft.put("TopicRulePayload.Sql", arguments.get("sql"), arguments.key_span("sql"))
    draft.put("TopicRulePayload.Actions", _actions(arguments, names))
    errors = arguments.get("error_action", 0)
    if errors.is_mapping:
        first = next(iter(_actions(errors, {name: pascal(name) for name in errors.entries}).elements), None)
        if first is not None:
            draft.put("TopicRulePayload.ErrorAction", first, first.span)


def _actions(arguments: Node, names: dict[str, str]) -> Node:
    """Blocks of several types as one list of actions."""
    found = [
        Node.mapping({name: plain(Node.sequence((block,), block.span))}, {name: block.span}, block.span)
        for argument, name in names.items()
        for block in arguments.get(argument).list()
        if block.is_mapping
    ]
    return Node.sequence(tuple(found), arguments.span)


def _receipt_rule(draft: Draft) -> None:
    arguments = draft.arguments
    recipients = arguments.get("recipients")
    if not is_unset(recipients):
        draft.put("Rule.Recipients", recipients, arguments.key_span("recipients"))
    draft.put("Rule.Actions", _actions(arguments, _MAIL_ACTIONS))


def _only(finish: Callable[[Draft], None]) -> Callable[[Draft], None]:
    """Make the properties by a function alone."""

    def clean(draft: Draft) -> None:
        draft.entries.clear()
        draft.key_spans.clear()
        finish(draft)

    return clean


TYPES: dict[str, ResourceType] = {
    "aws_iot_topic_rule": ResourceType("AWS::IoT::TopicRule", attributes=_NAME, finish=_only(_topic_rule)),
    "aws_iot_authorizer": ResourceType("AWS::IoT::Authorizer", attributes=_NAME),
    "aws_iot_provisioning_template": ResourceType("AWS::IoT::ProvisioningTemplate", attributes=_NAME),
    "aws_ses_receipt_rule": ResourceType("AWS::SES::ReceiptRule", attributes=_NAME, finish=_only(_receipt_rule)),
    "aws_ses_email_identity": ResourceType("AWS::SES::EmailIdentity", {"email": "EmailIdentity"}, {"email": ""}),
    "aws_ses_domain_identity": ResourceType("AWS::SES::EmailIdentity", {"domain": "EmailIdentity"}, {"domain": ""}),
    "aws_sesv2_email_identity": ResourceType("AWS::SES::EmailIdentity", attributes={"email_identity": ""}),
    "aws_ses_configuration_set": ResourceType("AWS::SES::ConfigurationSet", attributes=_NAME),
    "aws_lex_bot": ResourceType("AWS::Lex::Bot", attributes=_NAME),
    "aws_lex_bot_alias": ResourceType("AWS::Lex::BotAlias", attributes=_NAME),
    # an intent of the older Lex is a resource of its own, which names the functions
    "aws_lex_intent": ResourceType("AWS::Lex::Bot", attributes=_NAME),
    "aws_connect_lambda_function_association": ResourceType("AWS::Connect::IntegrationAssociation"),
    "aws_connect_contact_flow": ResourceType("AWS::Connect::ContactFlow"),
    "aws_bedrockagent_agent_action_group": ResourceType("AWS::Bedrock::Agent"),
    "aws_bedrockagent_flow": ResourceType("AWS::Bedrock::Flow"),
    "aws_bedrockagentcore_gateway_target": ResourceType("AWS::BedrockAgentCore::GatewayTarget"),
    "aws_config_config_rule": ResourceType("AWS::Config::ConfigRule", {"name": "ConfigRuleName"}, _NAME),
    "aws_config_organization_custom_rule": ResourceType("AWS::Config::OrganizationConfigRule"),
    "aws_codepipeline": ResourceType("AWS::CodePipeline::Pipeline", attributes=_NAME),
    "aws_ecs_cluster": ResourceType("AWS::ECS::Cluster", {"name": "ClusterName"}, {"name": ""}),
    "aws_ecs_task_definition": ResourceType(
        "AWS::ECS::TaskDefinition", attributes={"arn": "", "id": "", "family": "Family"}
    ),
    "aws_ecr_repository": ResourceType(
        "AWS::ECR::Repository", {"name": "RepositoryName"}, {"name": "", "repository_url": "RepositoryUri"}
    ),
    "aws_appautoscaling_target": ResourceType("AWS::ApplicationAutoScaling::ScalableTarget"),
    "aws_appautoscaling_policy": ResourceType("AWS::ApplicationAutoScaling::ScalingPolicy"),
}

PARTS: dict[str, Part] = {
    "aws_ecr_repository_policy": Part(("repository",), "AWS::ECR::Repository", {"policy": "RepositoryPolicyText"}),
}

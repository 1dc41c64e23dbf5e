"""What Pulumi calls resources and arguments, in Terraform's words: SST makes its resources with Pulumi's provider."""

from __future__ import annotations

import re

from goatherd.frontends.terraform.resources import PARTS, TYPES

_LIBRARY = re.compile(r"@pulumi/aws(?:/(?=\w))?\.?|aws\.")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# By Pulumi's module, where Terraform's types do not begin with its name.
_MODULES = {
    "alb": "lb",
    "apigateway": "api_gateway",
    "bedrock": "bedrockagent",
    "cfg": "config",
    "ec2": "",
    "elasticloadbalancingv2": "lb",
    "kinesis": "kinesis",
}
_TYPES = {
    "lb.LoadBalancer": "aws_lb",
    "alb.LoadBalancer": "aws_lb",
    "rds.Instance": "aws_db_instance",
    "rds.Proxy": "aws_db_proxy",
    "cloudtrail.Trail": "aws_cloudtrail",
    "codepipeline.Pipeline": "aws_codepipeline",
    "iot.TopicRule": "aws_iot_topic_rule",
    "kinesis.FirehoseDeliveryStream": "aws_kinesis_firehose_delivery_stream",
    "wafv2.WebAcl": "aws_wafv2_web_acl",
    "wafv2.WebAclAssociation": "aws_wafv2_web_acl_association",
    "appsync.GraphQLApi": "aws_appsync_graphql_api",
    "appsync.DataSource": "aws_appsync_datasource",
    "cloudwatch.EventBus": "aws_cloudwatch_event_bus",
}
# Arguments that the two call by different words.
_ARGUMENTS = {
    "aws_lambda_function": {"name": "function_name", "code": "filename"},
    "aws_lambda_layer_version": {"code": "filename"},
    "aws_lambda_permission": {"function": "function_name"},
    "aws_sns_topic_subscription": {"topic": "topic_arn"},
    "aws_cloudwatch_metric_alarm": {"name": "alarm_name"},
    "aws_iam_role_policy_attachment": {},
    **{
        f"aws_api_gateway_{name}": {"rest_api": "rest_api_id"}
        for name in ("authorizer", "deployment", "integration", "integration_response", "method", "method_response")
    },
    **{
        f"aws_api_gateway_{name}": {"rest_api": "rest_api_id"}
        for name in ("method_settings", "model", "request_validator", "resource", "rest_api_policy", "stage")
    },
    "aws_api_gateway_base_path_mapping": {"rest_api": "api_id"},
}
# Below these, names are the program's own, or those of documents.
FREE = frozenset(
    {
        "assumeRolePolicy",
        "body",
        "definition",
        "eventPattern",
        "filterPolicy",
        "pattern",
        "policy",
        "redrivePolicy",
        "requestParameters",
        "requestTemplates",
        "responseParameters",
        "responseTemplates",
        "tags",
        "variables",
    }
)


def resource_type(name: str) -> str | None:
    """`aws.sqs.Queue` (or the same of the package) -> aws_sqs_queue; None for what is not of the provider for AWS."""
    match = _LIBRARY.match(name)
    rest = name[match.end() :] if match else ""
    module, _, leaf = rest.rpartition(".")
    if not module or not leaf[:1].isupper():
        return None
    module = module.rpartition(".")[2].rpartition("/")[2]
    known = _TYPES.get(f"{module}.{leaf}")
    if known is not None:
        return known
    prefix = _MODULES.get(module, module)
    words = snake(re.sub(r"V2$", "", leaf) if prefix == "s3" else leaf)
    candidates = [f"aws_{prefix}_{words}" if prefix else f"aws_{words}", f"aws_{words}"]
    return next((type for type in candidates if type in TYPES or type in PARTS), candidates[0])


def snake(name: str) -> str:
    return _WORD.sub("_", name).lower()


def argument(type: str, name: str) -> str:
    """An argument's name as Terraform has it."""
    words = snake(name)
    return _ARGUMENTS.get(type, {}).get(words, words)


def singular(words: str) -> str:
    """What Terraform calls one block of a list: `cors_rules` -> cors_rule."""
    for ending, one in (("indexes", "index"), ("ies", "y"), ("s", "")):
        if words.endswith(ending):
            return words.removesuffix(ending) + one
    return words

"""Constructs without a reader of their own: those named like a resource (Cfn…), and those of other libraries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.frontends.cdk.names import camel, upper_first
from goatherd.frontends.cdk.objects import Bound, Call, Construct, Thing, prop
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Array, Record, Value, known_text

if TYPE_CHECKING:
    from goatherd.frontends.cdk.units import Resource

_SERVICES = {
    "accessanalyzer": "AccessAnalyzer",
    "acmpca": "ACMPCA",
    "amazonmq": "AmazonMQ",
    "apigateway": "ApiGateway",
    "apigatewayv2": "ApiGatewayV2",
    "appconfig": "AppConfig",
    "applicationautoscaling": "ApplicationAutoScaling",
    "appsync": "AppSync",
    "autoscaling": "AutoScaling",
    "bedrock": "Bedrock",
    "bedrockagentcore": "BedrockAgentCore",
    "certificatemanager": "CertificateManager",
    "cloudformation": "CloudFormation",
    "cloudfront": "CloudFront",
    "cloudtrail": "CloudTrail",
    "cloudwatch": "CloudWatch",
    "codebuild": "CodeBuild",
    "codedeploy": "CodeDeploy",
    "codepipeline": "CodePipeline",
    "cognito": "Cognito",
    "docdb": "DocDB",
    "dynamodb": "DynamoDB",
    "ec2": "EC2",
    "ecr": "ECR",
    "ecs": "ECS",
    "efs": "EFS",
    "eks": "EKS",
    "elasticache": "ElastiCache",
    "elasticloadbalancingv2": "ElasticLoadBalancingV2",
    "elasticsearch": "Elasticsearch",
    "events": "Events",
    "eventschemas": "EventSchemas",
    "fsx": "FSx",
    "glue": "Glue",
    "iam": "IAM",
    "iot": "IoT",
    "ivs": "IVS",
    "kinesis": "Kinesis",
    "kinesisfirehose": "KinesisFirehose",
    "kms": "KMS",
    "lambda": "Lambda",
    "lex": "Lex",
    "location": "Location",
    "logs": "Logs",
    "medialive": "MediaLive",
    "mediapackage": "MediaPackage",
    "mediaconvert": "MediaConvert",
    "mediastore": "MediaStore",
    "msk": "MSK",
    "neptune": "Neptune",
    "opensearchserverless": "OpenSearchServerless",
    "opensearchservice": "OpenSearchService",
    "pinpoint": "Pinpoint",
    "pipes": "Pipes",
    "rds": "RDS",
    "redshift": "Redshift",
    "resourcegroups": "ResourceGroups",
    "route53": "Route53",
    "s3": "S3",
    "s3objectlambda": "S3ObjectLambda",
    "s3vectors": "S3Vectors",
    "sam": "Serverless",
    "scheduler": "Scheduler",
    "secretsmanager": "SecretsManager",
    "servicediscovery": "ServiceDiscovery",
    "ses": "SES",
    "sns": "SNS",
    "sqs": "SQS",
    "ssm": "SSM",
    "stepfunctions": "StepFunctions",
    "synthetics": "Synthetics",
    "timestream": "Timestream",
    "transfer": "Transfer",
    "vpclattice": "VpcLattice",
    "waf": "WAF",
    "wafregional": "WAFRegional",
    "wafv2": "WAFv2",
}
# below these keys, the names are the program's own
_FREE = frozenset(
    {
        "Variables",
        "PolicyDocument",
        "AssumeRolePolicyDocument",
        "KeyPolicy",
        "Body",
        "EventPattern",
        "Definition",
        "DefinitionSubstitutions",
        "RequestTemplates",
        "RequestParameters",
        "ResponseParameters",
        "ResponseTemplates",
        "RequestModels",
        "FilterPolicy",
        "Pattern",
        "Schema",
        "SecretString",
        "Roles",
        "RoleMappings",
        "StageVariables",
    }
)
# the same, where CloudFormation's names begin with a small letter
_SMALL = frozenset({"RedrivePolicy"})
_ACRONYMS = {
    "callbackUrLs": "CallbackURLs",
    "enableIamDatabaseAuthentication": "EnableIAMDatabaseAuthentication",
    "lambdaFunctionArn": "LambdaFunctionARN",
    "logoutUrLs": "LogoutURLs",
    "providerArns": "ProviderARNs",
}
_LEADING = re.compile(r"^(db|sse)([A-Z])")
_MAX_DEPTH = 30
# what these make is not part of what is read here
_SILENT = frozenset(
    {
        "core.Construct",
        "core.NestedStack",
        "core.CfnCondition",
        "core.CfnMapping",
        "core.CfnRule",
        "core.CfnResource",
        "core.CfnInclude",
        "core.CfnWaitCondition",
        "core.CfnWaitConditionHandle",
        "cloudformation_include.CfnInclude",  # its template is read as one of the tree's
        "apigatewayv2.DomainName",
        "iam.Group",
        "iam.InstanceProfile",
        "kms.Alias",
        "cognito.UserPoolGroup",
        "cloudfront.Function",
        "cloudfront.OriginRequestPolicy",
    }
)
# services that neither run functions nor call them
_OTHER_SERVICES_TEXT = """
amplify appconfig applicationautoscaling autoscaling backup batch certificatemanager codebuild codecommit codedeploy
codepipeline ec2 ecr ecr_assets ecs ecs_patterns efs elasticloadbalancing elasticloadbalancingv2 glue msk
opensearchservice pipelines rds redshift resourcegroups route53 route53_targets servicecatalog servicediscovery
synthetics
"""
_OTHER_SERVICES = frozenset(_OTHER_SERVICES_TEXT.split())


def build(construct: Construct) -> None:
    kind = construct.kind
    service, _, name = kind.partition(".")
    if name.startswith("Cfn") and service != "core":
        written = _SERVICES.get(service, upper_first(service))
        _declare(construct, f"AWS::{written}::{name.removeprefix('Cfn')}", construct.props)
    elif kind == "core.CfnResource":
        type = known_text(prop(construct.props, "type"))
        if type:
            properties = prop(construct.props, "properties")
            construct.main = construct.add(type, construct.span)
            if isinstance(properties, Record):
                for key, value in properties.entries.items():
                    construct.main.set(key, value)
    elif kind not in _SILENT and service not in _OTHER_SERVICES and "." in kind and construct.unit is not None:
        construct.unit.unknown.setdefault(kind, construct.span)


def _declare(construct: Construct, type: str, props: Record) -> None:
    construct.main = construct.add(type, construct.span)
    for key, value in props.entries.items():
        set_property(construct.main, camel(key), value, props)


def _property(key: str) -> str:
    """The kit's name of a property as CloudFormation writes it."""
    return _ACRONYMS.get(key) or upper_first(_LEADING.sub(lambda match: match[1].upper() + match[2], key))


def set_property(resource: Resource, key: str, value: Value, props: Record | None = None) -> None:
    name = _property(key)
    small = name in _SMALL
    resource.properties.entries[name] = value if name in _FREE or small else capitalised(value)
    resource.properties.key_spans[name] = props.key_spans.get(key, value.span) if props is not None else value.span


def capitalised(value: Value, depth: int = _MAX_DEPTH, bound: Bound | None = None) -> Value:
    """Structures of properties under CloudFormation's names."""
    bound = bound or Bound()
    if depth == 0 or not bound.take():
        return value
    if isinstance(value, Thing) and not value.arguments.args:
        value = value.props
    if isinstance(value, Array):
        return Array([capitalised(item, depth - 1, bound) for item in value.items], value.span)
    if not isinstance(value, Record):
        return value
    made = Record({}, {}, value.span, value.open)
    for key, item in value.entries.items():
        name = _property(camel(key))
        made.entries[name] = item if name in _FREE else capitalised(item, depth - 1, bound)
        made.key_spans[name] = value.key_spans.get(key, item.span)
    return made


def override(construct: Construct, call: Call) -> Value:
    """`addPropertyOverride("A.B", value)` of the resource itself."""
    if construct.main is not None and call.args:
        path = (known_text(call.args[0]) or "").removeprefix("Properties.").split(".")
        _put(construct.main.properties, path, call.get(1, "value"))
    return Node.absent(call.span)


def _put(record: Record, path: list[str], value: Value) -> None:
    for step in path[:-1]:
        inner = record.entries.get(step)
        if not isinstance(inner, Record):
            inner = record.entries[step] = Record({}, {}, value.span)
        record = inner
    if path[-1]:
        record.entries[path[-1]] = value
        record.key_spans[path[-1]] = value.span

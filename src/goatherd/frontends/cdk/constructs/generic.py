"""Constructs without a reader of their own: those named like a resource (Cfn…), and those of other libraries."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs.vocabulary import Construct, Record, camel, known_text, prop, upper_first
from goatherd.frontends.cdk.properties import set_property

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
    """Declare the resource that a class is named like; what other classes deploy is noted as not known."""
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

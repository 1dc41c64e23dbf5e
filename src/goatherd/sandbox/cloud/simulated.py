"""The simulated AWS: moto's services, as far as functions may ask for them.

moto is a tool for tests that trust each other. Some of its services start containers or programs, fetch what they are
told to, or change moto itself. Only services on the list below answer, of Lambda only what reads.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]

# By moto's names. Left out is what starts containers (batch), what makes resources of all the others (cloudformation),
# what moto has for itself (moto_api, instance_metadata), and what hardly a function calls.
_SERVICES = """
    acm acmpca apigateway apigatewaymanagementapi apigatewayv2 appconfig applicationautoscaling appsync athena
    autoscaling backup bedrock bedrockagent bedrockruntime ce cloudfront cloudtrail cloudwatch codebuild codecommit
    codepipeline cognitoidentity cognitoidp comprehend config connect dax dsql dynamodb dynamodb_v20111205
    dynamodbstreams ec2 ec2instanceconnect ecr ecs efs eks elasticache elb elbv2 emr es events firehose forecast
    glacier glue guardduty iam identitystore inspector2 iot iotdata kafka kinesis kinesisanalyticsv2 kinesisvideo
    kinesisvideoarchivedmedia kms lakeformation lexv2models logs macie2 mediastore mediastoredata memorydb
    meteringmarketplace mq opensearch opensearchserverless organizations paymentcryptography personalize pinpoint
    pipes polly quicksight ram rds rdsdata redshift redshiftdata rekognition resourcegroups resourcegroupstaggingapi
    route53 route53domains route53resolver s3 s3bucket_path s3control s3tables s3vectors sagemaker sagemakermetrics
    sagemakerruntime scheduler sdb secretsmanager securityhub servicediscovery servicequotas ses sesv2 shield signer
    sns sqs ssm ssoadmin stepfunctions sts support swf textract timestreamquery timestreamwrite transcribe transfer
    wafv2 workspaces xray
"""
_LAMBDA = "awslambda"
_NOT_SIMULATED = b'{"__type":"NotImplemented","message":"not simulated"}'


@cache
def simulated_aws() -> Wsgi:
    """A WSGI application. What it is made of holds no state of an account."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    services = frozenset(_SERVICES.split())

    def create(service: Any) -> Any:
        if service == _LAMBDA:
            return _reading(create_backend_app(service))
        return create_backend_app(service) if service in services else _not_simulated

    return DomainDispatcherApplication(create)


def start() -> None:
    """Have AWS simulated in this process: without containers, also where one of its services calls another."""
    from moto import mock_aws
    from moto.core.config import DefaultConfig

    mock_aws(config=DefaultConfig(batch={"use_docker": False}, **{"lambda": {"use_docker": False}})).start()


def share_signing_key() -> None:
    """Read the one key with which moto's user pools sign once: for each pool it would work out the primes anew, which
    takes longer than all else that a cloud does before it answers.
    """
    from joserfc import jwk
    from moto.cognitoidp import models
    from moto.utilities.utils import load_resource

    key = jwk.RSAKey.import_key(load_resource("cognitoidp/resources/jwks-private.json"))
    vars(models)["jwk"] = SimpleNamespace(RSAKey=SimpleNamespace(import_key=lambda _: key))


def _reading(application: Wsgi) -> Wsgi:
    def read(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        reads = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        return (application if reads else _not_simulated)(environ, start_response)

    return read


def _not_simulated(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("501 Not Implemented", [("Content-Type", "application/json")])
    return [_NOT_SIMULATED]

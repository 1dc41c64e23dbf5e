"""Which services a request may be for, told by its signature or its host name; and botocore's models of them."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.exceptions import UnknownServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import ServiceModel

_REGION = r"[a-z]{2}-[a-z-]+-\d"
_S3_HOST = re.compile(
    rf"(?:(?P<bucket>.+)\.)?s3(?:[.-]{_REGION}|\.dualstack\.{_REGION}|-accelerate(?:\.dualstack)?)?\.amazonaws\.com"
)
_WEBSITE = re.compile(r"(?P<bucket>.+)\.s3-website[.-][a-z0-9-]+\.amazonaws\.com")
_HOST = re.compile(rf"(?:[\w-]+\.)*?([a-z0-9-]+)\.{_REGION}\.amazonaws\.com|([a-z0-9-]+)\.amazonaws\.com")
# Name that requests are signed with, or first part of the host -> services that share it, or are called otherwise.
_SHARED: Mapping[str, tuple[str, ...]] = {
    "airflow": ("mwaa",),
    "aoss": ("opensearchserverless",),
    "apigateway": ("apigateway", "apigatewayv2"),
    "app-integrations": ("appintegrations",),
    "appconfig": ("appconfig", "appconfigdata"),
    "applicationinsights": ("application-insights",),
    "aps": ("amp",),
    "awsssoportal": ("sso",),
    "bedrock": ("bedrock-runtime", "bedrock", "bedrock-agent-runtime", "bedrock-agent"),
    "cassandra": ("keyspaces",),
    "chime": ("chime-sdk-messaging", "chime-sdk-meetings", "chime-sdk-identity", "chime-sdk-voice", "chime"),
    "cloudcontrolapi": ("cloudcontrol",),
    "connect": ("connect", "connect-contact-lens"),
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "elasticfilesystem": ("efs",),
    "elasticloadbalancing": ("elbv2", "elb"),
    "elasticmapreduce": ("emr",),
    "email": ("ses", "sesv2"),
    "es": ("opensearch", "es"),
    "execute-api": ("apigatewaymanagementapi",),
    "forecast": ("forecast", "forecastquery"),
    "geo": ("location",),
    "greengrass": ("greengrassv2", "greengrass"),
    "iotdata": ("iot-data",),
    "iotdevicegateway": ("iot-data",),
    "kinesisanalytics": ("kinesisanalyticsv2", "kinesisanalytics"),
    "kinesisvideo": ("kinesisvideo", "kinesis-video-media", "kinesis-video-archived-media"),
    "lex": ("lexv2-runtime", "lexv2-models", "lex-runtime", "lex-models"),
    "mediastore": ("mediastore", "mediastore-data"),
    "mobiletargeting": ("pinpoint",),
    "monitoring": ("cloudwatch",),
    "mturk-requester": ("mturk",),
    "neptune-db": ("neptunedata",),
    "personalize": ("personalize", "personalize-runtime", "personalize-events"),
    "profile": ("customer-profiles",),
    "rds": ("rds", "docdb", "neptune"),
    "s3-control": ("s3control",),
    "s3-object-lambda": ("s3",),
    "sagemaker": ("sagemaker", "sagemaker-runtime", "sagemaker-featurestore-runtime", "sagemaker-metrics"),
    "servicequotas": ("service-quotas",),
    "ses": ("ses", "sesv2"),
    "sms-voice": ("pinpoint-sms-voice-v2", "pinpoint-sms-voice"),
    "ssmmessages": ("ssm",),
    "sso": ("sso-admin",),
    "sso-oauth": ("sso-oidc",),
    "states": ("stepfunctions",),
    "tagging": ("resourcegroupstaggingapi",),
    "timestream": ("timestream-query", "timestream-write"),
    "wisdom": ("wisdom", "qconnect"),
}


def is_aws(host: str) -> bool:
    return host.endswith((".amazonaws.com", ".api.aws", ".on.aws")) or host == "amazonaws.com"


def website_bucket(host: str) -> str:
    """The bucket that a host name serves as a web site, "" for none."""
    match = _WEBSITE.fullmatch(host.partition(":")[0])
    return match["bucket"] if match else ""


def candidates(signing: str, host: str) -> tuple[tuple[str, ...], str]:
    """(services by botocore's names, the more likely first; the bucket that an S3 host name holds, or "")."""
    if s3 := _S3_HOST.fullmatch(host):
        return ("s3",), s3["bucket"] or ""
    match = _HOST.fullmatch(host)
    name = (match[1] or match[2]) if match else ""
    if not signing or name == "s3-control":
        signing = name
    return (_SHARED.get(signing) or ((signing,) if signing else ())), ""


def own_session() -> Any:
    """A session of botocore's that reads nothing of the user's: no profile, no file, no variable of the environment."""
    known = botocore.session.Session.SESSION_VARIABLES
    session = botocore.session.Session({name: (None, None, *rest) for name, (_, _, *rest) in known.items()})
    for name in ("config_file", "credentials_file"):
        session.set_config_variable(name, os.devnull)
    session.set_config_variable("ignore_configured_endpoint_urls", True)
    return session


_models = cache(own_session)


@cache
def service_model(service: str) -> ServiceModel | None:
    """botocore's description of a service, by botocore's name; None for a service that it does not know."""
    try:
        return _models().get_service_model(service)
    except UnknownServiceError:
        return None

"""The REST API in front of Zappa's function, which passes every path and method on, and its function URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.core.value import placeholder
from goatherd.frontends.aws.apis.openapi import ANY, API_KEY, INTEGRATION
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.zappa.settings import Stage

Resources = dict[str, tuple[str, "Span", dict[str, Any]]]

API = "Api"
_FUNCTION_ARN = placeholder("Function", "Arn")
_ORIGIN = "method.response.header.Access-Control-Allow-Origin"
_NO_SETTING = "Zappa has no setting for it"


def rest_api(stage: Stage, span: Span) -> Resources:
    """None where `apigateway_enabled` is off."""
    if not stage.is_on("apigateway_enabled", default=True):
        return {}
    schemes, required = _security(stage)
    operation: dict[str, Any] = {INTEGRATION: {"type": "aws_proxy", "httpMethod": "POST", "uri": _FUNCTION_ARN}}
    if required:
        operation["security"] = [required]
    item: dict[str, Any] = {ANY: operation}
    cors = _preflight(stage)
    if cors is not None:
        item["options"] = cors
    body = {"swagger": "2.0", "paths": {"/": item, "/{proxy+}": item}, "securityDefinitions": schemes}
    endpoint = stage.get("endpoint_configuration")
    properties = {"Body": body, "EndpointConfiguration": {"Types": endpoint} if endpoint.exists else {}}
    settings = {
        "LoggingLevel": stage.get("cloudwatch_log_level"),
        "DataTraceEnabled": stage.get("cloudwatch_data_trace"),
    }
    stage_properties = {
        "RestApiId": placeholder(API),
        "StageName": stage.name,
        "MethodSettings": [settings] if any(node.exists for node in settings.values()) else [],
        "AccessLogSetting": Node.opaque(_NO_SETTING, span),
        "TracingEnabled": Node.opaque(_NO_SETTING, span),
    }
    return {
        API: ("AWS::ApiGateway::RestApi", span, properties),
        "ApiStage": ("AWS::ApiGateway::Stage", span, stage_properties),
    }


def _security(stage: Stage) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """(security schemes, those that every method requires)."""
    schemes: dict[str, Any] = {}
    if stage.is_on("iam_authorization"):
        schemes["iam"] = {"type": "apiKey", "x-amazon-apigateway-authtype": "awsSigv4"}
    elif stage.get("authorizer").exists:
        schemes["authorizer"] = _authorizer(stage.get("authorizer"))
    if stage.is_on("api_key_required"):
        schemes[API_KEY] = {"type": "apiKey", "name": "x-api-key", "in": "header"}
    return schemes, {name: [] for name in schemes}


def _authorizer(node: Node) -> dict[str, Any]:
    header = node.get("token_header")
    extension: dict[str, Any] = {
        "authorizerResultTtlInSeconds": node.get("result_ttl"),
        "identityValidationExpression": node.get("validation_expression"),
    }
    if (node.get("type").text() or "").upper() == "COGNITO_USER_POOLS":
        extension["type"] = "cognito_user_pools"
    else:
        extension["type"] = "token"
        extension["authorizerUri"] = (
            placeholder("Authorizer", "Arn") if node.get("function").exists else node.get("arn")
        )
    return {
        "type": "apiKey",
        "name": header if header.exists else "Authorization",
        "x-amazon-apigateway-authorizer": extension,
    }


def _preflight(stage: Stage) -> dict[str, Any] | None:
    """The answer to OPTIONS: `true` allows every origin, a mapping the one that it names."""
    cors = stage.get("cors")
    if not cors.is_mapping and cors.text() != "true":
        return None
    origin = cors.get("allowed_origin")
    parameters = {_ORIGIN: origin if origin.exists else Node.scalar("*", cors.span)}
    return {INTEGRATION: {"type": "mock", "responses": {"default": {"responseParameters": parameters}}}}


def function_url(stage: Stage) -> Resources:
    if not stage.is_on("function_url_enabled"):
        return {}
    config = stage.get("function_url_config")
    kind = config.get("authorizer")
    properties = {"TargetFunctionArn": _FUNCTION_ARN, "AuthType": kind if kind.exists else "NONE"}
    return {"FunctionUrl": ("AWS::Lambda::Url", stage.get("function_url_enabled").span, properties)}

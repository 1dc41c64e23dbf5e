"""REST APIs: `aws_api_gateway_…`. An integration, and what it answers, are properties of its method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.terraform.resources.translation import Part, ResourceType, many, one, unless

if TYPE_CHECKING:
    from goatherd.frontends.terraform.resources.translation import Draft, Table

_API = "AWS::ApiGateway::RestApi"
_METHOD = "AWS::ApiGateway::Method"
_STAGE = "AWS::ApiGateway::Stage"
_OF_METHOD = ("rest_api_id", "resource_id", "http_method")
_HEADER = "method.request.header.Authorization"


def _authorizer(draft: Draft) -> None:
    draft.default("Type", "TOKEN")
    if draft.get("Type").text() != "COGNITO_USER_POOLS":
        draft.default("IdentitySource", _HEADER)


_SETTINGS: Table = {
    # -1 stands for none
    "throttling_rate_limit": unless("ThrottlingRateLimit", -1),
    "throttling_burst_limit": unless("ThrottlingBurstLimit", -1),
}

TYPES: dict[str, ResourceType] = {
    "aws_api_gateway_rest_api": ResourceType(
        _API, attributes={"root_resource_id": "RootResourceId", "execution_arn": "ExecutionArn"}
    ),
    "aws_api_gateway_resource": ResourceType("AWS::ApiGateway::Resource", attributes={"path": "Path"}),
    "aws_api_gateway_method": ResourceType(_METHOD, {"authorization": "AuthorizationType"}),
    "aws_api_gateway_authorizer": ResourceType(
        "AWS::ApiGateway::Authorizer", {"provider_arns": "ProviderARNs"}, finish=_authorizer
    ),
    "aws_api_gateway_stage": ResourceType(
        _STAGE,
        {"access_log_settings": one("AccessLogSetting", {}), "xray_tracing_enabled": "TracingEnabled"},
        {"stage_name": "", "invoke_url": "InvokeUrl", "execution_arn": "ExecutionArn"},
    ),
    "aws_api_gateway_deployment": ResourceType(
        "AWS::ApiGateway::Deployment",
        {"triggers": None, "variables": None},
        {"invoke_url": "InvokeUrl", "execution_arn": "ExecutionArn"},
    ),
    "aws_api_gateway_usage_plan": ResourceType(
        "AWS::ApiGateway::UsagePlan",
        {
            "name": "UsagePlanName",
            "api_stages": many("ApiStages", {}),
            "throttle_settings": one("Throttle", {}),
            "quota_settings": one("Quota", {}),
        },
    ),
    "aws_api_gateway_usage_plan_key": ResourceType("AWS::ApiGateway::UsagePlanKey"),
    "aws_api_gateway_api_key": ResourceType("AWS::ApiGateway::ApiKey", attributes={"value": "Value"}),
    "aws_api_gateway_domain_name": ResourceType("AWS::ApiGateway::DomainName", attributes={"domain_name": ""}),
    "aws_api_gateway_base_path_mapping": ResourceType("AWS::ApiGateway::BasePathMapping", {"api_id": "RestApiId"}),
    "aws_api_gateway_gateway_response": ResourceType("AWS::ApiGateway::GatewayResponse"),
    "aws_api_gateway_model": ResourceType("AWS::ApiGateway::Model", attributes={"name": ""}),
    "aws_api_gateway_request_validator": ResourceType("AWS::ApiGateway::RequestValidator"),
    "aws_api_gateway_account": ResourceType("AWS::ApiGateway::Account"),
    "aws_api_gateway_vpc_link": ResourceType("AWS::ApiGateway::VpcLink"),
    "aws_api_gateway_client_certificate": ResourceType("AWS::ApiGateway::ClientCertificate"),
}

PARTS: dict[str, Part] = {
    "aws_api_gateway_integration": Part(_OF_METHOD, _METHOD, under="Integration"),
    "aws_api_gateway_integration_response": Part(
        _OF_METHOD, _METHOD, under="Integration.IntegrationResponses", element=True
    ),
    "aws_api_gateway_method_response": Part(_OF_METHOD, _METHOD, under="MethodResponses", element=True),
    "aws_api_gateway_method_settings": Part(
        ("rest_api_id", "stage_name"), _STAGE, {"settings": many("MethodSettings", _SETTINGS), "method_path": None}
    ),
    "aws_api_gateway_rest_api_policy": Part(("rest_api_id",), _API),
}

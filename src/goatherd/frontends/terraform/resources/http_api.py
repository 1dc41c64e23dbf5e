"""HTTP and WebSocket APIs: `aws_apigatewayv2_…`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.terraform.resources.translation import ResourceType, many

if TYPE_CHECKING:
    from goatherd.frontends.terraform.resources.translation import Draft

_CACHED = 300  # seconds


def _authorizer(draft: Draft) -> None:
    """The provider asks for the console's default, where CloudFormation caches nothing."""
    if draft.get("AuthorizerType").text() == "REQUEST" and draft.get("IdentitySource").exists:
        draft.default("AuthorizerResultTtlInSeconds", _CACHED)


TYPES: dict[str, ResourceType] = {
    "aws_apigatewayv2_api": ResourceType(
        "AWS::ApiGatewayV2::Api", attributes={"api_endpoint": "ApiEndpoint", "execution_arn": "ExecutionArn"}
    ),
    "aws_apigatewayv2_route": ResourceType("AWS::ApiGatewayV2::Route"),
    "aws_apigatewayv2_integration": ResourceType("AWS::ApiGatewayV2::Integration"),
    "aws_apigatewayv2_authorizer": ResourceType(
        "AWS::ApiGatewayV2::Authorizer", {"identity_sources": "IdentitySource"}, finish=_authorizer
    ),
    "aws_apigatewayv2_stage": ResourceType(
        "AWS::ApiGatewayV2::Stage",
        {"name": "StageName"},
        {"name": "", "invoke_url": "InvokeUrl", "execution_arn": "ExecutionArn"},
    ),
    "aws_apigatewayv2_deployment": ResourceType("AWS::ApiGatewayV2::Deployment"),
    "aws_apigatewayv2_domain_name": ResourceType(
        "AWS::ApiGatewayV2::DomainName",
        {"domain_name_configuration": many("DomainNameConfigurations", {})},
        {"domain_name": ""},
    ),
    "aws_apigatewayv2_api_mapping": ResourceType("AWS::ApiGatewayV2::ApiMapping"),
    "aws_apigatewayv2_vpc_link": ResourceType("AWS::ApiGatewayV2::VpcLink"),
    "aws_apigatewayv2_model": ResourceType("AWS::ApiGatewayV2::Model"),
    "aws_apigatewayv2_integration_response": ResourceType("AWS::ApiGatewayV2::IntegrationResponse"),
    "aws_apigatewayv2_route_response": ResourceType("AWS::ApiGatewayV2::RouteResponse"),
}

"""What AWS launched of late is read as a way in, and what nobody reads is told, by its name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from goatherd.frontends.aws.unread import KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

TYPES = json.loads((Path(__file__).parents[3] / "data" / "aws_types.json").read_text())

SOURCE = """
Source:
  Type: AWS::AppSync::DataSource
  Properties:
    ApiId: !GetAtt Chat.ApiId
    Name: handler
    Type: AWS_LAMBDA
    LambdaConfig: {LambdaFunctionArn: !GetAtt Fn.Arn}
Chat:
  Type: AWS::AppSync::Api
  Properties:
    Name: chat
    EventConfig:
      AuthProviders: [{AuthType: API_KEY}, {AuthType: AWS_IAM}]
      ConnectionAuthModes: [{AuthType: API_KEY}]
      DefaultPublishAuthModes: [{AuthType: API_KEY}, {AuthType: AWS_IAM}]
      DefaultSubscribeAuthModes: [{AuthType: AWS_IAM}]
Rooms:
  Type: AWS::AppSync::ChannelNamespace
  Properties:
    ApiId: !GetAtt Chat.ApiId
    Name: rooms
    HandlerConfigs:
      OnPublish: {Behavior: DIRECT, Integration: {DataSourceName: %s, LambdaConfig: {InvokeType: EVENT}}}
      OnSubscribe: {Behavior: DIRECT, Integration: {DataSourceName: !GetAtt Source.Name}}
"""
GATEWAY = """
Gateway:
  Type: AWS::BedrockAgentCore::Gateway
  Properties: {AuthorizerType: %s, Name: tools, ProtocolType: MCP}
Target:
  Type: AWS::BedrockAgentCore::GatewayTarget
  Properties:
    GatewayIdentifier: !Ref Gateway
    TargetConfiguration: {Mcp: {Lambda: {LambdaArn: !GetAtt Fn.Arn}}}
"""
POLICY = """
Policy:
  Type: AWS::Lambda::ResourcePolicy
  Properties:
    ResourceArn: !GetAtt Fn.Arn
    PolicyDocument:
      Statement: [{Effect: %s, Action: "lambda:InvokeFunction", Resource: "*", Principal: %s}]
"""

CASES = {
    "event API": (
        SOURCE % "handler",
        ["appsync-events anonymous publish /rooms", "appsync-events account subscribe /rooms"],
    ),
    "event API, by reference": (
        SOURCE % "!GetAtt Source.Name",
        ["appsync-events anonymous publish /rooms", "appsync-events account subscribe /rooms"],
    ),
    "open gateway of AgentCore": (GATEWAY % "NONE", ["bedrock-agent anonymous Target"]),
    "gateway of AgentCore with tokens": (GATEWAY % "CUSTOM_JWT", ["bedrock-agent authenticated Target"]),
    "gateway of AgentCore for the account": (GATEWAY % "AWS_IAM", ["bedrock-agent account Target"]),
    "interceptor of a gateway": (
        """
        Gateway:
          Type: AWS::BedrockAgentCore::Gateway
          Properties:
            AuthorizerType: NONE
            InterceptorConfigurations:
              - {InterceptionPoints: [REQUEST], Interceptor: {Lambda: {Arn: !GetAtt Fn.Arn}}}
        """,
        ["bedrock-agent anonymous Gateway"],
    ),
    "resource policy for everybody": (POLICY % ("Allow", '"*"'), ["direct anonymous *"]),
    "resource policy for a service": (
        POLICY % ("Allow", "{Service: alexa-appkit.amazon.com}"),
        ["alexa anonymous alexa-appkit.amazon.com"],
    ),
    "resource policy that denies": (POLICY % ("Deny", '"*"'), ["direct account direct invocation"]),
    "VPC Lattice": (
        "Group: {Type: AWS::VpcLattice::TargetGroup, Properties: {Type: LAMBDA, Targets: [{Id: !GetAtt Fn.Arn}]}}",
        ["vpc-lattice account Group"],
    ),
}


@pytest.mark.parametrize(("resources", "expected"), CASES.values(), ids=CASES)
def test_ways_in(wired: Callable[..., list[str]], resources: str, expected: list[str]) -> None:
    assert wired(resources) == expected


WEB = """
Shop: {Type: AWS::Lambda::WebFunction, Properties: {FunctionName: shop}}
First:
  Type: AWS::Lambda::WebFunctionRevision
  Properties:
    FunctionName: !Ref Shop
    BuildConfig:
      CodeConfig: {S3Object: {Bucket: releases, Key: shop.zip}}
      RuntimeConfig: {Runtime: nodejs24.x}
    ServiceConfig: {ExecutionRoleArn: !GetAtt Role.Arn, TimeoutSeconds: 20, EnvironmentVariables: {STAGE: live}}
Role:
  Type: AWS::IAM::Role
  Properties: {AssumeRolePolicyDocument: {Statement: []}}
Door:
  Type: AWS::Lambda::WebFunctionEndpoint
  Properties: {FunctionName: %s, EndpointName: live, EndpointType: HomeRegion, AuthType: %s}
"""


@pytest.mark.parametrize("name", ["shop", "!Ref Shop"])
@pytest.mark.parametrize(("type", "exposure"), [("ApplicationManaged", "anonymous"), ("IamAuth", "account")])
def test_web_functions(application: Callable[..., Application], name: str, type: str, exposure: str) -> None:
    function = application(WEB % (name, type)).function("Shop")
    assert function is not None
    assert [f"{t.kind} {t.exposure.label} {t.detail}" for t in function.triggers] == [
        f"function-url {exposure} endpoint of a web function, AuthType {type}"
    ]
    assert (function.runtime.value, function.timeout.value) == ("nodejs24.x", 20)
    assert function.role is not None
    assert function.role.id == "Role"
    assert list(function.environment) == ["STAGE"]


@pytest.mark.parametrize("type", TYPES["types"])
def test_every_type_of_these_services_is_read_or_looked_at(type: str) -> None:
    _, service, name = type.split("::")
    manners = [manner for manner, names in KNOWN[service].items() if name in names.split()]
    assert len(manners) == 1, f"{type} is new: say in aws/unread.py whether it is read, quiet or unread"

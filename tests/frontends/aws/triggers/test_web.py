"""Functions behind web APIs, load balancers and URLs: who gets through to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

URI = "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations'"


def rest(method: str, type: str = "AWS_PROXY", api: str = "") -> str:
    return f"""
Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: a{api}}}}}
A:
  Type: AWS::ApiGateway::Resource
  Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: a}}
B: {{Type: AWS::ApiGateway::Resource, Properties: {{RestApiId: !Ref Api, ParentId: !Ref A, PathPart: '{{id}}'}}}}
Users: {{Type: AWS::ApiGateway::Authorizer, Properties: {{RestApiId: !Ref Api, Type: COGNITO_USER_POOLS}}}}
Method:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    ResourceId: !Ref B
    HttpMethod: GET
    Integration: {{Type: {type}, Uri: {URI}, RequestTemplates: {{application/json: '{{}}'}}}}
    {method}
"""


def http(route: str, integration: str = "PayloadFormatVersion: '2.0'") -> str:
    return f"""
Api: {{Type: AWS::ApiGatewayV2::Api, Properties: {{ProtocolType: HTTP}}}}
Users: {{Type: AWS::ApiGatewayV2::Authorizer, Properties: {{ApiId: !Ref Api, AuthorizerType: JWT}}}}
Int:
  Type: AWS::ApiGatewayV2::Integration
  Properties: {{ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn, {integration}}}
Route:
  Type: AWS::ApiGatewayV2::Route
  Properties: {{ApiId: !Ref Api, RouteKey: GET /a, Target: !Sub 'integrations/${{Int}}', {route}}}
"""


def swagger(operation: str, rest_of_body: str = "") -> str:
    return f"""
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: v1
    DefinitionBody:
      swagger: '2.0'
      paths:
        /a:
          get:
            x-amazon-apigateway-integration: {{type: aws_proxy, httpMethod: POST, uri: {URI}}}
            {operation}
      {rest_of_body}
"""


SCHEMES = """securityDefinitions:
        Sig: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
        Key: {type: apiKey, name: x-api-key, in: header}
        Pool:
          type: apiKey
          x-amazon-apigateway-authtype: cognito_user_pools
          x-amazon-apigateway-authorizer: {type: cognito_user_pools}
        Own: {type: apiKey, x-amazon-apigateway-authtype: custom, x-amazon-apigateway-authorizer: {type: token}}
        Words: {type: apiKey, name: Authorization, in: header}
"""

ALB = """
Group:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Fn.Arn}]}
Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: %s}}
Listener:
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties: {LoadBalancerArn: !Ref Balancer, DefaultActions: [%s{Type: forward, TargetGroupArn: !Ref Group}]}
"""

WEBSOCKET = """
Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: WEBSOCKET}}
Auth: {Type: AWS::ApiGatewayV2::Authorizer, Properties: {ApiId: !Ref Api, AuthorizerType: REQUEST}}
Int:
  Type: AWS::ApiGatewayV2::Integration
  Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn}
Open:
  Type: AWS::ApiGatewayV2::Route
  Properties: {ApiId: !Ref Api, RouteKey: $connect, AuthorizationType: CUSTOM, AuthorizerId: !Ref Auth}
Send:
  Type: AWS::ApiGatewayV2::Route
  Properties: {ApiId: !Ref Api, RouteKey: send, Target: !Sub 'integrations/${Int}'}
"""

GRAPHQL = """
Api: {Type: AWS::AppSync::GraphQLApi, Properties: {AuthenticationType: %s}}
Source:
  Type: AWS::AppSync::DataSource
  Properties: {ApiId: !GetAtt Api.ApiId, Name: fn, LambdaConfig: {LambdaFunctionArn: !GetAtt Fn.Arn}}
Get:
  Type: AWS::AppSync::Resolver
  Properties: {ApiId: !GetAtt Api.ApiId, TypeName: Query, FieldName: item, DataSourceName: !GetAtt Source.Name}
"""

CASES = {
    "method": (rest("AuthorizationType: NONE"), "rest-api anonymous GET /a/{id}"),
    "method with a mapping template": (rest("AuthorizationType: NONE", "AWS"), "rest-api-mapped anonymous GET /a/{id}"),
    "method with a key": (rest("ApiKeyRequired: true"), "rest-api anonymous GET /a/{id}"),
    "method with IAM": (rest("AuthorizationType: AWS_IAM"), "rest-api account GET /a/{id}"),
    "method for users": (
        rest("AuthorizationType: COGNITO_USER_POOLS\n    AuthorizerId: !Ref Users"),
        "rest-api authenticated GET /a/{id}",
    ),
    "method with an authorizer of another stack": (
        rest("AuthorizationType: CUSTOM\n    AuthorizerId: abc123"),
        "rest-api authenticated GET /a/{id}",
    ),
    "private API": (
        rest("AuthorizationType: NONE", api=", EndpointConfiguration: {Types: [PRIVATE]}"),
        "rest-api account GET /a/{id}",
    ),
    "API for one account": (
        rest(
            "AuthorizationType: NONE",
            api=", Policy: {Statement: [{Effect: Allow, Principal: {AWS: '1'}, Action: 'execute-api:Invoke'}]}",
        ),
        "rest-api account GET /a/{id}",
    ),
    "API whose policy lets everybody in": (
        rest(
            "AuthorizationType: NONE",
            api=", Policy: {Statement: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke'}]}",
        ),
        "rest-api anonymous GET /a/{id}",
    ),
    "route": (http("AuthorizationType: NONE"), "http-api anonymous GET /a"),
    "route, default payload": (http("AuthorizationType: NONE", "Description: x"), "http-api-v1 anonymous GET /a"),
    "route for users": (http("AuthorizationType: JWT, AuthorizerId: !Ref Users"), "http-api authenticated GET /a"),
    "quick create": (
        "Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Target: !GetAtt Fn.Arn}}",
        "http-api anonymous ANY $default",
    ),
    "web socket, asked when it is opened": (WEBSOCKET, "websocket authenticated send"),
    "web socket in SAM": (
        """
Api:
  Type: AWS::Serverless::WebSocketApi
  Properties:
    Auth: {AuthType: CUSTOM, AuthArn: 'arn:aws:lambda:x:1:function:y'}
    Routes: {$connect: {FunctionArn: 'arn:aws:lambda:x:1:function:z'}, send: {FunctionArn: !GetAtt Fn.Arn}}
""",
        "websocket authenticated send",
    ),
    "body": (swagger("summary: x"), "rest-api anonymous GET /a"),
    "body, signed": (swagger("security: [{Sig: []}]", SCHEMES), "rest-api account GET /a"),
    "body, key": (swagger("security: [{Key: []}]", SCHEMES), "rest-api anonymous GET /a"),
    "body, users": (swagger("security: [{Pool: []}]", SCHEMES), "rest-api authenticated GET /a"),
    "body, own authorizer and key": (
        swagger("security: [{Key: []}, {Own: []}]", SCHEMES),
        "rest-api authenticated GET /a",
    ),
    "body, a scheme that the gateway ignores": (
        swagger("security: [{Words: []}]", SCHEMES),
        "rest-api anonymous GET /a",
    ),
    "body, secured as a whole": (
        swagger("summary: x", SCHEMES + "      security: [{Pool: []}]"),
        "rest-api authenticated GET /a",
    ),
    "body, secured as a whole but for one": (
        swagger("security: []", SCHEMES + "      security: [{Pool: []}]"),
        "rest-api anonymous GET /a",
    ),
    "load balancer": (ALB % ("internet-facing", ""), "alb anonymous every request"),
    "load balancer that signs in": (
        ALB % ("internet-facing", "{Type: authenticate-cognito}, "),
        "alb authenticated every request",
    ),
    "internal load balancer": (ALB % ("internal", ""), "alb account every request"),
    "lattice": (
        "G: {Type: AWS::VpcLattice::TargetGroup, Properties: {Type: LAMBDA, Targets: [{Id: !GetAtt Fn.Arn}]}}",
        "vpc-lattice account G",
    ),
    "URL": (
        "U: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: NONE}}",
        "function-url anonymous function URL, AuthType NONE",
    ),
    "signed URL behind a distribution": (
        """
U: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: AWS_IAM}}
Cdn: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {Enabled: true}}}
P:
  Type: AWS::Lambda::Permission
  Properties:
    FunctionName: !Ref Fn
    Principal: cloudfront.amazonaws.com
    SourceArn: !Sub 'arn:aws:cloudfront::${AWS::AccountId}:distribution/${Cdn}'
""",
        "function-url anonymous function URL, AuthType AWS_IAM",
    ),
    "GraphQL with a key": (GRAPHQL % "API_KEY", "appsync anonymous Query.item"),
    "GraphQL for users": (GRAPHQL % "AMAZON_COGNITO_USER_POOLS", "appsync authenticated Query.item"),
    "GraphQL in SAM": (
        """
Api:
  Type: AWS::Serverless::GraphQLApi
  Properties:
    Auth: {Type: AWS_IAM}
    DataSources: {Lambda: {Src: {FunctionArn: !GetAtt Fn.Arn}}}
    Functions: {step: {DataSource: Src}}
    Resolvers: {Mutation: {add: {Pipeline: [step]}}}
""",
        "appsync account Mutation.add",
    ),
    "authorizer": (
        f"A: {{Type: AWS::ApiGateway::Authorizer, Properties: {{RestApiId: x, Type: TOKEN, AuthorizerUri: {URI}}}}}",
        "authorizer-token anonymous authorizer A",
    ),
    "authorizer of an HTTP API": (
        "A: {Type: AWS::ApiGatewayV2::Authorizer,"
        f" Properties: {{ApiId: x, AuthorizerType: REQUEST, AuthorizerUri: {URI}}}}}",
        "authorizer-request anonymous authorizer A",
    ),
    "authorizer in SAM": (
        "Api: {Type: AWS::Serverless::HttpApi,"
        " Properties: {Auth: {Authorizers: {Own: {FunctionArn: !GetAtt Fn.Arn}}}}}",
        "authorizer-request anonymous authorizer Api:Own",
    ),
}


@pytest.mark.parametrize(("resources", "expected"), CASES.values(), ids=CASES.keys())
def test_web(wired: Callable[..., list[str]], resources: str, expected: str) -> None:
    assert wired(resources) == [expected]


AUTH = """
Api:
  Type: AWS::Serverless::Api
  Properties:
    Auth:
      DefaultAuthorizer: Pool
      Authorizers: {Pool: {UserPoolArn: 'arn:aws:cognito-idp:x'}, Own: {FunctionArn: 'arn:aws:lambda:x:1:function:y'}}
"""


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ("", "rest-api authenticated GET /a"),
        ("Auth: {Authorizer: NONE}", "rest-api anonymous GET /a"),
        ("Auth: {Authorizer: Own}", "rest-api authenticated GET /a"),
        ("Auth: {Authorizer: AWS_IAM}", "rest-api account GET /a"),
        ("Auth: {ApiKeyRequired: true}", "rest-api authenticated GET /a"),
    ],
)
def test_default_authorizer_and_exceptions(wired: Callable[..., list[str]], auth: str, expected: str) -> None:
    event = f"Events: {{E: {{Type: Api, Properties: {{RestApiId: !Ref Api, Path: /a, Method: get, {auth}}}}}}}"
    assert wired(AUTH, fn=event) == [expected]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [("", "authenticated"), ("AddDefaultAuthorizerToCorsPreflight: false", "anonymous")],
)
def test_preflight_may_be_left_open(wired: Callable[..., list[str]], setting: str, expected: str) -> None:
    event = "Events: {E: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /a, Method: options}}}"
    api = AUTH.replace("Auth:", f"Auth:\n      {setting}", 1)
    assert wired(api, fn=event) == [f"rest-api {expected} OPTIONS /a"]


def test_mapping_templates_are_kept(application: Callable[..., Application]) -> None:
    (trigger,) = application(rest("AuthorizationType: NONE", "AWS")).functions[0].triggers
    assert trigger.options["request_templates"] == {"application/json": "{}"}


def test_the_span_of_an_operation_is_its_line_in_the_body(application: Callable[..., Application]) -> None:
    app = application(
        "Api: {Type: AWS::Serverless::Api, Properties: {DefinitionUri: api/swagger.yaml}}",
        fn="Events: {E: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /a, Method: get}}}",
        files={"api/swagger.yaml": "swagger: '2.0'\npaths:\n  /a:\n    get:\n      summary: x\n"},
    )
    (trigger,) = app.functions[0].triggers
    assert str(trigger.span) == "api/swagger.yaml:4"

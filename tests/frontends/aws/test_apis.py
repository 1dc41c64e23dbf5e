"""The API as a noun: its routes, those to no function included, and the settings that stand in other resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import Unknown, known
from goatherd.frontends.aws.assemble import build_application
from goatherd.model.resource import Api, Authorizer

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.model.application import Application
    from goatherd.tree import Tree

SAM = "Transform: AWS::Serverless-2016-10-31\n"
FN = "  Fn: {Type: AWS::Serverless::Function, Properties: {Events: {E: %s}}}\n"


@pytest.fixture
def application(tree_of: Callable[..., Tree], stack_of: Callable[[str], Stack]) -> Callable[[str], Application]:
    return lambda text: build_application(stack_of(text), tree_of({"template.yaml": text}))


@pytest.fixture
def api(application: Callable[[str], Application]) -> Callable[[str], Api]:
    def build(text: str) -> Api:
        (api,) = application(text).of(Api)
        return api

    return build


def test_the_implicit_api_takes_its_settings_from_globals(api: Callable[[str], Api]) -> None:
    found = api(
        SAM
        + "Globals: {Api: {Cors: \"'*'\", TracingEnabled: true, Auth: {DefaultAuthorizer: AWS_IAM}}}\nResources:\n"
        + FN % "{Type: Api, Properties: {Path: /a, Method: get}}"
    )
    assert (found.id, found.implicit, found.protocol, found.span.line) == ("ServerlessRestApi", True, "rest", 4)
    assert found.cors[0].origins == ("*",)
    assert known(found.tracing) is True
    assert known(found.access_logging) is False
    (route,) = found.routes
    assert (route.method, route.path, route.function, route.authorizer) == ("GET", "/a", "Fn", "AWS_IAM")
    assert route.integration == "lambda-proxy"


def test_routes_to_no_function(api: Callable[[str], Api]) -> None:
    found = api(
        """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: '2.0'
        x-amazon-apigateway-request-validator: all
        paths:
          /a:
            options:
              x-amazon-apigateway-integration:
                type: mock
                responses:
                  default: {responseParameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}}
            x-amazon-apigateway-any-method:
              x-amazon-apigateway-integration: {type: http_proxy, uri: 'https://example.org'}
"""
    )
    assert [(r.method, r.path, r.integration, r.function, r.span.line) for r in found.routes] == [
        ("OPTIONS", "/a", "mock", None, 10),
        ("ANY", "/a", "http", None, 15),
    ]
    assert all(route.validated for route in found.routes)
    assert found.cors[0].origins == ("*",)


def test_settings_of_stages_plans_domains_and_firewalls(api: Callable[[str], Api]) -> None:
    found = api(
        """\
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      TracingEnabled: true
      CacheClusterEnabled: true
      AccessLogSetting: {DestinationArn: !GetAtt Logs.Arn, Format: $context.requestId $context.status}
      MethodSettings: [{HttpMethod: '*', ResourcePath: '/*', LoggingLevel: INFO, DataTraceEnabled: true}]
  Logs: {Type: AWS::Logs::LogGroup}
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties: {Throttle: {RateLimit: 5}, ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]}
  Domain: {Type: AWS::ApiGateway::DomainName, Properties: {SecurityPolicy: TLS_1_0}}
  Mapping: {Type: AWS::ApiGateway::BasePathMapping, Properties: {RestApiId: !Ref Api, DomainName: !Ref Domain}}
  Wall:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: {ResourceArn: !Sub 'arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/v1'}
"""
    )
    assert (known(found.tracing), known(found.access_logging), known(found.data_trace)) == (True, True, True)
    assert known(found.access_log_format) == "$context.requestId $context.status"
    assert (known(found.execution_logging), known(found.throttled), known(found.web_acl)) == ("INFO", True, True)
    assert known(found.minimum_tls) == "TLS_1_0"
    assert found.cache_encrypted is not None
    assert known(found.cache_encrypted) is False


def test_the_stage_of_a_quick_created_api_has_no_settings(api: Callable[[str], Api]) -> None:
    found = api("Resources:\n  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Target: 'https://shop.example'}}")
    assert (known(found.access_logging), known(found.throttled)) == (False, False)


def test_what_no_stage_says_is_unknown(api: Callable[[str], Api]) -> None:
    found = api("Resources:\n  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}")
    assert isinstance(found.access_logging, Unknown)


def test_quick_create_makes_a_stage_with_nothing_set(api: Callable[[str], Api]) -> None:
    target = "arn:aws:lambda:eu-west-1:1:function:f"
    found = api(f"""\
Resources:
  Quick: {{Type: AWS::ApiGatewayV2::Api, Properties: {{Name: q, ProtocolType: HTTP, Target: "{target}"}}}}
""")
    assert [route.path for route in found.routes] == ["$default"]
    assert (known(found.throttled), known(found.access_logging)) == (False, False)


def test_authorizers_are_resources(application: Callable[[str], Application]) -> None:
    app = application(
        SAM
        + """\
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      Auth:
        Authorizers:
          Own:
            FunctionArn: arn:aws:lambda:x:1:function:other
            Identity: {Header: X-Token, ValidationExpression: '^a', ReauthorizeEvery: 0}
"""
    )
    (authorizer,) = app.of(Authorizer)
    assert (authorizer.id, authorizer.kind, authorizer.span.line) == ("Api:Own", "lambda-token", 8)
    assert authorizer.identity_sources == ("method.request.header.X-Token",)
    assert (known(authorizer.identity_validation), known(authorizer.cache_seconds)) == ("^a", 0)


def test_methods_of_an_api_that_is_declared_elsewhere(api: Callable[[str], Api]) -> None:
    found = api(
        """\
Parameters: {ApiId: {Type: String}}
Resources:
  Method:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref ApiId, HttpMethod: GET, AuthorizationType: NONE, Integration: {Type: MOCK}}
"""
    )
    assert [route.method for route in found.routes] == ["GET"]


def test_beside_a_body_events_add_no_routes_and_lift_no_authorizer(application: Callable[[str], Application]) -> None:
    found = application(
        SAM
        + """
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        All: {Type: Api, Properties: {RestApiId: !Ref Api, Path: "/{proxy+}", Method: any}}
        Other: {Type: Api, Properties: {RestApiId: !Ref Api, Path: "/*", Method: "*"}}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      DefinitionBody:
        swagger: "2.0"
        securityDefinitions:
          signed: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
        paths:
          "/{proxy+}":
            x-amazon-apigateway-any-method:
              security: [{signed: []}]
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                uri: !Sub "arn:aws:apigateway:x:lambda:path/2015-03-31/functions/${!stageVariables.Fn}/invocations"
"""
    )
    (function,) = found.functions
    assert {trigger.authorizer for trigger in function.triggers} == {"AWS_IAM"}
    assert "ANY /{proxy+}" in [trigger.detail for trigger in function.triggers]


def test_a_variable_of_the_stage_names_the_function(application: Callable[[str], Application]) -> None:
    uri = "arn:aws:apigateway:x:lambda:path/2015-03-31/functions/arn:aws:lambda:x:1:function:"
    one = """
  %(name)sFn: {Type: AWS::Lambda::Function, Properties: {FunctionName: %(name)s-orders}}
  %(name)s:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        paths:
          /orders:
            get:
              x-amazon-apigateway-integration:
                type: aws_proxy
                uri: "%(uri)s${stageVariables.fn_name}/invocations"
  %(name)sStage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref %(name)s, StageName: v1, Variables: {fn_name: !Ref %(name)sFn}}
"""
    found = application("Resources:" + "".join(one % {"name": name, "uri": uri} for name in ("Europe", "America")))
    triggers = {f.id: [(t.source, t.detail) for t in f.triggers] for f in found.functions}
    assert triggers == {
        "EuropeFn": [("Europe", "GET /orders")],
        "AmericaFn": [("America", "GET /orders")],
    }


def test_routes_of_an_http_api_of_another_stack(application: Callable[[str], Application]) -> None:
    found = application("""
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {}}
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !ImportValue api
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt Fn.Arn
      PayloadFormatVersion: "2.0"
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !ImportValue api, RouteKey: GET /orders, Target: !Sub "integrations/${Integration}"}
""")
    (function,) = found.functions
    assert [(trigger.kind, trigger.detail) for trigger in function.triggers] == [("http-api", "GET /orders")]

"""REST APIs, of which Terraform writes every part as a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import Known
from goatherd.model.resource import Api
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

    Build = Callable[..., Application]

API = """
    aws_lambda_function.f: {function_name: orders, filename: f.zip}
    aws_lambda_function.check: {function_name: check-token, filename: g.zip}
    aws_api_gateway_rest_api.api: {name: api}
    aws_api_gateway_resource.orders:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      parent_id: ${aws_api_gateway_rest_api.api.RootResourceId}
      path_part: orders
    aws_api_gateway_resource.order:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      parent_id: ${aws_api_gateway_resource.orders}
      path_part: "{id}"
    aws_api_gateway_authorizer.token:
      name: token
      rest_api_id: ${aws_api_gateway_rest_api.api}
      authorizer_uri: ${aws_lambda_function.check.InvokeArn}
    aws_api_gateway_method.get:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      resource_id: ${aws_api_gateway_resource.order}
      http_method: GET
      authorization: NONE
    aws_api_gateway_method.put:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      resource_id: ${aws_api_gateway_resource.order}
      http_method: PUT
      authorization: CUSTOM
      authorizer_id: ${aws_api_gateway_authorizer.token}
    aws_api_gateway_integration.get:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      resource_id: ${aws_api_gateway_resource.order}
      http_method: GET
      type: AWS_PROXY
      integration_http_method: POST
      uri: ${aws_lambda_function.f.InvokeArn}
    aws_api_gateway_integration.put:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      resource_id: ${aws_api_gateway_resource.order}
      http_method: PUT
      type: AWS
      integration_http_method: POST
      uri: ${aws_lambda_function.f.InvokeArn}
"""


@pytest.fixture
def api_of(application_of: Build) -> Callable[..., Api]:
    def build(configuration: str = "") -> Api:
        api = application_of(API + configuration).resources["aws_api_gateway_rest_api.api"]
        assert isinstance(api, Api)
        return api

    return build


def test_methods_call_the_functions_of_their_integrations(application_of: Build) -> None:
    function, check = application_of(API).functions
    assert [(t.kind, t.method, t.path, t.exposure) for t in function.triggers] == [
        (Kind.REST_API, "GET", "/orders/{id}", Exposure.ANONYMOUS),
        (Kind.REST_API_MAPPED, "PUT", "/orders/{id}", Exposure.AUTHENTICATED),
    ]
    # an authorizer of no type takes a token
    assert [t.kind for t in check.triggers] == [Kind.AUTHORIZER_TOKEN]


def test_an_integration_of_a_method_that_is_declared_elsewhere_stays_a_resource(application_of: Build) -> None:
    application = application_of("""
        aws_lambda_function.f: {function_name: orders, filename: f.zip}
        aws_api_gateway_integration.other:
          rest_api_id: abc
          resource_id: def
          http_method: GET
          type: AWS_PROXY
          uri: ${aws_lambda_function.f.InvokeArn}
    """)
    assert "aws_api_gateway_integration.other" in application.resources
    assert [t.kind for t in application.functions[0].triggers] == [Kind.DIRECT]


def test_settings_of_methods_are_those_of_their_stage(api_of: Callable[..., Api]) -> None:
    api = api_of("""
    aws_api_gateway_stage.prod:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      stage_name: prod
      xray_tracing_enabled: true
      access_log_settings:
        - {destination_arn: "${aws_cloudwatch_log_group.api.Arn}", format: x}
    aws_api_gateway_method_settings.all:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      stage_name: ${aws_api_gateway_stage.prod}
      method_path: "*/*"
      settings:
        - {logging_level: INFO, data_trace_enabled: true, throttling_rate_limit: 10}
    aws_wafv2_web_acl_association.api: {resource_arn: "${aws_api_gateway_stage.prod.Arn}", web_acl_arn: x}
    """)
    assert (api.tracing, api.access_logging, api.data_trace) == (Known(True), Known(True), Known(True))
    assert (api.throttled, api.execution_logging, api.web_acl) == (Known(True), Known("INFO"), Known(True))


def test_a_limit_of_minus_one_is_none(api_of: Callable[..., Api]) -> None:
    api = api_of("""
    aws_api_gateway_stage.prod: {rest_api_id: "${aws_api_gateway_rest_api.api}", stage_name: prod}
    aws_api_gateway_method_settings.all:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      stage_name: prod
      settings: [{throttling_rate_limit: -1, throttling_burst_limit: -1}]
    """)
    assert api.throttled == Known(False)


def test_a_preflight_answer_is_a_rule_of_the_api(api_of: Callable[..., Api]) -> None:
    api = api_of("""
    aws_api_gateway_method.options:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      resource_id: ${aws_api_gateway_resource.order}
      http_method: OPTIONS
      authorization: NONE
    aws_api_gateway_integration.options:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      resource_id: ${aws_api_gateway_resource.order}
      http_method: OPTIONS
      type: MOCK
    aws_api_gateway_integration_response.options:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      resource_id: ${aws_api_gateway_resource.order}
      http_method: OPTIONS
      status_code: 200
      response_parameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}
    """)
    assert [rule.origins for rule in api.cors] == [("*",)]


def test_a_policy_beside_the_api_keeps_the_public_out(application_of: Build) -> None:
    application = application_of(
        API
        + """
    aws_api_gateway_rest_api_policy.p:
      rest_api_id: ${aws_api_gateway_rest_api.api}
      policy: '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"},
        "Action": "execute-api:Invoke", "Resource": "*"}]}'
    """
    )
    assert application.functions[0].triggers[0].exposure == Exposure.ACCOUNT


def test_an_api_may_be_a_document(application_of: Build) -> None:
    (function,) = application_of("""
        aws_lambda_function.f: {function_name: orders, filename: f.zip}
        aws_api_gateway_rest_api.api:
          body: |
            {"openapi": "3.0.1", "paths": {"/x": {"get": {"x-amazon-apigateway-integration":
              {"type": "aws_proxy", "uri": "${aws_lambda_function.f.InvokeArn}"}}}}}
          endpoint_configuration: [{types: [PRIVATE]}]
    """).functions
    assert [(t.method, t.path, t.exposure) for t in function.triggers] == [("GET", "/x", Exposure.ACCOUNT)]

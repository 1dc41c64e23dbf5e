"""Functions of Terraform configurations, their code and what calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.modules import Modules
from goatherd.code.resolve import resolve
from goatherd.core.value import Known
from goatherd.frontends.terraform.resources import attribute
from goatherd.model.function import Entry
from goatherd.model.resource import Layer
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.tree import Tree

    Build = Callable[..., Application]

ORDERS = """
    aws_iam_role.orders:
      name: orders-role
      assume_role_policy: '{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"}}]}'
    aws_iam_role_policy.table:
      role: ${aws_iam_role.orders}
      policy:
        Statement:
          - Effect: Allow
            Action: dynamodb:PutItem
            Resource: ${aws_dynamodb_table.orders.Arn}
    aws_iam_policy.logs:
      name: logs
      policy: '{"Statement": {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}}'
    aws_iam_role_policy_attachment.logs:
      role: ${aws_iam_role.orders}
      policy_arn: ${aws_iam_policy.logs}
    aws_iam_role_policy_attachment.read:
      role: orders-role
      policy_arn: arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess
    aws_lambda_function.orders:
      function_name: orders
      filename: ../build/orders.zip
      handler: app.handler
      runtime: python3.12
      role: ${aws_iam_role.orders.Arn}
      memory_size: 256
      timeout: 10
      reserved_concurrent_executions: -1
      environment:
        - variables: {TABLE: "${aws_dynamodb_table.orders}"}
      vpc_config:
        - subnet_ids: [subnet-1]
          security_group_ids: [sg-1]
      dead_letter_config:
        - target_arn: ${aws_sqs_queue.failed.Arn}
"""


def test_a_function_has_the_settings_that_its_arguments_say(application_of: Build) -> None:
    (function,) = application_of(ORDERS).functions
    assert (function.id, function.span.path) == ("aws_lambda_function.orders", "infra/main.tf")
    assert (function.handler, function.runtime) == (Known("app.handler"), Known("python3.12"))
    assert (function.memory, function.timeout, function.physical_name) == (Known(256), Known(10), Known("orders"))
    assert function.environment == {"TABLE": Known("${aws_dynamodb_table.orders}")}
    assert (function.in_vpc, function.dead_letter) == (Known(True), Known(True))
    assert function.reserved_concurrency is None


def test_policies_reach_a_role_in_every_way_that_terraform_has(application_of: Build) -> None:
    (function,) = application_of(ORDERS).functions
    role = function.role
    assert role is not None
    assert role.id == "aws_iam_role.orders"
    assert {s.actions for s in role.statements} == {("dynamodb:PutItem",), ("logs:*",)}
    assert [r.name for r in role.references] == ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
    assert [name for s in role.trust for _, name in s.principals] == ["lambda.amazonaws.com"]
    assert role.unreadable == []


def test_policies_in_the_block_of_a_role_count_too(application_of: Build) -> None:
    application = application_of("""
        aws_iam_role.r:
          inline_policy:
            - name: inline
              policy: '{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
          managed_policy_arns: [arn:aws:iam::aws:policy/AWSLambdaExecute]
        aws_iam_policy_attachment.both:
          roles: ["${aws_iam_role.r}", elsewhere]
          policy_arn: arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess
    """)
    role = application.roles["aws_iam_role.r"]
    assert [s.actions for s in role.statements] == [("s3:*",)]
    assert [r.name.rpartition("/")[2] for r in role.references] == ["AWSLambdaExecute", "AWSXrayWriteOnlyAccess"]


def test_a_role_that_is_only_looked_up_is_outside(application_of: Build) -> None:
    (function,) = application_of("""
        aws_lambda_function.f: {role: "arn:aws:iam::123456789012:role/elsewhere", filename: f.zip}
    """).functions
    assert function.role is not None
    assert function.role.unreadable


def test_routes_of_an_http_api_go_to_their_functions(application_of: Build) -> None:
    application = application_of(
        ORDERS
        + """
    aws_apigatewayv2_api.api: {name: api, protocol_type: HTTP}
    aws_apigatewayv2_integration.orders:
      api_id: ${aws_apigatewayv2_api.api}
      integration_type: AWS_PROXY
      integration_uri: ${aws_lambda_function.orders.InvokeArn}
      payload_format_version: "2.0"
    aws_apigatewayv2_authorizer.jwt:
      api_id: ${aws_apigatewayv2_api.api}
      authorizer_type: JWT
      identity_sources: [$request.header.Authorization]
    aws_apigatewayv2_route.get:
      api_id: ${aws_apigatewayv2_api.api}
      route_key: GET /orders/{id}
      target: integrations/${aws_apigatewayv2_integration.orders}
    aws_apigatewayv2_route.post:
      api_id: ${aws_apigatewayv2_api.api}
      route_key: POST /orders
      target: integrations/${aws_apigatewayv2_integration.orders}
      authorization_type: JWT
      authorizer_id: ${aws_apigatewayv2_authorizer.jwt}
    aws_lambda_permission.api:
      action: lambda:InvokeFunction
      function_name: ${aws_lambda_function.orders}
      principal: apigateway.amazonaws.com
      source_arn: ${aws_apigatewayv2_api.api.ExecutionArn}/*/*
    """
    )
    (function,) = application.functions
    assert [(t.kind, t.method, t.path, t.exposure) for t in function.triggers] == [
        (Kind.HTTP_API, "GET", "/orders/{id}", Exposure.ANONYMOUS),
        (Kind.HTTP_API, "POST", "/orders", Exposure.AUTHENTICATED),
    ]


def test_an_integration_that_names_no_payload_format_sends_the_first_one(application_of: Build) -> None:
    application = application_of("""
        aws_lambda_function.f: {function_name: first, filename: f.zip}
        aws_apigatewayv2_api.quick: {protocol_type: HTTP, target: "${aws_lambda_function.f.Arn}"}
        aws_lambda_function.g: {function_name: second, filename: g.zip}
        aws_apigatewayv2_api.api: {protocol_type: HTTP}
        aws_apigatewayv2_integration.i:
          integration_type: AWS_PROXY
          integration_uri: ${aws_lambda_function.g.Arn}
        aws_apigatewayv2_route.r:
          api_id: ${aws_apigatewayv2_api.api}
          route_key: $default
          target: integrations/${aws_apigatewayv2_integration.i}
    """)
    kinds = {f.id: [t.kind for t in f.triggers] for f in application.functions}
    assert kinds == {"aws_lambda_function.f": [Kind.HTTP_API], "aws_lambda_function.g": [Kind.HTTP_API_V1]}


def test_a_permission_alone_still_tells_what_calls(application_of: Build) -> None:
    (function,) = application_of("""
        aws_lambda_function.f: {function_name: first, filename: f.zip}
        aws_lambda_permission.p:
          function_name: first
          principal: apigateway.amazonaws.com
          source_arn: ${aws_api_gateway_rest_api.a.ExecutionArn}/*/GET/x
    """).functions
    (trigger,) = function.triggers
    assert (trigger.kind, trigger.method, trigger.path) == (Kind.REST_API, "GET", "/x")


def resolved(application: Application, files: Tree) -> str:
    entry = resolve(application.functions[0], Modules(files))
    return f"{entry.file}:{entry.symbol} in {entry.root}" if isinstance(entry, Entry) else entry.why


APP = {"services/orders/app.py": "def handler(event, context):\n    return event\n"}


def test_code_of_an_archive_is_read_where_the_archive_is_made_from(
    application_of: Build, tree_of: Callable[..., Tree]
) -> None:
    application = application_of(
        "aws_lambda_function.f: {filename: 'archive:services/orders', handler: app.handler, runtime: python3.12}"
    )
    assert resolved(application, tree_of(APP)) == "services/orders/app.py:handler in services/orders"
    application = application_of(
        "aws_lambda_function.f: {filename: 'archive:services/orders/app.py', handler: app.handler, runtime: python3.12}"
    )
    assert resolved(application, tree_of(APP)) == "services/orders/app.py:handler in services/orders"


def test_code_that_is_put_into_a_bucket_is_read_where_it_comes_from(
    application_of: Build, tree_of: Callable[..., Tree]
) -> None:
    by_reference = application_of("""
        aws_s3_object.code: {bucket: "${aws_s3_bucket.code}", key: f.zip, source: "archive:services/orders"}
        aws_lambda_function.f:
          s3_bucket: ${aws_s3_bucket.code}
          s3_key: ${aws_s3_object.code}
          handler: app.handler
          runtime: python3.12
    """)
    assert resolved(by_reference, tree_of(APP)) == "services/orders/app.py:handler in services/orders"
    by_name = application_of("""
        aws_s3_object.code: {bucket: code, key: f.zip, source: "archive:services/orders"}
        aws_lambda_function.f: {s3_bucket: code, s3_key: f.zip, handler: app.handler, runtime: python3.12}
    """)
    assert resolved(by_name, tree_of(APP)) == "services/orders/app.py:handler in services/orders"


def test_a_packed_archive_means_the_folder_of_its_name(application_of: Build, tree_of: Callable[..., Tree]) -> None:
    application = application_of(
        "aws_lambda_function.f: {filename: ../services/orders.zip, handler: app.handler, runtime: python3.12}"
    )
    assert resolved(application, tree_of(APP)) == "services/orders/app.py:handler in services/orders"


def test_code_may_be_an_image(application_of: Build) -> None:
    (function,) = application_of("""
        aws_lambda_function.f:
          package_type: Image
          image_uri: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1
          image_config: [{command: [app.handler]}]
    """).functions
    assert function.code.image
    assert function.code.uri == Known("123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1")
    assert function.code.image_command == ("app.handler",)


def test_layers_may_be_open_to_everybody(application_of: Build) -> None:
    application = application_of("""
        aws_lambda_layer_version.l: {layer_name: shared, filename: "archive:services/shared"}
        aws_lambda_layer_version_permission.p:
          layer_name: ${aws_lambda_layer_version.l.LayerArn}
          principal: "*"
          action: lambda:GetLayerVersion
    """)
    layer = application.resources["aws_lambda_layer_version.l"]
    assert isinstance(layer, Layer)
    assert (layer.path, layer.public) == ("services/shared", Known(True))


def test_names_of_attributes() -> None:
    assert attribute("aws_lambda_function", "function_name") == ""
    assert attribute("aws_lambda_function", "qualified_arn") == "Arn"
    assert attribute("aws_lambda_function", "handler") is None
    assert attribute("aws_iam_policy", "arn") == ""
    assert (attribute("aws_new_thing", "arn"), attribute("aws_new_thing", "id")) == ("Arn", "")

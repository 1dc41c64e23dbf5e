"""A service in, its functions, triggers and roles out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.modules import Modules
from goatherd.code.resolve import resolve
from goatherd.core.value import known
from goatherd.frontends import read_applications
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.tree import Tree


SHOP = """
provider:
  name: aws
  runtime: nodejs20.x
  timeout: 20
  environment: {TABLE: !Ref Orders, LEVEL: info}
  iam:
    role:
      statements:
        - {Effect: Allow, Action: dynamodb:PutItem, Resource: !GetAtt Orders.Arn}
functions:
  create-order:
    handler: src/orders.create
    environment: {LEVEL: debug}
    events:
      - http: POST /orders
      - http: {path: 'orders/{id}', method: get, cors: true, authorizer: aws_iam}
  report:
    handler: src/report.main
    runtime: python3.12
    memorySize: 256
    events:
      - schedule: rate(1 day)
resources:
  Resources:
    Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
"""


def test_functions_have_the_names_that_people_gave_them(service_of: Callable[[str], Application]) -> None:
    shop = service_of(SHOP)
    assert shop.framework == "serverless"
    assert [f.id for f in shop.functions] == ["create-order", "report"]
    order, report = shop.functions
    assert known(order.handler) == "src/orders.create"
    assert known(order.runtime) == "nodejs20.x"
    assert (known(order.timeout), known(order.memory)) == (20, 1024)
    assert {k: known(v) for k, v in order.environment.items()} == {"TABLE": "${Orders}", "LEVEL": "debug"}
    assert (known(report.runtime), known(report.memory)) == ("python3.12", 256)
    assert known(report.physical_name) == "shop-dev-report"
    assert str(order.span) == "serverless.yml:13"


def test_a_package_takes_in_folders_beside_the_service(tree_of: Callable[..., Tree]) -> None:
    service = """
service: parser
provider: {name: aws, runtime: python3.12}
package: {patterns: [../shared/**, '!**/*.md']}
functions: {parse: {handler: shared/app.handler}}
"""
    code = {"shared/app.py": "def handler(event, context): ...\n", "other/shared/app.py": "def handler(e, c): ...\n"}
    modules = Modules(tree_of({"deploy/serverless.yml": service, "deploy/tool.py": "", **code}))
    (application,) = (a for a in read_applications(modules)[0] if a.templates)
    entry = resolve(application.functions[0], modules)
    assert isinstance(entry, Entry) and entry.file == "shared/app.py"


def test_http_events_are_routes_of_one_api(service_of: Callable[[str], Application]) -> None:
    order, report = service_of(SHOP).functions
    assert [(t.kind, t.method, t.path, t.exposure) for t in order.triggers] == [
        (Kind.REST_API, "POST", "/orders", Exposure.ANONYMOUS),
        (Kind.REST_API, "GET", "/orders/{id}", Exposure.ACCOUNT),
    ]
    assert [t.kind for t in report.triggers] == [Kind.SCHEDULE]


def test_functions_share_one_role(service_of: Callable[[str], Application]) -> None:
    order, report = service_of(SHOP).functions
    assert order.role is report.role
    assert order.role is not None
    written = [s for s in order.role.statements if not s.origin]
    assert [(s.actions, s.resources) for s in written] == [(("dynamodb:PutItem",), ("${Orders.Arn}",))]
    generated = [action for s in order.role.statements if s.origin for action in s.actions]
    assert "logs:PutLogEvents" in generated


def test_a_service_that_others_take_values_from_stays_a_service(
    applications_of: Callable[[dict[str, str | bytes]], list[Application]],
) -> None:
    service = """
        service: {name}
        custom: {{table: orders, size: 512}}
        provider: {{name: aws, runtime: python3.12, memorySize: "${{file({file}):custom.size}}"}}
        functions:
          f: {{handler: app.main}}
    """
    found = applications_of(
        {
            "a/serverless.yml": service.format(name="a", file="serverless.yml"),
            "b/serverless.yml": service.format(name="b", file="../a/serverless.yml"),
        }
    )
    assert [application.name for application in found] == ["a/serverless.yml", "b/serverless.yml"]


def test_a_file_with_what_services_have_in_common_is_none_of_them(
    applications_of: Callable[[dict[str, str | bytes]], list[Application]],
) -> None:
    common = "service: shop\nprovider: {name: aws, runtime: python3.12}\n"
    service = """
        service: ${file(../serverless.yml):service}
        provider: ${file(../serverless.yml):provider}
        functions:
          f: {handler: app.main}
    """
    found = applications_of({"serverless.yml": common, "a/serverless.yml": service})
    assert [application.name for application in found] == ["a/serverless.yml"]

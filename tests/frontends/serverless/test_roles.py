"""Which role each function runs under, and what it may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.model.role import Role

RESOURCES = """
resources:
  Resources:
    Mine:
      Type: AWS::IAM::Role
      Properties:
        Policies: [{PolicyDocument: {Statement: [{Effect: Allow, Action: s3:GetObject, Resource: '*'}]}}]
    Jobs: {Type: AWS::SQS::Queue}
"""


def role_of(service: Application, id: str) -> Role:
    role = next(function.role for function in service.functions if function.id == id)
    assert role is not None
    return role


def written(role: Role) -> list[str]:
    return [action for statement in role.statements if not statement.origin for action in statement.actions]


@pytest.mark.parametrize("name", ["Mine", "!GetAtt Mine.Arn", "{Fn::GetAtt: [Mine, Arn]}"])
def test_a_function_with_a_role_of_the_resources(service_of: Callable[[str], Application], name: str) -> None:
    service = service_of(f"functions: {{f: {{handler: a.b, role: {name}}}, g: {{handler: a.c}}}}{RESOURCES}")
    assert role_of(service, "f").id == "Mine"
    assert written(role_of(service, "f")) == ["s3:GetObject"]
    assert role_of(service, "g").id == "IamRoleLambdaExecution"


def test_a_role_of_the_provider_is_that_of_all(service_of: Callable[[str], Application]) -> None:
    service = service_of(
        "provider: {name: aws, iam: {role: Mine}}\nfunctions: {f: {handler: a.b}, g: {handler: a.c}}" + RESOURCES
    )
    assert {role_of(service, id).id for id in "fg"} == {"Mine"}


def test_a_role_that_is_declared_elsewhere(service_of: Callable[[str], Application]) -> None:
    service = service_of("functions: {f: {handler: a.b, role: 'arn:aws:iam::1:role/x'}}")
    assert [why for _, why in role_of(service, "f").unreadable] == ["the role is not declared in this application"]


FUNCTIONS = """
provider:
  name: aws
  iamRoleStatements: [{Effect: Allow, Action: s3:PutObject, Resource: '*'}]
  iamManagedPolicies: [arn:aws:iam::aws:policy/AmazonSQSFullAccess]
  rolePermissionsBoundary: arn:aws:iam::1:policy/limit
functions:
  f:
    handler: a.b
    iamRoleStatements: [{Effect: Allow, Action: s3:GetObject, Resource: '*'}]
    events: [{sqs: !GetAtt Jobs.Arn}]
  g: {handler: a.c}
"""


def test_statements_of_a_function_need_the_plug_in(service_of: Callable[[str], Application]) -> None:
    service = service_of(FUNCTIONS + RESOURCES)
    assert role_of(service, "f") is role_of(service, "g")
    assert written(role_of(service, "f")) == ["s3:PutObject"]
    service = service_of("plugins: [serverless-iam-roles-per-function]\n" + FUNCTIONS + RESOURCES)
    assert written(role_of(service, "f")) == ["s3:GetObject"]
    assert written(role_of(service, "g")) == ["s3:PutObject"]


def test_statements_may_be_inherited(service_of: Callable[[str], Application]) -> None:
    head = "plugins: [serverless-iam-roles-per-function]\n"
    custom = "custom: {serverless-iam-roles-per-function: {defaultInherit: true}}\n"
    assert written(role_of(service_of(head + custom + FUNCTIONS + RESOURCES), "f")) == ["s3:GetObject", "s3:PutObject"]


def test_roles_per_function_of_version_4(service_of: Callable[[str], Application]) -> None:
    service = service_of("""
provider: {name: aws, iam: {role: {mode: perFunction, statements: [{Effect: Allow, Action: s3:Put*, Resource: '*'}]}}}
functions:
  f: {handler: a.b, iam: {role: {statements: [{Effect: Allow, Action: s3:Get*, Resource: '*'}]}}}
  g: {handler: a.c}
""")
    assert written(role_of(service, "f")) == ["s3:Get*", "s3:Put*"]
    assert written(role_of(service, "g")) == ["s3:Put*"]
    assert role_of(service, "f") is not role_of(service, "g")


def test_what_the_framework_adds_is_told_apart(service_of: Callable[[str], Application]) -> None:
    role = role_of(service_of(FUNCTIONS + RESOURCES), "f")
    added = {action for statement in role.statements if statement.origin for action in statement.actions}
    assert {"logs:PutLogEvents", "sqs:ReceiveMessage"} <= added
    assert [reference.name for reference in role.references] == ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"]
    assert role.boundary is not None
    assert role.boundary.name == "arn:aws:iam::1:policy/limit"


def test_resources_change_what_the_framework_makes(service_of: Callable[[str], Application]) -> None:
    service = service_of("""
functions: {f: {handler: a.b}}
resources:
  - Resources: {Table: {Type: AWS::DynamoDB::Table}}
  - extensions:
      FLambdaFunction: {Properties: {ReservedConcurrentExecutions: 3}}
      IamRoleLambdaExecution: {Properties: {PermissionsBoundary: arn:aws:iam::1:policy/limit}}
""")
    (function,) = service.functions
    assert function.reserved_concurrency is not None
    assert function.reserved_concurrency.value == 3  # type: ignore[union-attr]
    assert role_of(service, "f").boundary is not None
    assert "Table" in service.resources

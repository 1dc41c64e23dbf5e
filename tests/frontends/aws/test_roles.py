"""Roles: everything that is attached to a function's role, wherever it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.frontends.aws.functions import read_functions
from goatherd.frontends.aws.roles import read_roles
from tests.frontends.templates import stacks_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.function import Function
    from goatherd.model.role import Role
    from goatherd.tree import Tree

    Reader = Callable[[str], tuple[dict[str, Role], list[Function]]]

FUNCTION = "{Type: AWS::Lambda::Function, Properties: {Handler: a.b, Runtime: python3.13, Role: !GetAtt Shared.Arn}}"


@pytest.fixture
def roles_of(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> Reader:
    def read(template: str) -> tuple[dict[str, Role], list[Function]]:
        tree = tree_of({"template.yaml": template})
        (stack,) = stacks_in(tree)
        functions = read_functions(stack, tree)
        return read_roles(stack, functions), functions

    return read


def test_sam_role_from_policies(roles_of: Reader) -> None:
    roles, (function,) = roles_of("""\
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Orders: {Type: AWS::Serverless::SimpleTable}
          Pay:
            Type: AWS::Serverless::Function
            Properties:
              Handler: app.handler
              Runtime: python3.13
              Tracing: Active
              PermissionsBoundary: arn:aws:iam::123456789012:policy/edge
              Policies:
                - DynamoDBCrudPolicy: {TableName: !Ref Orders}
                - AmazonSESFullAccess
                - Statement:
                    - Effect: Allow
                      Action:
                        - sqs:SendMessage
                      Resource: "*"
        """)
    role = roles["PayRole"]
    assert function.role is role
    assert role.generated
    written = [(r.kind, r.name, dict(r.parameters), r.span.line) for r in role.references if not r.implicit]
    assert written == [
        ("sam-template", "DynamoDBCrudPolicy", {"TableName": "${Orders}"}, 12),
        ("managed", "AmazonSESFullAccess", {}, 13),
    ]
    assert {r.name for r in role.references if r.implicit} == {
        "AWSLambdaBasicExecutionRole",
        "AWSXRayDaemonWriteAccess",
    }
    assert [(s.actions, s.resources, s.action_spans[0].line) for s in role.statements] == [
        (("sqs:SendMessage",), ("*",), 17)
    ]
    assert role.boundary is not None
    assert role.boundary.name == "arn:aws:iam::123456789012:policy/edge"


def test_policies_written_apart_reach_the_role(roles_of: Reader) -> None:
    roles, functions = roles_of(f"""
        Resources:
          Shared:
            Type: AWS::IAM::Role
            Properties: {{ManagedPolicyArns: [!Ref Listed, "arn:aws:iam::aws:policy/AmazonS3FullAccess"]}}
          ByName:
            Type: AWS::IAM::Role
            Properties: {{RoleName: fixed-name}}
          Inline:
            Type: AWS::IAM::Policy
            Properties:
              PolicyName: p
              Roles: [!Ref Shared, fixed-name]
              PolicyDocument: {{Statement: {{Effect: Allow, Action: "s3:GetObject", Resource: "*"}}}}
          Listed:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument: {{Statement: [{{Effect: Allow, Action: "sns:Publish", Resource: "*"}}]}}
          Attached:
            Type: AWS::IAM::RolePolicy
            Properties:
              RoleName: !Ref Shared
              PolicyName: q
              PolicyDocument: {{Statement: [{{Effect: Deny, Action: "s3:*", Resource: "*"}}]}}
          A: {FUNCTION}
          B: {FUNCTION}
          C:
            Type: AWS::Lambda::Function
            Properties: {{Handler: a.b, Runtime: python3.13, Role: "arn:aws:iam::123456789012:role/fixed-name"}}
        """)
    assert [f.role.id for f in functions if f.role] == ["Shared", "Shared", "ByName"]
    assert functions[0].role is functions[1].role
    assert [s.actions[0] for s in roles["Shared"].statements] == ["sns:Publish", "s3:GetObject", "s3:*"]
    assert [s.actions[0] for s in roles["ByName"].statements] == ["s3:GetObject"]
    assert [r.name for r in roles["Shared"].references] == ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]


def test_connectors_become_statements(roles_of: Reader) -> None:
    roles, _ = roles_of("""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Files: {Type: AWS::S3::Bucket}
          Topic: {Type: AWS::SNS::Topic}
          Pay:
            Type: AWS::Serverless::Function
            Connectors:
              Store: {Properties: {Destination: {Id: Files}, Permissions: [Write]}}
            Properties: {Handler: a.b, Runtime: python3.13}
          Tell:
            Type: AWS::Serverless::Connector
            Properties: {Source: {Id: Pay}, Destination: {Id: Topic}, Permissions: [Write]}
        """)
    granted = {s.resources[0]: s.actions for s in roles["PayRole"].statements}
    assert granted["${Topic}"] == ("sns:Publish",)
    assert "s3:PutObject" in granted["${Files.Arn}"]
    assert all(s.origin == "connector" for s in roles["PayRole"].statements)


@pytest.mark.parametrize(
    "role", ["!Ref RoleArn", "!ImportValue shared-role", "arn:aws:iam::123456789012:role/elsewhere", "[1, 2]"]
)
def test_a_role_that_is_not_declared_stays_unknown(roles_of: Reader, role: str) -> None:
    _, (function,) = roles_of(f"""
        Parameters: {{RoleArn: {{Type: String}}}}
        Resources:
          Pay:
            Type: AWS::Lambda::Function
            Properties: {{Handler: a.b, Runtime: python3.13, Role: {role}}}
        """)
    assert function.role is not None
    assert function.role.unreadable
    assert not function.role.statements


def test_a_policy_that_cannot_be_evaluated_is_told(roles_of: Reader) -> None:
    roles, _ = roles_of("""
        Transform: AWS::Serverless-2016-10-31
        Parameters: {Extra: {Type: String}}
        Resources:
          Pay:
            Type: AWS::Serverless::Function
            Properties:
              Handler: a.b
              Runtime: python3.13
              Policies: [!Ref Extra, {Statement: [{Effect: Perhaps, Action: "s3:*", Resource: "*"}]}]
        """)
    assert sorted(why for _, why in roles["PayRole"].unreadable) == [
        "its Effect is neither Allow nor Deny",
        "parameter Extra has no default",
    ]


def test_roles_of_false_conditions_are_left_out_unless_used(roles_of: Reader) -> None:
    roles, _ = roles_of("""
        Conditions: {Never: !Equals [a, b]}
        Resources:
          Unused: {Type: AWS::IAM::Role, Condition: Never}
          Shared: {Type: AWS::IAM::Role, Condition: Never}
          Pay: {Type: AWS::Lambda::Function, Properties: {Handler: a.b, Runtime: python3.13, Role: !GetAtt Shared.Arn}}
        """)
    assert list(roles) == ["Shared"]


def test_a_boundary_that_the_stack_declares_is_spelled_out(roles_of: Reader) -> None:
    roles, _ = roles_of("""\
        Resources:
          Limits:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument: {Statement: {Effect: Allow, Action: "dynamodb:*", Resource: "*"}}
          Pay:
            Type: AWS::Lambda::Function
            Properties: {Handler: a.b, Runtime: python3.13, Role: !GetAtt Shared.Arn}
          Shared:
            Type: AWS::IAM::Role
            Properties: {PermissionsBoundary: !Ref Limits}
          Other:
            Type: AWS::IAM::Role
            Properties: {PermissionsBoundary: !Ref Elsewhere}
        """)
    limits = roles["Shared"].limits
    assert limits is not None
    assert [statement.actions for statement in limits] == [("dynamodb:*",)]
    assert roles["Shared"].statements == []
    assert roles["Other"].limits is None


OPEN = "parameters decide condition Given, which adds to it"


@pytest.mark.parametrize(
    ("policies", "unreadable"),
    [
        ("[!If [Given, !Ref Policy, !Ref AWS::NoValue]]", [OPEN]),
        ("[!If [Same, !Ref AWS::NoValue, AmazonS3FullAccess]]", [OPEN]),
        ("!If [Given, [!Ref Policy], !Ref AWS::NoValue]", [OPEN]),
        ("[{Statement: [!If [Given, {Effect: Allow, Action: s3:*, Resource: '*'}, !Ref AWS::NoValue]]}]", [OPEN]),
        ("[!If [Never, !Ref Policy, !Ref AWS::NoValue]]", []),
        ("[!If [Given, !Ref Policy, AmazonS3ReadOnlyAccess]]", []),
        ("[]", []),
    ],
)
def test_policies_that_whoever_deploys_may_add(roles_of: Reader, policies: str, unreadable: list[str]) -> None:
    roles, _ = roles_of(f"""\
        Transform: AWS::Serverless-2016-10-31
        Parameters: {{Policy: {{Type: String, Default: ""}}}}
        Conditions:
          Same: !Equals [!Ref Policy, ""]
          Given: !Not [Condition: Same]
          Never: !Equals [a, b]
        Resources:
          Pay:
            Type: AWS::Serverless::Function
            Properties: {{Handler: a.b, Runtime: python3.13, Policies: {policies}}}
        """)
    assert [why.replace("Same", "Given") for _, why in roles["PayRole"].unreadable] == unreadable


@pytest.mark.parametrize(("condition", "count"), [("Given", 2), ("Never", 0)])
def test_policies_of_a_declared_role_that_whoever_deploys_may_add(roles_of: Reader, condition: str, count: int) -> None:
    roles, _ = roles_of(f"""\
        Parameters: {{Policy: {{Type: String, Default: ""}}}}
        Conditions:
          Given: !Not [!Equals [!Ref Policy, ""]]
          Never: !Equals [a, b]
        Resources:
          Pay: {FUNCTION}
          Shared:
            Type: AWS::IAM::Role
            Properties: {{ManagedPolicyArns: [!If [{condition}, !Ref Policy, !Ref AWS::NoValue]]}}
          More:
            Type: AWS::IAM::Policy
            Condition: {condition}
            Properties:
              Roles: [!Ref Shared]
              PolicyDocument: {{Statement: {{Effect: Allow, Action: s3:GetObject, Resource: "*"}}}}
        """)
    assert len(roles["Shared"].unreadable) == count
    assert not roles["Shared"].statements

"""A permission on one named role, user or function, and what lies behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {{Function: {{Runtime: python3.13, Handler: app.handler}}}}
Resources:
  Mighty:
    Type: AWS::IAM::Role
    Properties:
      RoleName: mighty
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]
      Policies:
        - PolicyName: p
          PolicyDocument: {{Statement: [{{Effect: Allow, Action: {rights}, Resource: '*'}}]}}
  Admin:
    Type: AWS::Serverless::Function
    Properties: {{FunctionName: admin, Role: !GetAtt Mighty.Arn}}
  Own:
    Type: AWS::IAM::Role
    Properties:
      RoleName: own
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
              - {{Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::shop/*'}}
{statements}
  Small:
    Type: AWS::Serverless::Function
    Properties: {{Role: !GetAtt Own.Arn}}
"""
ROLE = "!GetAtt Mighty.Arn"
NAMED = "!Sub 'arn:aws:iam::${AWS::AccountId}:role/mighty'"
USER = "arn:aws:iam::123456789012:user/mailer"
OWN = "!Sub 'arn:aws:iam::${AWS::AccountId}:role/own'"
OTHER = "arn:aws:iam::123456789012:role/other"
TO_LAMBDA = "Condition: {StringEquals: {iam:PassedToService: lambda.amazonaws.com}}"
TO_ECS = "Condition: {StringEquals: {iam:PassedToService: ecs-tasks.amazonaws.com}}"
CODE = "arn:aws:lambda:eu-west-1:123456789012:function:admin"


def told(folder: Path, rights: str, *statements: tuple[str, ...]) -> list[str]:
    lines = []
    for action, resource, *more in statements:
        condition = f", {more[0]}" if more else ""
        lines.append(f"              - {{Effect: Allow, Action: '{action}', Resource: {resource}{condition}}}")
    (folder / "template.yaml").write_text(TEMPLATE.format(rights=f"'{rights}'", statements="\n".join(lines)))
    (folder / "app.py").write_text("def handler(event, context):\n    return 1\n")
    events = scan(str(folder), Config(select=("GOAT0423",)))
    found = [event.finding.message for event in events if isinstance(event, FindingFound)]
    return [message.partition(" can ")[2] for message in found if "Own" in message]


EVERYTHING = "role Mighty, which may do everything"


@pytest.mark.parametrize(
    ("statements", "how"),
    [
        ([("iam:PassRole", ROLE), ("lambda:CreateFunction", "'*'")], f"create a function that runs with {EVERYTHING}"),
        ([("iam:PassRole", NAMED), ("lambda:CreateFunction", "'*'")], f"create a function that runs with {EVERYTHING}"),
        ([("iam:PassRole", ROLE), ("ecs:RunTask", "'*'")], f"run a task with {EVERYTHING}"),
        (
            [("iam:PassRole", ROLE, TO_LAMBDA), ("lambda:CreateFunction", "'*'")],
            f"create a function that runs with {EVERYTHING}",
        ),
        ([("iam:UpdateAssumeRolePolicy", ROLE)], f"let itself assume {EVERYTHING}"),
        ([("lambda:UpdateFunctionCode", CODE)], "replace the code of function Admin, which may do everything"),
        ([("iam:PutRolePolicy", OWN)], "write any policy into its own role"),
        ([("iam:PutUserPolicy", USER), ("iam:CreateAccessKey", USER)], "give user mailer any right and sign in as it"),
    ],
)
def test_it_reaches_further(tmp_path: Path, statements: list[tuple[str, ...]], how: str) -> None:
    assert told(tmp_path, "*", *statements) == [how]


@pytest.mark.parametrize(
    ("rights", "statements"),
    [
        ("dynamodb:GetItem", [("iam:PassRole", ROLE), ("lambda:CreateFunction", "'*'")]),
        ("dynamodb:GetItem", [("iam:UpdateAssumeRolePolicy", ROLE)]),
        ("dynamodb:GetItem", [("lambda:UpdateFunctionCode", CODE)]),
        ("*", [("iam:PassRole", ROLE)]),
        ("*", [("iam:PassRole", OTHER), ("lambda:CreateFunction", "'*'")]),
        ("*", [("iam:PassRole", ROLE, TO_ECS), ("lambda:CreateFunction", "'*'")]),
        ("*", [("iam:PutRolePolicy", OTHER)]),
        ("*", [("lambda:UpdateFunctionCode", CODE.replace("admin", "small"))]),
        ("*", [("iam:CreateAccessKey", USER), ("iam:DeleteAccessKey", USER)]),
        ("*", [("iam:PutUserPolicy", USER), ("iam:CreateAccessKey", USER.replace("mailer", "other"))]),
        (
            "*",
            [("iam:PassRole", ROLE, "Condition: {Bool: {aws:MultiFactorAuthPresent: true}}"), ("ecs:RunTask", "'*'")],
        ),
    ],
)
def test_it_does_not(tmp_path: Path, rights: str, statements: list[tuple[str, ...]]) -> None:
    assert told(tmp_path, rights, *statements) == []


def test_a_role_that_can_give_itself_more_is_as_good(tmp_path: Path) -> None:
    (how,) = told(tmp_path, "iam:CreatePolicyVersion", ("iam:PassRole", ROLE), ("lambda:CreateFunction", "'*'"))
    assert how == "create a function that runs with role Mighty, which can rewrite any policy of the account"

"""A resource policy of a REST API may be about some of its routes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.frontends.aws.assemble import build_application

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.tree import Tree

API = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth:
        ResourcePolicy:
          CustomStatements: [%s]
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Health: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /health/live, Method: get}}
        Issue: {Type: Api, Properties: {RestApiId: !Ref Api, Path: "/credential/{id}", Method: post}}
        Rest: {Type: Api, Properties: {RestApiId: !Ref Api, Path: "/files/{proxy+}", Method: any}}
"""
ALL = {"GET /health/live", "POST /credential/{id}", "ANY /files/{proxy+}"}
ANYBODY = 'Effect: %s, Principal: "*", Action: "execute-api:Invoke", Resource: "%s"'
OPEN = "{%s}" % (ANYBODY % ("Allow", "execute-api:/*"))
FROM_OUTSIDE = "Condition: {NotIpAddress: {aws:SourceIp: [10.0.0.0/8]}}"


def _denied(resource: str) -> str:
    return f"{OPEN}, {{{ANYBODY % ('Deny', resource)}, {FROM_OUTSIDE}}}"


@pytest.mark.parametrize(
    ("statements", "public"),
    [
        (OPEN, ALL),
        (_denied("execute-api:/*"), set()),
        (_denied("*"), set()),
        (_denied("execute-api:/prod/*"), set()),
        (_denied("execute-api:/prod/GET/health/*"), ALL - {"GET /health/live"}),
        (_denied("arn:aws:execute-api:eu-west-2:1:abc/*/POST/credential/*"), ALL - {"POST /credential/{id}"}),
        (_denied("execute-api:/prod/DELETE/credential/*"), ALL),
        (_denied("execute-api:/prod/GET/files/*"), ALL),  # the other methods stay open
        (_denied("execute-api:/prod/*/files/*"), ALL - {"ANY /files/{proxy+}"}),
        ("{%s}" % (ANYBODY % ("Allow", "execute-api:/prod/GET/health/*")), {"GET /health/live"}),
        ("{%s}" % (ANYBODY % ("Allow", "execute-api:/prod/GET/files/*")), {"ANY /files/{proxy+}"}),
        ('{Effect: Allow, Principal: {AWS: "arn:aws:iam::1:root"}, Action: "*", Resource: "execute-api:/*"}', set()),
    ],
)
def test_routes_that_anybody_may_call(
    tree_of: Callable[..., Tree], stack_of: Callable[[str], Stack], statements: str, public: set[str]
) -> None:
    text = API % statements
    (function,) = build_application(stack_of(text), tree_of({"template.yaml": text})).functions
    assert {trigger.detail for trigger in function.triggers} == ALL
    assert {trigger.detail for trigger in function.triggers if trigger.exposure.name == "ANONYMOUS"} == public


def test_a_denial_of_all_but_one_route(tree_of: Callable[..., Tree], stack_of: Callable[[str], Stack]) -> None:
    """`NotResource` names the routes that a statement is not about."""
    denial = ANYBODY.replace("Resource", "NotResource") % ("Deny", "execute-api:/*/GET/health/*")
    text = API % f"{OPEN}, {{{denial}, {FROM_OUTSIDE}}}"
    (function,) = build_application(stack_of(text), tree_of({"template.yaml": text})).functions
    assert [t.detail for t in function.triggers if t.exposure.name == "ANONYMOUS"] == ["GET /health/live"]

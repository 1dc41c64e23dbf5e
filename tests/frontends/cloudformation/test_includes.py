from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.node import Node

    StacksOf = Callable[[dict[str, str]], list[Stack]]
    Plain = Callable[[Node], Any]

TEMPLATE = """\
Parameters: {{Stage: {{Type: String, Default: dev}}, Base: {{Type: String}}}}
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      DefinitionBody:
        Fn::Transform:
          Name: AWS::Include
          Parameters: {{Location: {}}}
"""
OPENAPI = """\
openapi: 3.0.1
paths:
  /x:
    get:
      x-amazon-apigateway-integration: {uri: !Sub 'arn:${Stage}:${Api}'}
"""


@pytest.mark.parametrize("location", ["api/openapi.yaml", "!Sub 's3://${Base}/v1/openapi.yaml'", "./api/openapi.yaml"])
def test_an_included_definition_arrives_evaluated(stacks_of: StacksOf, plain: Plain, location: str) -> None:
    (stack,) = stacks_of({"template.yaml": TEMPLATE.format(location), "api/openapi.yaml": OPENAPI})
    body = stack.resources["Api"].properties.get("DefinitionBody")
    integration = body.get("paths", "/x", "get", "x-amazon-apigateway-integration")
    assert plain(integration) == {"uri": "arn:dev:${Api}"}
    assert (integration.span.path, integration.span.line) == ("api/openapi.yaml", 5)
    assert body.get("openapi").text() == "3.0.1"


def test_an_include_merges_with_what_stands_beside_it(stacks_of: StacksOf, plain: Plain) -> None:
    text = """\
    Resources:
      Q:
        Type: AWS::SQS::Queue
        Properties:
          Delay: 1
          Fn::Transform: {Name: AWS::Include, Parameters: {Location: more.json}}
    """
    (stack,) = stacks_of({"template.yaml": text, "more.json": '{"QueueName": {"Ref": "Q"}}'})
    assert plain(stack.resources["Q"].properties) == {"Delay": 1, "QueueName": "${Q}"}


def test_a_template_may_include_resources(stacks_of: StacksOf) -> None:
    text = """\
    AWSTemplateFormatVersion: '2010-09-09'
    Transform: {Name: AWS::Include, Parameters: {Location: s3://bucket/shared.yaml}}
    Resources:
      Own: {Type: AWS::SQS::Queue, Properties: {Name: !Ref Shared}}
    """
    shared = "Resources:\n  Shared: {Type: AWS::SNS::Topic}\n"
    stacks = stacks_of({"template.yaml": text, "parts/shared.yaml": shared})
    stack = next(s for s in stacks if s.path == "template.yaml")
    assert stack.resources["Own"].properties.get("Name").value == "${Shared}"
    assert stack.resources["Shared"].span.path == "parts/shared.yaml"
    assert stack.resources["Shared"].template == "template.yaml"


def test_a_missing_file_is_remarked(stacks_of: StacksOf) -> None:
    (stack,) = stacks_of({"template.yaml": TEMPLATE.format("nowhere.yaml")})
    (diagnosis,) = stack.diagnoses
    assert (diagnosis.span.line, diagnosis.incomplete) == (8, False)
    assert stack.resources["Api"].properties.get("DefinitionBody").kind == "opaque"


def test_a_broken_file_makes_the_run_incomplete(stacks_of: StacksOf) -> None:
    (stack,) = stacks_of({"template.yaml": TEMPLATE.format("api.yaml"), "api.yaml": "a: [\n"})
    (diagnosis,) = stack.diagnoses
    assert (diagnosis.span.path, diagnosis.incomplete) == ("api.yaml", True)


def test_a_file_that_includes_itself_ends(stacks_of: StacksOf) -> None:
    loop = "again: 1\nFn::Transform: {Name: AWS::Include, Parameters: {Location: api.yaml}}\n"
    (stack,) = stacks_of({"template.yaml": TEMPLATE.format("api.yaml"), "api.yaml": loop})
    assert any("nested more than" in d.message for d in stack.diagnoses)
    assert stack.resources["Api"].properties.get("DefinitionBody", "again").value == 1

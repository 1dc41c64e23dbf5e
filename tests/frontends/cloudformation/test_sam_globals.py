from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.node import Node

    StackOf = Callable[[str], Stack]
    Plain = Callable[[Node], Any]

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
Globals:
  Function:
    Timeout: 5
    Runtime: python3.12
    Environment:
      Variables: {SHARED: !Ref Stage, BOTH: global}
    Layers: [global-layer]
    VpcConfig: !Ref AWS::NoValue
    Tags: !If [X, {a: 1}, {b: 2}]
  Api: {TracingEnabled: true}
  HttpApi: {FailOnWarnings: true}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 30
      Environment:
        Variables: {OWN: !GetAtt F.Arn, BOTH: own}
      Layers: [own-layer]
      Tags: {c: 3}
  Bare: {Type: AWS::Serverless::Function}
  Raw: {Type: AWS::Lambda::Function, Properties: {Timeout: 1}}
"""


def test_maps_merge_lists_join_and_single_values_are_overridden(stack_of: StackOf, plain: Plain) -> None:
    resources = stack_of(TEMPLATE).resources
    assert plain(resources["F"].properties) == {
        "Timeout": 30,
        "Runtime": "python3.12",
        "Environment": {"Variables": {"SHARED": "dev", "BOTH": "own", "OWN": "${F.Arn}"}},
        "Layers": ["global-layer", "own-layer"],
        "Tags": {"c": 3},
    }
    assert plain(resources["Bare"].properties)["Timeout"] == 5
    assert plain(resources["Raw"].properties) == {"Timeout": 1}


def test_every_merged_value_keeps_its_place(stack_of: StackOf) -> None:
    properties = stack_of(TEMPLATE).resources["F"].properties
    assert properties.get("Runtime").span.line == 7
    assert properties.key_span("Runtime").line == 7
    assert properties.get("Timeout").span.line == 19
    assert properties.get("Environment", "Variables").key_span("SHARED").line == 9
    assert properties.get("Environment", "Variables").key_span("BOTH").line == 21
    assert [e.span.line for e in properties.get("Layers").elements] == [10, 22]


def test_globals_of_apis_that_sam_makes_itself(stack_of: StackOf, plain: Plain) -> None:
    defaults = stack_of(TEMPLATE).defaults
    assert {id: plain(node) for id, node in defaults.items()} == {
        "ServerlessRestApi": {"TracingEnabled": True},
        "ServerlessHttpApi": {"FailOnWarnings": True},
    }


def test_without_the_transform_there_are_no_globals(stack_of: StackOf, plain: Plain) -> None:
    stack = stack_of(TEMPLATE.replace("Transform: AWS::Serverless-2016-10-31", "Description: x"))
    assert plain(stack.resources["Bare"].properties) is None
    assert stack.defaults == {}

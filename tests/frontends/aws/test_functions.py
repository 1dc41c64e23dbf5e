"""What is read of a function itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known, Unknown, known
from goatherd.frontends.aws.functions import read_functions

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.model.function import Function
    from goatherd.tree import Tree

FULL_SAM = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12, Environment: {Variables: {LEVEL: debug}}}
Conditions: {Never: !Equals [a, b]}
Parameters: {Size: {Type: Number}}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Condition: Never
    Metadata: {BuildMethod: esbuild, BuildProperties: {EntryPoints: [src/a.ts, src/b.ts]}}
    Properties:
      CodeUri: src/fn
      Handler: app.handler
      FunctionName: !Sub '${AWS::StackName}-fn'
      Timeout: 30
      MemorySize: !Ref Size
      ReservedConcurrentExecutions: 5
      Tracing: Active
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Queue.Arn}
      VpcConfig: {SubnetIds: [subnet-1]}
      KmsKeyArn: !GetAtt Key.Arn
      LoggingConfig: {LogFormat: JSON, LogGroup: !Ref Group}
      Layers: [!Ref Layer]
      Environment: {Variables: {TABLE: !Ref Table}}
  Group: {Type: AWS::Logs::LogGroup}
  Layer: {Type: AWS::Serverless::LayerVersion}
"""

PLAIN = """\
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      Role: arn:aws:iam::1:role/r
      TracingConfig: {Mode: Active}
      Code:
        ZipFile: |
          exports.handler = async () => {
            return 1
          }
  Config:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: {FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: {OnFailure: {Destination: arn}}}
  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub '/aws/lambda/${Fn}'}}
"""


def read(tree_of: Callable[..., Tree], stacks_of: Callable[..., list[Stack]], text: str, at: str = "") -> Function:
    files = {f"{at}template.yaml": text}
    (stack,) = stacks_of(files)
    return read_functions(stack, tree_of(files))[0]


def test_sam(tree_of: Callable[..., Tree], stacks_of: Callable[..., list[Stack]]) -> None:
    function = read(tree_of, stacks_of, FULL_SAM, "service/")
    assert (function.id, function.span.line, function.condition) == ("Fn", 7, "Never")
    assert (known(function.runtime), known(function.handler)) == ("python3.12", "app.handler")
    assert (function.code.base, known(function.code.uri)) == ("service", "src/fn")
    assert function.code.build["BuildProperties.EntryPoints"] == "src/a.ts,src/b.ts"
    assert known(function.physical_name) == "${AWS-StackName}-fn"
    assert known(function.timeout) == 30
    assert isinstance(function.memory, Unknown)
    assert function.reserved_concurrency == Known(5)
    assert known(function.tracing) == "Active"
    assert (known(function.dead_letter), known(function.in_vpc), known(function.kms_key)) == (True, True, True)
    assert (known(function.log_format), function.log_group) == ("JSON", "Group")
    assert [known(layer) for layer in function.layers] == ["${Layer}"]
    assert {name: known(value) for name, value in function.environment.items()} == {
        "LEVEL": "debug",
        "TABLE": "${Table}",
    }


def test_plain_with_its_code_inside(tree_of: Callable[..., Tree], stacks_of: Callable[..., list[Stack]]) -> None:
    function = read(tree_of, stacks_of, PLAIN)
    assert function.code.inline is not None
    assert function.code.inline.startswith("exports.handler")
    assert function.code.inline_span is not None
    assert (function.code.inline_span.line, function.code.inline_span.column) == (11, 11)
    assert known(function.tracing) == "Active"
    assert known(function.dead_letter) is True
    assert function.log_group == "Group"


def test_defaults(tree_of: Callable[..., Tree], stacks_of: Callable[..., list[Stack]]) -> None:
    function = read(tree_of, stacks_of, "Resources: {Fn: {Type: AWS::Lambda::Function}}")
    assert (known(function.timeout), known(function.memory)) == (3, 128)
    assert function.reserved_concurrency is None
    assert (known(function.dead_letter), known(function.in_vpc)) == (False, False)
    assert not function.timeout.explicit


def test_remote_code_and_images(tree_of: Callable[..., Tree], stacks_of: Callable[..., list[Stack]]) -> None:
    text = "Resources: {Fn: {Type: AWS::Lambda::Function, Properties: {Code: %s}}}"
    remote = read(tree_of, stacks_of, text % "{S3Bucket: b, S3Key: !Ref K}")
    assert known(remote.code.uri) == "s3://b/${?}"
    image = read(
        tree_of,
        stacks_of,
        "Resources: {Fn: {Type: AWS::Lambda::Function,"
        " Properties: {Code: {ImageUri: i:1}, ImageConfig: {Command: [app.handler]}}}}",
    )
    assert (image.code.image, image.code.image_command, known(image.code.uri)) == (True, ("app.handler",), "i:1")

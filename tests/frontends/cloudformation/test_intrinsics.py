from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from goatherd.core.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.node import Node

    StackOf = Callable[[str], Stack]
    Plain = Callable[[Node], Any]

TEMPLATE = """\
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::LanguageExtensions
Parameters:
  Stage: {Type: String, Default: dev}
  NoDefault: {Type: String}
  Size: {Type: Number, Default: 5}
  Zones: {Type: CommaDelimitedList, Default: 'a, b,c'}
  Ami: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /aws/ami}
Mappings:
  Sizes:
    dev: {Memory: 128, Same: x}
    prod: {Memory: 512, Same: x}
  Regions:
    us-east-1: {Ami: ami-1}
    eu-west-1: {Ami: ami-2}
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  Undecided: !Equals [!Ref NoDefault, x]
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      Value: VALUE
"""


def question(why: str) -> tuple[str, str]:
    return ("?", why)


NO_DEFAULT = question("parameter NoDefault has no default")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("!Ref Stage", "dev"),
        ("!Ref Size", 5),
        ("!Ref Zones", ["a", "b", "c"]),
        ("!Ref NoDefault", NO_DEFAULT),
        ("!Ref Ami", question("parameter Ami is looked up in the parameter store at deployment")),
        ("!Ref Table", "${Table}"),
        ("!Ref Nowhere", question("nothing in the template is called 'Nowhere'")),
        ("!GetAtt Table.Arn", "${Table.Arn}"),
        ("!GetAtt [Table, StreamArn]", "${Table.StreamArn}"),
        ("{'Fn::GetAtt': [Table, !Ref Stage]}", "${Table.dev}"),
        ("!Ref AWS::Region", "${AWS-Region}"),
        ("!Ref AWS::Partition", "aws"),
        (
            "!Sub '${AWS::AccountId}.${AWS::URLSuffix}/${AWS::StackName}'",
            "${AWS-AccountId}.amazonaws.com/${AWS-StackName}",
        ),
        ("[1, !Ref AWS::NoValue, 2]", [1, 2]),
        ("{a: !Ref AWS::NoValue, b: 1}", {"b": 1}),
        ("!Sub 'x-${Stage}-${Table}-${Table.Arn}'", "x-dev-${Table}-${Table.Arn}"),
        ("!Sub 'x-${NoDefault}'", "x-${?}"),
        ("!Sub '${NoDefault}'", NO_DEFAULT),
        ("!Sub '${Table.Arn}'", "${Table.Arn}"),
        ("!Sub '${!Literal} ${Stage}'", "${Literal} dev"),
        ("!Sub ['${a}/${Stage}/${z}', {a: !Ref Table, z: !Ref Zones}]", "${Table}/dev/a,b,c"),
        (
            "!Sub '{{resolve:secretsmanager:${Stage}:SecretString:pw}}'",
            "{{resolve:secretsmanager:dev:SecretString:pw}}",
        ),
        ("'{{resolve:ssm:/x}}'", "{{resolve:ssm:/x}}"),
        ("!Join ['-', [a, !Ref Stage, !Ref NoDefault, !GetAtt Table.Arn]]", "a-dev-${?}-${Table.Arn}"),
        ("!Join ['+', !Ref Zones]", "a+b+c"),
        ("!Join ['', [a, !If [IsDev, b, c]]]", "ab"),
        ("!Split [',', 'a,b']", ["a", "b"]),
        ("!Select [1, !Ref Zones]", "b"),
        ("!Select ['0', [x, y]]", "x"),
        ("!Select [5, [x, y]]", question("Fn::Select asks for element 5 of 2")),
        ("!Select [1, !Split ['/', !Sub 'a/${AWS::AccountId}/c']]", "${AWS-AccountId}"),
        (
            "!Select [1, !Split [':', !GetAtt Table.Arn]]",
            question("how '${Table.Arn}' splits at ':' is known after deployment"),
        ),
        ("!FindInMap [Sizes, !Ref Stage, Memory]", 128),
        ("!FindInMap [Sizes, !Ref NoDefault, Same]", "x"),
        (
            "!FindInMap [Regions, !Ref AWS::Region, Ami]",
            question("which value of mapping Regions holds is decided at deployment"),
        ),
        ("!FindInMap [Sizes, test, Memory, {DefaultValue: 1}]", 1),
        ("!FindInMap [Sizes, test, Memory]", question("mapping Sizes has no test.Memory")),
        ("!If [IsDev, yes, no]", True),
        ("!If [IsDev, !Ref AWS::NoValue, x]", None),
        ("!If [Undecided, !Ref Table, !Ref AWS::NoValue]", "${Table}"),
        ("!If [Undecided, same, same]", "same"),
        ("!If [Undecided, a, b]", question("condition Undecided cannot be decided from the parameters' defaults")),
        ("!Base64 {'Fn::Sub': 'echo ${Stage}'}", "echo dev"),
        ("{'Fn::Length': !Ref Zones}", 3),
        ("{'Fn::ToJsonString': {a: [1, !Ref Table], b: !Ref NoDefault}}", '{"a":[1,"${Table}"],"b":"${?}"}'),
        (
            "!ImportValue nowhere",
            question("it is imported as 'nowhere', which no template of the tree exports (or several do)"),
        ),
        ("!Made up", question("Fn::Made is not a function that can be evaluated")),
        ("!Join x", question("Fn::Join is not written in a form that can be evaluated")),
        ("{Ref: Table, Other: 1}", {"Ref": "Table", "Other": 1}),
        ("{Condition: {StringEquals: {a: !Ref Stage}}}", {"Condition": {"StringEquals": {"a": "dev"}}}),
    ],
)
def test_intrinsic_functions(stack_of: StackOf, plain: Plain, written: str, value: object) -> None:
    stack = stack_of(TEMPLATE.replace("VALUE", written))
    assert plain(stack.resources["Table"].properties.get("Value")) == value
    assert stack.diagnoses == []


def test_an_evaluated_value_stands_where_it_is_used(stack_of: StackOf) -> None:
    stack = stack_of(TEMPLATE.replace("VALUE", "!Ref Stage"))
    properties = stack.resources["Table"].properties
    assert properties.get("Value").span == Span("template.yaml", 23, 14, 23, 24)
    assert properties.key_span("Value") == Span("template.yaml", 23, 7, 23, 12)


def test_json_and_yaml_mean_the_same(stacks_of: Callable[[dict[str, str]], list[Stack]], plain: Plain) -> None:
    yaml = (
        "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: !Sub 'a-${Q}', Big: 'no', Delay: 5}\n"
    )
    json = """
    {"Resources": {"Q": {"Type": "AWS::SQS::Queue",
      "Properties": {"QueueName": {"Fn::Sub": "a-${Q}"}, "Big": "no", "Delay": 5}}}}
    """
    one, other = stacks_of({"a.yaml": yaml, "b.json": json})
    assert plain(one.resources["Q"].properties) == plain(other.resources["Q"].properties)


def test_what_a_stack_holds(stack_of: StackOf, plain: Plain) -> None:
    stack = stack_of(
        """\
        Transform: AWS::Serverless-2016-10-31
        Parameters:
          Password: {Type: String, NoEcho: true, Default: secret}
        Resources:
          Zeta:
            Type: AWS::Serverless::Function
            Metadata: {BuildMethod: esbuild}
            DependsOn: Alpha
          Alpha: {Type: 'AWS::SQS::Queue'}
        Outputs:
          Url:
            Value: !Ref Alpha
            Export: {Name: !Sub '${AWS::StackName}-url'}
        """
    )
    assert stack.framework == "sam"
    assert list(stack.resources) == ["Zeta", "Alpha"]
    assert plain(stack.resources["Zeta"].attributes) == {"Metadata": {"BuildMethod": "esbuild"}, "DependsOn": "Alpha"}
    assert stack.resources["Zeta"].span.line == 5
    assert not stack.resources["Zeta"].properties.exists
    (parameter,) = stack.parameters
    assert (parameter.name, parameter.no_echo, parameter.span.line) == ("Password", True, 3)
    (output,) = stack.outputs
    assert (output.name, output.exported) == ("Url", True)
    assert getattr(output.value, "value", "") == "${Alpha}"


def test_sam_makes_resources_that_nobody_declares(stack_of: StackOf, plain: Plain) -> None:
    stack = stack_of(
        """\
        Transform: AWS::Serverless-2016-10-31
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              Api: !Sub 'https://${ServerlessRestApi}.execute-api'
              Role: !GetAtt FRole.Arn
              Version: !Ref F.Version
        """
    )
    assert plain(stack.resources["F"].properties) == {
        "Api": "https://${ServerlessRestApi}.execute-api",
        "Role": "${FRole.Arn}",
        "Version": "${F.Version}",
    }


def test_unknown_macros_are_remarked_and_reading_goes_on(stack_of: StackOf, plain: Plain) -> None:
    stack = stack_of(
        """\
        Transform: [AWS::Serverless-2016-10-31, MyMacro]
        Resources:
          Q:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: {'Fn::Transform': {Name: Namer, Parameters: {}}}
              Delay: 1
        """
    )
    assert [(d.span.line, d.incomplete) for d in stack.diagnoses] == [(1, False), (6, False)]
    assert "'MyMacro'" in stack.diagnoses[0].message
    assert plain(stack.resources["Q"].properties) == {
        "QueueName": question("macro 'Namer' writes it at deployment"),
        "Delay": 1,
    }


def test_a_resource_without_type_is_diagnosed_and_the_others_are_read(stack_of: StackOf) -> None:
    stack = stack_of("Resources:\n  A: {Properties: {}}\n  B: {Type: 'AWS::SQS::Queue'}\n")
    assert list(stack.resources) == ["B"]
    (diagnosis,) = stack.diagnoses
    assert (diagnosis.span.line, diagnosis.incomplete) == (2, True)

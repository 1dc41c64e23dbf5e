from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.node import Node

    StacksOf = Callable[[dict[str, str]], list[Stack]]
    Plain = Callable[[Node], Any]


def exporter(name: str, value: str = "!GetAtt Table.Arn") -> str:
    return f"""\
Resources:
  Table: {{Type: AWS::DynamoDB::Table}}
Outputs:
  Arn: {{Value: {value}, Export: {{Name: {name}}}}}
"""


def importer(name: str) -> str:
    return f"""\
Parameters: {{Stack: {{Type: String}}}}
Resources:
  F: {{Type: AWS::Lambda::Function, Properties: {{Value: !ImportValue {name}}}}}
"""


@pytest.mark.parametrize(
    ("exported", "imported"),
    [
        ("orders-arn", "orders-arn"),
        ("!Sub '${AWS::StackName}-TableArn'", "prod-TableArn"),
        ("!Sub '${AWS::StackName}-TableArn'", "{'Fn::Sub': '${Stack}-TableArn'}"),
    ],
)
def test_an_import_is_the_exporting_stacks_value(
    stacks_of: StacksOf, plain: Plain, exported: str, imported: str
) -> None:
    _, user = stacks_of({"data/template.yaml": exporter(exported), "user.yaml": importer(imported)})
    assert plain(user.resources["F"].properties) == {"Value": "${/data/template-yaml/Table.Arn}"}


def test_plain_text_is_imported_as_it_is(stacks_of: StacksOf, plain: Plain) -> None:
    _, user = stacks_of({"data.yaml": exporter("n", "!Sub 'x-${AWS::Region}'"), "user.yaml": importer("n")})
    assert plain(user.resources["F"].properties) == {"Value": "x-${AWS-Region}"}


def test_the_nearest_of_several_exporters_counts(stacks_of: StacksOf, plain: Plain) -> None:
    stacks = stacks_of(
        {"a/data.yaml": exporter("n"), "b/data.yaml": exporter("n"), "b/user.yaml": importer("n")},
    )
    assert plain(stacks[-1].resources["F"].properties) == {"Value": "${/b/data-yaml/Table.Arn}"}


@pytest.mark.parametrize(
    ("exported", "imported"),
    [
        ("n", "n"),
        ("!Sub '${AWS::StackName}-Arn'", "prod-Arn"),
        ("!Sub '${AWS::StackName}-Arn'", "{'Fn::Sub': '${Stack}'}"),
    ],
)
def test_an_ambiguous_import_stays_unknown(stacks_of: StacksOf, exported: str, imported: str) -> None:
    stacks = stacks_of({"a.yaml": exporter(exported), "b.yaml": exporter(exported), "user.yaml": importer(imported)})
    assert stacks[-1].resources["F"].properties.get("Value").kind == "opaque"
    assert stacks[-1].diagnoses == []


def test_stacks_that_import_from_each_other_end(stacks_of: StacksOf) -> None:
    text = """\
    Resources: {{Q: {{Type: AWS::SQS::Queue}}}}
    Outputs:
      O: {{Value: !ImportValue {}, Export: {{Name: {}}}}}
    """
    one, _ = stacks_of({"a.yaml": text.format("b-name", "a-name"), "b.yaml": text.format("a-name", "b-name")})
    assert "depends on itself" in getattr(one.outputs[0].value, "why", "")

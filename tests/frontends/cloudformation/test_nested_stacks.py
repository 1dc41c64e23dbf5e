from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.node import Node

    StacksOf = Callable[[dict[str, str]], list[Stack]]
    Plain = Callable[[Node], Any]

CHILD = """\
Parameters:
  QueueArn: {Type: String}
  Stage: {Type: String, Default: dev}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties: {TableName: !Sub 'orders-${Stage}', Queue: !Ref QueueArn}
  Alarm: {Type: AWS::CloudWatch::Alarm, Condition: Prod}
Outputs:
  TableName: {Value: !Ref Table}
  TableArn: {Value: !GetAtt Table.Arn}
"""


def root(location: str, kind: str = "AWS::CloudFormation::Stack", property: str = "TemplateURL") -> str:
    return f"""\
Resources:
  Queue: {{Type: AWS::SQS::Queue}}
  Data:
    Type: {kind}
    Properties:
      {property}: {location}
      Parameters: {{QueueArn: !GetAtt Queue.Arn, Stage: prod}}
  After:
    Type: AWS::SQS::Queue
    Properties: {{Name: !GetAtt Data.Outputs.TableName, Policy: !Sub '${{Data.Outputs.TableArn}}/index/*'}}
"""


@pytest.mark.parametrize(
    ("location", "child"),
    [
        ("child.yaml", "child.yaml"),
        ("./nested/child.yaml", "nested/child.yaml"),
        ("https://s3.amazonaws.com/bucket/prefix/child.yaml", "nested/child.yaml"),
        ("!Sub 'https://${Bucket}.s3.${AWS::Region}.amazonaws.com/nested/template.yml'", "nested/template.yml"),
        ("s3://bucket/child.yaml?versionId=1", "child.yaml"),
    ],
)
def test_a_nested_stack_is_part_of_its_parent(stacks_of: StacksOf, plain: Plain, location: str, child: str) -> None:
    (stack,) = stacks_of({"template.yaml": root(location), child: CHILD})
    assert list(stack.resources) == ["Queue", "Data", "Data/Table", "Data/Alarm", "After"]
    assert stack.templates == ["template.yaml", child]
    assert plain(stack.resources["Data/Table"].properties) == {"TableName": "orders-prod", "Queue": "${Queue.Arn}"}
    assert stack.resources["Data/Table"].template == child
    assert stack.resources["Data/Alarm"].enabled is True
    assert plain(stack.resources["After"].properties) == {
        "Name": "${Data/Table}",
        "Policy": "${Data/Table.Arn}/index/*",
    }
    assert [o.name for o in stack.outputs] == ["Data/TableName", "Data/TableArn"]
    assert stack.diagnoses == []


def test_serverless_applications_nest_too(stacks_of: StacksOf) -> None:
    text = root("child.yaml", "AWS::Serverless::Application", "Location")
    (stack,) = stacks_of({"template.yaml": text, "child.yaml": CHILD})
    assert "Data/Table" in stack.resources


def test_the_same_template_twice_gives_two_instances(stacks_of: StacksOf, plain: Plain) -> None:
    text = """\
    Resources:
      One: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: c.yaml, Parameters: {Stage: One}}}
      Two: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: c.yaml, Parameters: {Stage: Two}}}
    """
    (stack,) = stacks_of({"template.yaml": text, "c.yaml": CHILD})
    names = [plain(stack.resources[f"{id}/Table"].properties.get("TableName")) for id in ("One", "Two")]
    assert names == ["orders-One", "orders-Two"]
    assert stack.templates == ["template.yaml", "c.yaml"]


def test_what_the_parent_does_not_pass_stays_unknown(stacks_of: StacksOf, plain: Plain) -> None:
    text = "Resources:\n  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: c.yaml}}\n"
    (stack,) = stacks_of({"template.yaml": text, "c.yaml": CHILD})
    assert plain(stack.resources["A/Table"].properties) == {
        "TableName": "orders-dev",
        "Queue": ("?", "parameter QueueArn has no default"),
    }


def test_a_stack_under_a_false_condition_is_off_with_all_that_is_in_it(stacks_of: StacksOf) -> None:
    text = """\
    Conditions: {Never: !Equals [a, b]}
    Resources:
      A: {Type: AWS::CloudFormation::Stack, Condition: Never, Properties: {TemplateURL: c.yaml}}
    """
    (stack,) = stacks_of({"template.yaml": text, "c.yaml": CHILD})
    assert stack.resources["A/Table"].enabled is False


def test_siblings_may_use_each_others_outputs(stacks_of: StacksOf, plain: Plain) -> None:
    text = """\
    Resources:
      User:
        Type: AWS::CloudFormation::Stack
        Properties: {TemplateURL: user.yaml, Parameters: {Name: !GetAtt Data.Outputs.TableName}}
      Data: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}
    """
    user = """\
    Parameters: {Name: {Type: String}}
    Resources:
      F: {Type: AWS::Lambda::Function, Properties: {Table: !Ref Name}}
    """
    (stack,) = stacks_of({"template.yaml": text, "child.yaml": CHILD, "user.yaml": user})
    assert plain(stack.resources["User/F"].properties) == {"Table": "${Data/Table}"}


def test_a_cycle_of_templates_is_diagnosed(stacks_of: StacksOf) -> None:
    text = "Resources:\n  Next: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {}}}}}\n"
    (stack,) = stacks_of({"a.yaml": text.format("b.yaml"), "b.yaml": text.format("a.yaml")})
    assert list(stack.resources) == ["Next", "Next/Next"]
    (diagnosis,) = stack.diagnoses
    assert diagnosis.incomplete
    assert "contains itself" in diagnosis.message


def test_a_template_that_nests_itself_is_diagnosed(stacks_of: StacksOf) -> None:
    text = "Resources:\n  Me: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml}}\n"
    (stack,) = stacks_of({"a.yaml": text})
    assert list(stack.resources) == ["Me"]
    assert "contains itself" in stack.diagnoses[0].message


def test_nesting_is_bounded(stacks_of: StacksOf) -> None:
    text = "Resources:\n  N: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: t{}.yaml}}}}\n"
    (stack,) = stacks_of({f"t{i}.yaml": text.format(i + 1) for i in range(20)})
    assert len(stack.resources) == 9
    assert "nested more than 8 deep" in stack.diagnoses[0].message


def test_a_template_that_is_not_in_the_tree_is_remarked(stacks_of: StacksOf) -> None:
    (stack,) = stacks_of({"template.yaml": root("https://example.com/else.yaml")})
    (diagnosis,) = stack.diagnoses
    assert (diagnosis.span.line, diagnosis.incomplete) == (6, False)
    assert "else.yaml" in diagnosis.message
    assert stack.resources["After"].properties.get("Name").value == "${Data.Outputs.TableName}"


def test_a_common_name_far_away_is_not_taken_for_the_child(stacks_of: StacksOf) -> None:
    stacks = stacks_of({"a/template.yaml": root("s3://bucket/template.yaml"), "b/template.yaml": CHILD})
    assert [s.path for s in stacks] == ["a/template.yaml", "b/template.yaml"]

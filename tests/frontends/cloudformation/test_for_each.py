from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.node import Node

    StackOf = Callable[[str], Stack]
    Plain = Callable[[Node], Any]


def test_loops_over_resources_properties_and_outputs(stack_of: StackOf, plain: Plain) -> None:
    stack = stack_of(
        """\
        Transform: AWS::LanguageExtensions
        Parameters: {Names: {Type: CommaDelimitedList, Default: 'a-1,b'}}
        Resources:
          Fn::ForEach::Queues:
            - Name
            - !Ref Names
            - Queue&{Name}:
                Type: AWS::SQS::Queue
                Properties:
                  QueueName: !Sub 'q-${Name}'
                  Raw: !Ref Name
                  Fn::ForEach::Inner: [K, [x, y], {'Key${K}': '${K}-${Name}'}]
          Last: {Type: AWS::SNS::Topic, Properties: {A: !GetAtt Queueb.Arn}}
        Outputs:
          Fn::ForEach::Outs: [Name, [b], {'Out${Name}': {Value: !Sub '${Queueb}'}}]
        """
    )
    assert list(stack.resources) == ["Queuea1", "Queueb", "Last"]
    assert plain(stack.resources["Queuea1"].properties) == {
        "QueueName": "q-a-1",
        "Raw": "a-1",
        "Keyx": "x-a-1",
        "Keyy": "y-a-1",
    }
    assert stack.resources["Queuea1"].span.line == 7
    assert plain(stack.resources["Last"].properties) == {"A": "${Queueb.Arn}"}
    assert [o.name for o in stack.outputs] == ["Outb"]
    assert stack.diagnoses == []


def test_a_loop_over_something_unknown_is_remarked(stack_of: StackOf) -> None:
    stack = stack_of(
        """\
        Transform: AWS::LanguageExtensions
        Parameters: {Names: {Type: CommaDelimitedList}}
        Resources:
          Fn::ForEach::Queues: [Name, !Ref Names, {'Q${Name}': {Type: 'AWS::SQS::Queue'}}]
          T: {Type: AWS::SNS::Topic}
        """
    )
    assert list(stack.resources) == ["T"]
    (diagnosis,) = stack.diagnoses
    assert (diagnosis.span.line, diagnosis.incomplete) == (4, False)
    assert "parameter Names has no default" in diagnosis.message

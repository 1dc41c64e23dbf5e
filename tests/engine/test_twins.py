"""Functions with the same code, environment and kinds of events: interpreted once, told each as its own."""

from __future__ import annotations

from goatherd.core.events import ApplicationRead
from goatherd.scan import scan

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  One:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      Environment: {Variables: {COMMAND: ls}}
      Events: {Call: {Type: Api, Properties: {Path: /one, Method: get}}}
  Two:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      Environment: {Variables: {COMMAND: SECOND}}
      Events: {Call: {Type: Api, Properties: {Path: /two, Method: get}}}
"""
CODE = """\
import os

def handler(event, context):
    if os.environ["COMMAND"] == "ls":
        os.system("ls " + event["body"])
    return {"statusCode": 200}
"""


def shell_flows(tmp_path, second):
    """(function, path of the trigger, first step) of every flow to a shell."""
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("SECOND", second))
    (tmp_path / "app.py").write_text(CODE)
    (application,) = [event.application for event in scan(str(tmp_path)) if isinstance(event, ApplicationRead)]
    return [
        (behaviour.function.id, flow.source.trigger.path, flow.steps[0].note)
        for behaviour in application.behaviours.values()
        for flow in behaviour.flows_to("shell")
    ]


def test_a_twin_is_told_with_its_own_trigger(tmp_path):
    one, two = shell_flows(tmp_path, "ls")

    assert (one[0], one[1]) == ("One", "/one")
    assert (two[0], two[1]) == ("Two", "/two")
    assert "GET /one, anonymous" in one[2]
    assert "GET /two, anonymous" in two[2]


def test_other_variables_make_no_twin(tmp_path):
    assert [function for function, _, _ in shell_flows(tmp_path, "cat")] == ["One"]

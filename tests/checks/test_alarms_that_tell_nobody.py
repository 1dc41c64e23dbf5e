"""Alarms that somebody is told of, and those that go off for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

STACK = """\
import {{ App, Stack }} from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import {{ SnsAction }} from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import {{ onCall }} from 'elsewhere';
const stack = new Stack(new App(), 'Shop');
const fn = new lambda.Function(stack, 'Fn', {{
  runtime: lambda.Runtime.PYTHON_3_13, handler: 'app.handler', code: lambda.Code.fromAsset('src'),
}});
const topic = new sns.Topic(stack, 'OnCall');
const errors = fn.metricErrors().createAlarm(stack, 'Errors', {{ threshold: 1, evaluationPeriods: 1 }});
{rest}
"""
TOLD = [
    "errors.addAlarmAction(new SnsAction(topic));",
    "errors.addAlarmAction(new SnsAction(sns.Topic.fromTopicArn(stack, 'T', 'arn:aws:sns:eu-west-1:123456789012:t')));",
    "errors.addAlarmAction(onCall(stack));",
    "[errors].forEach((alarm) => alarm.addAlarmAction(new SnsAction(topic)));",
    "for (const alarm of [errors]) { alarm.addAlarmAction(new SnsAction(topic)); }",
    "new codedeploy.LambdaDeploymentGroup(stack, 'D', { alias: fn.currentVersion.addAlias('a'), alarms: [errors] });",
    "new cloudwatch.CompositeAlarm(stack, 'All', { alarmRule: cloudwatch.AlarmRule.anyOf(errors) })"
    ".addAlarmAction(new SnsAction(topic));",
    "onCall(errors);",
]


def _alarms(folder: Path, rest: str) -> list[int]:
    (folder / "src").mkdir()
    (folder / "src" / "app.py").write_text("def handler(event, context):\n    return {}\n", encoding="utf-8")
    (folder / "cdk.json").write_text('{"app": "npx ts-node app.ts"}', encoding="utf-8")
    (folder / "app.ts").write_text(STACK.format(rest=rest), encoding="utf-8")
    events = scan(str(folder), Config(select=("GOAT0531",)))
    return [event.finding.span.line for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize("rest", TOLD)
def test_an_alarm_that_something_is_done_with_is_left_alone(tmp_path: Path, rest: str) -> None:
    assert _alarms(tmp_path, rest) == []


@pytest.mark.parametrize("rest", ["", "new cloudwatch.Dashboard(stack, 'All', { widgets: [] });"])
def test_an_alarm_without_an_action_is_told(tmp_path: Path, rest: str) -> None:
    assert _alarms(tmp_path, rest) == [13]


@pytest.mark.parametrize(
    ("actions", "told"),
    [
        ("", True),
        ("alarm_actions = []", True),
        ("alarm_actions = var.topics", False),
        ('alarm_actions = var.topic != "" ? [var.topic] : []', False),
        ('alarm_actions = var.topic != "" ? [var.topic] : null', False),
        ('alarm_actions = ["arn:aws:sns:eu-west-1:123456789012:on-call"]', False),
    ],
)
def test_in_terraform_what_variables_say_is_not_known(tmp_path: Path, actions: str, told: bool) -> None:
    main = f"""
variable "topics" {{
  default = []
}}
variable "topic" {{
  default = ""
}}
resource "aws_lambda_function" "orders" {{
  function_name = "orders"
  role          = "arn:aws:iam::123456789012:role/orders"
  handler       = "app.handler"
  runtime       = "python3.13"
  filename      = "orders.zip"
}}
resource "aws_cloudwatch_metric_alarm" "errors" {{
  alarm_name = "errors"
  {actions}
}}
"""
    (tmp_path / "main.tf").write_text(main, encoding="utf-8")
    events = scan(str(tmp_path), Config(select=("GOAT0531",)))
    assert sum(isinstance(event, FindingFound) for event in events) == told

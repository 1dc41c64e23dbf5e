"""Log groups, subscriptions, alarms, trails."""

from __future__ import annotations

from goatherd.frontends.terraform.references import given
from goatherd.frontends.terraform.resources.translation import Draft, ResourceType, unless

_ACTIONS = "alarm_actions"


def _finish_alarm(draft: Draft) -> None:
    told = given(draft.arguments, _ACTIONS)
    if told.kind == "opaque":
        draft.put("AlarmActions", told)


TYPES: dict[str, ResourceType] = {
    "aws_cloudwatch_log_group": ResourceType(
        "AWS::Logs::LogGroup",
        # 0 stands for ever
        {"name": "LogGroupName", "name_prefix": None, "retention_in_days": unless("RetentionInDays", 0)},
        {"name": ""},
    ),
    "aws_cloudwatch_log_subscription_filter": ResourceType("AWS::Logs::SubscriptionFilter"),
    "aws_cloudwatch_log_metric_filter": ResourceType("AWS::Logs::MetricFilter"),
    "aws_cloudwatch_log_stream": ResourceType("AWS::Logs::LogStream", attributes={"name": ""}),
    "aws_cloudwatch_metric_alarm": ResourceType(
        "AWS::CloudWatch::Alarm", {"ok_actions": "OKActions"}, {"alarm_name": ""}, _finish_alarm
    ),
    "aws_cloudwatch_composite_alarm": ResourceType(
        "AWS::CloudWatch::CompositeAlarm", {"ok_actions": "OKActions"}, {"alarm_name": ""}, _finish_alarm
    ),
    "aws_cloudwatch_dashboard": ResourceType("AWS::CloudWatch::Dashboard"),
    "aws_cloudtrail": ResourceType(
        "AWS::CloudTrail::Trail", {"name": "TrailName", "enable_logging": "IsLogging"}, {"name": ""}
    ),
}

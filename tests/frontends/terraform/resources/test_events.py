"""What calls functions: queues, topics, buckets, rules, schedules, pools, logs, workflows, listeners …"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.model.resource import Queue, StateMachine
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

    Build = Callable[..., Application]

FUNCTION = """
    aws_lambda_function.f: {function_name: orders, filename: f.zip, runtime: python3.12}
"""


@pytest.fixture
def trigger_of(application_of: Build) -> Callable[[str], Trigger]:
    """The only trigger of a function `aws_lambda_function.f`."""

    def build(configuration: str) -> Trigger:
        (function,) = application_of(FUNCTION + configuration).functions
        (trigger,) = function.triggers
        return trigger

    return build


def test_a_queue(application_of: Build) -> None:
    application = application_of(
        FUNCTION
        + """
    aws_sqs_queue.failed: {name: failed}
    aws_sqs_queue.jobs:
      name: jobs
      visibility_timeout_seconds: 60
      redrive_policy: '{"deadLetterTargetArn": "${aws_sqs_queue.failed.Arn}", "maxReceiveCount": 3}'
      policy: '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}]}'
    aws_lambda_event_source_mapping.jobs:
      event_source_arn: ${aws_sqs_queue.jobs.Arn}
      function_name: ${aws_lambda_function.f.Arn}
      batch_size: 5
      filter_criteria: [{filter: [{pattern: '{"body": {"kind": ["new"]}}'}]}]
    """
    )
    (trigger,) = application.functions[0].triggers
    assert (trigger.kind, trigger.source, trigger.batch_size) == (Kind.SQS, "aws_sqs_queue.jobs", 5)
    assert (trigger.has_failure_destination, trigger.max_retries) == (True, 3)
    assert trigger.options["filters"] == [{"body": {"kind": ["new"]}}]
    assert trigger.exposure == Exposure.ANONYMOUS
    failed = application.resources["aws_sqs_queue.failed"]
    assert isinstance(failed, Queue)
    assert failed.is_dead_letter_of == ("aws_sqs_queue.jobs",)


def test_where_a_queue_sends_what_fails_may_be_told_beside_it(trigger_of: Callable[[str], Trigger]) -> None:
    trigger = trigger_of("""
    aws_sqs_queue.jobs: {name: jobs}
    aws_sqs_queue_redrive_policy.jobs:
      queue_url: ${aws_sqs_queue.jobs}
      redrive_policy: {deadLetterTargetArn: "${aws_sqs_queue.failed.Arn}", maxReceiveCount: 4}
    aws_lambda_event_source_mapping.jobs:
      event_source_arn: ${aws_sqs_queue.jobs.Arn}
      function_name: ${aws_lambda_function.f}
    """)
    assert (trigger.has_failure_destination, trigger.max_retries) == (True, 4)


def test_a_topic(trigger_of: Callable[[str], Trigger]) -> None:
    trigger = trigger_of("""
    aws_sns_topic.t: {name: alerts}
    aws_sns_topic_subscription.s:
      topic_arn: ${aws_sns_topic.t}
      protocol: lambda
      endpoint: ${aws_lambda_function.f.Arn}
      filter_policy: '{"kind": ["new"]}'
    aws_lambda_permission.p:
      function_name: ${aws_lambda_function.f}
      principal: sns.amazonaws.com
      source_arn: ${aws_sns_topic.t}
    """)
    assert (trigger.kind, trigger.source) == (Kind.SNS, "aws_sns_topic.t")
    assert trigger.options == {"filters": [{"attributes": {"kind": ["new"]}}]}


def test_a_bucket(trigger_of: Callable[[str], Trigger]) -> None:
    trigger = trigger_of("""
    aws_s3_bucket.b: {bucket: uploads}
    aws_s3_bucket_notification.n:
      bucket: ${aws_s3_bucket.b}
      lambda_function:
        - lambda_function_arn: ${aws_lambda_function.f.Arn}
          events: ["s3:ObjectCreated:*"]
          filter_prefix: in/
          filter_suffix: .jpg
    """)
    assert (trigger.kind, trigger.source, trigger.prefix, trigger.suffix) == (Kind.S3, "aws_s3_bucket.b", "in/", ".jpg")
    assert trigger.options["events"] == ("s3:ObjectCreated:*",)
    assert trigger.span.line == 8


def test_a_bucket_that_is_declared_elsewhere(trigger_of: Callable[[str], Trigger]) -> None:
    trigger = trigger_of("""
    aws_s3_bucket_notification.n:
      bucket: somebody-elses
      lambda_function:
        - {lambda_function_arn: "${aws_lambda_function.f.Arn}", events: ["s3:ObjectCreated:*"]}
    """)
    assert (trigger.kind, trigger.source) == (Kind.S3, None)


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("{name: nightly, schedule_expression: rate(1 day)}", Kind.SCHEDULE),
        ("""{name: nightly, event_pattern: '{"source": ["app"]}'}""", Kind.EVENTBRIDGE),
    ],
)
def test_a_rule(trigger_of: Callable[[str], Trigger], rule: str, kind: str) -> None:
    trigger = trigger_of(f"""
    aws_cloudwatch_event_rule.r: {rule}
    aws_cloudwatch_event_target.t:
      rule: ${{aws_cloudwatch_event_rule.r}}
      arn: ${{aws_lambda_function.f.Arn}}
      input: '{{"job": "clean"}}'
      retry_policy: [{{maximum_retry_attempts: 1}}]
    """)
    assert (trigger.kind, trigger.source, trigger.max_retries) == (kind, "aws_cloudwatch_event_rule.r", 1)
    assert trigger.options["input"] == '{"job": "clean"}'


def test_a_schedule_and_a_pipe(application_of: Build) -> None:
    application = application_of(
        FUNCTION
        + """
    aws_scheduler_schedule.s:
      schedule_expression: rate(1 hour)
      target: [{arn: "${aws_lambda_function.f.Arn}", role_arn: r}]
    aws_dynamodb_table.t: {name: table, hash_key: id, stream_enabled: true, stream_view_type: NEW_IMAGE}
    aws_pipes_pipe.p:
      source: ${aws_dynamodb_table.t.StreamArn}
      target: ${aws_lambda_function.f.Arn}
      source_parameters:
        - dynamodb_stream_parameters: [{batch_size: 7, starting_position: LATEST}]
          filter_criteria: [{filter: [{pattern: '{}'}]}]
    """
    )
    schedule, pipe = application.functions[0].triggers
    assert (schedule.kind, schedule.detail) == (Kind.SCHEDULE, "rate(1 hour)")
    assert (pipe.kind, pipe.source, pipe.batch_size, pipe.filtered) == (Kind.PIPE, "aws_dynamodb_table.t", 7, True)


def test_a_user_pool(trigger_of: Callable[[str], Trigger]) -> None:
    trigger = trigger_of("""
    aws_cognito_user_pool.p:
      name: users
      lambda_config: [{pre_sign_up: "${aws_lambda_function.f.Arn}"}]
    """)
    assert (trigger.kind, trigger.detail, trigger.exposure) == (Kind.COGNITO, "PreSignUp", Exposure.ANONYMOUS)


def test_a_state_machine_whose_definition_is_text(application_of: Build) -> None:
    application = application_of(
        """
    aws_lambda_function.f["a"]: {function_name: first, filename: f.zip}
    aws_sfn_state_machine.m:
      name: machine
      role_arn: ${aws_iam_role.m.Arn}
      type: EXPRESS
      logging_configuration: [{level: ALL, include_execution_data: true}]
      definition: |
        {"StartAt": "One", "States": {
          "One": {"Type": "Task", "Resource": "${aws_lambda_function.f["a"].Arn}", "End": true}}}
    """
    )
    (trigger,) = application.functions[0].triggers
    assert (trigger.kind, trigger.options["state"]) == (Kind.STEP_FUNCTIONS, "One")
    machine = application.resources["aws_sfn_state_machine.m"]
    assert isinstance(machine, StateMachine)
    assert machine.tasks == ['aws_lambda_function.f["a"]']
    assert (machine.role, machine.logging.value, machine.express.value) == ("aws_iam_role.m", "ALL", True)


def test_a_load_balancer(trigger_of: Callable[[str], Trigger]) -> None:
    trigger = trigger_of("""
    aws_lb.lb: {name: lb, internal: true}
    aws_lb_listener.l: {load_balancer_arn: "${aws_lb.lb}", port: 80, protocol: HTTP}
    aws_lb_listener_rule.r:
      listener_arn: ${aws_lb_listener.l}
      action: [{type: forward, target_group_arn: "${aws_lb_target_group.g}"}]
      condition: [{path_pattern: [{values: [/orders]}]}, {http_request_method: [{values: [GET]}]}]
    aws_lb_target_group.g: {name: g, target_type: lambda}
    aws_lb_target_group_attachment.a:
      target_group_arn: ${aws_lb_target_group.g}
      target_id: ${aws_lambda_function.f.Arn}
    """)
    assert (trigger.kind, trigger.method, trigger.path) == (Kind.ALB, "GET", "/orders")
    assert trigger.exposure == Exposure.ACCOUNT


def test_a_distribution(trigger_of: Callable[[str], Trigger]) -> None:
    trigger = trigger_of("""
    aws_cloudfront_distribution.d:
      default_cache_behavior:
        - viewer_protocol_policy: allow-all
          lambda_function_association: [{event_type: viewer-request, lambda_arn: "${aws_lambda_function.f.Arn}"}]
    """)
    assert (trigger.kind, trigger.detail) == (Kind.CLOUDFRONT, "viewer-request *")


def test_a_function_url(trigger_of: Callable[[str], Trigger]) -> None:
    trigger = trigger_of("""
    aws_lambda_function_url.u: {function_name: "${aws_lambda_function.f}", authorization_type: NONE}
    """)
    assert (trigger.kind, trigger.exposure) == (Kind.FUNCTION_URL, Exposure.ANONYMOUS)


def test_a_graphql_field(trigger_of: Callable[[str], Trigger]) -> None:
    trigger = trigger_of("""
    aws_appsync_graphql_api.a: {name: api, authentication_type: API_KEY}
    aws_appsync_datasource.d:
      api_id: ${aws_appsync_graphql_api.a.ApiId}
      name: orders
      type: AWS_LAMBDA
      lambda_config: [{function_arn: "${aws_lambda_function.f.Arn}"}]
    aws_appsync_resolver.r:
      api_id: ${aws_appsync_graphql_api.a.ApiId}
      type: Query
      field: order
      data_source: ${aws_appsync_datasource.d.Name}
    """)
    assert (trigger.kind, trigger.detail, trigger.exposure) == (Kind.APPSYNC, "Query.order", Exposure.ANONYMOUS)


@pytest.mark.parametrize(
    ("resource", "kind"),
    [
        (
            "aws_cloudwatch_log_subscription_filter.x: {log_group_name: a, destination_arn: ARN}",
            Kind.CLOUDWATCH_LOGS,
        ),
        ("aws_cloudwatch_metric_alarm.x: {alarm_actions: [ARN]}", Kind.CLOUDWATCH_ALARM),
        (
            "aws_secretsmanager_secret_rotation.x: {secret_id: s, rotation_lambda_arn: ARN}",
            Kind.SECRETS_ROTATION,
        ),
        ("aws_iot_topic_rule.x: {sql: s, lambda: [{function_arn: ARN}]}", Kind.IOT),
        ("aws_ses_receipt_rule.x: {lambda_action: [{function_arn: ARN}]}", Kind.SES),
        ("aws_config_config_rule.x: {source: [{source_identifier: ARN}]}", Kind.CONFIG_RULE),
        ("aws_lex_intent.x: {fulfillment_activity: [{code_hook: [{uri: ARN}]}]}", Kind.LEX),
        ("aws_connect_lambda_function_association.x: {function_arn: ARN}", Kind.CONNECT),
        (
            "aws_bedrockagent_agent_action_group.x: {action_group_executor: [{lambda: ARN}]}",
            Kind.BEDROCK_AGENT,
        ),
        (
            "aws_kinesis_firehose_delivery_stream.x: {extended_s3_configuration: [{processing_configuration:"
            " [{processors: [{parameters: [{parameter_name: x, parameter_value: y}]},"
            " {parameters: [{parameter_value: ARN}]}]}]}]}",
            Kind.FIREHOSE,
        ),
        (
            "aws_s3control_object_lambda_access_point.x: {configuration: [{transformation_configuration:"
            " [{content_transformation: [{aws_lambda: [{function_arn: ARN}]}]}]}]}",
            Kind.S3_OBJECT_LAMBDA,
        ),
    ],
)
def test_other_services(trigger_of: Callable[[str], Trigger], resource: str, kind: str) -> None:
    assert trigger_of("\n    " + resource.replace("ARN", '"${aws_lambda_function.f.Arn}"') + "\n").kind == kind

"""What else calls functions of SST: queues, topics, tables, streams, buckets, buses, clocks, user pools, devices."""

from __future__ import annotations

import pytest

from goatherd.model.trigger import Kind

TABLE = '{ fields: { id: "string" }, primaryIndex: { hashKey: "id" }, stream: "new-image" }'


@pytest.mark.parametrize(
    ("body", "id", "trigger"),
    [
        ('new sst.aws.Queue("Q").subscribe("src/work.handler");', "Q/Subscriber", (Kind.SQS, "Q")),
        ('new sst.aws.SnsTopic("T").subscribe("src/work.handler");', "T/Subscriber", (Kind.SNS, "T")),
        ('new sst.aws.SnsTopic("T").subscribe("Tell", "src/work.handler", {});', "T/Tell", (Kind.SNS, "T")),
        (f'new sst.aws.Dynamo("D", {TABLE}).subscribe("src/work.handler");', "D/Subscriber", (Kind.DYNAMODB, "D")),
        (f'new sst.aws.Dynamo("D", {TABLE}).subscribe("Tell", "src/work.handler");', "D/Tell", (Kind.DYNAMODB, "D")),
        ('new sst.aws.KinesisStream("K").subscribe("Tell", "src/work.handler");', "K/Tell", (Kind.KINESIS, "K")),
        ('new sst.aws.Bucket("B").subscribe("src/work.handler");', "B/Subscriber", (Kind.S3, "B")),
        (
            'new sst.aws.Bucket("B").notify({ notifications: [{ name: "Tell", function: "src/work.handler" }] });',
            "B/Tell",
            (Kind.S3, "B"),
        ),
        (
            'new sst.aws.Cron("C", { schedule: "rate(1 day)", job: "src/work.handler" });',
            "CHandler",
            (Kind.SCHEDULE, "rate(1 day)"),
        ),
        (
            'new sst.aws.CronV2("C", { schedule: "rate(1 day)", function: "src/work.handler" });',
            "CHandler",
            (Kind.SCHEDULE, "rate(1 day)"),
        ),
    ],
)
def test_what_calls_a_function(run, body, id, trigger):
    found = run(body)
    assert [(kind, detail) for kind, detail, _ in found.triggers(id)] == [trigger] or (
        trigger[0] == Kind.S3 and {kind for kind, _, _ in found.triggers(id)} == {Kind.S3}
    )
    assert found.file(id) == "src/work.ts"
    assert found.told == []


def test_a_subscriber_may_read_what_it_is_subscribed_to(run):
    found = run("""
        const dead = new sst.aws.Queue("Dead");
        const queue = new sst.aws.Queue("Q", { dlq: { queue: dead.arn, retry: 5 } });
        queue.subscribe({ handler: "src/work.handler", timeout: "5 seconds" }, { batch: { partialResponses: true } });
    """)
    (trigger,) = found["Q/Subscriber"].triggers
    assert "sqs:ReceiveMessage" in found.allowed("Q/Subscriber")
    assert (trigger.has_failure_destination, trigger.max_retries) == (True, 5)
    assert trigger.options["partial_batch"]


def test_buses_of_the_program_and_of_somewhere_else(run):
    found = run("""
        const bus = new sst.aws.Bus("Bus");
        const work = new sst.aws.Function("Work", { handler: "src/work.handler" });
        bus.subscribe("Paid", "src/work.handler", { pattern: { source: ["shop"], detailType: ["Paid"] } });
        sst.aws.Bus.subscribe("Stopped", "arn:aws:events:us-east-1:123456789012:event-bus/default", work.arn, {
          pattern: { source: ["aws.ecs"] },
        });
    """)
    assert found.triggers("Bus/Paid") == [(Kind.EVENTBRIDGE, "shop Paid", None)]
    assert found.triggers("Work") == [(Kind.EVENTBRIDGE, "aws.ecs", None)]


def test_user_pools(run):
    found = run("""
        const pool = new sst.aws.CognitoUserPool("Pool", {
          usernames: ["email"],
          triggers: { preSignUp: "src/work.handler" },
        });
        pool.addClient("Web");
    """)
    assert [kind for kind, _, _ in found.triggers("PoolTriggerpreSignUp")] == [Kind.COGNITO]
    assert found.application.resources["Web"].type == "AWS::Cognito::UserPoolClient"


def test_devices(run):
    found = run("""
        const live = new sst.aws.Realtime("Live", { authorizer: "src/work.handler" });
        live.subscribe("src/work.handler", { filter: `${$app.name}/chat` });
    """)
    assert [kind for kind, _, _ in found.triggers("LiveAuthorizerHandler")] == [Kind.AUTHORIZER_REQUEST]
    assert [kind for kind, _, _ in found.triggers("Live/Subscriber")] == [Kind.IOT]

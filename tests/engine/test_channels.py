"""Data that leaves one function and enters another."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import frozen

from goatherd.core.confidence import Confidence
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.flow import Flow
from goatherd.model.function import Function
from goatherd.model.resource import Bucket, Queue, Resource, StateMachine, Stream, Table, Topic
from goatherd.model.trigger import Exposure, Kind, Trigger
from tests.engine.programs import SPAN, application, body, check, function, trigger, whole

INTERNAL, ACCOUNT = Exposure.INTERNAL, Exposure.ACCOUNT
ENVIRONMENT = {
    "TABLE": "${Orders}", "OTHER": "${Customers}", "BUCKET": "${Uploads}", "QUEUE": "${Jobs}", "TOPIC": "${News}",
    "MACHINE": "${Flow}", "STREAM": "${Clicks}", "WORKER": "${Reader}", "ARN": "${Reader.Arn}",
}  # fmt: skip
RESOURCES: tuple[Resource, ...] = (
    Table(id="Orders", type="AWS::DynamoDB::Table", span=SPAN, physical_name=Known("orders")),
    Table(id="Customers", type="AWS::DynamoDB::Table", span=SPAN),
    Bucket(id="Uploads", type="AWS::S3::Bucket", span=SPAN),
    Queue(id="Jobs", type="AWS::SQS::Queue", span=SPAN),
    Topic(id="News", type="AWS::SNS::Topic", span=SPAN),
    StateMachine(id="Flow", type="AWS::StepFunctions::StateMachine", span=SPAN),
    Stream(id="Clicks", type="AWS::Kinesis::Stream", span=SPAN),
)


def linked(root: Path, writer: str, reader: str, by: Trigger, writer_by: Trigger | None = None) -> list[Flow]:
    """The shell flows of a reader that `by` triggers, beside a writer that anybody may call."""
    found = analysed(root, {"Writer": (writer, writer_by or trigger(Kind.HTTP_API)), "Reader": (reader, by)})
    return found.flows(found.functions[1], "shell")


def analysed(root: Path, programs: dict[str, tuple[str, Trigger]]) -> Application:
    files: dict[str, str] = {}
    functions: list[Function] = []
    for name, (program, by) in programs.items():
        file = f"{name.lower()}.{'js' if 'exports.' in program else 'py'}"
        files[file] = program
        physical = "app-reader" if name == "Reader" else ""
        functions.append(function(file, by, id=name, environment=ENVIRONMENT, physical_name=physical))
    return application(root, files, *functions, resources=RESOURCES)


def python(text: str) -> str:
    return "import boto3\n" + body("python", text)


@frozen
class Case:
    writer: str
    reader: str
    by: Trigger
    via: str
    source: str = "event.body.x"


BODY = 'data = json.loads(event["body"])\n'
CASES = {
    "an object's key": Case(
        'boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key=event["queryStringParameters"]["k"])',
        'sh(event["Records"][0]["s3"]["object"]["key"])',
        trigger(Kind.S3, INTERNAL, "Uploads"),
        "${Uploads}",
        "event.queryStringParameters.k",
    ),
    "an object's content": Case(
        'boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key="k", Body=event["body"])',
        'sh(boto3.resource("s3").Object(os.environ["BUCKET"], "k").get()["Body"].read().decode())',
        trigger(Kind.SCHEDULE, INTERNAL),
        "${Uploads}",
        "event.body",
    ),
    "an object's metadata": Case(
        'boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key="k", Metadata={"title": event["body"]})',
        'sh(boto3.client("s3").head_object(Bucket=os.environ["BUCKET"], Key="k")["Metadata"]["title"])',
        trigger(Kind.SCHEDULE, INTERNAL),
        "${Uploads}",
        "event.body",
    ),
    "an object's tags": Case(
        'boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key="k", Tagging="a=" + event["body"])',
        'sh(boto3.client("s3").get_object_tagging(Bucket=os.environ["BUCKET"], Key="k")["TagSet"][0]["Value"])',
        trigger(Kind.SCHEDULE, INTERNAL),
        "${Uploads}",
        "event.body",
    ),
    "a table's stream": Case(
        BODY + 'boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item={"id": "1", "cmd": data["x"]})',
        'sh(event["Records"][0]["dynamodb"]["NewImage"]["cmd"]["S"])',
        trigger(Kind.DYNAMODB, INTERNAL, "Orders"),
        "${Orders}",
    ),
    "an item that is read": Case(
        BODY + 'boto3.client("dynamodb").put_item(TableName="orders", Item={"cmd": {"S": data["x"]}})',
        'sh(boto3.resource("dynamodb").Table(os.environ["TABLE"]).get_item(Key={"id": "1"})["Item"]["cmd"])',
        trigger(Kind.SCHEDULE, INTERNAL),
        "orders",
    ),
    "items that are queried": Case(
        BODY + 'boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item={"cmd": data["x"]})',
        """
        found = boto3.resource("dynamodb").Table(os.environ["TABLE"]).query(KeyConditionExpression="a")
        for item in found["Items"]:
            sh(item["cmd"])
        """,
        trigger(Kind.SCHEDULE, INTERNAL),
        "${Orders}",
    ),
    "items that a paginator scans": Case(
        BODY + 'boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item={"cmd": data["x"]})',
        """
        for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=os.environ["TABLE"]):
            for item in page["Items"]:
                sh(item["cmd"]["S"])
        """,
        trigger(Kind.SCHEDULE, INTERNAL),
        "${Orders}",
    ),
    "items that are written in batches": Case(
        BODY
        + 'with boto3.resource("dynamodb").Table(os.environ["TABLE"]).batch_writer() as batch:\n'
        + '    batch.put_item(Item={"cmd": data["x"]})',
        'sh(boto3.resource("dynamodb").Table(os.environ["TABLE"]).scan()["Items"][0]["cmd"])',
        trigger(Kind.SCHEDULE, INTERNAL),
        "${Orders}",
    ),
    "a queue": Case(
        'boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=event["body"])',
        'for record in event["Records"]:\n    sh(json.loads(record["body"])["cmd"])',
        trigger(Kind.SQS, INTERNAL, "Jobs"),
        "${Jobs}",
        "event.body",
    ),
    "a topic": Case(
        'boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message=event["body"])',
        'sh(event["Records"][0]["Sns"]["Message"])',
        trigger(Kind.SNS, INTERNAL, "News"),
        "${News}",
        "event.body",
    ),
    "a stream": Case(
        'boto3.client("kinesis").put_record(StreamName=os.environ["STREAM"], Data=event["body"], PartitionKey="1")',
        'sh(event["Records"][0]["kinesis"]["data"])',
        trigger(Kind.KINESIS, INTERNAL, "Clicks"),
        "${Clicks}",
        "event.body",
    ),
    "a state machine": Case(
        BODY
        + 'boto3.client("stepfunctions").start_execution(stateMachineArn=os.environ["MACHINE"],'
        + ' input=json.dumps({"cmd": data["x"]}))',
        'sh(event["cmd"])',
        trigger(Kind.STEP_FUNCTIONS, INTERNAL, "Flow"),
        "${Flow}",
    ),
    "an invocation by name": Case(
        BODY + 'boto3.client("lambda").invoke(FunctionName="app-reader", Payload=json.dumps({"cmd": data["x"]}))',
        'sh(event["cmd"])',
        trigger(Kind.DIRECT, INTERNAL),
        "app-reader",
    ),
    "an invocation by a name of the environment": Case(
        BODY + 'boto3.client("lambda").invoke(FunctionName=os.environ["WORKER"], Payload=json.dumps(data["x"]))',
        'sh(event["cmd"])',
        trigger(Kind.DIRECT, INTERNAL),
        "${Reader}",
    ),
    "an invocation by an ARN": Case(
        BODY + 'boto3.client("lambda").invoke(FunctionName=os.environ["ARN"], Payload=json.dumps(data["x"]))',
        'sh(event["cmd"])',
        trigger(Kind.DIRECT, INTERNAL),
        "${Reader.Arn}",
    ),
    "an invocation by a name that is put together": Case(
        BODY
        + 'name = os.environ["STAGE"] + "-reader"\n'
        + 'boto3.client("lambda").invoke(FunctionName=name, Payload=json.dumps(data["x"]))',
        'sh(event["cmd"])',
        trigger(Kind.DIRECT, INTERNAL),
        "${?}-reader",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_arrives(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    flows = linked(tmp_path, python(case.writer), python(case.reader), case.by)
    assert [(flow.source.path, flow.source.trigger.kind, flow.via) for flow in flows if flow.source.trigger] == [
        (case.source, Kind.HTTP_API, ("Writer", case.via))
    ]
    assert flows[0].steps[0].span.path == "writer.py"
    assert flows[0].steps[-1].span == flows[0].sink
    assert flows[0].sink.path == "reader.py"


PUT_OBJECT = 'boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key="k", Body=event["body"])'
PUT = 'boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item={"cmd": event["body"], "day": "monday"})'
UPDATE = """
boto3.resource("dynamodb").Table(os.environ["TABLE"]).update_item(
    Key={"id": "1"}, UpdateExpression="%s", ConditionExpression="#d = :known",
    ExpressionAttributeNames={"#d": "day", "#c": "cmd"},
    ExpressionAttributeValues={":v": event["body"], ":n": 1, ":known": event["body"]})
"""
SCAN = 'sh(boto3.resource("dynamodb").Table(os.environ["TABLE"]).scan()["Items"][0]["cmd"])'


@pytest.mark.parametrize(
    ("writer", "reader", "by"),
    [
        pytest.param(PUT, SCAN.replace("TABLE", "OTHER"), trigger(Kind.SCHEDULE, INTERNAL), id="another table"),
        pytest.param(PUT, SCAN.replace("cmd", "day"), trigger(Kind.SCHEDULE, INTERNAL), id="another field"),
        pytest.param(
            PUT,
            'sh(event["Records"][0]["dynamodb"]["NewImage"]["cmd"]["S"])',
            trigger(Kind.DYNAMODB, INTERNAL, "Customers"),
            id="another stream",
        ),
        pytest.param(
            'boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=event["body"])',
            'sh(event["Records"][0]["Sns"]["Message"])',
            trigger(Kind.SNS, INTERNAL, "News"),
            id="another service",
        ),
        pytest.param(
            'boto3.client("lambda").invoke(FunctionName="app-other", Payload=json.dumps(event["body"]))',
            'sh(event["cmd"])',
            trigger(Kind.DIRECT, INTERNAL),
            id="another function",
        ),
        pytest.param(
            PUT.replace('event["body"]', '"list"'), SCAN, trigger(Kind.SCHEDULE, INTERNAL), id="constants only"
        ),
        pytest.param(
            PUT.replace('event["body"]', 'event["requestContext"]["requestId"]'),
            SCAN,
            trigger(Kind.SCHEDULE, INTERNAL),
            id="the platform's",
        ),
        pytest.param(
            UPDATE % "SET #d = if_not_exists(#d, :n) + :v",
            SCAN,
            trigger(Kind.SCHEDULE, INTERNAL),
            id="another attribute",
        ),
        pytest.param(UPDATE % "DELETE #c :v", SCAN, trigger(Kind.SCHEDULE, INTERNAL), id="what is taken out of a set"),
        pytest.param(UPDATE % "SET #c = :n", SCAN, trigger(Kind.SCHEDULE, INTERNAL), id="what an update only compares"),
        pytest.param(
            PUT_OBJECT,
            'sh(boto3.client("s3").head_object(Bucket=os.environ["BUCKET"], Key="k")["Metadata"]["title"])',
            trigger(Kind.SCHEDULE, INTERNAL),
            id="an object's metadata",
        ),
        pytest.param(
            PUT_OBJECT,
            'sh(str(boto3.client("s3").get_object(Bucket=os.environ["BUCKET"], Key="k")["ContentLength"]))',
            trigger(Kind.SCHEDULE, INTERNAL),
            id="an object's size",
        ),
    ],
)
def test_does_not_arrive(tmp_path: Path, writer: str, reader: str, by: Trigger) -> None:
    assert linked(tmp_path, python(writer), python(reader), by) == []


@pytest.mark.parametrize("expression", ["SET #d = :n, #c = list_append(#c, :v)", "add cmd :v", "SET #c[0] = :v"])
def test_an_update_arrives_in_its_attribute(tmp_path: Path, expression: str) -> None:
    flows = linked(tmp_path, python(UPDATE % expression), python(SCAN), trigger(Kind.SCHEDULE, INTERNAL))
    assert [flow.source.path for flow in flows] == ["event.body"]


def test_an_attribute_of_an_item_that_nobody_knows_is_a_guess(tmp_path: Path) -> None:
    put = 'boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item=%s)'
    by = trigger(Kind.SCHEDULE, INTERNAL)
    whole_item = linked(tmp_path, python(BODY + put % "data"), python(SCAN), by)
    assert [(flow.confidence, flow.source.path) for flow in whole_item] == [(Confidence.MEDIUM, "event.body")]
    named = linked(tmp_path, python(BODY + put % "data" + "\n" + put % '{"cmd": data["x"]}'), python(SCAN), by)
    assert [(flow.confidence, flow.source.path) for flow in named] == [(Confidence.HIGH, "event.body.x")]


def test_what_only_a_schedule_writes_is_no_outsiders(tmp_path: Path) -> None:
    writer_by = trigger(Kind.SCHEDULE, INTERNAL)
    assert linked(tmp_path, python(PUT), python(SCAN), trigger(Kind.SCHEDULE, INTERNAL), writer_by) == []


def test_a_checked_value_is_stored_checked(tmp_path: Path) -> None:
    writer = 'if event["body"] not in ("start", "stop"):\n    return\n' + PUT
    assert linked(tmp_path, python(writer), python(SCAN), trigger(Kind.SCHEDULE, INTERNAL)) == []


PICKLED = 'boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key="k", Body=%s)'
UNPICKLE = 'pickle.loads(boto3.client("s3").get_object(Bucket=os.environ["BUCKET"], Key="k")["Body"].read())'


@pytest.mark.parametrize("by", [trigger(Kind.SCHEDULE, INTERNAL), trigger(Kind.S3, ACCOUNT, source="Uploads")])
@pytest.mark.parametrize(("body", "harms"), [('pickle.dumps({"a": event["body"]})', False), ('event["body"]', True)])
def test_a_program_reads_back_what_it_has_pickled(tmp_path: Path, by: Trigger, body: str, harms: bool) -> None:
    writer, reader = (f"import pickle\n{python(text)}" for text in (PICKLED % body, UNPICKLE))
    app = analysed(tmp_path, {"Writer": (writer, trigger(Kind.HTTP_API)), "Reader": (reader, by)})
    assert [flow.kind for flow in app.behaviours["Reader"].flows] == (["deserialization"] if harms else [])


def test_two_hops(tmp_path: Path) -> None:
    found = analysed(
        tmp_path,
        {
            "First": (python(PUT), trigger(Kind.HTTP_API)),
            "Second": (
                python(
                    'x = event["Records"][0]["dynamodb"]["NewImage"]["cmd"]["S"]\n'
                    'boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=x)'
                ),
                trigger(Kind.DYNAMODB, INTERNAL, "Orders"),
            ),
            "Third": (python('sh(event["Records"][0]["body"])'), trigger(Kind.SQS, INTERNAL, "Jobs")),
        },
    )
    (flow,) = found.flows(found.functions[2], "shell")
    assert (flow.source.path, flow.via) == ("event.body", ("First", "${Orders}", "Second", "${Jobs}"))
    assert list(dict.fromkeys(step.span.path for step in flow.steps)) == ["first.py", "second.py", "third.py"]


def test_functions_that_feed_each_other(tmp_path: Path) -> None:
    program = python(
        'x = event["Records"][0]["body"]\nsh(x)\n'
        'boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=x)'
    )
    by = trigger(Kind.SQS, INTERNAL, "Jobs")
    found = analysed(tmp_path, {"One": (program, by), "Two": (program, by)})
    assert [found.flows(f, "shell") for f in found.functions] == [[], []]


def test_javascript_writes_and_reads(tmp_path: Path) -> None:
    writer = whole(
        "javascript",
        """
        const { DynamoDBDocumentClient, PutCommand } = require("@aws-sdk/lib-dynamodb");
        const { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
        const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
        exports.handler = async (event) => {
          const Item = { cmd: JSON.parse(event.body).x };
          await client.send(new PutCommand({ TableName: process.env.TABLE, Item }));
        };
        """,
    )
    reader = whole(
        "javascript",
        """
        const AWS = require("aws-sdk");
        const client = new AWS.DynamoDB.DocumentClient();
        exports.handler = async (event) => {
          const { Items } = await client.scan({ TableName: process.env.TABLE }).promise();
          for (const item of Items) sh(item.cmd);
        };
        """,
    )
    (flow,) = linked(tmp_path, writer, reader, trigger(Kind.SCHEDULE, INTERNAL))
    assert (flow.source.path, flow.via) == ("event.body.x", ("Writer", "${Orders}"))


@pytest.mark.parametrize(
    ("reader", "by", "confidence", "reasons"),
    [
        pytest.param('sh(event["body"])', trigger(Kind.HTTP_API), Confidence.HIGH, (), id="nothing to doubt"),
        pytest.param(
            "from library import unheard\nsh(unheard(event['body']))",
            trigger(Kind.HTTP_API),
            Confidence.MEDIUM,
            ("passes through `library.unheard()`, which cannot be looked into (reader.py:6)",),
            id="unknown code",
        ),
        pytest.param(
            'sh(event["detail"]["x"])',
            trigger(Kind.EVENTBRIDGE, ACCOUNT),
            Confidence.LOW,
            ("the event comes from within the account",),
            id="the account",
        ),
        pytest.param(
            'sh(event["x"])',
            trigger(Kind.UNKNOWN, Exposure.ANONYMOUS),
            Confidence.MEDIUM,
            ("no template says what triggers the function",),
            id="no template",
        ),
    ],
)
def test_confidence(tmp_path: Path, reader: str, by: Trigger, confidence: Confidence, reasons: tuple[str, ...]) -> None:
    found = analysed(tmp_path, {"Reader": (python(reader), by)})
    (flow,) = found.flows(found.functions[0], "shell")
    assert (flow.confidence, tuple(map(str, flow.reasons))) == (confidence, reasons)


NAMES_AND_VALUES = {
    "python": """
        import boto3
        names, whole, parts, chosen = (boto3.resource("dynamodb").Table(name) for name in ("a", "b", "c", "d"))

        def clauses(item):
            return "SET " + ", ".join(f"{key} = :none" for key in item)

        def handler(event, context):
            names.put_item(Item={"id": "x", "name": event["name"]})
            whole.put_item(Item={**event["all"], "id": "x"})  #! record
            parts.put_item(Item={"id": "x", "part": event["part"]})
            chosen.put_item(Item={"id": "x", event["key"]: 1})
            key = {"id": "x"}
            item = names.get_item(Key=key)["Item"]
            names.update_item(Key=key, UpdateExpression=clauses(item))
            item = whole.get_item(Key=key)["Item"]
            names.update_item(Key=key, UpdateExpression=clauses(item))  #! expression
            item = parts.get_item(Key=key)["Item"]
            names.update_item(Key=key, UpdateExpression=clauses(item))
            names.update_item(Key=key, UpdateExpression=clauses(item["part"].keys()))  #! expression
            item = chosen.get_item(Key=key)["Item"]
            names.update_item(Key=key, UpdateExpression=clauses(item))  #! expression
            names.update_item(Key=key, UpdateExpression=clauses(event["given"]))  #! expression
    """,
    "javascript": """
        const { DynamoDB } = require("@aws-sdk/client-dynamodb");
        const { DynamoDBDocument } = require("@aws-sdk/lib-dynamodb");
        const db = DynamoDBDocument.from(new DynamoDB({}));
        const Key = { id: "x" };
        const clauses = (item) => "SET " + Object.keys(item).map((key) => `${key} = :none`).join(", ");

        exports.handler = async (event) => {
          await db.put({ TableName: "a", Item: { id: "x", name: event.name } });
          await db.put({ TableName: "b", Item: { ...event.all, id: "x" } }); //! record
          await db.put({ TableName: "c", Item: { id: "x", part: event.part } });
          await db.put({ TableName: "d", Item: { id: "x", [event.key]: 1 } });
          const names = (await db.get({ TableName: "a", Key })).Item;
          names.more = 1;
          await db.update({ TableName: "a", Key, UpdateExpression: clauses(names) });
          const whole = (await db.get({ TableName: "b", Key })).Item;
          await db.update({ TableName: "a", Key, UpdateExpression: clauses(whole) }); //! expression
          const parts = (await db.get({ TableName: "c", Key })).Item;
          await db.update({ TableName: "a", Key, UpdateExpression: clauses(parts) });
          await db.update({ TableName: "a", Key, UpdateExpression: clauses(parts.part) }); //! expression
          const chosen = (await db.get({ TableName: "d", Key })).Item;
          await db.update({ TableName: "a", Key, UpdateExpression: clauses(chosen) }); //! expression
        };
    """,
}


@pytest.mark.parametrize("language", NAMES_AND_VALUES)
def test_what_an_item_holds_does_not_say_what_its_attributes_are_called(tmp_path: Path, language: str) -> None:
    check(tmp_path, language, NAMES_AND_VALUES[language])

"""Data that passes through several services, or through a workflow, on its way from one function to another."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest
from attrs import frozen

from goatherd.core.config import Config
from goatherd.core.events import ApplicationRead
from goatherd.model.application import Application
from goatherd.scan import scan

HEAD = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.13
    CodeUri: .
    Policies: [AdministratorAccess]
    Environment:
      Variables: {TOPIC: !Ref News, QUEUE: !Ref Jobs, BUCKET: !Ref Files, TABLE: !Ref Rows, STREAM: !Ref Clicks}
Resources:
  News: {Type: AWS::SNS::Topic}
  Jobs: {Type: AWS::SQS::Queue}
  Files: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "${AWS::AccountId}-files"}}
  Others: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "${AWS::AccountId}-others"}}
  Rows: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Sub "${AWS::AccountId}-rows"}}
  Clicks: {Type: AWS::Kinesis::Stream}
  Writer:
    Type: AWS::Serverless::Function
    Properties:
      Handler: writer.handler
      Events: {Post: {Type: HttpApi, Properties: {Path: /, Method: post}}}
"""
READER = """
Reader:
  Type: AWS::Serverless::Function
  Properties: {Handler: reader.handler%s}
"""
CODE = """
import base64, json, os, boto3
def handler(event, context):
    data = json.loads(event.get("body") or "{}")
"""


def reader(events: str = "") -> str:
    return READER % (f", Events: {events}" if events else "")


QUEUED = reader("{Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}")


def application(root: Path, template: str, writes: str, reads: str, more: dict[str, str]) -> Application:
    (root / "template.yaml").write_text(HEAD + indent(dedent(template), "  "), encoding="utf-8")
    for name, body in {"writer": writes, "reader": reads, **more}.items():
        (root / f"{name}.py").write_text(CODE + indent(dedent(body).strip("\n"), "    ") + "\n", encoding="utf-8")
    events = list(scan(str(root), Config(select=("SAS-1",))))
    return next(event.application for event in events if isinstance(event, ApplicationRead))


def arrived(
    root: Path, template: str, writes: str, reads: str, more: dict[str, str] | None = None, into: str = "Reader"
) -> list[str]:
    """The functions that each shell flow of the reader comes through, from an outsider."""
    app = application(root, template, writes, reads, more or {})
    function = app.function(into)
    assert function is not None
    return [" ".join((*flow.via, into)) for flow in app.flows(function, "shell") if not flow.inside]


@frozen
class Case:
    """`writes` is what reaches the reader, `not_writes` what looks like it and does not."""

    template: str
    writes: str
    reads: str
    via: str
    not_writes: str = ""


PUBLISH = 'boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message=json.dumps({"cmd": %s}), %s)'
PUT = 'boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key=%s, Body=%s)'
SUBSCRIBED = (
    """
Subscription:
  Type: AWS::SNS::Subscription
  Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Jobs.Arn%s}
"""
    + QUEUED
)
PUT_ITEM = (
    'boto3.client("dynamodb").put_item(TableName=os.environ["TABLE"], Item={"pk": {"S": "a"}, "sk": {"S": "%s"}, '
    '"cmd": {"S": %s}})'
)
QUERY = """
rows = boto3.client("dynamodb").query(TableName=os.environ["TABLE"], KeyConditionExpression="pk = :p AND %s",
    ExpressionAttributeValues={":p": {"S": "a"}, ":s": {"S": "ORDER#"}})["Items"]
os.system(rows[0]["cmd"]["S"])
"""
ATTRIBUTE = 'MessageAttributes={"kind": {"DataType": "String", "StringValue": "%s"}}'
ENTRY = '{"EventBusName": "default", "Source": "%s", "DetailType": "made", "Detail": json.dumps({"cmd": data["x"]})}'
PUT_EVENT = f'boto3.client("events").put_events(Entries=[{ENTRY}])'
RULE = """
Rule:
  Type: AWS::Events::Rule
  Properties:
    EventPattern: {source: [shop]}
    Targets: [{Id: a, Arn: !GetAtt %s%s}]
"""
CASES = {
    "topic to queue": Case(
        SUBSCRIBED % "",
        PUBLISH % ('data["x"]', ""),
        'os.system(json.loads(json.loads(event["Records"][0]["body"])["Message"])["cmd"])',
        "Writer ${News} Reader",
        PUBLISH % ('"list"', ""),
    ),
    "topic to queue, raw, past a filter policy": Case(
        SUBSCRIBED % ", RawMessageDelivery: true, FilterPolicy: {kind: [order]}",
        PUBLISH % ('data["x"]', ATTRIBUTE % "order"),
        'os.system(json.loads(event["Records"][0]["body"])["cmd"])',
        "Writer ${News} Reader",
        PUBLISH % ('data["x"]', ATTRIBUTE % "customer"),
    ),
    "bucket to queue": Case(
        dedent("""
        Told:
          Type: AWS::S3::Bucket
          Properties:
            BucketName: told
            NotificationConfiguration:
              QueueConfigurations:
                - {Event: "s3:ObjectCreated:*", Queue: !GetAtt Jobs.Arn,
                   Filter: {S3Key: {Rules: [{Name: suffix, Value: .csv}]}}}
        """)
        + QUEUED,
        'boto3.client("s3").put_object(Bucket="told", Key=data["x"] + ".csv", Body="a")',
        'os.system("wc " + json.loads(event["Records"][0]["body"])["Records"][0]["s3"]["object"]["key"])',
        "Writer told Reader",
        'boto3.client("s3").put_object(Bucket="told", Key=data["x"] + ".pdf", Body="a")',
    ),
    "bucket to bus": Case(
        RULE.replace("{source: [shop]}", "{source: [aws.s3], detail: {bucket: {name: [!Ref Files]}}}")
        % ("Reader.Arn", "")
        + reader(),
        PUT % ('data["x"]', '"a"'),
        'os.system("wc " + event["detail"]["object"]["key"])',
        "Writer ${Files} Reader",
        PUT % ('"fixed"', 'data["x"]'),
    ),
    "bus to queue": Case(
        RULE % ("Jobs.Arn", "") + QUEUED,
        PUT_EVENT % "shop",
        'os.system(json.loads(event["Records"][0]["body"])["detail"]["cmd"])',
        "Writer default Reader",
        PUT_EVENT % "office",
    ),
    "a part of an event": Case(
        RULE % ("Reader.Arn", ", InputPath: $.detail") + reader(),
        PUT_EVENT % "shop",
        'os.system(event["cmd"])',
        "Writer default Reader",
        PUT_EVENT % "office",
    ),
    "an event that a rule makes": Case(
        RULE
        % (
            "Reader.Arn",
            """, InputTransformer: {InputPathsMap: {c: $.detail.cmd}, InputTemplate: '{"run": <c>, "by": "shop"}'}""",
        )
        + reader(),
        PUT_EVENT % "shop",
        'os.system(event["run"])\nos.system(event["by"])',
        "Writer default Reader",
        PUT_EVENT % "office",
    ),
    "a pipe": Case(
        dedent("""
        Pipe:
          Type: AWS::Pipes::Pipe
          Properties:
            Source: !GetAtt Jobs.Arn
            Target: !GetAtt Reader.Arn
            RoleArn: !GetAtt Role.Arn
            SourceParameters: {FilterCriteria: {Filters: [{Pattern: '{"body": {"kind": ["order"]}}'}]}}
        """)
        + reader(),
        """
        text = json.dumps({"kind": "order", "cmd": data["x"]})
        boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=text)
        """,
        'os.system(event[0]["body"]["cmd"])',
        "Writer ${Jobs} Reader",
        """
        text = json.dumps({"kind": "refund", "cmd": data["x"]})
        boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=text)
        """,
    ),
    "a batch of records": Case(
        reader("{Clicks: {Type: Kinesis, Properties: {Stream: !GetAtt Clicks.Arn, StartingPosition: LATEST}}}"),
        """
        records = [{"Data": json.dumps({"cmd": each}), "PartitionKey": "a"} for each in data["all"]]
        boto3.client("kinesis").put_records(StreamName=os.environ["STREAM"], Records=records)
        """,
        'os.system(json.loads(base64.b64decode(event["Records"][0]["kinesis"]["data"]))["cmd"])',
        "Writer ${Clicks} Reader",
        """
        records = [{"Data": json.dumps({"cmd": "list"}), "PartitionKey": each} for each in data["all"]]
        boto3.client("kinesis").put_records(StreamName=os.environ["STREAM"], Records=records)
        """,
    ),
    "a transaction": Case(
        reader(),
        """
        boto3.client("dynamodb").transact_write_items(TransactItems=[
            {"Put": {"TableName": os.environ["TABLE"], "Item": {"id": {"S": "a"}, "cmd": {"S": data["x"]}}}},
            {"Put": {"TableName": "other", "Item": {"id": {"S": "a"}, "text": {"S": data["y"]}}}}])
        """,
        'os.system(boto3.resource("dynamodb").Table(os.environ["TABLE"]).get_item(Key={"id": "a"})["Item"]["cmd"])',
        "Writer ${Rows} Reader",
        """
        boto3.client("dynamodb").transact_write_items(TransactItems=[
            {"Put": {"TableName": os.environ["TABLE"], "Item": {"id": {"S": "b"}, "cmd": {"S": data["x"]}}}},
            {"Put": {"TableName": "other", "Item": {"id": {"S": "a"}, "cmd": {"S": data["y"]}}}}])
        """,
    ),
    "a batch for several tables": Case(
        reader(),
        """
        boto3.client("dynamodb").batch_write_item(RequestItems={
            os.environ["TABLE"]: [{"PutRequest": {"Item": {"cmd": {"S": data["x"]}}}}],
            "other": [{"PutRequest": {"Item": {"cmd": {"S": "list"}}}}]})
        """,
        'os.system(boto3.resource("dynamodb").Table(os.environ["TABLE"]).scan()["Items"][0]["cmd"])',
        "Writer ${Rows} Reader",
        """
        boto3.client("dynamodb").batch_write_item(RequestItems={
            "other": [{"PutRequest": {"Item": {"cmd": {"S": data["x"]}}}}],
            os.environ["TABLE"]: [{"PutRequest": {"Item": {"cmd": {"S": "list"}}}}]})
        """,
    ),
    "items of a kind, by their key": Case(
        reader(),
        PUT_ITEM % ("ORDER#1", 'data["x"]'),
        QUERY % "begins_with(sk, :s)",
        "Writer ${Rows} Reader",
        PUT_ITEM % ("USER#1", 'data["x"]'),
    ),
    "items of a kind, by a part of their key": Case(
        reader(),
        PUT_ITEM % ("ORDER#", 'data["x"]'),
        QUERY % "sk = :s",
        "Writer ${Rows} Reader",
        PUT_ITEM % ("ORDER#2", 'data["x"]'),
    ),
    "a secret": Case(
        reader(),
        'boto3.client("secretsmanager").put_secret_value(SecretId="shop/hook", SecretString=data["x"])',
        'os.system(boto3.client("secretsmanager").get_secret_value(SecretId="shop/hook")["SecretString"])',
        "Writer shop/hook Reader",
        'boto3.client("secretsmanager").put_secret_value(SecretId="shop/key", SecretString=data["x"])',
    ),
    "a parameter": Case(
        reader(),
        'boto3.client("ssm").put_parameter(Name="/shop/hook", Value=data["x"], Type="String")',
        'os.system(boto3.client("ssm").get_parameter(Name="/shop/hook")["Parameter"]["Value"])',
        "Writer /shop/hook Reader",
        'boto3.client("ssm").put_parameter(Name="/shop/hook", Value="list", Type="String")',
    ),
    "a queue whose mapping is switched on": Case(
        reader("{Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, Enabled: true}}}"),
        'boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=data["x"])',
        'os.system(event["Records"][0]["body"])',
        "Writer ${Jobs} Reader",
    ),
    "a file that is written, read and written again": Case(
        reader(),
        """
        with open("/tmp/a", "w") as file:
            json.dump({"cmd": data["x"]}, file)
        with open("/tmp/a", "rb") as file:
            boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key="k", Body=file)
        """,
        """
        boto3.client("s3").download_file(os.environ["BUCKET"], "k", "/tmp/b")
        os.system(json.load(open("/tmp/b"))["cmd"])
        """,
        "Writer ${Files} Reader",
        """
        with open("/tmp/a", "w") as file:
            json.dump({"cmd": data["x"]}, file)
        with open("/tmp/a", "w") as file:
            file.write("list")
        with open("/tmp/a", "rb") as file:
            boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key="k", Body=file)
        """,
    ),
    "an object that is copied": Case(
        reader(),
        PUT % ('"in/a"', 'data["x"]')
        + """
        s3 = boto3.client("s3")
        source = {"Bucket": os.environ["BUCKET"], "Key": "in/a"}
        s3.copy_object(CopySource=source, Bucket="backup", Key="out/a")
        """.replace("\n        ", "\n"),
        'os.system(boto3.client("s3").get_object(Bucket="backup", Key="out/a")["Body"].read().decode())',
        "Writer ${Files} Writer backup Reader",
        PUT % ('"in/a"', '"fixed"')
        + """
        s3 = boto3.client("s3")
        s3.copy_object(CopySource={"Bucket": os.environ["BUCKET"], "Key": "in/a"}, Bucket="backup", Key="out/a")
        """.replace("\n        ", "\n"),
    ),
    "buckets told apart by more than the account in their names": Case(
        reader(),
        PUT % ('"a"', 'data["x"]'),
        'os.system(boto3.client("s3").get_object(Bucket=os.environ["BUCKET"], Key="a")["Body"].read().decode())',
        "Writer ${Files} Reader",
        (PUT % ('"a"', 'data["x"]')).replace('os.environ["BUCKET"]', '"x-others"'),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_arrives(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    assert arrived(tmp_path, case.template, case.writes, case.reads) == [case.via]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.not_writes])
def test_does_not_arrive(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    assert arrived(tmp_path, case.template, case.not_writes, case.reads) == []


def test_a_mapping_that_is_switched_off_delivers_nothing(tmp_path: Path) -> None:
    case = CASES["a queue whose mapping is switched on"]
    template = case.template.replace("Enabled: true", "Enabled: false")
    assert arrived(tmp_path, template, case.writes, case.reads) == []


def test_every_function_on_the_way_is_named(tmp_path: Path) -> None:
    case = CASES["topic to queue"]
    app = application(tmp_path, case.template, case.writes, case.reads, {})
    reading = app.function("Reader")
    assert reading is not None
    (flow,) = app.flows(reading, "shell")
    named = [step.note.partition(":")[0] for step in flow.steps if step.note.startswith("in ")]
    assert named == ["in Writer", "in Reader"]


MACHINE = """
Flow:
  Type: AWS::Serverless::StateMachine
  Properties:
    Policies: [AdministratorAccess]
    Definition:
      StartAt: First
      States:
        First: {Type: Task, Resource: !GetAtt Middle.Arn, %s}
        Last: {Type: Task, Resource: !GetAtt Reader.Arn, %s}
    Events: {}
Middle:
  Type: AWS::Serverless::Function
  Properties: {Handler: middle.handler}
Starter:
  Type: AWS::Serverless::Function
  Properties:
    Handler: starter.handler
    Environment: {Variables: {MACHINE: !Ref Flow}}
    Events: {Put: {Type: HttpApi, Properties: {Path: /start, Method: put}}}
""" + reader()
START = """
text = json.dumps({"cmd": data["x"], "items": data["all"], "kind": "a"})
boto3.client("stepfunctions").start_execution(stateMachineArn=os.environ["MACHINE"], input=text)
"""
INPUT = "Starter ${Flow} Reader"
OUTPUT = "Starter ${Flow} Middle Reader"


@pytest.mark.parametrize(
    ("first", "last", "reads", "expected"),
    [
        pytest.param("Next: Last", "End: true", "cmd", [], id="what a task gives takes the place of the input"),
        pytest.param("Next: Last", "End: true", "got", [OUTPUT], id="what a task gives is the next one's input"),
        pytest.param("Next: Last, ResultPath: $.r", "End: true", "cmd", [INPUT], id="a result beside the input"),
        pytest.param("Next: Last, ResultPath: $.cmd", "End: true", "cmd", [OUTPUT], id="a result in place of a field"),
        pytest.param("Next: Last, ResultPath: null", "End: true", "cmd", [INPUT], id="a result that is dropped"),
        pytest.param(
            "Next: Last, ResultPath: $.r", "End: true, InputPath: $.r", "got", [OUTPUT], id="a part of the input"
        ),
        pytest.param(
            "Next: Last, ResultSelector: {y.$: $.got}", "End: true", "y", [OUTPUT], id="a selected part of a result"
        ),
        pytest.param(
            "Next: Last, ResultSelector: {y.$: $.fixed}", "End: true", "y", [], id="another selected part of a result"
        ),
        pytest.param(
            "Next: Last, ResultPath: null",
            "End: true, Parameters: {c.$: $.cmd, d: fixed}",
            "c",
            [INPUT],
            id="parameters that rename",
        ),
        pytest.param(
            "Next: Last, ResultPath: null",
            "End: true, Parameters: {c.$: $.cmd, d: fixed}",
            "d",
            [],
            id="parameters that are fixed",
        ),
        pytest.param(
            "Next: Last, ResultPath: null",
            "End: true, Parameters: {c.$: \"States.Format('{} -v', $.cmd)\"}",
            "c",
            [INPUT],
            id="a function over a path",
        ),
        pytest.param(
            "Next: Last",
            "End: true, Parameters: {c.$: $$.Execution.Input.cmd}",
            "c",
            [INPUT],
            id="the input of the execution",
        ),
        pytest.param(
            'Next: Last, QueryLanguage: JSONata, Output: "{% $states.input %}"', "End: true", "cmd", [INPUT],
            id="an output in JSONata",
        ),
        pytest.param(
            'Next: Last, QueryLanguage: JSONata, Assign: {kept: "{% $states.result.got %}"}',
            'End: true, QueryLanguage: JSONata, Arguments: {c: "{% $kept %}"}',
            "c",
            [OUTPUT],
            id="a variable",
        ),
        pytest.param(
            'Next: Last, QueryLanguage: JSONata, Assign: {kept: "{% $states.result.fixed %}"}',
            'End: true, QueryLanguage: JSONata, Arguments: {c: "{% $kept %}"}',
            "c",
            [],
            id="a variable of something else",
        ),
    ],
)  # fmt: skip
def test_state_machines(tmp_path: Path, first: str, last: str, reads: str, expected: list[str]) -> None:
    more = {"starter": START, "middle": 'return {"got": event["cmd"], "fixed": "a"}'}
    found = arrived(tmp_path, MACHINE % (first, last), "return 1", f'os.system(event["{reads}"])', more)
    assert found == expected


INNER = """{StartAt: Inner, States: {Inner: {Type: Task, Resource: !GetAtt Reader.Arn, End: true}}}"""


@pytest.mark.parametrize(
    ("states", "reads", "expected"),
    [
        pytest.param(
            f"{{Type: Map, ItemsPath: $.items, ItemProcessor: {INNER}, End: true}}",
            'event["name"]', [INPUT], id="an element",
        ),
        pytest.param(
            f"{{Type: Map, ItemsPath: $.kinds, ItemProcessor: {INNER}, End: true}}",
            'event["name"]', [], id="an element of something else",
        ),
        pytest.param(
            "{Type: Map, ItemsPath: $.items, ItemSelector: {one.$: $$.Map.Item.Value.name, c.$: $.cmd, f: a}, "
            f"ItemProcessor: {INNER}, End: true}}",
            'event["one"] + event["f"]', [INPUT], id="a selected part of an element",
        ),
        pytest.param(
            f"{{Type: Parallel, Branches: [{INNER}], End: true}}", 'event["cmd"]', [INPUT], id="a branch",
        ),
        pytest.param(
            "{Type: Choice, Choices: [{Variable: $.cmd, StringEquals: go, Next: Do}], Default: Stop}",
            'event["cmd"]', [], id="a choice that lets one value through",
        ),
        pytest.param(
            "{Type: Choice, Choices: [{Variable: $.kind, StringEquals: go, Next: Do}], Default: Stop}",
            'event["cmd"]', [INPUT], id="a choice by another field",
        ),
        pytest.param(
            "{Type: Choice, Choices: [{Variable: $.cmd, StringEquals: go, Next: Stop}], Default: Do}",
            'event["cmd"]', [INPUT], id="a choice that lets all but one value through",
        ),
    ],
)  # fmt: skip
def test_states_in_states(tmp_path: Path, states: str, reads: str, expected: list[str]) -> None:
    more = {"starter": START, "middle": "return 1"}
    template = MACHINE % ("Next: Way, ResultPath: null", "End: true")
    template = template.replace(
        "        Last: {Type: Task, Resource: !GetAtt Reader.Arn, End: true}",
        f"        Way: {states}\n        Stop: {{Type: Fail}}\n"
        "        Do: {Type: Task, Resource: !GetAtt Reader.Arn, End: true}",
    )
    if "Choice" not in states:
        template = template.replace("Do: {Type: Task, Resource: !GetAtt Reader.Arn, End: true}", "Do: {Type: Succeed}")
    assert arrived(tmp_path, template, "return 1", f"os.system({reads})", more) == expected


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("{QueueUrl: !Ref Jobs, MessageBody.$: $.cmd}", ["Starter ${Flow} Flow ${Jobs} Reader"]),
        ("{QueueUrl: !Ref Jobs, MessageBody: list}", []),
        ("{QueueUrl: another, MessageBody.$: $.cmd}", []),
    ],
)
def test_a_state_that_sends(tmp_path: Path, parameters: str, expected: list[str]) -> None:
    template = MACHINE.replace(reader(), QUEUED) % ("Next: Last, ResultPath: null", "End: true")
    template = template.replace(
        "Last: {Type: Task, Resource: !GetAtt Reader.Arn,",
        f'Last: {{Type: Task, Resource: "arn:aws:states:::sqs:sendMessage", Parameters: {parameters},',
    )
    more = {"starter": START, "middle": "return 1"}
    found = arrived(tmp_path, template, "return 1", 'os.system(event["Records"][0]["body"])', more)
    assert found == expected

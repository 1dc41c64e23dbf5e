"""Incidents planted in a month of logs: how many are found with `hunt --app` and without, and how much is told wrongly.

    python benchmarks/hunt_application.py [--events 1000000] [--seed 1]

The application has four functions; what they do every day is written here by hand, whatever the engine makes of their
code, with deployments every week, a person who looks around, and functions of another application. Each incident is
planted in that month, among all others, and alone in a quiet hour. One is found where an alert holds its record; an
alert that holds the record of none is a false one.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import table

from goatherd.core.config import Config
from goatherd.hunt.application.baseline import Baseline
from goatherd.hunt.hunting import hunt
from goatherd.hunt.rules import read_rules
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from collections.abc import Iterator

Event = dict[str, Any]

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.12, CodeUri: src/, MemorySize: 256, Timeout: 10}}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Receipts: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "receipts-${AWS::AccountId}"}}
  Jobs: {Type: AWS::SQS::Queue}
  Take:
    Type: AWS::Serverless::Function
    Properties:
      Handler: take.handler
      Environment: {Variables: {TABLE: !Ref Orders, JOBS: !Ref Jobs}}
      Policies:
        - DynamoDBCrudPolicy: {TableName: !Ref Orders}
        - SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}
      Events: {Post: {Type: Api, Properties: {Path: /orders, Method: post}}}
  Bill:
    Type: AWS::Serverless::Function
    Properties:
      Handler: bill.handler
      Environment: {Variables: {BUCKET: !Ref Receipts}}
      Policies:
        - S3WritePolicy: {BucketName: !Ref Receipts}
        - Statement: [{Effect: Allow, Action: "secretsmanager:GetSecretValue", Resource: "*"}]
      Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}
  Read:
    Type: AWS::Serverless::Function
    Properties:
      Handler: read.handler
      Policies: [{S3ReadPolicy: {BucketName: !Ref Receipts}}]
      Events: {Put: {Type: S3, Properties: {Bucket: !Ref Receipts, Events: "s3:ObjectCreated:*"}}}
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Handler: count.handler
      Environment: {Variables: {TABLE: !Ref Orders}}
      Policies: [{DynamoDBReadPolicy: {TableName: !Ref Orders}}]
      Events: {Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}
"""
CODE = {
    "take.py": """\
import os
import boto3
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
sqs = boto3.client("sqs")
def handler(event, context):
    table.put_item(Item={"id": event["body"]})
    sqs.send_message(QueueUrl=os.environ["JOBS"], MessageBody=event["body"])
""",
    "bill.py": """\
import os
import boto3
s3, secrets = boto3.client("s3"), boto3.client("secretsmanager")
def handler(event, context):
    key = secrets.get_secret_value(SecretId="prod/bank")["SecretString"]
    for record in event["Records"]:
        s3.put_object(Bucket=os.environ["BUCKET"], Key=record["messageId"], Body=key)
""",
    "read.py": """\
import boto3
s3 = boto3.client("s3")
def handler(event, context):
    for record in event["Records"]:
        s3.get_object(Bucket=record["s3"]["bucket"]["name"], Key=record["s3"]["object"]["key"])
""",
    "count.py": """\
import os
import boto3
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
def handler(event, context):
    return table.scan(Select="COUNT")["Count"]
""",
}

ACCOUNT = "111122223333"
NAME = {id: f"shop-prod-{id}-a1B2c3D4e5F6" for id in ("Take", "Bill", "Read", "Count")}
ROLE = {id: f"shop-prod-{id}Role-h1J2k3L4m5N6" for id in NAME}
ORDERS = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/shop-prod-Orders-1ABCDEFGHIJKL"
JOBS = f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/shop-prod-Jobs-Ab1Cd2Ef3Gh4"
RECEIPTS, LAMBDA = f"receipts-{ACCOUNT}", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:"
AGENT = {"userAgent": "Boto3/1.35.0 md/Botocore#1.35.0 os/linux exec-env/AWS_Lambda_python3.12"}
STACKS = {"userAgent": "cloudformation.amazonaws.com", "sourceIPAddress": "cloudformation.amazonaws.com"}
START = datetime(2026, 3, 2, tzinfo=UTC)
_HEADINGS = ["a month", "without --app", "with --app"]


def call(service: str, name: str, parameters: Event | None = None, **more: Any) -> Event:
    return {"eventSource": f"{service}.amazonaws.com", "eventName": name, "requestParameters": parameters or {}, **more}


def by(id: str) -> Event:
    return session(ROLE[id], NAME[id]) | AGENT | {"sourceIPAddress": "18.203.10.5"}


def session(role: str, name: str) -> Event:
    issuer = {"type": "Role", "arn": f"arn:aws:iam::{ACCOUNT}:role/{role}", "userName": role}
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{name}"
    context = {"sessionContext": {"sessionIssuer": issuer}}
    return {"userIdentity": {"type": "AssumedRole", "arn": arn, "accessKeyId": f"ASIA{name}", **context}}


def on(id: str, name: str, **parameters: Any) -> Event:
    return call("lambda", name, {"functionName": NAME[id], **parameters})


def on_role(id: str, name: str, **parameters: Any) -> Event:
    return call("iam", name, {"roleName": ROLE[id], **parameters})


def person(name: str, agent: str = "Mozilla/5.0 (Macintosh)", address: str = "203.0.113.7") -> Event:
    identity = {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/{name}", "userName": name}
    return {"userIdentity": identity, "userAgent": agent, "sourceIPAddress": address}


def service(name: str) -> Event:
    host = f"{name}.amazonaws.com"
    return {"userIdentity": {"type": "AWSService", "invokedBy": host}, "userAgent": host, "sourceIPAddress": host}


EVERY_DAY = [
    call("lambda", "Invoke", {"functionName": LAMBDA + NAME["Take"]}) | service("apigateway"),
    call("dynamodb", "PutItem", {"tableName": ORDERS.rpartition("/")[2]}, resources=[{"ARN": ORDERS}]) | by("Take"),
    call("sqs", "SendMessage", {"queueUrl": JOBS}) | by("Take"),
    call("lambda", "Invoke", {"functionName": LAMBDA + NAME["Bill"]}) | service("lambda"),
    call("secretsmanager", "GetSecretValue", {"secretId": "prod/bank"}) | by("Bill"),
    call("s3", "PutObject", {"bucketName": RECEIPTS, "key": "1"}) | by("Bill"),
    call("lambda", "Invoke", {"functionName": NAME["Read"], "sourceArn": f"arn:aws:s3:::{RECEIPTS}"}) | service("s3"),
    call("s3", "GetObject", {"bucketName": RECEIPTS, "key": "1"}) | by("Read"),
    call("lambda", "Invoke", {"functionName": NAME["Count"]}) | service("events"),
    call("dynamodb", "Scan", {"tableName": ORDERS.rpartition("/")[2]}, resources=[{"ARN": ORDERS}]) | by("Count"),
    call("kms", "Decrypt") | by("Take"),
    call("logs", "CreateLogStream", {"logGroupName": f"/aws/lambda/{NAME['Take']}"})
    | by("Take")
    | {"userAgent": "awslambda-worker/1.0 rusoto/0.48.0"},
    call("lambda", "ListFunctions20150331", readOnly=True) | person("erin"),
    call("lambda", "GetFunction20150331v2", {"functionName": NAME["Take"]}, readOnly=True) | person("erin"),
    call("dynamodb", "PutItem", {"tableName": "customers"}) | session("crm", "crm-prod-Keep-Zz9Yy8Xx7Ww6") | AGENT,
]
DEPLOYED = [
    on("Take", "UpdateFunctionConfiguration20150331v2", memorySize=256) | STACKS,
    on("Take", "AddPermission20150331v2", principal="apigateway.amazonaws.com") | STACKS,
    on_role("Take", "PutRolePolicy", policyDocument="{}") | STACKS,
]

HAND = person("mallory", "aws-cli/2.17.0 os/linux", "198.51.100.7")
LAPTOP = {"userAgent": "Boto3/1.35.0 os/linux", "sourceIPAddress": "198.51.100.7"}
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:x"
ANYTHING = json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
OTHER_TABLE = [{"ARN": ORDERS.replace("shop", "crm")}]
OTHER_QUEUE = JOBS.replace("Jobs", "Else")
OTHER_LAYER = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:layer:x:1"
TARGETS = [{"id": "1", "arn": LAMBDA + NAME["Take"]}]
RECEIPT = call("s3", "GetObject", {"bucketName": RECEIPTS})
SET = "UpdateFunctionConfiguration"
INCIDENTS = {
    "a function reads what its code writes": call("dynamodb", "Query", resources=[{"ARN": ORDERS}]) | by("Take"),
    "a function asks who it is": call("sts", "GetCallerIdentity") | by("Read"),
    "a function lists buckets, refused": call("s3", "ListBuckets", errorCode="AccessDenied") | by("Bill"),
    "a function reads another secret": call("secretsmanager", "GetSecretValue", {"secretId": "prod/x"}) | by("Bill"),
    "a function reads another table": call("dynamodb", "Scan", resources=OTHER_TABLE) | by("Count"),
    "a function deletes receipts": call("s3", "DeleteObject", {"bucketName": RECEIPTS}) | by("Bill"),
    "a function sends to another queue": call("sqs", "SendMessage", {"queueUrl": OTHER_QUEUE}) | by("Take"),
    "credentials on somebody's machine": RECEIPT | by("Read") | LAPTOP,
    "the role assumed by a person": RECEIPT | session(ROLE["Read"], "mallory") | AGENT,
    "another role": on("Take", SET, role=f"arn:aws:iam::{ACCOUNT}:role/all") | HAND,
    "another handler": on("Take", SET, handler="x.y") | HAND,
    "a layer": on("Read", SET, layers=[OTHER_LAYER]) | HAND,
    "ten times the memory": on("Count", SET, memorySize=3008) | STACKS,
    "a URL for signed requests": on("Count", "CreateFunctionUrlConfig", authType="AWS_IAM") | HAND,
    "a permission for a service": on("Bill", "AddPermission", principal="sns.amazonaws.com") | HAND,
    "another source of events": on("Bill", "CreateEventSourceMapping", eventSourceArn=QUEUE) | HAND,
    "a destination": on("Read", "PutFunctionEventInvokeConfig", destinationConfig={"onSuccess": {"destination": QUEUE}})
    | HAND,
    "a schedule": call("scheduler", "CreateSchedule", {"name": "x", "target": {"arn": LAMBDA + NAME["Read"]}}) | HAND,
    "a rule's target": call("events", "PutTargets", {"rule": "x", "targets": TARGETS}) | HAND,
    "the bucket tells somebody else": call(
        "s3", "PutBucketNotification", {"bucketName": RECEIPTS, "NotificationConfiguration": {"Q": {"Queue": QUEUE}}}
    )
    | HAND,
    "a policy in the role": on_role("Read", "PutRolePolicy", policyName="x", policyDocument=ANYTHING) | HAND,
    "a policy on the role": on_role("Read", "AttachRolePolicy", policyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    | HAND,
    "invoked by hand": on("Bill", "Invoke") | HAND,
    "invoked by another bucket": on("Read", "Invoke", sourceArn="arn:aws:s3:::x") | service("s3"),
    "a function among the others": RECEIPT | session("x", "shop-prod-Back-a9B8c7D6e5F4") | AGENT,
}


def month(events: int, chance: random.Random) -> Iterator[Event]:
    """So many events in the order of their time, more by day than by night, with a deployment every week."""
    for number in range(events):
        time = START + timedelta(days=30) * (number / events)
        yield at(chance.choice(EVERY_DAY if chance.random() < 0.5 else EVERY_DAY[:12]), time, str(number))
    for week in range(4):
        for number, event in enumerate(DEPLOYED):
            yield at(event, START + timedelta(days=7 * week, minutes=number), f"d{week}-{number}")


def at(event: Event, time: datetime, id: str) -> Event:
    usual = {
        "eventVersion": "1.11",
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "18.203.10.9",
        "recipientAccountId": ACCOUNT,
    }
    return {**usual, "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ"), "eventID": id, **event}


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "app" / "src").mkdir(parents=True)
        (folder / "app" / "template.yaml").write_text(TEMPLATE)
        for file, text in CODE.items():
            (folder / "app" / "src" / file).write_text(text)
        outcome = review(scan(str(folder / "app"), Config()), Config())
        compare(folder / "logs", outcome.applications, asked.events, random.Random(asked.seed))


def compare(logs: Path, applications: list[Any], events: int, chance: random.Random) -> None:
    logs.mkdir()
    print(table([_HEADINGS, *busy_month(logs, applications, events, chance)]), "\n")
    ordinary = list(month(500, chance))
    rows = [planted(logs, applications, ordinary, name, event) for name, event in INCIDENTS.items()]
    print(table([["each incident alone", *_HEADINGS[1:3]], *rows]))
    for number, how in ((1, "without"), (2, "with")):
        print(f"found {how} the application: {sum(row[number] != '' for row in rows)} of {len(rows)}")


def busy_month(logs: Path, applications: list[Any], events: int, chance: random.Random) -> list[list[str]]:
    """All incidents in one month, at times that chance chose; alerts that hold the record of none are false."""
    at_lines = dict(zip(chance.sample(range(events), len(INCIDENTS)), INCIDENTS.values(), strict=True))
    lines: set[int] = set()
    with (logs / "month.jsonl").open("w") as stream:
        for place, event in enumerate(month(events, chance)):
            stream.write(json.dumps(event) + "\n")
            if place in at_lines:
                lines.add(place + len(lines) + 2)
                incident = at(at_lines[place], START + timedelta(days=30) * (place / events), f"planted {place}")
                stream.write(json.dumps(incident) + "\n")
    counted = [found_in(logs, lines, baseline) for baseline in (None, Baseline.of(applications))]
    (logs / "month.jsonl").unlink()
    of_all = len(INCIDENTS)
    recall = ["recall", *(f"{found} of {of_all} ({found / of_all:.0%})" for found, _, _ in counted)]
    false = ["false alerts a million events", *(f"{wrong * 1_000_000 / events:.2f}" for _, wrong, _ in counted)]
    took = ["CPU s", *(f"{seconds:.0f}" for _, _, seconds in counted)]
    return [["events", *[f"{events:,}"] * 2], recall, false, took]


def found_in(logs: Path, lines: set[int], baseline: Baseline | None) -> tuple[int, int, float]:
    """How many of the lines an alert holds, how many alerts hold none of them, and seconds of CPU time."""
    began = time.process_time()
    found = hunt(logs, read_rules([]), baseline=baseline).alerts.ordered
    alerts = [{each.number for each in alert.evidence} for alert in found]
    took = time.process_time() - began
    return len(lines & set().union(*alerts)), sum(lines.isdisjoint(alert) for alert in alerts), took


def planted(logs: Path, applications: list[Any], ordinary: list[Event], name: str, event: Event) -> list[str]:
    time = START + timedelta(days=20)
    with (logs / "trail.jsonl").open("w") as stream:
        for each in (*ordinary, at(event, time, "planted")):
            stream.write(json.dumps(each) + "\n")
    row = [name]
    for baseline in (None, Baseline.of(applications)):
        alerts = hunt(logs, read_rules([]), baseline=baseline).alerts.ordered
        found = [a.about.id for a in alerts if any(e.number == len(ordinary) + 1 for e in a.evidence)]
        row.append(" ".join(dict.fromkeys(found)))
    return row


if __name__ == "__main__":
    main()

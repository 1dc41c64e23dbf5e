"""A resource that a program of the CDK imports by its name or ARN is the one that the code calls by that name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.finding import Finding

APP = """
import os
import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb, aws_lambda as lambda_, aws_s3 as s3, aws_secretsmanager as secrets
from aws_cdk import aws_sns as sns, aws_sqs as sqs

class DataStack(cdk.Stack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        self.bucket = s3.Bucket(self, "Raw")
        self.table = dynamodb.Table(self, "Orders")
        self.queue = sqs.Queue(self, "Jobs")
        self.secret = secrets.Secret(self, "Key")

data = DataStack(cdk.App(), "Data")
"""
MAIL = """
import os
import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb, aws_lambda as lambda_, aws_s3 as s3, aws_secretsmanager as secrets
from aws_cdk import aws_sns as sns, aws_sqs as sqs

class MailStack(cdk.Stack):
    def __init__(self, scope, id, given, handed):
        super().__init__(scope, id)
        fn = lambda_.Function(self, "Send", runtime=lambda_.Runtime.PYTHON_3_13, handler="send.handler",
                              code=lambda_.Code.from_asset("src"), environment=dict(IT=handed))
        GRANT
"""
TYPESCRIPT = """
import { App, Stack, aws_dynamodb as dynamodb, aws_lambda as lambda, aws_s3 as s3, aws_sqs as sqs } from 'aws-cdk-lib';
import { aws_secretsmanager as secrets } from 'aws-cdk-lib';
import { DataStack } from './data';

class MailStack extends Stack {
  constructor(scope, id, given, handed) {
    super(scope, id);
    const fn = new lambda.Function(this, 'Send', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'send.handler',
      code: lambda.Code.fromAsset('src'), environment: { IT: handed } });
    GRANT
  }
}
const app = new App();
const data = new DataStack(app, 'Data');
new MailStack(app, 'Mail', GIVEN);
"""
DATA = """
import { Stack, aws_dynamodb as dynamodb, aws_s3 as s3, aws_sqs as sqs } from 'aws-cdk-lib';
import { aws_secretsmanager as secrets } from 'aws-cdk-lib';

export class DataStack extends Stack {
  constructor(scope, id) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Raw');
    this.table = new dynamodb.Table(this, 'Orders');
    this.queue = new sqs.Queue(this, 'Jobs');
    this.secret = new secrets.Secret(this, 'Key');
  }
}
"""
READ_BUCKET = 's3.list_objects_v2(Bucket=IT)\n    s3.get_object(Bucket=IT, Key="latest")'
GET_ITEM = 'boto3.resource("dynamodb").Table(IT).get_item(Key={"id": "latest"})'
SEND = 'boto3.client("sqs").send_message(QueueUrl=IT, MessageBody="done")'
GET_SECRET = 'boto3.client("secretsmanager").get_secret_value(SecretId=IT)'
CASES = [
    ('s3.Bucket.from_bucket_name(self, "It", given).grant_read(fn)', "bucket_name", "", READ_BUCKET),
    ('s3.Bucket.from_bucket_arn(self, "It", given).grant_read(fn)', "bucket_arn", "bucket_name", READ_BUCKET),
    ('s3.Bucket.from_bucket_attributes(self, "It", bucket_name=given).grant_read(fn)', "bucket_name", "", READ_BUCKET),
    ('dynamodb.Table.from_table_name(self, "It", given).grant_read_data(fn)', "table_name", "", GET_ITEM),
    ('dynamodb.Table.from_table_arn(self, "It", given).grant_read_data(fn)', "table_arn", "table_name", GET_ITEM),
    ('sqs.Queue.from_queue_arn(self, "It", given).grant_send_messages(fn)', "queue_arn", "queue_url", SEND),
    ('secrets.Secret.from_secret_name_v2(self, "It", given).grant_read(fn)', "secret_name", "", GET_SECRET),
    ('secrets.Secret.from_secret_complete_arn(self, "It", given).grant_read(fn)', "secret_arn", "", GET_SECRET),
]


def camel(text: str) -> str:
    first, *rest = text.split("_")
    return first + "".join(part.capitalize() for part in rest)


def found(folder: Path, files: dict[str, str]) -> list[Finding]:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    events = scan(str(folder))
    findings = [event.finding for event in events if isinstance(event, FindingFound)]
    return [finding for finding in findings if finding.id in ("GOAT0420", "GOAT0421", "GOAT0422")]


def code(calls: str) -> str:
    return (
        f'import os\nimport boto3\n\ns3 = boto3.client("s3")\nIT = os.environ["IT"]\n\ndef handler(event, context):\n'
        f"    {calls}\n"
    )


def in_python(grant: str, given: str, handed: str, calls: str) -> dict[str, str]:
    made = f'from mail import MailStack\nMailStack(cdk.App(), "Mail", {given}, {handed})\n'
    return {
        "cdk.json": '{"app": "python app.py"}',
        "app.py": APP + made,
        "mail.py": MAIL.replace("GRANT", grant),
        "src/send.py": code(calls),
    }


@pytest.mark.parametrize(("grant", "given", "handed", "calls"), CASES)
def test_what_another_stack_makes_is_used(tmp_path: Path, grant: str, given: str, handed: str, calls: str) -> None:
    thing = f"data.{given.partition('_')[0]}."
    assert not found(tmp_path, in_python(grant, thing + given, thing + (handed or given), calls))


@pytest.mark.parametrize(("grant", "given", "handed", "calls"), CASES)
def test_it_is_in_typescript(tmp_path: Path, grant: str, given: str, handed: str, calls: str) -> None:
    written = re.sub(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b", lambda match: camel(match[0]), grant.replace("self", "this"))
    written = re.sub(r", bucketName=given", ", { bucketName: given }", written)
    thing = f"data.{given.partition('_')[0]}."
    values = f"{thing}{camel(given)}, {thing}{camel(handed or given)}"
    files = {
        "cdk.json": '{"app": "npx ts-node app.ts"}',
        "app.ts": TYPESCRIPT.replace("GRANT", written).replace("GIVEN", values),
        "data.ts": DATA,
        "src/send.py": code(calls),
    }
    assert not found(tmp_path, files)


@pytest.mark.parametrize(("grant", "given", "handed", "calls"), CASES)
def test_nothing_is_said_of_what_has_no_name_yet(
    tmp_path: Path, grant: str, given: str, handed: str, calls: str
) -> None:
    value = 'os.environ["NAME"]'
    assert not found(tmp_path, in_python(grant, value, value, calls))


def test_another_call_is_missed_in_words_that_allow_no_more(tmp_path: Path) -> None:
    grant, _, _, _ = CASES[0]
    calls = 's3.delete_object(Bucket=IT, Key="latest")\n    s3.get_object(Bucket=IT, Key="latest")'
    findings = found(tmp_path, in_python(grant, "data.bucket.bucket_name", "data.bucket.bucket_name", calls))
    [missing] = [finding for finding in findings if finding.id == "GOAT0422"]
    assert "s3:DeleteObject" in missing.message
    assert missing.remedy == (
        "Allow s3:DeleteObject on what the code names there, and on nothing else, if the call is meant."
    )


def test_what_is_known_by_a_literal_name_is_offered(tmp_path: Path) -> None:
    calls = 's3.delete_object(Bucket=IT, Key="latest")'
    findings = found(tmp_path, in_python(CASES[0][0], '"landing"', '"landing"', calls))
    [missing] = [finding for finding in findings if finding.id == "GOAT0422"]
    assert '"arn:aws:s3:::landing/latest"' in missing.remedy

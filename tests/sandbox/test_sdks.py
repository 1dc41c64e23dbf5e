"""Unchanged code with Amazon's own clients: Node.js with versions 2 and 3 as `--install` brings them, and boto3."""

from __future__ import annotations

import pytest

from goatherd.sandbox.dependencies import find_dependencies
from goatherd.sandbox.enclosure import enclosed
from goatherd.sandbox.pod import Options, Pod
from tests.sandbox.pods import read, summary, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 10
    MemorySize: 512
    Environment:
      Variables: {BUCKET: !Ref Uploads, TABLE: !Ref Table, QUEUE: !Ref Jobs, OTHER: !Ref Echo, TOPIC: !Ref News}
Resources:
  Uploads: {Type: AWS::S3::Bucket}
  Table: {Type: AWS::Serverless::SimpleTable}
  Jobs: {Type: AWS::SQS::Queue}
  News: {Type: AWS::SNS::Topic}
  Echo: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12, Handler: echo.handler, CodeUri: py}}
  Two:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs16.x, Handler: app.handler, CodeUri: two, Role: "arn:aws:iam::123456789012:role/any"}
  Three:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs20.x, Handler: app.handler, CodeUri: three, Role: "arn:aws:iam::123456789012:role/any"}
  Module: {Type: AWS::Serverless::Function, Properties: {Runtime: nodejs20.x, Handler: app.handler, CodeUri: module}}
  Boto:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: py, Role: "arn:aws:iam::123456789012:role/any"}
  Missing: {Type: AWS::Serverless::Function, Properties: {Runtime: nodejs20.x, Handler: app.handler, CodeUri: missing}}
"""
TWO = """
const AWS = require('aws-sdk');
const https = require('https');
const agent = new https.Agent({ keepAlive: true });
AWS.config.update({ maxRetries: 1, httpOptions: { timeout: 30000, connectTimeout: 30000, agent } });
const s3 = new AWS.S3({ signatureVersion: 'v4' });
const documents = new AWS.DynamoDB.DocumentClient({ apiVersion: '2012-08-10' });
const { BUCKET, TABLE, QUEUE, OTHER, TOPIC } = process.env;

exports.handler = async () => {
  await s3.putObject({ Bucket: BUCKET, Key: 'a b/c+d.txt', Body: 'by two', Metadata: { from: 'two' } }).promise();
  const object = await s3.getObject({ Bucket: BUCKET, Key: 'a b/c+d.txt' }).promise();
  const listed = await s3.listObjectsV2({ Bucket: BUCKET, Prefix: 'a b/' }).promise();
  const url = s3.getSignedUrl('getObject', { Bucket: BUCKET, Key: 'a b/c+d.txt', Expires: 60 });
  const fetched = await new Promise((resolve, reject) => {
    https.get(url, (response) => response.on('data', (data) => resolve(String(data)))).on('error', reject);
  });
  await documents.put({ TableName: TABLE, Item: { id: '1', nested: { list: [1, 'two', null] } } }).promise();
  const item = await documents.get({ TableName: TABLE, Key: { id: '1' } }).promise();
  const sent = await new AWS.SQS().sendMessage({ QueueUrl: QUEUE, MessageBody: 'by two' }).promise();
  const published = await new AWS.SNS().publish({ TopicArn: TOPIC, Message: 'by two' }).promise();
  const invoked = await new AWS.Lambda().invoke({ FunctionName: OTHER, Payload: '{"by":"two"}' }).promise();
  const missing = await s3.getObject({ Bucket: BUCKET, Key: 'no' }).promise().catch((error) => error.code);
  return {
    object: String(object.Body), metadata: object.Metadata, listed: listed.Contents.map((each) => each.Key), fetched,
    item: item.Item, sent: sent.MessageId.length, published: published.MessageId.length, missing,
    invoked: JSON.parse(invoked.Payload),
  };
};
"""
THREE = """
const { S3Client, PutObjectCommand, GetObjectCommand, ListObjectsV2Command } = require('@aws-sdk/client-s3');
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } = require('@aws-sdk/lib-dynamodb');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
const { Readable } = require('stream');
const { BUCKET, TABLE, QUEUE, OTHER } = process.env;
const s3 = new S3Client({});
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async () => {
  const whole = { Bucket: BUCKET, Key: 'a b/c+d.txt', Body: 'by three', Metadata: { from: 'three' } };
  await s3.send(new PutObjectCommand(whole));
  const body = Readable.from([Buffer.from('in '), Buffer.from('parts')]);
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'streamed', Body: body, ContentLength: 8 }));
  const object = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a b/c+d.txt' }));
  const parts = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'streamed' }));
  const listed = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'a b/' }));
  await documents.send(new PutCommand({ TableName: TABLE, Item: { id: '1', nested: { list: [1, 'two', null] } } }));
  await documents.send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: '2' } } }));
  const item = await documents.send(new GetCommand({ TableName: TABLE, Key: { id: '1' } }));
  const query = { TableName: TABLE, KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': '2' } };
  const queried = await documents.send(new QueryCommand(query));
  const sent = await new SQSClient().send(new SendMessageCommand({ QueueUrl: QUEUE, MessageBody: 'by three' }));
  const invocation = { FunctionName: OTHER, Payload: JSON.stringify({ by: 'three' }) };
  const invoked = await new LambdaClient({}).send(new InvokeCommand(invocation));
  const missing = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'no' })).catch((error) => error.name);
  return {
    object: await object.Body.transformToString(), metadata: object.Metadata,
    parts: await parts.Body.transformToString(),
    listed: listed.Contents.map((each) => each.Key), item: item.Item, queried: queried.Count,
    sent: sent.MessageId.length, missing, invoked: JSON.parse(Buffer.from(invoked.Payload).toString()),
  };
};
"""
MODULE = """
import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
const codes = [];
const { BUCKET, QUEUE } = process.env;
export const handler = async () => {
  await new S3Client({ maxAttempts: 1 }).send(new GetObjectCommand({ Bucket: BUCKET, Key: 'alice/report.txt' }))
    .catch((error) => codes.push(error.name, error.$metadata.httpStatusCode));
  await new SQSClient({ maxAttempts: 1 }).send(new SendMessageCommand({ QueueUrl: QUEUE, MessageBody: 'x' }))
    .catch((error) => codes.push(error.name));
  return codes;
};
"""
BOTO = """
import io, json, os
import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.config import Config
from decimal import Decimal

env = os.environ
s3 = boto3.client('s3', config=Config(signature_version='s3v4', s3={'addressing_style': 'path'}))
table = boto3.resource('dynamodb').Table(env['TABLE'])
bucket = boto3.resource('s3').Bucket(env['BUCKET'])

def handler(event, context):
    s3.upload_fileobj(io.BytesIO(b'x' * (9 << 20)), env['BUCKET'], 'in parts')
    bucket.put_object(Key='a b/c+d.txt', Body=b'by boto', Metadata={'from': 'boto'})
    body = io.BytesIO()
    bucket.download_fileobj('a b/c+d.txt', body)
    with table.batch_writer() as batch:
        for number in range(30):
            batch.put_item(Item={'id': str(number), 'n': number, 'half': Decimal('0.5')})
    table.update_item(Key={'id': '1'}, UpdateExpression='SET n = n + :one', ExpressionAttributeValues={':one': 1})
    found = table.query(KeyConditionExpression=Key('id').eq('1'), FilterExpression=Attr('n').gt(0))['Items']
    queue = boto3.resource('sqs').get_queue_by_name(QueueName=env['QUEUE'].rpartition('/')[2])
    queue.send_messages(Entries=[{'Id': str(n), 'MessageBody': f'message {n}'} for n in range(2)])
    said = boto3.client('lambda').invoke(FunctionName=env['OTHER'], Payload=json.dumps({'by': 'boto'}))
    url = s3.generate_presigned_url('get_object', {'Bucket': env['BUCKET'], 'Key': 'a b/c+d.txt'})
    import urllib.request
    return {
        'size': s3.head_object(Bucket=env['BUCKET'], Key='in parts')['ContentLength'],
        'object': body.getvalue().decode(), 'metadata': bucket.Object('a b/c+d.txt').metadata,
        'found': [{k: str(v) for k, v in item.items()} for item in found], 'count': table.scan()['Count'],
        'messages': sorted(m.body for m in queue.receive_messages(MaxNumberOfMessages=10)),
        'invoked': json.loads(said['Payload'].read()), 'fetched': urllib.request.urlopen(url).read().decode(),
    }
"""
FILES = {
    "template.yaml": TEMPLATE,
    "two/app.js": TWO,
    "three/app.js": THREE,
    "three/package.json": '{"dependencies": {"@aws-sdk/client-s3": "3", "@aws-sdk/client-dynamodb": "3",'
    ' "@aws-sdk/lib-dynamodb": "3", "@aws-sdk/client-sqs": "3", "@aws-sdk/client-lambda": "3"}}',
    "module/app.mjs": MODULE,
    "py/app.py": BOTO,
    "py/echo.py": "def handler(event, context): return {'echo': event}\n",
    "missing/app.js": "require('goatherd-no-such-package-anywhere');\nexports.handler = async () => 1;\n",
    "missing/package.json": '{"dependencies": {"is-odd": "999.0.0"}}',
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Function -> what came of it; "problems" and "again" are of the installation and of a look into its cache."""
    folder = written(tmp_path_factory.mktemp("app"), FILES)
    application = read(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        before = find_dependencies(application, str(folder), install=False)
        dependencies = find_dependencies(application, str(folder), install=True)
        again = find_dependencies(application, str(folder), install=False)
    made = {
        "before": before.folders,
        "problems": dependencies.problems,
        "folders": dependencies.folders,
        "again": again.folders,
    }

    def task(place):
        pod = Pod(application, str(folder), place, dependencies, Options())
        pod.start()
        for function in ("Two", "Three", "Module", "Boto", "Missing"):
            done = pod.invoke(function, {})
            calls = [r for r in done.records if r["kind"] == "call"]
            yield {
                "function": function,
                **summary(done),
                "records": calls,
                "gaps": [r["gap"] for r in calls if r["gap"]],
            }
            pod.restore()

    return made | {message["function"]: message for message in enclosed(task)}


@pytest.mark.parametrize("function", ["Two", "Three"])
def test_node(outcome, function):
    done, by = outcome[function], f"by {function.lower()}"
    assert (done["error"], done["denied"], done["gaps"], done["outside"]) == (None, [], [], [])
    said = done["response"]
    assert (said["object"], said["metadata"]) == (by, {"from": function.lower()})
    assert said["listed"] == ["a b/c+d.txt"]
    assert said["item"] == {"id": "1", "nested": {"list": [1, "two", None]}}
    assert (said["sent"], said["missing"]) == (36, "NoSuchKey")
    assert said["invoked"] == {"echo": {"by": function.lower()}}


def test_addresses_that_version_2_signs(outcome):
    assert (outcome["Two"]["response"]["fetched"], outcome["Two"]["response"]["published"]) == ("by two", 36)


def test_streams_and_queries_of_version_3(outcome):
    assert (outcome["Three"]["response"]["parts"], outcome["Three"]["response"]["queried"]) == ("in parts", 1)


@pytest.mark.parametrize("function", ["Two", "Three"])
def test_what_is_recorded_are_the_parameters_of_the_code(outcome, function):
    given = {f"{r['service']}.{r['operation']}": r["parameters"] for r in reversed(outcome[function]["records"])}
    put, item = given["s3.PutObject"], given["dynamodb.PutItem"]
    assert (put["Bucket"], put["Key"], put["Body"]) == ("goatherd-uploads", "a b/c+d.txt", f"by {function.lower()}")
    assert put["Metadata.from"] == function.lower()
    assert (item["Item.id.S"], item["Item.nested.M.list.L.1.S"]) == ("1", "two")
    assert given["sqs.SendMessage"]["MessageBody"] == f"by {function.lower()}"
    assert {r["function"] for r in outcome[function]["records"]} == {function}


def test_refusals_reach_node(outcome):
    assert outcome["Module"]["response"] == ["AccessDenied", 403, "AccessDenied"]
    assert outcome["Module"]["denied"] == ["s3:GetObject", "sqs:SendMessage"]


def test_boto3_with_clients_and_resources(outcome):
    done = outcome["Boto"]
    assert (done["error"], done["gaps"]) == (None, [])
    assert done["response"] == {
        "size": 9 << 20,
        "object": "by boto",
        "metadata": {"from": "boto"},
        "found": [{"id": "1", "n": "2", "half": "0.5"}],
        "count": 32,
        "messages": ["message 0", "message 1"],
        "invoked": {"echo": {"by": "boto"}},
        "fetched": "by boto",
    }


def test_packages_are_installed_once_and_only_when_asked_for(outcome):
    assert {function: folders for function, folders in outcome["before"].items() if folders} == {}
    assert outcome["again"] == outcome["folders"]
    installed = {id: [inside for _, inside in folders] for id, folders in outcome["folders"].items() if folders}
    assert installed == {
        "Two": ["/node_modules"],
        "Three": ["/var/node_modules", "/node_modules"],
        "Module": ["/node_modules"],
    }


def test_what_cannot_be_installed_is_told(outcome):
    (problem,) = outcome["problems"]
    assert problem.endswith(
        "missing/package.json could not be installed: No matching version found for is-odd@999.0.0."
    )
    assert outcome["Missing"]["ended"] == "init-error"
    assert "goatherd-no-such-package-anywhere" in outcome["Missing"]["error"]["errorMessage"]


@pytest.mark.parametrize(("place", "told"), [("run/", 0), ("", 0), ("elsewhere/", 1)])
def test_a_runtime_that_brings_no_version_2_needs_none_where_it_lies_beside_the_code(tmp_path, place, told):
    files = {
        "template.yaml": """
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs20.x, Handler: app.handler, CodeUri: run}
""",
        "run/app.js": "const AWS = require('aws-sdk');\nexports.handler = async () => new AWS.S3();\n",
        f"{place}node_modules/aws-sdk/index.js": "exports.S3 = class {};\n",
    }
    folder = written(tmp_path / "tree", files)
    problems = find_dependencies(read(folder), str(folder), install=False).problems
    assert len([each for each in problems if "brings no aws-sdk of version 2" in each]) == told

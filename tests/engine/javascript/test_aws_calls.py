"""The calls of AWS's SDKs for JavaScript that a program makes, with the names that they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.core.source import Span
from goatherd.engine.analyse import analyse
from goatherd.model.application import Application
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.trigger import Exposure, Trigger
from goatherd.tree import Tree
from tests.engine.programs import check

if TYPE_CHECKING:
    from pathlib import Path

V2 = "const AWS = require('aws-sdk');\n"
V3 = "const s3 = require('@aws-sdk/client-s3');\nconst client = new s3.S3Client({});\n"
DYNAMO = "const ddb = require('@aws-sdk/client-dynamodb');\nconst lib = require('@aws-sdk/lib-dynamodb');\n"
DYNAMO += "const doc = lib.DynamoDBDocumentClient.from(new ddb.DynamoDBClient({}));\n"

CASES = [
    (V2, "await new AWS.DynamoDB.DocumentClient().get({ TableName: 't' }).promise();", "dynamodb.GetItem TableName=t"),
    (V2, "new AWS.DynamoDB().putItem({ TableName: 't' }, (error, data) => {});", "dynamodb.PutItem TableName=t"),
    (V2, "await new AWS.S3().upload({ Bucket: 'b', Key: 'k' }).promise();", "s3.PutObject Bucket=b"),
    (V2, "new AWS.S3().getSignedUrl('getObject', { Bucket: 'b' });", "s3.GeneratePresignedUrl ClientMethod=getObject"),
    (
        "const S3 = require('aws-sdk/clients/s3');\n",
        "await new S3().getObject({ Bucket: 'b' });",
        "s3.GetObject Bucket=b",
    ),
    (
        "const { captureAWS } = require('aws-xray-sdk');\nconst AWS = captureAWS(require('aws-sdk'));\n",
        "await new AWS.SNS().publish({ TopicArn: 'a' }).promise();",
        "sns.Publish TopicArn=a",
    ),
    (
        V2 + "const db = new AWS.DynamoDB.DocumentClient();\nconst call = (name, p) => db[name](p).promise();\n",
        "await call('put', { TableName: 't' });",
        "dynamodb.PutItem TableName=t",
    ),
    (
        V2 + "const util = require('util');\nconst db = new AWS.DynamoDB.DocumentClient();\n",
        "await util.promisify(db.scan).call(db, { TableName: 't' });",
        "dynamodb.Scan TableName=t",
    ),
    (
        V2,
        "await new AWS.EC2().waitFor('instanceRunning', { InstanceIds: ['i'] }).promise();",
        "ec2.DescribeInstances InstanceIds=i",
    ),
    (V2, "new AWS.S3().waitFor('objectExists', { Bucket: 'b' }, (error, data) => {});", "s3.HeadObject Bucket=b"),
    (V3, "await s3.waitUntilBucketExists({ client, maxWaitTime: 9 }, { Bucket: 'b' });", "s3.HeadBucket Bucket=b"),
    (V3, "await client.send(new s3.DeleteObjectCommand({ Bucket: 'b' }));", "s3.DeleteObject Bucket=b"),
    (V3, "await new s3.S3({}).getObject({ Bucket: 'b' });", "s3.GetObject Bucket=b"),
    (
        V3 + "const { getSignedUrl } = require('@aws-sdk/s3-request-presigner');\n",
        "await getSignedUrl(client, new s3.PutObjectCommand({ Bucket: 'b' }));",
        "s3.GeneratePresignedUrl ClientMethod=PutObject",
    ),
    (
        V3 + "const { createPresignedPost } = require('@aws-sdk/s3-presigned-post');\n",
        "await createPresignedPost(client, { Bucket: 'b' });",
        "s3.GeneratePresignedPost Bucket=b",
    ),
    (
        V3 + "const { Upload } = require('@aws-sdk/lib-storage');\n",
        "await new Upload({ client, params: { Bucket: 'b' } }).done();",
        "s3.PutObject Bucket=b",
    ),
    (DYNAMO, "await doc.send(new lib.GetCommand({ TableName: 't' }));", "dynamodb.GetItem TableName=t"),
    (DYNAMO, "await lib.DynamoDBDocument.from(doc).put({ TableName: 't' });", "dynamodb.PutItem TableName=t"),
    (
        DYNAMO,
        "for await (const page of ddb.paginateScan({ client: doc }, { TableName: 't' })) {}",
        "dynamodb.Scan TableName=t",
    ),
    (
        "const { captureAWSv3Client } = require('aws-xray-sdk-core');\n"
        + V3
        + "const traced = captureAWSv3Client(client);\n",
        "await traced.send(new s3.HeadObjectCommand({ Bucket: 'b' }));",
        "s3.HeadObject Bucket=b",
    ),
    (
        "const { getParameter } = require('@aws-lambda-powertools/parameters/ssm');\n",
        "await getParameter('/a', { decrypt: true });",
        "ssm.GetParameter Name=/a",
    ),
]


SERVICES = """
const { EC2 } = require('@aws-sdk/client-ec2');
const { RDS } = require('@aws-sdk/client-rds');
class Ec2 { stop() { new EC2({}).stopInstances({}); } }
class Rds { stop() { new RDS({}).stopDBInstance({}); } }
const wanted = new Map([[Ec2, process.env.EC2_ON], [Rds, process.env.RDS_ON]]);
exports.handler = async (event) => {
  for (const [Service, on] of LOOP) {
    if (on === 'true') new Service().stop();
  }
};
"""


@pytest.mark.parametrize("loop", ["wanted", "wanted.entries()", "new Map(wanted)", "[...wanted]"])
def test_switches_by_class(loop: str, tmp_path: Path) -> None:
    environment = {"EC2_ON": "false", "RDS_ON": "true"}
    found = check(tmp_path, "javascript", SERVICES.replace("LOOP", loop), environment=environment)
    assert [call.operation for call in found.aws_calls] == ["StopDBInstance"]


def test_a_map_that_is_filled_by_other_events_is_gone_through(tmp_path: Path) -> None:
    program = """
    const { S3 } = require('@aws-sdk/client-s3');
    const seen = new Map();
    exports.handler = async (event) => {
      for (const [key, value] of seen) new S3({}).deleteObject({ Bucket: 'b', Key: key });
      seen.set('a', event.id);
    };
    """
    found = check(tmp_path, "javascript", program)
    assert [call.operation for call in found.aws_calls] == ["DeleteObject"]


@pytest.mark.parametrize(
    ("before", "call", "expected"), CASES, ids=[case[2].split()[0] + str(i) for i, case in enumerate(CASES)]
)
def test_call_is_recovered(before: str, call: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text(f"{before}exports.handler = async (event) => {{\n  {call}\n}};\n")
    function = Function("F", Span("template.yaml", 1), CodeSource(""))
    function.entry = Entry("index.js", "handler", "javascript", 1, "")
    function.triggers = [Trigger("direct", Exposure.ACCOUNT, Span("template.yaml", 1))]
    (behaviour,) = analyse(Application("a", "sam", functions=[function]), Modules(Tree(str(tmp_path))))
    (found,) = behaviour.aws_calls
    operation, _, parameter = expected.partition(" ")
    name, _, text = parameter.partition("=")
    assert (f"{found.service}.{found.operation}", found.parameters[name]) == (operation, (text,))

"""As whom a program calls AWS: as its role, with credentials that it brings along, or either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.programs import behaviour, whole

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT = {"VENDOR_SECRET_KEY": "${Vendor}"}
KEYS = 'aws_access_key_id=event["id"], aws_secret_access_key'
ASSUMED = 'boto3.client("sts").assume_role(RoleArn="r", RoleSessionName="s")["Credentials"]'
V2 = "const AWS = require('aws-sdk');\n"
V3 = "const lib = require('@aws-sdk/client-s3');\nconst c = require('@aws-sdk/credential-providers');\n"
V3 += "const p = require('@aws-sdk/s3-request-presigner');\nconst up = require('@aws-sdk/lib-storage');\n"
V3 += "const ddb = require('@aws-sdk/client-dynamodb');\nconst doc = require('@aws-sdk/lib-dynamodb');\n"
ROLE, OTHERS, EITHER = (True, False), (False, True), (True, True)

PYTHON = {
    'boto3.client("s3").get_object(Bucket="b")': ROLE,
    f'boto3.client("s3", {KEYS}=os.environ["VENDOR_SECRET_KEY"]).get_object(Bucket="b")': OTHERS,
    f'boto3.client("s3", {KEYS}=os.environ["NOBODY_SETS_SECRET"]).get_object(Bucket="b")': EITHER,
    f'boto3.client("s3", {KEYS}=os.environ["AWS_SECRET_ACCESS_KEY"]).get_object(Bucket="b")': ROLE,
    f'boto3.client("s3", {KEYS}=None).get_object(Bucket="b")': ROLE,
    f'boto3.resource("s3", {KEYS}={ASSUMED}["SecretAccessKey"]).Bucket("b").upload_file("f", "k")': OTHERS,
    f'boto3.client("s3", {KEYS}="k").get_paginator("list_objects_v2").paginate(Bucket="b")': OTHERS,
    f'boto3.client("s3", {KEYS}="k").get_waiter("bucket_exists").wait(Bucket="b")': OTHERS,
    f'boto3.resource("s3", {KEYS}="k").meta.client.get_object(Bucket="b")': OTHERS,
    'boto3.client("s3", **({"aws_secret_access_key": "k"} if event["a"] else {})).get_object()': EITHER,
    f'boto3.Session({KEYS}="k").client("s3").get_object(Bucket="b")': EITHER,
    'boto3.Session(region_name="r").client("s3").get_object(Bucket="b")': ROLE,
}
JAVASCRIPT = [
    (V2, "new AWS.S3({ region: 'r' }).getObject({});", ROLE),
    (V2, "new AWS.S3({ accessKeyId: event.id, secretAccessKey: event.key }).getObject({});", OTHERS),
    (V2, "new AWS.S3({ secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY }).getObject({});", ROLE),
    (V2, "new AWS.S3({ credentials: new AWS.SharedIniFileCredentials() }).getSignedUrl('getObject', {});", OTHERS),
    (V2, "new AWS.S3({ credentials: new AWS.EnvironmentCredentials('AWS') }).getObject({});", ROLE),
    (V2, "new AWS.DynamoDB.DocumentClient({ secretAccessKey: 'k' }).get({});", OTHERS),
    (
        V2,
        "new AWS.DynamoDB.DocumentClient({ service: new AWS.DynamoDB({ secretAccessKey: 'k' }) }).get({});",
        OTHERS,
    ),
    (V2, "AWS.config.update({ secretAccessKey: 'k' });\n  new AWS.S3().getObject({});", EITHER),
    (V2, "AWS.config.update({ region: 'r' });\n  new AWS.S3().getObject({});", ROLE),
    (V2, "AWS.config.credentials = make();\n  new AWS.S3().getObject({});", EITHER),
    (V3, "new lib.S3Client({}).send(new lib.GetObjectCommand({}));", ROLE),
    (V3, "new lib.S3Client({ credentials: { secretAccessKey: 'k' } }).send(new lib.GetObjectCommand({}));", OTHERS),
    (V3, "new lib.S3({ credentials: c.fromTemporaryCredentials({}) }).getObject({});", OTHERS),
    (V3, "new lib.S3({ credentials: c.fromNodeProviderChain() }).getObject({});", ROLE),
    (V3, "new lib.S3({ credentials: event.local ? c.fromIni() : undefined }).getObject({});", EITHER),
    (
        V3,
        "p.getSignedUrl(new lib.S3Client({ credentials: c.fromIni() }), new lib.GetObjectCommand({}));",
        OTHERS,
    ),
    (V3, "new up.Upload({ client: new lib.S3({ credentials: c.fromIni() }), params: {} }).done();", OTHERS),
    (V3, "lib.paginateListObjectsV2({ client: new lib.S3({ credentials: c.fromIni() }) }, {});", OTHERS),
    (
        V3,
        "const own = new ddb.DynamoDBClient({ credentials: c.fromIni() });\n"
        "  doc.DynamoDBDocumentClient.from(own).send(new doc.GetCommand({}));",
        OTHERS,
    ),
]


def identities(root: Path, language: str, program: str) -> set[tuple[bool, bool]]:
    calls = behaviour(root, language, program, environment=ENVIRONMENT).aws_calls
    return {(call.by_role, call.by_others) for call in calls if call.service != "sts"}


@pytest.mark.parametrize("line", PYTHON)
def test_python(tmp_path: Path, line: str) -> None:
    program = whole("python", f"import boto3\ndef handler(event, context):\n    {line}\n")
    assert identities(tmp_path, "python", program) == {PYTHON[line]}


@pytest.mark.parametrize(("before", "line", "expected"), JAVASCRIPT)
def test_javascript(tmp_path: Path, before: str, line: str, expected: tuple[bool, bool]) -> None:
    program = f"{before}exports.handler = async (event) => {{\n  {line}\n}};\n"
    assert identities(tmp_path, "javascript", program) == {expected}


def test_a_client_of_others_may_be_handed_to_code_that_nobody_sees(tmp_path: Path) -> None:
    program = "import boto3, vendor\ndef handler(event, context):\n    vendor.use(boto3.client('s3'{}))\n"
    own = behaviour(tmp_path, "python", whole("python", program.format(", aws_secret_access_key='k'")))
    assert not own.handed
    assert list(behaviour(tmp_path, "python", whole("python", program.format(""))).handed) == ["s3"]

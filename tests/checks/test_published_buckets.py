"""Buckets that a program of the CDK opens: what it says of their block, and who may read what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM, Severity
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

STACK = """
import { App, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';

const stack = new Stack(new App(), 'Shop');
const assets = new Bucket(stack, 'Assets', { blockPublicAccess: BLOCK });
assets.addToResourcePolicy(new PolicyStatement({
  actions: ['s3:GetObject'],
  principals: [new AnyPrincipal()],
  resources: [`${assets.bucketArn}/*`],
}));
const show = new Function(stack, 'Show', {
  runtime: Runtime.PYTHON_3_13,
  handler: 'index.handler',
  code: Code.fromInline('def handler(event, context): return 1'),
});
"""
OPEN = "{ blockPublicAcls: false, blockPublicPolicy: false, ignorePublicAcls: false, restrictPublicBuckets: false }"
COPIED = "new BucketDeployment(stack, 'Files', { sources: [Source.asset('logos')], destinationBucket: assets });"
FOR_USERS = """
new ManagedPolicy(stack, 'Users', { statements: [
  new PolicyStatement({ actions: ['s3:PutObject'], resources: [`${assets.bucketArn}/private/*`] }),
] });
"""
ELSEWHERE = COPIED.replace("destinationBucket: assets", "destinationBucket: new Bucket(stack, 'Other')")


@pytest.mark.parametrize(
    ("block", "more", "found"),
    [
        (OPEN, "", {("GOAT0302", LOW)}),
        (f"new BlockPublicAccess({OPEN})", "", {("GOAT0302", LOW)}),
        (OPEN.replace("false", "true"), "", set()),
        ("BlockPublicAccess.BLOCK_ACLS", "", {("GOAT0302", LOW)}),
        (OPEN, COPIED, set()),
        (OPEN, COPIED + "assets.grantRead(show);", set()),
        (OPEN, COPIED + "assets.grantPut(show);", {("GOAT0302", LOW)}),
        (OPEN, COPIED + FOR_USERS, {("GOAT0302", LOW)}),
        (OPEN, COPIED + FOR_USERS.replace("Put", "Get"), set()),
        (
            OPEN + ", cors: [{ allowedMethods: [HttpMethods.PUT], allowedOrigins: ['*'] }]",
            COPIED,
            {("GOAT0302", LOW)},
        ),
        (OPEN, ELSEWHERE, {("GOAT0302", LOW)}),
    ],
)
def test_buckets_in_typescript(tmp_path: Path, block: str, more: str, found: set[tuple[str, Severity | None]]) -> None:
    (tmp_path / "cdk.json").write_text('{"app": "npx ts-node app.ts"}')
    (tmp_path / "app.ts").write_text(STACK.replace("BLOCK }", f"{block} }}") + more)
    assert findings(tmp_path) == found


@pytest.mark.parametrize(
    ("block", "resources", "actions", "severity"),
    [
        (OPEN, "*", "s3:GetObject", LOW),
        (OPEN, "*", "s3:GetObject', 's3:ListBucket", MEDIUM),
        (OPEN, "*", "s3:GetObject', 's3:PutObject", CRITICAL),
        ("undefined", "public/*", "s3:GetObject", LOW),
        ("undefined", "public*", "s3:GetObject", MEDIUM),
    ],
)
def test_it_weighs_less_what_somebody_has_decided(
    tmp_path: Path, block: str, resources: str, actions: str, severity: Severity
) -> None:
    stack = STACK.replace("BLOCK }", f"{block} }}").replace("/*`", f"/{resources}`").replace("s3:GetObject", actions)
    (tmp_path / "cdk.json").write_text('{"app": "npx ts-node app.ts"}')
    (tmp_path / "app.ts").write_text(stack)
    assert findings(tmp_path) == {("GOAT0302", severity)}


def test_a_block_in_python(tmp_path: Path) -> None:
    (tmp_path / "cdk.json").write_text('{"app": "python app.py"}')
    (tmp_path / "app.py").write_text(
        "from aws_cdk import App, Stack\n"
        "from aws_cdk.aws_s3 import BlockPublicAccess, Bucket\n\n"
        "stack = Stack(App(), 'Shop')\n"
        "Bucket(stack, 'Assets', block_public_access=BlockPublicAccess(block_public_policy=False))\n"
    )
    assert findings(tmp_path) == {("GOAT0303", MEDIUM)}


def findings(folder: Path) -> set[tuple[str, Severity | None]]:
    events = scan(str(folder), Config(select=("GOAT0301", "GOAT0302", "GOAT0303")))
    found = [event.finding for event in events if isinstance(event, FindingFound)]
    return {(finding.id, finding.severity) for finding in found}


@pytest.mark.parametrize(
    ("name", "website", "severity"), [("Uploads", "", HIGH), ("Images", "", MEDIUM), ("Page", "index.html", LOW)]
)
def test_a_bucket_that_lists_is_not_told_of_again_for_its_policy(
    tmp_path: Path, name: str, website: str, severity: Severity
) -> None:
    shown = f"\n      WebsiteConfiguration: {{IndexDocument: {website}}}" if website else ""
    (tmp_path / "template.yaml").write_text(f"""\
Resources:
  {name}:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead{shown}
      PublicAccessBlockConfiguration: {{BlockPublicAcls: false, BlockPublicPolicy: true, RestrictPublicBuckets: false}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref {name}
      PolicyDocument:
        Statement: [{{Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: !Sub "${{{name}.Arn}}/*"}}]
""")
    assert findings(tmp_path) == {("GOAT0301", severity)}


@pytest.mark.parametrize(("name", "severity"), [("Uploads", MEDIUM), ("RoomImages", LOW)])
def test_a_block_that_is_off_weighs_by_what_is_kept(tmp_path: Path, name: str, severity: Severity) -> None:
    off = "{BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false}"
    (tmp_path / "template.yaml").write_text(
        f"Resources:\n  {name}:\n    Type: AWS::S3::Bucket\n    Properties: {{PublicAccessBlockConfiguration: {off}}}\n"
    )
    assert findings(tmp_path) == {("GOAT0303", severity)}

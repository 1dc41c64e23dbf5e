"""Event data is a security-relevant parameter of a call to AWS.

## Why it matters
Which role is assumed, which secret is read, which policy is written, which access an object gets or for which of all
objects a pre-signed link is made, is the sender's choice. The type of what a link stores or gives makes a page of it.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Tenant:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /tenant, Method: get}}
```
```python app.py
import boto3

secrets = boto3.client("secretsmanager")


def handler(event, context):
    name = event["queryStringParameters"]["tenant"]
    value = secrets.get_secret_value(SecretId=name)  # GOAT0117
    return {"statusCode": 200 if value else 404}
```

## Fixed
```python app.py
import boto3

secrets = boto3.client("secretsmanager")
TENANTS = {"red": "tenants/red", "blue": "tenants/blue"}


def handler(event, context):
    name = TENANTS[event["queryStringParameters"]["tenant"]]
    value = secrets.get_secret_value(SecretId=name)
    return {"statusCode": 200 if value else 404}
```

## Vulnerable, in pre-signed links
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Link:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: HttpApi, Properties: {Path: /link, Method: get}}
```
```python app.py
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    asked = event["queryStringParameters"]
    new = {"Bucket": "pictures", "Key": "new", "ContentType": asked["type"]}  # GOAT0117
    s3.generate_presigned_url("put_object", new, ExpiresIn=60)
    wanted = {"Bucket": "pictures", "Key": asked["key"], "ResponseContentType": asked["type"]}  # GOAT0117
    return s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=60)
```

## Fixed, in pre-signed links
```python app.py
import uuid

import boto3

s3 = boto3.client("s3")
TYPES = {"png": "image/png", "jpeg": "image/jpeg"}


def handler(event, context):
    asked = event["queryStringParameters"]
    new = {"Bucket": "pictures", "Key": f"{uuid.uuid4()}/{asked['key']}", "ContentType": TYPES[asked["type"]]}
    s3.generate_presigned_url("put_object", new, ExpiresIn=60)
    wanted = {"Bucket": "pictures", "Key": f"public/{asked['key']}", "ResponseContentType": "image/png"}
    return s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=60)
```

## Fixed, keys that begin as the program says
```python app.py
import boto3

s3 = boto3.client("s3")
PREFIXES = ("public/", "shared/")


def handler(event, context):
    asked = event["queryStringParameters"]
    if not any(asked["key"].startswith(prefix) for prefix in PREFIXES) or not asked["other"].startswith(PREFIXES):
        return {"statusCode": 403}
    links = [
        s3.generate_presigned_url("get_object", Params={"Bucket": "pictures", "Key": key}, ExpiresIn=60)
        for key in (asked["key"], asked["other"])
    ]
    return {"statusCode": 200, "body": "\n".join(links)}
```

## Vulnerable, by a route that is for users
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pool: {Type: AWS::Cognito::UserPool}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth:
        DefaultAuthorizer: Users
        Authorizers: {Users: {UserPoolArn: !GetAtt Pool.Arn}}
  Link:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /pictures, Method: get}}
```
```python app.py
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    wanted = {"Bucket": "pictures", "Key": event["queryStringParameters"]["key"]}  # GOAT0117
    return s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=60)
```

## Fixed, by a route that is for administrators, who may have all of it
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pool: {Type: AWS::Cognito::UserPool}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth:
        DefaultAuthorizer: Users
        Authorizers: {Users: {UserPoolArn: !GetAtt Pool.Arn}}
  Link:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /admin/pictures, Method: get}}
```

## Vulnerable, a key that was stored as sent
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Visits:
    Type: AWS::Serverless::SimpleTable
  Save:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.save
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Visits}}
      Policies: [{DynamoDBCrudPolicy: {TableName: !Ref Visits}}]
      Events:
        Post: {Type: HttpApi, Properties: {Path: /visits, Method: post}}
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.show
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Visits}}
      Policies: [{DynamoDBCrudPolicy: {TableName: !Ref Visits}}]
      Events:
        Get: {Type: HttpApi, Properties: {Path: /visits, Method: get}}
```
```javascript index.js
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand, PutCommand } = require('@aws-sdk/lib-dynamodb');
const { GetObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { getSignedUrl } = require('@aws-sdk/s3-request-presigner');

const visits = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const s3 = new S3Client({});
const TableName = process.env.TABLE;

exports.save = async (event) => {
  const { photo, name } = JSON.parse(event.body);
  await visits.send(new PutCommand({ TableName, Item: { id: 'last', photo, sound: `sounds/${name}` } }));
  return { statusCode: 204 };
};

exports.show = async () => {
  const { Item } = await visits.send(new GetCommand({ TableName, Key: { id: 'last' } }));
  const sound = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'sounds', Key: Item.sound }), { expiresIn: 300 });
  const photo = new GetObjectCommand({ Bucket: 'photos', Key: Item.photo }); // GOAT0117
  return { statusCode: 200, body: sound + (await getSignedUrl(s3, photo, { expiresIn: 300 })) };
};
```

## Fixed, a key that the function makes
```javascript index.js
const { randomUUID } = require('crypto');
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand, PutCommand } = require('@aws-sdk/lib-dynamodb');
const { GetObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { getSignedUrl } = require('@aws-sdk/s3-request-presigner');

const visits = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const s3 = new S3Client({});
const TableName = process.env.TABLE;

exports.save = async (event) => {
  await visits.send(new PutCommand({ TableName, Item: { id: 'last', photo: randomUUID() } }));
  return { statusCode: 204 };
};

exports.show = async () => {
  const { Item } = await visits.send(new GetCommand({ TableName, Key: { id: 'last' } }));
  const photo = new GetObjectCommand({ Bucket: 'photos', Key: Item.photo });
  return { statusCode: 200, body: await getSignedUrl(s3, photo, { expiresIn: 300 }) };
};
```

## Remedy
Choose the value from a table, or derive it from the verified identity of the caller.

## References
- https://cwe.mitre.org/data/definitions/74.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.chosen import chosen_outside, unknown_sender
from goatherd.checks.open_routes import is_admin
from goatherd.checks.wording import listed
from goatherd.core.confidence import unseen
from goatherd.core.finding import INFO, LOW, MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from goatherd.model.flow import Flow


_TYPES = frozenset({"ContentType", "ResponseContentType"})  # uploads are of whatever type they are


@check("GOAT0117", sas=1, cwe=74, severity=MEDIUM, since="0.1")
def event_data_as_aws_parameter(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "aws-parameter"):
        if chosen_outside(flow) and not _by_administrators(flow):
            finding = flow.finding(f"{flow.source.path} is passed to {flow.sink_name}")
            yield evolve(finding, severity=LOW) if unknown_sender(flow) else finding
    links: dict[tuple[str, int], list[Flow]] = {}
    for flow in app.flows(function, "signed-link", "signed-key"):
        if chosen_outside(flow) and not _made_into_key(flow) and not _by_administrators(flow):
            links.setdefault((flow.sink.path, flow.sink.line), []).append(flow)
    yield from (_link(flows) for flows in links.values())


def _by_administrators(flow: Flow) -> bool:
    """Whether it comes by a route for administrators, and something asks who calls: they may have all of it."""
    trigger, exposure = flow.source.trigger, flow.source.exposure
    asked = exposure is not None and exposure <= Exposure.AUTHENTICATED
    return trigger is not None and trigger.is_http and is_admin(trigger) and asked


def _made_into_key(flow: Flow) -> bool:
    """Whether it was made part of a text before that was stored: the program decides where the key begins."""
    arrivals = [place for place, step in enumerate(flow.steps) if step.kind == "arrival"]
    return bool(arrivals) and any(step.kind == "text" for step in flow.steps[: arrivals[-1]])


def _link(flows: list[Flow]) -> Finding:
    """What the caller decides of one link, as far as that is mended in one line."""
    worst = max(flows, key=_opens)
    paths = list(dict.fromkeys(flow.source.path for flow in flows))
    parameters = listed(list(dict.fromkeys(_parameter(flow) for flow in flows)))
    verb = "decides" if len(paths) == 1 else "decide"
    finding = worst.finding(f"{listed(paths)} {verb} {parameters} of a pre-signed link")
    opens = MEDIUM if not unknown_sender(worst) else LOW
    severity = opens if _opens(worst) else INFO if parameters in _TYPES else LOW
    doubt = unseen("the function may check whose object it is") if worst.kind == "signed-key" else ()
    return evolve(finding, severity=severity, reasons=(*finding.reasons, *doubt))


def _opens(flow: Flow) -> bool:
    """Whether it decides who may read or write what, not how that looks or how long it takes."""
    return flow.kind == "signed-key" or _parameter(flow).lower() == "acl"


def _parameter(flow: Flow) -> str:
    return flow.sink_name.rpartition(" ")[2].removeprefix("Fields.")

"""The code makes a call that the role of the function does not allow.

## Why it matters
The call fails when it is reached. That is no weakness by itself, but it is mended in a hurry, with a policy that is
too wide; and code that was never run may be code that nobody maintains.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
  Clean:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment:
        Variables: {TABLE: !Ref Orders}
      Policies:
        - DynamoDBReadPolicy: {TableName: !Ref Orders}
```
```python app.py
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

def handler(event, context):
    table.delete_item(Key={"id": "latest"})  # GOAT0422
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
  Clean:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment:
        Variables: {TABLE: !Ref Orders}
      Policies:
        - Statement:
            - Effect: Allow
              Action: dynamodb:DeleteItem
              Resource: !GetAtt Orders.Arn
```

## Fixed, where whoever deploys may attach a policy
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Parameters:
  CleanerPolicy: {Type: String, Default: ""}
Conditions:
  HasCleanerPolicy: !Not [!Equals [!Ref CleanerPolicy, ""]]
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
  Clean:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment:
        Variables: {TABLE: !Ref Orders}
      Policies:
        - DynamoDBReadPolicy: {TableName: !Ref Orders}
        - !If [HasCleanerPolicy, !Ref CleanerPolicy, !Ref AWS::NoValue]
```

## Fixed, where the client has credentials of its own
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Link:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: link.handler
      Policies:
        - Statement:
            - Effect: Allow
              Action: ssm:GetParameter
              Resource: !Sub arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/partner
```
```javascript link.js
const { S3 } = require('@aws-sdk/client-s3');
const { SSM } = require('@aws-sdk/client-ssm');

exports.handler = async () => {
  const parameter = await new SSM().getParameter({ Name: '/partner', WithDecryption: true });
  const [accessKeyId, secretAccessKey] = parameter.Parameter.Value.split(':');
  const partner = new S3({ credentials: { accessKeyId, secretAccessKey } });
  await partner.headObject({ Bucket: 'partner-reports', Key: 'latest' });
};
```

## Remedy
Allow this one action on this one resource, or remove the call.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
- https://cwe.mitre.org/data/definitions/280.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.privileges import advice_for_alone
from goatherd.checks.wording import listed
from goatherd.core.confidence import only_possible
from goatherd.core.finding import INFO, Finding
from goatherd.core.value import HOLE
from goatherd.iam.paste import resource_text, statements_text
from goatherd.model.application import Application
from goatherd.model.function import Function

if TYPE_CHECKING:
    from goatherd.iam.arn import Names
    from goatherd.model.role import Role


@check("GOAT0422", sas=4, cwe=280, severity=INFO, since="0.1")
def missing_permission(function: Function, app: Application) -> Iterator[Finding]:
    advice = advice_for_alone(function, app)
    if advice is None:
        return
    names = advice.grants.names
    for need in advice.missing:
        if need.span is not None:
            where = listed([_called(text, names, advice.role) for text in need.resources])
            yield Finding(
                span=need.span,
                message=f"{function.id} calls what its role does not allow: {need.action} on {where}",
                remedy=f"Allow it, if the call is meant:\n{statements_text([need], names, advice.role)}",
                reasons=only_possible("the call may never be made, or a policy that is attached elsewhere allows it"),
            )


def _called(text: str, names: Names, role: Role) -> str:
    return "a resource that is decided at run time" if text == HOLE else resource_text(text, names, role)

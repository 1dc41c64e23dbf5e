"""The code makes a call that the role of the function does not allow.

## Why it matters
The call fails when it is reached. That is no weakness by itself, but it is mended in a hurry, with a policy that is
too wide; and code that was never run may be code that nobody maintains.
Where a role allows the log and nothing that the code calls, its policies are perhaps kept elsewhere: that is told once.

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

## Vulnerable: a role for the log alone
```yaml serverless.yml
service: shop
provider:  # GOAT0422
  name: aws
  runtime: python3.13
functions:
  show: {handler: app.show}
  clean: {handler: app.clean}
```
```python app.py
import boto3

table = boto3.resource("dynamodb").Table("orders")

def show(event, context):
    return table.get_item(Key={"id": "latest"})["Item"]["state"]

def clean(event, context):
    table.delete_item(Key={"id": "latest"})
```

## Fixed: a role for what is called
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements:
        - Effect: Allow
          Action: [dynamodb:GetItem, dynamodb:DeleteItem]
          Resource: !Sub arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders
functions:
  show: {handler: app.show}
  clean: {handler: app.clean}
```

## Remedy
Allow this one action on this one resource, or remove the call.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
- https://cwe.mitre.org/data/definitions/280.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.privileges import advice_for_alone
from goatherd.checks.roles import functions_of
from goatherd.checks.wording import listed
from goatherd.core.confidence import only_possible
from goatherd.core.finding import INFO, Finding, Kind
from goatherd.core.value import HOLE
from goatherd.core.wording import counted
from goatherd.iam.actions import expanded
from goatherd.iam.paste import can_be_named, resource_text, statements_text
from goatherd.iam.platform import serves_platform_only
from goatherd.model.application import Application
from goatherd.model.role import Role

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.iam.arn import Names
    from goatherd.iam.effective import Grants
    from goatherd.iam.least import Advice
    from goatherd.iam.resources import Need


@check("GOAT0422", sas=4, cwe=280, severity=INFO, since="0.1")
def missing_permission(role: Role, app: Application) -> Iterator[Finding]:
    lacking = [advice for one in functions_of(role, app) if (advice := advice_for_alone(one, app)) and advice.missing]
    places = dict.fromkeys(need.span for advice in lacking for need in advice.missing if need.span is not None)
    allowed = _allowed(lacking[0].grants, lacking) if len(places) > 1 else ""
    if allowed:
        yield _of_role(role, lacking, tuple(places), allowed)
        return
    for advice in lacking:
        for need in advice.missing:
            if need.span is not None:
                yield _of_call(need, need.span, advice)


def _of_role(role: Role, lacking: list[Advice], places: tuple[Span, ...], allowed: str) -> Finding:
    """What is said once where a role is for no call at all: somebody forgot it, or keeps the policies elsewhere."""
    functions = [function.id for advice in lacking for function in advice.functions]
    needs = [need for advice in lacking for need in advice.missing]
    services = Counter(need.action.partition(":")[0] for need in needs)
    several = len(functions) > 1
    users = f"{counted(len(functions), 'function')} use" if several else f"{functions[0]} uses"
    statements = statements_text(needs, lacking[0].grants.names, role)
    return Finding(
        span=role.span,
        function="" if several else functions[0],
        message=f"{users} AWS ({listed(sorted(services, key=lambda name: (-services[name], name)))}), "
        f"and {'their' if several else 'its'} role allows {allowed}",
        remedy="Give each function a role that allows its calls" if several else f"Allow what is called:\n{statements}",
        reasons=only_possible("the rights are perhaps attached elsewhere"),
        locations=places,
    )


def _allowed(grants: Grants, lacking: list[Advice]) -> str:
    """What a role allows that is for no call of the code, in words; "" for every other role."""
    patterns = [grant.action for grant in grants.granted()]
    actions = expanded(patterns)
    readable = all(expanded([pattern]) for pattern in patterns)
    if not readable or not serves_platform_only(actions, (one for advice in lacking for one in advice.functions)):
        return ""
    if all(action.startswith("logs:") for action in actions):
        return "only the log" if actions else "nothing"
    return "only what Lambda itself asks for"


def _of_call(need: Need, span: Span, advice: Advice) -> Finding:
    names = advice.grants.names
    [function] = advice.functions
    called = f"{need.action} ({function.id})"
    where = listed([_called(text, names, advice.role) for text in need.resources])
    return Finding(
        span=span,
        function=function.id,
        message=f"{function.id} calls what its role does not allow: {need.action} on {where}",
        remedy=_remedy(need, advice),
        reasons=only_possible("the call may never be made, or a policy that is attached elsewhere allows it"),
        one_of=Kind("kinds of calls are not allowed by the role of their function", called, anywhere=True),
    )


def _remedy(need: Need, advice: Advice) -> str:
    names = advice.grants.names
    if not can_be_named([need], names):
        return f"Allow {need.action} on what the code names there, and on nothing else, if the call is meant."
    return f"Allow it, if the call is meant:\n{statements_text([need], names, advice.role)}"


def _called(text: str, names: Names, role: Role) -> str:
    return "a resource that is decided at run time" if text == HOLE else resource_text(text, names, role)

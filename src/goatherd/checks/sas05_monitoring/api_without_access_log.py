"""Nobody writes down who calls an API.

## Why it matters
After an incident the access log is what tells which requests were made, from where and by whom; functions only log
what their authors thought of.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:  # GOAT0501
    Type: AWS::Serverless::Api
    Properties: {StageName: prod}
  List:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        def handler(event, context):
            return {"statusCode": 200}
      Events:
        Get: {Type: Api, Properties: {RestApiId: !Ref Shop, Path: /, Method: get}}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      AccessLogSetting:
        DestinationArn: !GetAtt Log.Arn
        Format: '{"ip": "$context.identity.sourceIp", "status": "$context.status"}'
  Log:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 90}
  List:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        def handler(event, context):
            return {"statusCode": 200}
      Events:
        Get: {Type: Api, Properties: {RestApiId: !Ref Shop, Path: /, Method: get}}
```

## Remedy
Set `AccessLogSetting` (SAM REST) or `AccessLogSettings` (HTTP API) with a log group and a format that holds
`$context.identity.sourceIp`, `$context.requestId` and the caller.

## References
- https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.core.value import is_false
from goatherd.model.application import Application
from goatherd.model.resource import Api


@check("GOAT0501", sas=5, cwe=778, severity=LOW, since="0.1")
def api_without_access_log(app: Application) -> Iterator[Finding]:
    silent = [api for api in app.of(Api) if api.protocol != "graphql" and is_false(api.access_logging)]
    if silent:
        yield Finding(
            span=silent[0].span,
            locations=tuple(api.span for api in silent[1:]),
            message=f"Calls of API {listed([api.id for api in silent])} leave no access log",
        )

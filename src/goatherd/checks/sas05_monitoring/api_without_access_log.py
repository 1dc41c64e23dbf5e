"""Nobody writes down who calls an API.

## Why it matters
After an incident the access log is what tells which requests were made, from where and by whom; functions only log
what their authors thought of. Several applications of one scan are one finding with all places.

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

## Vulnerable, a GraphQL API
```yaml template.yaml
Resources:
  Shop:  # GOAT0501
    Type: AWS::AppSync::GraphQLApi
    Properties: {Name: shop, AuthenticationType: AWS_IAM}
```

## Fixed, a GraphQL API
```yaml template.yaml
Resources:
  Shop:
    Type: AWS::AppSync::GraphQLApi
    Properties:
      Name: shop
      AuthenticationType: AWS_IAM
      LogConfig: {CloudWatchLogsRoleArn: "arn:aws:iam::123456789012:role/logs", FieldLogLevel: ERROR}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_apigatewayv2_api" "shop" { # GOAT0501
  name          = "shop"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "list" {
  api_id                 = aws_apigatewayv2_api.shop.id
  integration_type       = "AWS_PROXY"
  integration_uri        = "arn:aws:lambda:eu-west-1:123456789012:function:list"
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "list" {
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = "GET /"
  target    = "integrations/${aws_apigatewayv2_integration.list.id}"
}
```
```hcl stage.tf
resource "aws_apigatewayv2_stage" "prod" {
  api_id      = aws_apigatewayv2_api.shop.id
  name        = "$default"
  auto_deploy = true
}
```

## Fixed in Terraform
```hcl stage.tf
resource "aws_cloudwatch_log_group" "calls" {
  name              = "/shop/calls"
  retention_in_days = 90
}

resource "aws_apigatewayv2_stage" "prod" {
  api_id      = aws_apigatewayv2_api.shop.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.calls.arn
    format          = jsonencode({ ip = "$context.identity.sourceIp", status = "$context.status" })
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
functions:
  list:
    handler: app.handler
    events:
      - http: GET /  # GOAT0501
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  logs:
    restApi:
      fullExecutionData: false
functions:
  list:
    handler: app.handler
    events:
      - http: GET /
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const list = new Function(this, 'List', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    new LambdaRestApi(this, 'Shop', { handler: list });  // GOAT0501
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { LambdaRestApi, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const list = new Function(this, 'List', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    const log = new LogGroup(this, 'Log', { retention: RetentionDays.THREE_MONTHS });
    new LambdaRestApi(this, 'Shop', {
      handler: list,
      deployOptions: { accessLogDestination: new LogGroupLogDestination(log) },
    });
  }
}
```

## Remedy
Set `AccessLogSetting` (HTTP APIs: `AccessLogSettings`) with a log group and a format that holds
`$context.identity.sourceIp`, `$context.requestId` and the caller.

## Remedy in Terraform
Write `access_log_settings` in the stage with a log group as `destination_arn` and a `format` that holds
`$context.identity.sourceIp`, `$context.requestId` and the caller.

## Remedy in the Serverless Framework
Set `provider.logs`: `restApi: {fullExecutionData: false}` (what is said beside it is the default), `httpApi: true`.

## Remedy in the CDK
Set `accessLogDestination: new apigateway.LogGroupLogDestination(logGroup)` and `accessLogFormat` in `deployOptions`
of a `RestApi`, or `accessLogSettings` of an HTTP API's stage, with a format that holds `$context.identity.sourceIp`,
`$context.requestId` and the caller.

## References
- https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.trials import is_trial
from goatherd.checks.wording import listed
from goatherd.core.confidence import owners_choice
from goatherd.core.finding import LOW, Finding, Kind
from goatherd.core.value import is_false
from goatherd.model.application import Application
from goatherd.model.resource import Api

# AppSync has no access log: its log of requests tells who calls.
_LOG_CONFIG = "Set `LogConfig` of the API with a role that may write logs and `FieldLogLevel: ERROR`."
_OF_GRAPHQL = {
    "sam": "Set `LogConfig` of the API (`Logging` of AWS::Serverless::GraphQLApi) with `FieldLogLevel: ERROR`.",
    "terraform": 'Write `log_config` in the API with a role that may write logs and `field_log_level = "ERROR"`.',
    "serverless": "Set `logging: {level: ERROR}` of the API (`logConfig` before serverless-appsync-plugin 2).",
    "cdk": "Set `logConfig: { fieldLogLevel: appsync.FieldLogLevel.ERROR }` of the GraphqlApi.",
}


@check("GOAT0501", sas=5, cwe=778, severity=LOW, since="0.1")
def api_without_access_log(app: Application) -> Iterator[Finding]:
    silent = [api for api in app.of(Api) if is_false(api.access_logging)]
    if is_trial(app):
        return
    if apis := [api for api in silent if api.protocol != "graphql"]:
        yield _told(
            apis, "leave no access log", Kind("applications keep no access log of their APIs", app.name, anywhere=True)
        )
    if graphs := [api for api in silent if api.protocol == "graphql"]:
        kind = Kind("applications keep no log of their GraphQL APIs", app.name, anywhere=True)
        yield evolve(_told(graphs, "leave no log", kind), remedy=_OF_GRAPHQL.get(app.framework, _LOG_CONFIG))


def _told(apis: list[Api], lack: str, kind: Kind) -> Finding:
    return Finding(
        span=apis[0].span,
        locations=tuple(api.span for api in apis[1:]),
        message=f"Calls of API {listed([api.id for api in apis])} {lack}",
        reasons=owners_choice("what the functions log may be enough"),
        one_of=kind,
    )

"""Nothing limits how often outsiders can run a function.

## Why it matters
Every request is a paid invocation. Without a throttle on the API and without reserved concurrency a flood uses up the
concurrency of the whole account, which takes every other function down with it, and then comes the bill.

It weighs least where calls come through API Gateway, which has a limit for the whole account by default, and the code
only reads and writes tables and buckets. What works longer or is paid by the call (models, mail, texts, searches, code
that calls other servers) is low. Several applications of one scan are one finding with all places.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Thumbnail:  # GOAT0801
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Get: {Type: HttpApi, Properties: {Path: /thumbnail, Method: get}}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Thumbnail:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      ReservedConcurrentExecutions: 20
      Events:
        Get: {Type: HttpApi, Properties: {Path: /thumbnail, Method: get}}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_apigatewayv2_api" "photos" {
  name          = "photos"
  protocol_type = "HTTP"
  target        = aws_lambda_function.thumbnail.arn
}

resource "aws_lambda_permission" "photos" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.thumbnail.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.photos.execution_arn}/*/*"
}

resource "aws_lambda_function" "thumbnail" {  # GOAT0801
  function_name = "thumbnail"
  role          = "arn:aws:iam::123456789012:role/thumbnail"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "thumbnail.zip"
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_apigatewayv2_api" "photos" {
  name          = "photos"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.photos.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    throttling_rate_limit  = 20
    throttling_burst_limit = 40
  }
}

resource "aws_apigatewayv2_route" "thumbnail" {
  api_id    = aws_apigatewayv2_api.photos.id
  route_key = "GET /thumbnail"
  target    = "integrations/${aws_apigatewayv2_integration.thumbnail.id}"
}

resource "aws_apigatewayv2_integration" "thumbnail" {
  api_id                 = aws_apigatewayv2_api.photos.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.thumbnail.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_lambda_function" "thumbnail" {
  function_name = "thumbnail"
  role          = "arn:aws:iam::123456789012:role/thumbnail"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "thumbnail.zip"
}
```

## Vulnerable in Terraform, functions of Google's cloud
```hcl main.tf
resource "google_cloudfunctions2_function" "orders" {
  name     = "orders"
  location = "europe-west1"

  build_config {
    runtime     = "python312"
    entry_point = "orders"
  }

  service_config {  # GOAT0801
    timeout_seconds = 10
  }
}

resource "google_cloud_run_service_iam_member" "everybody" {
  service = google_cloudfunctions2_function.orders.name
  role    = "roles/run.invoker"
  member  = "allUsers"
}
```

## Fixed in Terraform, functions of Google's cloud
```hcl main.tf
resource "google_cloudfunctions2_function" "orders" {
  name     = "orders"
  location = "europe-west1"

  build_config {
    runtime     = "python312"
    entry_point = "orders"
  }

  service_config {
    timeout_seconds    = 10
    max_instance_count = 20
  }
}

resource "google_cloud_run_service_iam_member" "everybody" {
  service = google_cloudfunctions2_function.orders.name
  role    = "roles/run.invoker"
  member  = "allUsers"
}
```

## Vulnerable in Terraform, functions of Azure
```hcl main.tf
resource "azurerm_service_plan" "orders" {
  name                = "orders"
  resource_group_name = "shop"
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "Y1"
}

resource "azurerm_linux_function_app" "orders" {
  name                          = "orders"
  resource_group_name           = "shop"
  location                      = "westeurope"
  service_plan_id               = azurerm_service_plan.orders.id
  storage_account_name          = "orders"
  storage_uses_managed_identity = true
  https_only                    = true

  site_config {  # GOAT0801
    application_stack {
      python_version = "3.13"
    }
  }
}
```
```json host.json
{"version": "2.0"}
```
```python function_app.py
import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

@app.route(route="orders")
def orders(request: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("[]")
```

## Fixed in Terraform, functions of Azure
```hcl main.tf
resource "azurerm_service_plan" "orders" {
  name                = "orders"
  resource_group_name = "shop"
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "Y1"
}

resource "azurerm_linux_function_app" "orders" {
  name                          = "orders"
  resource_group_name           = "shop"
  location                      = "westeurope"
  service_plan_id               = azurerm_service_plan.orders.id
  storage_account_name          = "orders"
  storage_uses_managed_identity = true
  https_only                    = true

  site_config {
    app_scale_limit = 5

    application_stack {
      python_version = "3.13"
    }
  }
}
```
```json host.json
{"version": "2.0"}
```
```python function_app.py
import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

@app.route(route="orders")
def orders(request: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("[]")
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: photos
provider:
  name: aws
  runtime: python3.13
functions:
  thumbnail:  # GOAT0801
    handler: app.handler
    events:
      - httpApi: GET /thumbnail
```
```python app.py
def handler(event, context):
    return {"statusCode": 200}
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: photos
provider:
  name: aws
  runtime: python3.13
functions:
  thumbnail:
    handler: app.handler
    reservedConcurrency: 20
    events:
      - httpApi: GET /thumbnail
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const thumbnail = new Function(this, 'Thumbnail', {  // GOAT0801
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
    });
    new HttpApi(this, 'Images').addRoutes({
      path: '/thumbnail',
      methods: [HttpMethod.GET],
      integration: new HttpLambdaIntegration('Thumbnail', thumbnail),
    });
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const thumbnail = new Function(this, 'Thumbnail', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
      reservedConcurrentExecutions: 20,
    });
    new HttpApi(this, 'Images').addRoutes({
      path: '/thumbnail',
      methods: [HttpMethod.GET],
      integration: new HttpLambdaIntegration('Thumbnail', thumbnail),
    });
  }
}
```

## Remedy
Throttle the stage (`DefaultRouteSettings` or `MethodSettings`: `ThrottlingRateLimit`, `ThrottlingBurstLimit`), or set
`ReservedConcurrentExecutions` of the function.

## Remedy in Terraform
Throttle the stage (`throttling_rate_limit` and `throttling_burst_limit` in `default_route_settings` of
`aws_apigatewayv2_stage`, or in `settings` of `aws_api_gateway_method_settings`), or set
`reserved_concurrent_executions` of the function.

## Remedy in the Serverless Framework
Set `reservedConcurrency` of the function, or throttle the stage (HTTP APIs:
`resources.extensions.HttpApiStage.Properties.DefaultRouteSettings`).

## Remedy in the CDK
Throttle the stage (`throttlingRateLimit` and `throttlingBurstLimit` in `deployOptions`, HTTP APIs: `throttle` of the
stage), or set `reservedConcurrentExecutions` of the function.

## Remedy in Google's cloud
Set `max_instance_count` in the `service_config` (functions of the first generation: `max_instances`).

## Remedy in Azure Functions
Set `app_scale_limit` in the `site_config` (flexible plans: `maximum_instance_count`).

## Remedy in Chalice
Set `"reserved_concurrency"` of the function in `.chalice/config.json`.

## Remedy in SST
Throttle the stage (`transform: { stage: { defaultRouteSettings: { throttlingRateLimit, throttlingBurstLimit } } }` of
the API), or set `concurrency: { reserved: … }` of the function.

## References
- https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
- https://cwe.mitre.org/data/definitions/770.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.confidence import unseen
from goatherd.core.finding import INFO, LOW, Finding, Kind
from goatherd.core.value import is_false
from goatherd.engine.interpreter.errors import Raises, raises
from goatherd.model.application import Application
from goatherd.model.resource import Api, Endpoint
from goatherd.model.trigger import Exposure, Trigger
from goatherd.model.trigger import Kind as Sender

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.function import Function

# what a call of costs as much as the request that leads to it
_CHEAP = frozenset({"dynamodb", "s3", "ssm", "secretsmanager", "kms", "logs", "cloudwatch", "apigatewaymanagementapi"})
_OF_THE_SDK = ("boto3", "botocore", "aws-sdk", "@aws-sdk/", "@smithy/")


@check("GOAT0801", sas=8, cwe=770, severity=LOW, since="0.1")
def nothing_limits_calls(app: Application) -> Iterator[Finding]:
    if not app.templates:
        return  # nobody knows how the functions are deployed
    unlimited = [f for f in app.functions if f.reserved_concurrency is None and _called_without_limit(f, app)]
    if unlimited:
        costly = [function for function in unlimited if not _is_cheap(function, app)]
        spans = _apps(app) or list(dict.fromkeys(_settings_at(function) for function in unlimited))
        yield Finding(
            span=spans[0],
            locations=tuple(dict.fromkeys((*spans[1:], *_gates(unlimited, app)))),
            message=f"Nothing limits how often outsiders can run {listed([f.id for f in unlimited])}",
            function=unlimited[0].id if len(unlimited) == 1 else "",
            severity=LOW if costly else INFO,
            reasons=unseen("the account's own limit, or a budget that somebody watches, may be enough"),
            one_of=Kind(
                "applications do not limit how often outsiders can run their functions", app.name, anywhere=True
            ),
        )


def _is_cheap(function: Function, app: Application) -> bool:
    """Whether the account's own limit is enough: requests cost little more than what API Gateway takes for them."""
    behaviour = app.behaviour(function)
    if not behaviour.files or behaviour.truncated or any(call.service not in _CHEAP for call in behaviour.aws_calls):
        return False
    names = [call.name for call in behaviour.calls if not call.name.startswith(_OF_THE_SDK)]
    computes = all(name.startswith("?.") or raises(name, ()) < Raises.ANYTHING for name in names)
    return computes and all(isinstance(app.source(t), Api) for t in function.triggers if _unlimited(t, app))


def _called_without_limit(function: Function, app: Application) -> bool:
    return any(_unlimited(trigger, app) for trigger in function.triggers)


def _settings_at(function: Function) -> Span:
    """Functions of Google's cloud have their limits in a block of their own."""
    return function.default_identity.span or function.span


def _apps(app: Application) -> list[Span]:
    """Functions of Azure have their limits where the app is declared that they are deployed to."""
    return [endpoint.limits_at for endpoint in app.of(Endpoint) if endpoint.limits_at is not None]


def _gates(functions: list[Function], app: Application) -> Iterator[Span]:
    """Where the APIs in front are declared, which is where a throttle goes."""
    triggers = [trigger for function in functions for trigger in function.triggers if _unlimited(trigger, app)]
    apis = {api.id: api for trigger in triggers if isinstance(api := app.resources.get(trigger.source or ""), Api)}
    return (api.span for api in apis.values() if not api.implicit and not api.imported)


def _unlimited(trigger: Trigger, app: Application) -> bool:
    if trigger.exposure is not Exposure.ANONYMOUS or trigger.api_key:
        return False
    if trigger.kind == Sender.FUNCTION_URL:
        return True
    if trigger.kind == Sender.AZURE_HTTP:
        return bool(_apps(app))
    if trigger.kind == Sender.GOOGLE_HTTP:
        return app.framework == "google"  # what programs of Firebase set is not read
    # a web ACL may hold a rate rule, which the model does not show
    api = app.source(trigger)
    return trigger.is_http and isinstance(api, Api) and is_false(api.throttled) and is_false(api.web_acl)

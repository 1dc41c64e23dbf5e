"""A function, state machine or service answers web requests from anybody.

## Why it matters
An API Gateway route without an authorizer calls its function for every request of the internet. Each function
has to check the caller on its own then, and the one that forgets is an open door: there is no session and no
outer wall behind which it could hide.

Routes that must be open (reading health or documentation, sign-in, sign-up and forgotten passwords, well-known files)
are not reported, nor those that read nothing but constants and settings, nor those whose handler itself makes callers
prove who they are before it works: it verifies a webhook's signature or a token, or compares a secret, or hands the
caller's token to a database that verifies it. A decorator, wrapper or middleware of a package that is not in the tree
is believed to do so when it is called like that (`login_required`, `@acme/auth`); of any other it is said that it may.
Where the code also works without, where a setting of the deployment turns the question off, where it only does
something with a token of the request, or where a function of its own is called like something that asks, the finding
weighs less. Functions of Google's cloud ask for IAM's invokers unless they are deployed with `--allow-unauthenticated`:
where nothing says how, it is a guess. Callables of Firebase let calls of people through who have not signed in: what
only reads there weighs less. A Lambda authorizer that says yes whatever it is asked keeps nobody out. Of
a function whose handler is not in its file it is an information: calling it ends in an error.

How much it weighs follows from what strangers get done:

- **high** where they change identities or rights, what administrators change, or records that the request names, in an
  application that tells its users apart;
- **medium** where an application without users does the same, where all records about people are given out or those of
  whoever the request names, where something is made in an application with users, and for hooks that services call;
- **low** or less where something is only made or read in an application without users, where the template opens the
  route by name though the others of its API ask, or its path says "public" (and it is not for administrators), and for
  connections and what is cleared up.

An application that asks nobody anywhere is one finding, which names the worst route first; in others those routes are
one that weigh alike.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  DeleteOrder:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        import boto3

        def handler(event, context):
            boto3.client("s3").delete_object(Bucket="orders", Key=event["pathParameters"]["id"])
            return {"statusCode": 204}
      Events:
        Delete:  # GOAT0201
          Type: Api
          Properties: {Path: "/orders/{id}", Method: delete}
        Health:
          Type: Api
          Properties: {Path: /health, Method: get}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth:
        DefaultAuthorizer: Users
        Authorizers:
          Users: {UserPoolArn: !GetAtt UserPool.Arn}
  UserPool:
    Type: AWS::Cognito::UserPool
  DeleteOrder:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        import boto3

        def handler(event, context):
            boto3.client("s3").delete_object(Bucket="orders", Key=event["pathParameters"]["id"])
            return {"statusCode": 204}
      Events:
        Delete:
          Type: Api
          Properties: {RestApiId: !Ref Api, Path: "/orders/{id}", Method: delete}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_route" "delete_order" {  # GOAT0201
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = "DELETE /orders/{id}"
  target    = "integrations/${aws_apigatewayv2_integration.delete_order.id}"
}

resource "aws_apigatewayv2_route" "health" {
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = "GET /health"
  target    = "integrations/${aws_apigatewayv2_integration.delete_order.id}"
}
```
```hcl function.tf
resource "aws_lambda_function" "delete_order" {
  function_name = "delete-order"
  role          = "arn:aws:iam::123456789012:role/orders"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "orders.zip"
}

resource "aws_apigatewayv2_integration" "delete_order" {
  api_id                 = aws_apigatewayv2_api.shop.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.delete_order.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_lambda_permission" "shop" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.delete_order.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.shop.execution_arn}/*/*"
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_authorizer" "users" {
  api_id           = aws_apigatewayv2_api.shop.id
  name             = "users"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = "https://login.example.org"
    audience = ["shop"]
  }
}

resource "aws_apigatewayv2_route" "delete_order" {
  api_id             = aws_apigatewayv2_api.shop.id
  route_key          = "DELETE /orders/{id}"
  target             = "integrations/${aws_apigatewayv2_integration.delete_order.id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.users.id
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
  runtime: python3.13
functions:
  deleteOrder:
    handler: app.handler
    events:
      - http: {path: "orders/{id}", method: delete}  # GOAT0201
      - http: {path: health, method: get}
```
```python app.py
import boto3

def handler(event, context):
    boto3.client("s3").delete_object(Bucket="orders", Key=event["pathParameters"]["id"])
    return {"statusCode": 204}
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
  runtime: python3.13
functions:
  deleteOrder:
    handler: app.handler
    events:
      - http:
          path: orders/{id}
          method: delete
          authorizer:
            arn: arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_example
      - http: {path: health, method: get}
```

## Vulnerable, a state machine
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Refund:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Done
        States:
          Done: {Type: Succeed}
      Events:
        Start:  # GOAT0201
          Type: Api
          Properties: {Path: /refunds, Method: post}
```

## Fixed, a state machine
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Refund:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Done
        States:
          Done: {Type: Succeed}
      Events:
        Start:
          Type: Api
          Properties: {Path: /refunds, Method: post, Auth: {Authorizer: AWS_IAM}}
```

## Vulnerable, a service behind an API described in OpenAPI
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::HttpApi
    Properties:
      DefinitionBody:
        Fn::Transform: {Name: AWS::Include, Parameters: {Location: api.yaml}}
```
```yaml api.yaml
openapi: "3.0.1"
paths:
  /orders:
    post:  # GOAT0201
      x-amazon-apigateway-integration:
        type: aws_proxy
        integrationSubtype: SQS-SendMessage
        payloadFormatVersion: "1.0"
        requestParameters: {QueueUrl: "https://example.org/queue", MessageBody: $request.body}
    get:
      x-amazon-apigateway-integration:
        type: aws_proxy
        integrationSubtype: SQS-ReceiveMessage
        payloadFormatVersion: "1.0"
        requestParameters: {QueueUrl: "https://example.org/queue"}
```

## Fixed, a service behind an API described in OpenAPI
```yaml api.yaml
openapi: "3.0.1"
components:
  securitySchemes:
    Users:
      type: oauth2
      x-amazon-apigateway-authorizer:
        type: jwt
        identitySource: $request.header.Authorization
        jwtConfiguration: {issuer: "https://example.org", audience: [shop]}
paths:
  /orders:
    post:
      security: [{Users: []}]
      x-amazon-apigateway-integration:
        type: aws_proxy
        integrationSubtype: SQS-SendMessage
        payloadFormatVersion: "1.0"
        requestParameters: {QueueUrl: "https://example.org/queue", MessageBody: $request.body}
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const deleteOrder = new Function(this, 'DeleteOrder', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline(
        'import boto3\\n'
        + 'def handler(event, context): boto3.client("s3").delete_object(Bucket="orders", Key=event["path"])',
      ),
    });
    const api = new RestApi(this, 'Shop');
    const order = api.root.addResource('orders').addResource('{id}');
    order.addMethod('DELETE', new LambdaIntegration(deleteOrder));  // GOAT0201
    api.root.addResource('health').addMethod('GET', new LambdaIntegration(deleteOrder));
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { AuthorizationType, CognitoUserPoolsAuthorizer, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const deleteOrder = new Function(this, 'DeleteOrder', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline(
        'import boto3\\n'
        + 'def handler(event, context): boto3.client("s3").delete_object(Bucket="orders", Key=event["path"])',
      ),
    });
    const users = new CognitoUserPoolsAuthorizer(this, 'Users', { cognitoUserPools: [new UserPool(this, 'Pool')] });
    const api = new RestApi(this, 'Shop', {
      defaultMethodOptions: { authorizer: users, authorizationType: AuthorizationType.COGNITO },
    });
    const order = api.root.addResource('orders').addResource('{id}');
    order.addMethod('DELETE', new LambdaIntegration(deleteOrder));
  }
}
```

## Vulnerable, an authorizer that lets everybody in
```yaml serverless.yml
service: orders
provider:
  name: aws
  runtime: python3.13
functions:
  check: {handler: app.check}
  deleteOrder:
    handler: app.delete_order
    events:
      - http: {path: "orders/{id}", method: delete, authorizer: {type: REQUEST, name: check}}  # GOAT0201
```
```python app.py
import boto3

def check(event, context):
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": event["methodArn"]}
    return {"principalId": "user", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}

def delete_order(event, context):
    boto3.client("s3").delete_object(Bucket="orders", Key=event["pathParameters"]["id"])
    return {"statusCode": 204}
```

## Fixed, an authorizer that asks
```python app.py
import hmac
import os

import boto3

def check(event, context):
    known = hmac.compare_digest(event["headers"]["Authorization"], os.environ["API_TOKEN"])
    effect = "Allow" if known else "Deny"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    return {"principalId": "user", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}

def delete_order(event, context):
    boto3.client("s3").delete_object(Bucket="orders", Key=event["pathParameters"]["id"])
    return {"statusCode": 204}
```

## Vulnerable, a callable of Firebase
```json firebase.json
{"functions": {"source": "functions"}}
```
```json functions/package.json
{"main": "index.js", "dependencies": {"firebase-functions": "^6.0.0"}}
```
```javascript functions/index.js
const { onCall } = require('firebase-functions/v2/https');
const admin = require('firebase-admin');

exports.remove = onCall(async (request) => {  // GOAT0201
  await admin.firestore().collection('orders').doc(request.data.id).delete();
});
```

## Fixed, a callable of Firebase
```javascript functions/index.js
const { HttpsError, onCall } = require('firebase-functions/v2/https');
const admin = require('firebase-admin');

exports.remove = onCall(async (request) => {
  if (!request.auth) {
    throw new HttpsError('unauthenticated', 'Sign in first.');
  }
  await admin.firestore().collection('users').doc(request.auth.uid).collection('orders').doc(request.data.id).delete();
});
```

## Remedy
Give the API a default authorizer (SAM: `Auth: {DefaultAuthorizer: …}`) and open single routes with `Authorizer:
NONE`, or give the route or method one of its own (`AuthorizationType` with `AuthorizerId`). Webhooks, whose callers
cannot sign for an authorizer: verify their signature before anything else.

## Remedy in Terraform
Give the route its authorizer: `authorization_type` with `authorizer_id` of `aws_apigatewayv2_route`, or
`authorization` with `authorizer_id` of `aws_api_gateway_method`.

## Remedy in the Serverless Framework
Give the event an `authorizer`: `aws_iam`, a user pool, a function, or one of `provider.httpApi.authorizers`.

## Remedy in the CDK
Give the API a default authorizer (`defaultMethodOptions: { authorizer }` of a `RestApi`, `defaultAuthorizer` of an
`HttpApi`), or the method or route an `authorizer` of its own.

## Remedy in Azure Functions
Set `authLevel: function`, so that callers need a key, or let App Service's authentication ask who calls.

## Remedy in Google's cloud
Let only IAM's principals invoke the function (not `allUsers`), or ask for a token in the code.

## Remedy in Firebase
Make it an `onCall` function that looks at `request.auth`, verify the ID token (`verifyIdToken`), or set `invoker:
"private"`.

## Remedy in Chalice
Give the route an `authorizer`: `IAMAuthorizer()`, a `CognitoUserPoolAuthorizer`, or a function decorated with
`@app.authorizer()`.

## Remedy in SST
Give the route its `auth`: `api.route(…, …, { auth: { jwt: { authorizer: authorizer.id } } })`, `{ iam: true }` or
`{ lambda: authorizer.id }`; `transform: { route: { args: { auth } } }` of the API gives it to all routes.

## References
- https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
- https://cwe.mitre.org/data/definitions/306.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.checks.api import check
from goatherd.checks.by_route import by_route
from goatherd.checks.callers import (
    asks_as_far_as_is_seen,
    asks_everybody,
    asks_for_a_human,
    authenticates,
    changes_for_strangers,
    doors_for_strangers,
    hedge,
    is_perhaps_asked,
    only_answers,
    only_looks,
    works_for_strangers,
)
from goatherd.checks.grouping import Opened, together
from goatherd.checks.open_routes import (
    asks_for_a_code,
    changes_something,
    is_about_the_service,
    is_admin,
    is_callable,
    is_documentation,
    is_open,
    is_open_route,
    serves_who_signs_in,
)
from goatherd.checks.opened import opened_by
from goatherd.checks.stakes import Circumstances, Stake, at_stake
from goatherd.checks.unseen_routes import of_functions_elsewhere
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, LOW, MEDIUM, Finding
from goatherd.engine.interpreter.hurry import ABRIDGED
from goatherd.model.application import Application
from goatherd.model.function import Unresolved
from goatherd.model.resource import Api, Route, StateMachine
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.flow import Behaviour
    from goatherd.model.function import Function

_SEVERAL, _APART, _TOLD = 3, 15, 20
_OF_CONNECTIONS = frozenset({"$connect", "$disconnect", ""})


@check("GOAT0201", sas=2, cwe=306, severity=MEDIUM, since="0.1")
def route_without_authorizer(app: Application) -> Iterator[Finding]:
    yield from together(_functions(app))
    told: set[Span] = set()
    for machine in app.of(StateMachine):
        routes = [trigger for trigger in machine.triggers if is_open(trigger, changes=True)]
        if routes:
            told.update(route.span for route in routes)
            yield opened_by(app, f"start state machine {machine.id}", routes).finding
    for api in app.of(Api):
        yield from _services(app, api, told)
        yield from of_functions_elsewhere(app, api)


def _functions(app: Application) -> Iterator[Opened]:
    about = Circumstances.of(app)
    for function in app.functions:
        behaviour = app.behaviour(function)
        changes = changes_something(behaviour) and all(map(is_about_the_service, function.triggers))
        routes = [trigger for trigger in function.triggers if is_open(trigger, changes=changes)]
        routes = [r for r in routes if not (asks_for_a_code(r, behaviour) or is_documentation(r, behaviour))]
        if function.guessed:
            continue  # who may call it is for what declares it to say
        asked = asks_everybody(behaviour) or _is_asked_at_first(function, behaviour)
        if routes and not asked and not serves_who_signs_in(behaviour):
            for group, of_group in by_route(function, routes, behaviour):
                yield from _function(app, function, group, of_group, about)


def _is_asked_at_first(function: Function, behaviour: Behaviour) -> bool:
    """Whether all that was followed of the one way in comes after callers proved who they are, if not all was."""
    ways = {(trigger.kind, trigger.path) for trigger in function.triggers}
    asked = behaviour.asks_caller and not (behaviour.unasked or behaviour.switched)
    return len(ways) == 1 and asked and behaviour.truncated == ABRIDGED


def _function(
    app: Application, function: Function, routes: list[Trigger], behaviour: Behaviour, about: Circumstances
) -> Iterator[Opened]:
    if only_answers(behaviour) and not any(route.options.get("stored") for route in routes):
        return  # there is nothing that an authorizer would protect
    but = _has_no_handler(function) or hedge(behaviour) or _checked_later(app, routes) or _app_check(routes)
    stake = at_stake(about, routes, behaviour, alone=_only_through(routes, function))
    if asks_for_a_human(behaviour) and not stake.told:
        return  # a form that strangers send
    if _has_no_handler(function):
        stake = Stake(INFO)
    elif all(route.presumed for route in routes) or (all(map(is_callable, routes)) and only_looks(behaviour)):
        stake = Stake(min(stake.severity, LOW))
    elif but:
        # What strangers reach decides, not what only others do; and whether they do is for somebody to read.
        checked = not works_for_strangers(behaviour) and not is_perhaps_asked(behaviour)
        weighs = not checked and (stake.told or any(map(is_admin, routes)))
        stake = Stake(min(stake.severity, MEDIUM if weighs else INFO if asks_as_far_as_is_seen(behaviour) else LOW))
    opened = opened_by(app, f"call function {function.id}", routes, but, severity=stake.severity)
    finding = evolve(opened.finding, function=function.id)
    yield evolve(
        opened,
        finding=finding if but else _with_what_changes(finding, routes, behaviour),
        told=stake.told if stake.severity >= MEDIUM else "",
        place=stake.span,
        alone=not about.users,
        perhaps=bool(but),
    )


def _with_what_changes(finding: Finding, routes: Sequence[Trigger], behaviour: Behaviour) -> Finding:
    """Where it changes something: behind a route for everything, each of these is a door of its own."""
    places = changes_for_strangers(behaviour)
    if len(places) < _SEVERAL or any(route.method.upper() != "ANY" for route in routes):
        return finding
    told: list[Span] = []
    for place in places:  # lines close together are of one handler as a rule
        if not told or place.path != told[-1].path or place.line > told[-1].line + _APART:
            told.append(place)
    return evolve(
        finding,
        message=f"{finding.message}; {len(places)} lines change something for whoever does",
        locations=tuple(dict.fromkeys((*finding.locations, *doors_for_strangers(behaviour)[:_TOLD], *told[:_TOLD]))),
    )


def _has_no_handler(function: Function) -> str:
    entry = function.entry
    return f", though {entry.why}" if isinstance(entry, Unresolved) and entry.missing else ""


def _app_check(routes: Sequence[Trigger]) -> str:
    genuine = all(route.options.get("app_check") for route in routes)
    return ", but App Check wants calls to come from the genuine app" if genuine else ""


def _only_through(routes: Sequence[Trigger], function: Function) -> bool:
    """Whether everything that the function does is done for callers of these routes."""
    return all(trigger in routes or trigger.method.upper() == "OPTIONS" for trigger in function.triggers)


def _checked_later(app: Application, routes: Sequence[Trigger]) -> str:
    """What to add where these routes open connections, and messages on them have to prove who sends them.

    One that does may be what makes the connection known to the others.
    """
    apis = {route.source for route in routes if route.path == "$connect"}
    if len(apis) != 1 or any(route.path != "$connect" for route in routes):
        return ""
    answering = [function for function in app.functions if any(_is_message(t, apis) for t in function.triggers)]
    checking = [function.id for function in answering if authenticates(app.behaviour(function))]
    if not checking:
        return ""
    others = "" if len(checking) == len(answering) else ", which the others rely on at best"
    return f", only messages to {listed(checking)} have to prove who sends them{others}"


def _is_message(trigger: Trigger, apis: set[str | None]) -> bool:
    return trigger.kind == Kind.WEBSOCKET and trigger.source in apis and trigger.path not in _OF_CONNECTIONS


def _services(app: Application, api: Api, told: set[Span]) -> Iterator[Finding]:
    """Routes that write into a service without a function in between."""
    calls: list[str] = []
    routes: list[Route] = []
    for route in api.routes:
        call = route.service_call
        if call is not None and call.writes and route.span not in told and is_open_route(api, route):
            calls.append(str(call))
            routes.append(route)
    if routes:
        yield opened_by(app, f"make API {api.id} call {listed(list(dict.fromkeys(calls)))}", routes).finding

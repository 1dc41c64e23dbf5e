"""A secret stands in a function's environment variables.

## Why it matters
It is in the repository and its history, in the deployed template and in the function's configuration, where everybody
who may list functions reads it; and code that is tricked into printing its environment gives it away. What is for runs
on a workstation (a local server's password, a key of the program's own in `local.settings.json`) weighs little; a word
that only serves as a key until the deployment sets another weighs less.

## Vulnerable
```yaml template.yaml
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {ZipFile: "def handler(event, context): return 1"}
      Environment:
        Variables:
          DB_PASSWORD: hunter2hunter2  # GOAT0701
          DB_PASSWORD_LENGTH: 16
          TABLE: orders
```

## Fixed
```yaml template.yaml
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {ZipFile: "def handler(event, context): return 1"}
      Environment:
        Variables:
          DB_PASSWORD_ARN: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db
          TABLE: orders
```

## Vulnerable, a key that follows from the names of the deployment
```yaml template.yaml
Parameters:
  Stage: {Type: String, Default: dev}
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {ZipFile: "def handler(event, context): return 1"}
      Environment:
        Variables:
          JWT_SECRET: !Sub "${AWS::StackName}-jwt-${Stage}"  # GOAT0701
          SESSION_SECRET: !Sub "${AWS::StackName}/session"
```

## Fixed, a key that follows from the names of the deployment
```yaml template.yaml
Parameters:
  Stage: {Type: String, Default: dev}
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {ZipFile: "def handler(event, context): return 1"}
      Environment:
        Variables:
          JWT_SECRET_NAME: !Sub "${AWS::StackName}-jwt-${Stage}"
          SESSION_SECRET: !Sub "${AWS::StackName}/session"
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_lambda_function" "pay" {
  function_name = "pay"
  role          = "arn:aws:iam::123456789012:role/pay"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-releases"
  s3_key        = "pay.zip"

  environment {
    variables = {
      DB_PASSWORD        = "hunter2hunter2" # GOAT0701
      DB_PASSWORD_LENGTH = 16
      TABLE              = "orders"
    }
  }
}
```

## Fixed in Terraform
```hcl main.tf
data "aws_secretsmanager_secret" "db" {
  name = "db"
}

resource "aws_lambda_function" "pay" {
  function_name = "pay"
  role          = "arn:aws:iam::123456789012:role/pay"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-releases"
  s3_key        = "pay.zip"

  environment {
    variables = {
      DB_PASSWORD_ARN = data.aws_secretsmanager_secret.db.arn
      TABLE           = "orders"
    }
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  environment:
    DB_PASSWORD: hunter2hunter2  # GOAT0701
    DB_PASSWORD_LENGTH: 16
functions:
  pay:
    handler: pay.handler
    environment:
      TABLE: orders
  refund:
    handler: refund.handler
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
  environment:
    DB_PASSWORD_ARN: arn:aws:secretsmanager:${aws:region}:${aws:accountId}:secret:db
functions:
  pay:
    handler: pay.handler
    environment:
      TABLE: orders
  refund:
    handler: refund.handler
```

## Vulnerable in the Serverless Framework, a default that becomes the key
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: nodejs22.x
  environment:
    JWT_SECRET: ${env:JWT_SECRET, 'mysecret'}  # GOAT0701
    ADMIN_SECRET: x
    SESSION_SECRET: ${env:SESSION_SECRET, 'dev-session-secret-change-in-production'}  # GOAT0701
    TOKEN_SECRET: ${env:TOKEN_SECRET, 'shop-tokens'}
functions:
  login:
    handler: login.handler
  admin:
    handler: login.admin
```
```javascript login.js
const jwt = require('jsonwebtoken');

exports.handler = async (event) => ({ statusCode: 200, body: jwt.sign({ sub: 'shop' }, process.env.JWT_SECRET) });
exports.admin = async (event) => ({ statusCode: 200, body: jwt.sign({ sub: 'shop' }, process.env.ADMIN_SECRET) });
```

## Fixed in the Serverless Framework, a default that becomes the key
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: nodejs22.x
  environment:
    JWT_SECRET: ${env:JWT_SECRET}
    SESSION_SECRET: ${env:SESSION_SECRET}
    TOKEN_SECRET: ${env:TOKEN_SECRET, 'shop-tokens'}
functions:
  login:
    handler: login.handler
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Function(this, 'Pay', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
      environment: {
        DB_PASSWORD: 'hunter2hunter2',  // GOAT0701
        TABLE: 'orders',
      },
    });
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const password = new Secret(this, 'DbPassword');
    const pay = new Function(this, 'Pay', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
      environment: { DB_PASSWORD_ARN: password.secretArn, TABLE: 'orders' },
    });
    password.grantRead(pay);
  }
}
```

## Remedy
Store it in Secrets Manager or as a SecureString parameter, pass its name, read it in the code, and change the secret:
this one is known.

## Remedy in Google's cloud
Store it in Secret Manager, name it under `secret_environment_variables`, and change the secret: this one is known.

## Remedy in Azure Functions
Store it in a Key Vault, refer to it (`@Microsoft.KeyVault(SecretUri=…)`), and change the secret: this one is known.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
- https://cwe.mitre.org/data/definitions/798.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core import secrets
from goatherd.core.confidence import by_name, one_of_several, owners_choice
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding
from goatherd.core.local_runs import LOCAL_SETTINGS, is_for_local_server
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.flow import Taken

if TYPE_CHECKING:
    from goatherd.core.confidence import Reasons
    from goatherd.core.source import Span
    from goatherd.model.flow import Behaviour

_SHORTEST = 4  # what is shorter holds the place of one
_NAMES = ("SecretId", "Name", "Names")
_AT_HOME = owners_choice("it is for runs on the machine of whoever develops this")
_GUESSED = "a key for signing that whoever knows the stack's name can guess"
_MAY_BE_A_NAME = by_name("it may be what a secret is called, for the code was not seen to use it")
_REPLACED = one_of_several("it is only used where the deployment sets no other")


@check("GOAT0701", sas=7, cwe=798, severity=HIGH, since="0.1")
def secret_in_environment(app: Application) -> Iterator[Finding]:
    """One finding for one secret of a file: it may be written once for every function, or anew for each."""
    keys = {key for function in app.functions for key in _keys(app.behaviour(function))}
    names = {name for function in app.functions for name in _asked_for(app.behaviour(function))}
    holders: dict[tuple[str, str, str], dict[str, Span]] = {}
    replaceable: set[Span] = set()
    # what a parameter's default gives is reported at the parameter
    defaults = {p.default.value for p in app.parameters if isinstance(p.default, Known)}
    settings = {f.id: {n: v.value for n, v in f.environment.items() if isinstance(v, Known)} for f in app.functions}
    for function in app.functions:
        for name, value in function.environment.items():
            if isinstance(value, Known) and value.value not in defaults:
                span = value.span or function.span
                holders.setdefault((span.path, name, value.value), {})[function.id] = span
                replaceable.update([span] if value.replaceable else ())
    for (_, name, text), held in holders.items():
        ids, spans = list(held), list(dict.fromkeys(held.values()))
        span = spans[0]
        judged = _judge(name, text, keys, names)
        if judged:
            kind, reasons = judged
            perhaps = span in replaceable and secrets.judge(name, text) is None
            local = _is_at_home(span, name, settings[ids[0]])
            plain = "" if kind == _GUESSED else " in plain text"
            yield Finding(
                span=span,
                message=f"Variable {name} of {_functions(ids)} holds {kind}{plain}",
                reasons=(*reasons, *(_REPLACED if perhaps else ()), *(_AT_HOME if local else ())),
                severity=LOW if local else MEDIUM if perhaps else None,
                function=ids[0] if len(ids) == 1 else "",
                locations=tuple(spans[1:]),
            )


def _is_at_home(span: Span, name: str, settings: dict[str, str]) -> bool:
    """Whether only runs on a workstation use it: its server is there, or it is a key of the program's own.

    A file that holds secrets which others gave out has perhaps been filled from what is deployed.
    """
    if is_for_local_server(name, settings):
        return True
    given_out = (
        other for other, text in settings.items() if secrets.judge(other, text) and not secrets.is_own_key(other)
    )
    return span.path.rpartition("/")[2] == LOCAL_SETTINGS and secrets.is_own_key(name) and not any(given_out)


def _judge(name: str, text: str, keys: set[str | bytes], names: set[str | bytes]) -> tuple[str, Reasons] | None:
    """What it is, by its form, or by what the code does with it: a key may be any text."""
    if secrets.waits_for_another(text):
        return None
    if text in keys and len(text) >= _SHORTEST and secrets.promises_secret(name) and not secrets.is_placeholder(text):
        return secrets.judge(name, text) or ("a key", ())
    if text in names:
        return secrets.judge(name, text)
    if secrets.follows_from_deployment(name, text):
        return _GUESSED, _MAY_BE_A_NAME
    return secrets.judge_setting(name, text)


def _keys(behaviour: Behaviour) -> Iterator[str | bytes]:
    for call in behaviour.calls:
        yield from (key for key, how in call.keys.items() if how is not Taken.LOCALLY)


def _asked_for(behaviour: Behaviour) -> Iterator[str | bytes]:
    """The names by which a store of secrets is asked for one."""
    for call in behaviour.aws_calls:
        for parameter in _NAMES if call.service in ("secretsmanager", "ssm") else ():
            yield from call.parameters.get(parameter, ())


def _functions(ids: list[str]) -> str:
    return f"function {ids[0]}" if len(ids) == 1 else f"functions {listed(ids)}"

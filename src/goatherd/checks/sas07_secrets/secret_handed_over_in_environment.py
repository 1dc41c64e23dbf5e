"""A secret is handed to a function in a plain environment variable.

## Why it matters
Whatever fills in the value at deployment (the shell, a parameter, a secret store that the template resolves), it ends
in the function's configuration. Everybody who may list functions reads it there, so does code that is tricked into
printing its environment, and a new value needs a new deployment.

## Vulnerable
```yaml template.yaml
Parameters:
  DatabasePassword: {Type: String, NoEcho: true}
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
          DB_PASSWORD: !Ref DatabasePassword  # GOAT0706
          TABLE: orders
```

## Fixed
```yaml template.yaml
Resources:
  DatabasePassword:
    Type: AWS::SecretsManager::Secret
    Properties:
      GenerateSecretString: {PasswordLength: 32}
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {ZipFile: "def handler(event, context): return 1"}
      Environment:
        Variables:
          DB_PASSWORD_ARN: !Ref DatabasePassword
          TABLE: orders
```

## Vulnerable, where the template resolves it
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
          DB_PASSWORD: '{{resolve:secretsmanager:shop/db:SecretString:password}}'  # GOAT0706
```

## Vulnerable in Terraform
```hcl main.tf
variable "db_password" {
  type      = string
  sensitive = true
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
      DB_PASSWORD = var.db_password # GOAT0706
      TABLE       = "orders"
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

## Vulnerable, by what gives it
```yaml template.yaml
Parameters:
  Password: {Type: String, NoEcho: true}
Resources:
  Mailer:
    Type: AWS::IAM::User
  Key:
    Type: AWS::IAM::AccessKey
    Properties: {UserName: !Ref Mailer}
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {ZipFile: "def handler(event, context): return 1"}
      Environment:
        Variables:
          SMTP_A: !Ref Key
          SMTP_B: !GetAtt Key.SecretAccessKey  # GOAT0706
          STORE: !Sub postgres://shop:${Password}@db.internal/shop
          SETTING: '{{resolve:secretsmanager:shop/partner:SecretString:pin}}'
          HOST: '{{resolve:secretsmanager:shop/db:SecretString:host}}'
```

## Fixed, by what gives it
```yaml template.yaml
Resources:
  Mailer:
    Type: AWS::IAM::User
  Key:
    Type: AWS::IAM::AccessKey
    Properties: {UserName: !Ref Mailer}
  KeyOfMailer:
    Type: AWS::SecretsManager::Secret
    Properties: {SecretString: !GetAtt Key.SecretAccessKey}
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {ZipFile: "def handler(event, context): return 1"}
      Environment:
        Variables:
          SMTP_A: !Ref Key
          SMTP_B: !Ref KeyOfMailer
          STORE: postgres://db.internal/shop
          SETTING: shop/partner
          HOST: '{{resolve:secretsmanager:shop/db:SecretString:host}}'
          USERNAME: '{{resolve:secretsmanager:shop/db:SecretString:username}}'
```

## Vulnerable in Terraform, by what gives it
```hcl main.tf
resource "random_password" "it" {
  length = 32
}

resource "random_string" "suffix" {
  length = 8
}

resource "aws_iam_access_key" "mailer" {
  user = "mailer"
}

resource "tls_private_key" "it" {
  algorithm = "ED25519"
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
      SUFFIX  = random_string.suffix.result
      USER    = aws_iam_access_key.mailer.id
      SETTING = random_password.it.result # GOAT0706
      SMTP    = aws_iam_access_key.mailer.secret
      STORE   = "postgres://shop:${random_password.it.result}@db.internal/shop"
    }
  }
}
```

## Fixed in Terraform, by what gives it
```hcl main.tf
resource "random_password" "it" {
  length = 32
}

resource "aws_secretsmanager_secret" "it" {
  name = "shop/it"
}

resource "tls_private_key" "it" {
  algorithm = "ED25519"
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
      SETTING = aws_secretsmanager_secret.it.arn
      KEY     = tls_private_key.it.public_key_pem
      HASH    = random_password.it.bcrypt_hash
      STORE   = "postgres://db.internal:${var.port}/shop"
    }
  }
}

variable "port" {}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: nodejs22.x
  environment:
    SIGNING_KEY: ${env:SIGNING_KEY}  # GOAT0706
    PUBLIC_KEY: ${env:PUBLIC_KEY}
functions:
  pay:
    handler: pay.handler
```

## Fixed, where what is handed over is encrypted
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: nodejs22.x
  environment:
    SIGNING_KEY: ${env:SIGNING_KEY}
functions:
  pay:
    handler: pay.handler
```
```javascript pay.js
const { KMSClient, DecryptCommand } = require('@aws-sdk/client-kms');
const kms = new KMSClient();

exports.handler = async (event) => {
  const key = await kms.send(new DecryptCommand({ CiphertextBlob: Buffer.from(process.env.SIGNING_KEY, 'base64') }));
  return sign(event, key.Plaintext);
};
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
        DB_PASSWORD: process.env.DB_PASSWORD!,  // GOAT0706
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

## Vulnerable, a setting that a program of Firebase asks for
```json firebase.json
{"functions": {"source": "functions"}}
```
```json functions/package.json
{"main": "index.js", "engines": {"node": "22"}, "dependencies": {"firebase-functions": "6.0.0"}}
```
```javascript functions/index.js
const { defineString } = require("firebase-functions/params");
const { onRequest } = require("firebase-functions/v2/https");

const sender = defineString("MAIL_SENDER");
const key = defineString("MAIL_API_KEY"); // GOAT0706

exports.news = onRequest((req, res) => res.send("ok"));
```

## Fixed, a secret
```javascript functions/index.js
const { defineSecret, defineString } = require("firebase-functions/params");
const { onRequest } = require("firebase-functions/v2/https");

const sender = defineString("MAIL_SENDER");
const key = defineSecret("MAIL_API_KEY");

exports.news = onRequest({ secrets: [key] }, (req, res) => res.send("ok"));
```

## Remedy
Store it in Secrets Manager or as a SecureString parameter, pass its name, and read it in the code.

## Remedy in Google's cloud
Store it in Secret Manager, and let the platform hand it over (`--set-secrets` of `gcloud functions deploy`,
`secret_environment_variables`, or `defineSecret` of Firebase), or read it in the code.

## Remedy in Azure Functions
Store it in a key vault, and refer to it (`@Microsoft.KeyVault(SecretUri=…)`); what has roles needs no key at all.

## Remedy in SST
Declare it as `new sst.Secret("Name")`, set it with `sst secret set`, link it to the function, and read
`Resource.Name.value` in the code.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
- https://cwe.mitre.org/data/definitions/526.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.provided import is_secret_by_origin
from goatherd.checks.wording import listed
from goatherd.core.confidence import by_name
from goatherd.core.finding import LOW, Finding, Kind
from goatherd.core.secrets import promises_secret, stands_in
from goatherd.core.value import Unknown
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.core.value import Value
    from goatherd.model.function import Function

# Code that calls these was given a name, whatever the variable is called; what "Decrypt" is given is a ciphertext.
_FETCHES = frozenset({"GetSecretValue", "BatchGetSecretValue", "GetParameter", "GetParameters", "GetParametersByPath"})
_Place = tuple["Span", str, bool]  # where a variable is written, its name, whether a declaration calls it secret
_IN_FILES = "files hand functions secrets that their configuration shows"
_RESOLVED = ("{{resolve:secretsmanager:", "{{resolve:ssm")


@check("GOAT0706", sas=7, cwe=526, severity=LOW, since="0.1")
def secret_handed_over_in_environment(app: Application) -> Iterator[Finding]:
    """One finding for all variables that are written in one file."""
    holders: dict[_Place, list[str]] = {}
    calls = {function.id: {call.operation for call in app.behaviour(function).aws_calls} for function in app.functions}
    encrypted = {name for function in app.functions if "Decrypt" in calls[function.id] for name in function.environment}
    for function in app.functions:
        for place in _handed_over(function) if _FETCHES.isdisjoint(calls[function.id]) else ():
            if place[1] not in encrypted:
                holders.setdefault(place, []).append(function.id)
    together: dict[str, list[_Place]] = {}
    for place in sorted(holders):
        together.setdefault(place[0].path, []).append(place)
    for places in together.values():
        yield _finding(sorted({id for place in places for id in holders[place]}), places)


def _handed_over(function: Function) -> Iterator[_Place]:
    for name, value in function.environment.items():
        declared = is_secret_by_origin(name, value)
        if declared or (promises_secret(name) and _is_filled_in(value)):
            yield value.span or function.span, name, declared


def _is_filled_in(value: Value[str]) -> bool:
    """Whether deployment puts the value there: it stands nowhere in the tree, or the template resolves it."""
    if isinstance(value, Unknown):
        return True
    return value.value.startswith(_RESOLVED) or (value.replaceable and stands_in(value.value))


def _finding(ids: list[str], places: list[_Place]) -> Finding:
    names = list(dict.fromkeys(name for _, name, _ in places))
    functions = f"function {ids[0]}" if len(ids) == 1 else f"functions {listed(ids)}"
    subject, hand = ("Variable", "hands") if len(names) == 1 else ("Variables", "hand")
    only = "only its name says that it is a secret" if len(names) == 1 else "only their names say that they are"
    return Finding(
        span=places[0][0],
        locations=tuple(dict.fromkeys(span for span, _, _ in places[1:])),
        message=f"{subject} {listed(names)} {hand} {functions} a secret that its configuration shows",
        reasons=() if any(declared for _, _, declared in places) else by_name(only),
        function=ids[0] if len(ids) == 1 else "",
        one_of=Kind(_IN_FILES, f"{listed(names)} ({places[0][0].path})", anywhere=True),
    )

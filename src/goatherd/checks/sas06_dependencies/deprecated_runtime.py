"""A function runs on a runtime that its cloud no longer patches, or soon will not.

## Why it matters
A deprecated runtime gets no security patches for the language and the libraries that come with it, and after some
months the function cannot be updated any more.

The ends are those that AWS, Azure and Google have published, judged by the day of the run; from 90 days before it is
told that one is near.

## Vulnerable
```yaml template.yaml
Resources:
  Resize:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs16.x  # GOAT0601
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/resize
      Code: {ZipFile: "exports.handler = async () => 1"}
```

## Fixed
```yaml template.yaml
Resources:
  Resize:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/resize
      Code: {ZipFile: "exports.handler = async () => 1"}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_lambda_function" "resize" {
  function_name = "resize"
  role          = "arn:aws:iam::123456789012:role/resize"
  runtime       = "nodejs16.x" # GOAT0601
  handler       = "index.handler"
  s3_bucket     = "shop-releases"
  s3_key        = "resize.zip"
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_lambda_function" "resize" {
  function_name = "resize"
  role          = "arn:aws:iam::123456789012:role/resize"
  runtime       = "nodejs24.x"
  handler       = "index.handler"
  s3_bucket     = "shop-releases"
  s3_key        = "resize.zip"
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: resize
provider:
  name: aws
  runtime: nodejs16.x  # GOAT0601
functions:
  resize:
    handler: index.handler
  crop:
    handler: crop.handler
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: resize
provider:
  name: aws
  runtime: nodejs24.x
functions:
  resize:
    handler: index.handler
  crop:
    handler: crop.handler
```

## Vulnerable in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Function(this, 'Resize', {
      runtime: Runtime.NODEJS_16_X,  // GOAT0601
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => 1'),
    });
  }
}
```

## Fixed in the CDK
```typescript lib/shop-stack.ts
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Function(this, 'Resize', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => 1'),
    });
  }
}
```

## References
- https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
- https://cwe.mitre.org/data/definitions/1104.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.runtimes import LONG_AGO, WARNING, end_of
from goatherd.core.finding import LOW, MEDIUM, Finding, Kind
from goatherd.core.lazy import regex
from goatherd.core.value import Known
from goatherd.core.wording import counted_functions
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.core.source import Span

_LANGUAGE = regex(r"^([a-z]+)(?=\d)")


@check("GOAT0601", sas=6, cwe=1104, severity=MEDIUM, since="0.1")
def deprecated_runtime(app: Application) -> Iterator[Finding]:
    """One finding per runtime: it is written once in Globals, or changed everywhere at once."""
    users: dict[str, list[tuple[Span, str]]] = {}
    for function in app.functions:
        if isinstance(function.runtime, Known) and function.runtime.value:
            span = function.runtime.span or function.span
            users.setdefault(function.runtime.value, []).append((span, function.id))
    for runtime, places in users.items():
        end = end_of(runtime, app.framework)
        if end is None or not end.successor or app.today < end.day - WARNING:
            continue
        spans = list(dict.fromkeys(span for span, _ in places))
        ids = tuple(id for _, id in places)
        when = (
            f"has had no security patches since {end.day}"
            if end.day < app.today
            else (f"gets security patches until {end.day} only")
        )
        yield Finding(
            span=spans[0],
            locations=tuple(spans[1:]),
            message=f"{runtime}, the runtime of {counted_functions(ids)}, {when}",
            counted=ids,
            severity=MEDIUM if end.day + LONG_AGO < app.today else LOW,
            remedy=f"Change the runtime to `{_written(end.successor, app.framework)}`.",
            function=places[0][1] if len(places) == 1 else "",
            one_of=Kind(f"files set the runtime {runtime}, which {when}", spans[0].path, anywhere=True),
        )


def _written(runtime: str, framework: str) -> str:
    """As the language has it: the CDK's constant for nodejs22.x is called NODEJS_22_X."""
    if framework != "cdk":
        return runtime
    constant = _LANGUAGE.sub(r"\1_", runtime).replace(".", "_").upper()
    return f"lambda.Runtime.{constant}"

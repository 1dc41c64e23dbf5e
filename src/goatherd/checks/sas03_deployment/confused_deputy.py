"""A service may call a function on behalf of any account.

## Why it matters
`Principal: s3.amazonaws.com` alone means the buckets of everybody: another account can point its own bucket,
topic or rule at the function and feed it events of its choice. The condition on the source closes that.

## Vulnerable
```yaml template.yaml
Resources:
  Resize:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/resize
      Code: {ZipFile: "def handler(event, context): return 1"}
  AllowS3:  # GOAT0307
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Resize
      Principal: s3.amazonaws.com
```

## Fixed
```yaml template.yaml
Resources:
  Resize:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/resize
      Code: {ZipFile: "def handler(event, context): return 1"}
  AllowS3:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Resize
      Principal: s3.amazonaws.com
      SourceAccount: !Ref AWS::AccountId
      SourceArn: arn:aws:s3:::uploads
```

## Remedy
Add `SourceArn` with the bucket, topic, rule or API that may call, and for S3 `SourceAccount: !Ref AWS::AccountId`.

## References
- https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
- https://cwe.mitre.org/data/definitions/441.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.core.value import known
from goatherd.model.application import Application
from goatherd.model.resource import InvokePermission

# services whose customers choose the target, so that another account can choose this one
DEPUTIES = frozenset(
    {
        "s3.amazonaws.com",
        "sns.amazonaws.com",
        "events.amazonaws.com",
        "apigateway.amazonaws.com",
        "cognito-idp.amazonaws.com",
        "iot.amazonaws.com",
        "ses.amazonaws.com",
        "config.amazonaws.com",
        "cloudwatch.amazonaws.com",
        "scheduler.amazonaws.com",
        "bedrock.amazonaws.com",
    }
)
# these can hardly be aimed at a foreign function
UNLIKELY = frozenset({"cognito-idp.amazonaws.com", "config.amazonaws.com"})


@check("GOAT0307", sas=3, cwe=441, severity=MEDIUM, since="0.1")
def confused_deputy(app: Application) -> Iterator[Finding]:
    for principal in sorted(DEPUTIES):
        open_ones = [p for p in app.of(InvokePermission) if known(p.principal) == principal and _names_no_source(p)]
        if open_ones:
            functions = list(dict.fromkeys(permission.function for permission in open_ones))
            names = [function.rpartition("/")[2] for function in functions]  # without the template of another stack
            yield Finding(
                span=open_ones[0].span,
                locations=tuple(permission.span for permission in open_ones[1:]),
                message=f"{principal} may call {listed(names)} on behalf of any account: no source is named",
                severity=LOW if principal in UNLIKELY else MEDIUM,
                function=functions[0] if len(functions) == 1 and app.function(functions[0]) else "",
            )


def _names_no_source(permission: InvokePermission) -> bool:
    # a source of unknown value is a source
    return permission.source_arn is None and permission.source_account is None and permission.organization is None

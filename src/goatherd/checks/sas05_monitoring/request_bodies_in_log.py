"""An API writes whole requests and responses into its log.

## Why it matters
Passwords, tokens and personal data of every request then stand in the log, for everybody who may read it and for
as long as it is kept. AWS advises against it in production.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      MethodSettings:
        - {HttpMethod: "*", ResourcePath: "/*", LoggingLevel: INFO, DataTraceEnabled: true}  # GOAT0505
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      MethodSettings:
        - {HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR, DataTraceEnabled: false}
```

## Remedy
Set `DataTraceEnabled: false` and use the access log.

## Remedy in Terraform
Set `data_trace_enabled = false` in `settings` of `aws_api_gateway_method_settings` and use the access log.

## Remedy in the Serverless Framework
Set `provider.logs.restApi.fullExecutionData: false` and use the access log.

## Remedy in the CDK
Set `dataTraceEnabled: false` in `deployOptions` and use the access log.

## References
- https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
- https://cwe.mitre.org/data/definitions/532.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.value import is_true
from goatherd.model.resource import Api


@check("GOAT0505", sas=5, cwe=532, severity=MEDIUM, since="0.1")
def request_bodies_in_log(api: Api) -> Iterator[Finding]:
    if is_true(api.data_trace):
        yield Finding(
            span=api.data_trace.span or api.span,
            message=f"API {api.id} writes whole requests and responses, secrets included, into its log",
        )

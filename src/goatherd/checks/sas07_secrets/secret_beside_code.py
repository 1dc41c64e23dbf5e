"""A secret stands in a file beside the code.

## Why it matters
A private key or `.env` file in the folder that is deployed goes into the repository and into every package; `ENV` of a
Dockerfile is in every layer of the image; `samconfig.toml` is in the repository with the values of all parameters. The
password of a server on the developer's own machine (`DB_HOST=localhost`) weighs little.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Sign:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src
```
```python src/app.py
def handler(event, context):
    return {"statusCode": 200}
```
```text src/signing.pem
-----BEGIN PRIVATE KEY----- # GOAT0724
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj
-----END PRIVATE KEY-----
```
```toml samconfig.toml
[default.deploy.parameters]
stack_name = "shop"
parameter_overrides = "Stage=prod DbPassword=\"Winter2024!x\"" # GOAT0724
```

## Fixed
```text src/signing.pem
-----BEGIN CERTIFICATE-----
MIIBszCCARwCCQC7VJTUt9Us8jANBgkqhkiG9w0BAQsFADAeMRwwGgYDVQQDDBNz
-----END CERTIFICATE-----
```
```toml samconfig.toml
[default.deploy.parameters]
stack_name = "shop"
parameter_overrides = "Stage=prod DbPasswordSecret=/shop/db/password"
```

## Vulnerable, in an image
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Sign:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
    Metadata: {DockerContext: image, Dockerfile: Dockerfile}
```
```dockerfile image/Dockerfile
FROM public.ecr.aws/lambda/python:3.13
ENV LOG_LEVEL=info DB_PASSWORD=Winter2024!x # GOAT0724
COPY app.py .
CMD ["app.handler"]
```
```python image/app.py
def handler(event, context):
    return {"statusCode": 200}
```

## Fixed, in an image
```dockerfile image/Dockerfile
FROM public.ecr.aws/lambda/python:3.13
ENV LOG_LEVEL=info DB_PASSWORD_SECRET=/shop/db/password
COPY app.py .
CMD ["app.handler"]
```

## Vulnerable, in a comment of the template
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Sign:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      # DATABASE: postgres://shop:Tr0ub4dor-3@db.internal/shop # GOAT0724
```
```python app.py
def handler(event, context):
    return {"statusCode": 200}
```

## Fixed, in a comment of the template
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Sign:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      # DATABASE: postgres://USER:PASSWORD@db.internal/shop
      # password: ${DatabasePassword}
```

## Remedy
Keep it in Secrets Manager or as a SecureString parameter, read it when it is needed, take the file out of the
repository, and change the secret: this one is known.

## References
- https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
- https://cwe.mitre.org/data/definitions/538.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core import secrets
from goatherd.core.confidence import owners_choice
from goatherd.core.finding import HIGH, LOW, Finding
from goatherd.core.local_runs import is_for_local_server
from goatherd.model.application import Application

_AT_HOME = owners_choice("its server is on the machine of whoever develops this")


@check("GOAT0724", sas=7, cwe=538, severity=HIGH, since="0.1")
def secret_beside_code(app: Application) -> Iterator[Finding]:
    beside: dict[str, dict[str, str]] = {}
    for setting in app.settings:
        beside.setdefault(setting.span.path, {}).setdefault(setting.name, setting.value)
    for setting in app.settings:
        judge = secrets.judge_in_code if setting.in_comment else secrets.judge
        judged = judge(setting.name, setting.value)
        if judged:
            what, reasons = judged
            file = setting.span.path.rpartition("/")[2]
            local = is_for_local_server(setting.name, beside[setting.span.path])
            yield Finding(
                span=setting.span,
                message=f"{setting.name or file} is {what} in plain text",
                reasons=(*reasons, *_AT_HOME) if local else reasons,
                severity=LOW if local else None,
            )

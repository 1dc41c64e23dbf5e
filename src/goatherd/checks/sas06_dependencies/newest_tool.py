"""A pipeline that deploys runs whatever version of a tool is newest.

## Why it matters
Whoever takes over the tool, or one of the packages that it is made of, publishes a version, and the next deployment
runs it with its rights: it reads every secret and changes what it likes. No lock file holds what is installed so.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```yaml .github/workflows/deploy.yml
on: {push: {branches: [main]}}
permissions: {id-token: write, contents: read}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@4f2d6c1b8a9e0d3c5b7a6f8e9d0c1b2a3f4e5d6c
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: eu-west-1
      - run: npm install -g serverless @acme/tell@latest # GOAT0615
      - run: serverless deploy
```

## Fixed
```yaml .github/workflows/deploy.yml
on: {push: {branches: [main]}}
permissions: {id-token: write, contents: read}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@4f2d6c1b8a9e0d3c5b7a6f8e9d0c1b2a3f4e5d6c
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: eu-west-1
      - run: npm ci
      - run: npx serverless deploy
```

## Vulnerable, a script that is run as it comes
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```yaml buildspec.yml
version: 0.2
phases:
  install:
    commands:
      - curl -fsSL https://example.com/install.sh | bash # GOAT0615
      - npm install -g aws-cdk@2.180.0
  build:
    commands:
      - cdk deploy --all
```

## Fixed, a script that is compared first
```yaml buildspec.yml
version: 0.2
phases:
  install:
    commands:
      - curl -fsSLo install.sh https://example.com/install.sh
      - echo "$INSTALLER_SHA256  install.sh" | sha256sum --check && bash install.sh
      - npm install -g aws-cdk@2.180.0
  build:
    commands:
      - cdk deploy --all
```

## Remedy
Name the version, or better: add the tool to the development dependencies, install by the lock file and run it from
there. Compare a script with its checksum before you run it.

## References
- https://docs.github.com/actions/reference/security/secure-use
- https://cwe.mitre.org/data/definitions/829.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.model.application import Application


@check("GOAT0615", sas=6, cwe=829, severity=INFO, since="0.1")
def newest_tool(app: Application) -> Iterator[Finding]:
    """One finding for all that deploys, one for all that functions are built in."""
    for deploys in (True, False):
        tools = [tool for tool in app.newest_tools if tool.deploys is deploys]
        if tools:
            names = listed(list(dict.fromkeys(tool.name for tool in tools)))
            where = "runs where the rights to deploy are" if deploys else "builds the functions"
            yield Finding(
                span=tools[0].span,
                locations=tuple(dict.fromkeys(tool.span for tool in tools[1:] if tool.span != tools[0].span)),
                message=f"Whatever is newest of {names} {where}",
            )

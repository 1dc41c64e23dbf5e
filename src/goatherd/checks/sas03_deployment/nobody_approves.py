"""A deployment asks nobody, though it may open what was closed.

## Why it matters
New permissions, open ports and a changed database are live as soon as somebody pushes, whoever that is: a slip, or a
stolen token of one developer, is in production before anybody has seen what it changes.

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
      - run: npx cdk deploy --all --require-approval never # GOAT0340
```

## Fixed
```yaml .github/workflows/deploy.yml
on: {push: {branches: [main]}}
permissions: {id-token: write, contents: read}
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: aws-actions/configure-aws-credentials@4f2d6c1b8a9e0d3c5b7a6f8e9d0c1b2a3f4e5d6c
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: eu-west-1
      - run: npx cdk deploy --all --require-approval never
```

## Vulnerable, a database that is changed by every push
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
      - run: npx prisma migrate deploy
      - run: npx serverless deploy --stage production # GOAT0340
```

## Fixed, with somebody who looks first
```yaml .github/workflows/deploy.yml
on: {push: {branches: [main]}}
permissions: {id-token: write, contents: read}
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: aws-actions/configure-aws-credentials@4f2d6c1b8a9e0d3c5b7a6f8e9d0c1b2a3f4e5d6c
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: eu-west-1
      - run: npx prisma migrate deploy
      - run: npx serverless deploy --stage production
```

## Remedy
Let the job run in an environment whose reviewers see the differences first (`environment: production`).

## References
- https://docs.github.com/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments
- https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-deploy.html
- https://cwe.mitre.org/data/definitions/862.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, Finding
from goatherd.model.application import Application


@check("GOAT0340", sas=3, cwe=862, severity=INFO, since="0.1")
def nobody_approves(app: Application) -> Iterator[Finding]:
    """One finding for all that a push does."""
    found = app.unapproved_deployments
    if found:
        commands = listed(list(dict.fromkeys(each.command for each in found)))
        yield Finding(
            span=found[0].span,
            locations=tuple(each.span for each in found[1:]),
            message=f"Every push runs {commands}, with nobody's approval",
        )

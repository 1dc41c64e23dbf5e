"""A build may do everything in the account.

## Why it matters
A build runs what it is given: the install scripts of every package, the tests of every branch. With a role that may do
everything, one bad release of one package has the account.

## Vulnerable
```yaml template.yaml
Resources:
  BuildRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: build
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: "*"  # GOAT0432
                Resource: "*"
```

## Fixed
```yaml template.yaml
Resources:
  BuildRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: build
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [s3:GetObject, s3:PutObject]
                Resource: arn:aws:s3:::shop-artifacts/*
```

## Vulnerable in the CDK
```typescript lib/pipeline-stack.ts
import { Stack } from 'aws-cdk-lib';
import { PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const build = new PipelineProject(this, 'Build');
    const statement = new PolicyStatement();
    statement.addResources('*');
    statement.addActions('*');  // GOAT0432
    build.addToRolePolicy(statement);
  }
}
```

## Fixed in the CDK
```typescript lib/pipeline-stack.ts
import { Stack } from 'aws-cdk-lib';
import { PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const build = new PipelineProject(this, 'Build');
    build.addToRolePolicy(new PolicyStatement({
      actions: ['s3:PutObject'],
      resources: ['arn:aws:s3:::shop-artifacts/*'],
    }));
  }
}
```

## Remedy
Give the build what it reads and writes only, and let CloudFormation deploy with a role of its own, which only
CloudFormation may take.

## References
- https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html
- https://cwe.mitre.org/data/definitions/250.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.broad import allows
from goatherd.checks.policies import actions_with_spans
from goatherd.core.finding import HIGH, Finding
from goatherd.model.role import Role

if TYPE_CHECKING:
    from goatherd.core.source import Span

_BUILDS = frozenset({"codebuild.amazonaws.com"})
_EVERYTHING = frozenset({"*", "*:*"})
_ADMINISTRATOR = "AdministratorAccess"


@check("GOAT0432", sas=4, cwe=250, severity=HIGH, since="0.1")
def build_may_do_everything(role: Role) -> Iterator[Finding]:
    trusted = {name for statement in role.trust for _, name in statement.principals}
    places = list(_everything(role)) if _BUILDS & trusted else []
    if places:
        yield Finding(
            span=places[0],
            locations=tuple(places[1:]),
            message=f"Role {role.id} lets what a build runs do everything in the account",
        )


def _everything(role: Role) -> Iterator[Span]:
    for statement in role.statements:
        if allows(statement) and "*" in statement.resources:
            yield from (span for action, span in actions_with_spans(statement) if action in _EVERYTHING)
    for reference in role.references:
        if reference.kind == "managed" and reference.name.rpartition("/")[2] == _ADMINISTRATOR:
            yield reference.span

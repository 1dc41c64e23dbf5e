"""A layer that every AWS account may download.

## Why it matters
A layer's content is code, and often configuration. Shared with `*` anybody can fetch and read it.

## Vulnerable
```yaml template.yaml
Resources:
  Shared:
    Type: AWS::Lambda::LayerVersion
    Properties: {Content: {S3Bucket: code, S3Key: layer.zip}}
  SharedPermission:
    Type: AWS::Lambda::LayerVersionPermission
    Properties:
      Action: lambda:GetLayerVersion
      LayerVersionArn: !Ref Shared
      Principal: "*"  # GOAT0315
```

## Fixed
```yaml template.yaml
Resources:
  Shared:
    Type: AWS::Lambda::LayerVersion
    Properties: {Content: {S3Bucket: code, S3Key: layer.zip}}
  SharedPermission:
    Type: AWS::Lambda::LayerVersionPermission
    Properties:
      Action: lambda:GetLayerVersion
      LayerVersionArn: !Ref Shared
      Principal: "*"
      OrganizationId: o-exampleorg
```

## Remedy
Write the account under `Principal`, or add `OrganizationId`.

## Remedy in Terraform
Write the account as `principal`, or add `organization_id`.

## Remedy in the Serverless Framework
Write the account under `allowedAccounts` of the layer instead of `*`.

## Remedy in the CDK
Write `addPermission("…", { accountId: "…" })`, or add `organizationId`.

## References
- https://docs.aws.amazon.com/lambda/latest/dg/permissions-layer-cross-account.html
- https://cwe.mitre.org/data/definitions/732.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.core.value import is_true
from goatherd.model.resource import Layer


@check("GOAT0315", sas=3, cwe=732, severity=MEDIUM, since="0.1")
def public_layer(layer: Layer) -> Iterator[Finding]:
    if is_true(layer.public):
        yield Finding(
            span=layer.public.span or layer.span,
            message=f"Every AWS account may download layer {layer.id}",
        )

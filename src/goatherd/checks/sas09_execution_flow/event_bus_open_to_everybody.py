"""Every AWS account may put events on a bus.

## Why it matters
Rules match on what an event says of itself. Who may put events on the bus writes `source` and `detail` as they like
and starts any function behind it, out of order and with forged data.

## Vulnerable
```yaml template.yaml
Resources:
  Bus:
    Type: AWS::Events::EventBus
    Properties: {Name: orders}
  BusPolicy:
    Type: AWS::Events::EventBusPolicy
    Properties:
      EventBusName: !Ref Bus
      StatementId: partners
      Statement:
        Effect: Allow
        Principal: "*"
        Action: events:PutEvents  # GOAT0903
        Resource: !GetAtt Bus.Arn
```

## Fixed
```yaml template.yaml
Resources:
  Bus:
    Type: AWS::Events::EventBus
    Properties: {Name: orders}
  BusPolicy:
    Type: AWS::Events::EventBusPolicy
    Properties:
      EventBusName: !Ref Bus
      StatementId: partners
      Statement:
        Effect: Allow
        Principal: "*"
        Action: events:PutEvents
        Resource: !GetAtt Bus.Arn
        Condition: {StringEquals: {aws:PrincipalOrgID: o-exampleorg}}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_cloudwatch_event_bus" "orders" {
  name = "orders"
}

resource "aws_cloudwatch_event_bus_policy" "orders" {
  event_bus_name = aws_cloudwatch_event_bus.orders.name
  policy         = data.aws_iam_policy_document.partners.json
}

data "aws_iam_policy_document" "partners" {
  statement {
    sid       = "partners"
    actions   = ["events:PutEvents"]  # GOAT0903
    resources = [aws_cloudwatch_event_bus.orders.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_cloudwatch_event_bus" "orders" {
  name = "orders"
}

resource "aws_cloudwatch_event_bus_policy" "orders" {
  event_bus_name = aws_cloudwatch_event_bus.orders.name
  policy         = data.aws_iam_policy_document.partners.json
}

data "aws_iam_policy_document" "partners" {
  statement {
    sid       = "partners"
    actions   = ["events:PutEvents"]
    resources = [aws_cloudwatch_event_bus.orders.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-exampleorg"]
    }
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
resources:
  Resources:
    Bus:
      Type: AWS::Events::EventBus
      Properties: {Name: orders}
    BusPolicy:
      Type: AWS::Events::EventBusPolicy
      Properties:
        EventBusName: !Ref Bus
        StatementId: partners
        Statement:
          Effect: Allow
          Principal: "*"
          Action: events:PutEvents  # GOAT0903
          Resource: !GetAtt Bus.Arn
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
resources:
  Resources:
    Bus:
      Type: AWS::Events::EventBus
      Properties: {Name: orders}
    BusPolicy:
      Type: AWS::Events::EventBusPolicy
      Properties:
        EventBusName: !Ref Bus
        StatementId: partners
        Statement:
          Effect: Allow
          Principal: "*"
          Action: events:PutEvents
          Resource: !GetAtt Bus.Arn
          Condition: {StringEquals: {aws:PrincipalOrgID: o-exampleorg}}
```

## Remedy
Name the accounts under `Principal`, or add a condition on `aws:PrincipalOrgID`; limit `events:source` to the sources
that the sender may use.

## Remedy in Terraform
Name the accounts as `principal`, or add a `condition` on `aws:PrincipalOrgID`; limit `events:source` to the sources
that the sender may use.

## Remedy in the CDK
Name the accounts in `principals` of the statement, or add `conditions` on `aws:PrincipalOrgID`; limit `events:source`
to the sources that the sender may use.

## References
- https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
- https://cwe.mitre.org/data/definitions/345.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.policies import allows_any_of, opens_to_everybody
from goatherd.core.finding import HIGH, Finding
from goatherd.model.resource import ResourcePolicy


@check("GOAT0903", sas=9, cwe=345, severity=HIGH, since="0.1")
def event_bus_open_to_everybody(policy: ResourcePolicy) -> Iterator[Finding]:
    if not policy.type.startswith("AWS::Events::"):
        return
    for statement in policy.statements:
        if opens_to_everybody(statement) and allows_any_of(statement, ("events:PutEvents",)):
            yield Finding(
                span=statement.action_spans[0] if statement.action_spans else statement.span,
                message=f"Every AWS account may put events on bus {(policy.targets or (policy.id,))[0]}",
            )

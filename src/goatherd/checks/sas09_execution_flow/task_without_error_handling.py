"""A state machine has no answer to a task that fails.

## Why it matters
A task without `Catch` and `Retry` ends the execution half-way: paid but not shipped, reserved but not released. Who can
make one step fail can choose where the business process stops.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 2"
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: arn:aws:iam::123456789012:role/order
      Definition:
        StartAt: Pay
        States:
          Pay:  # GOAT0901
            Type: Task
            Resource: !GetAtt Pay.Arn
            Next: Ship
          Ship:
            Type: Task
            Resource: !GetAtt Ship.Arn
            End: true
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 2"
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: arn:aws:iam::123456789012:role/order
      Definition:
        StartAt: Pay
        States:
          Pay:
            Type: Task
            Resource: !GetAtt Pay.Arn
            Retry: [{ErrorEquals: [Lambda.ServiceException], MaxAttempts: 3}]
            Catch: [{ErrorEquals: [States.ALL], Next: Refund}]
            Next: Ship
          Ship:
            Type: Task
            Resource: !GetAtt Ship.Arn
            Catch: [{ErrorEquals: [States.ALL], Next: Refund}]
            End: true
          Refund:
            Type: Fail
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_sfn_state_machine" "order" {
  name     = "order"
  role_arn = "arn:aws:iam::123456789012:role/order"
  definition = jsonencode({
    StartAt = "Pay"
    States = {
      Pay = {  # GOAT0901
        Type     = "Task"
        Resource = aws_lambda_function.pay.arn
        Next     = "Ship"
      }
      Ship = {
        Type     = "Task"
        Resource = aws_lambda_function.ship.arn
        End      = true
      }
    }
  })
}
```
```hcl functions.tf
resource "aws_lambda_function" "pay" {
  function_name = "pay"
  role          = "arn:aws:iam::123456789012:role/pay"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "pay.zip"
}

resource "aws_lambda_function" "ship" {
  function_name = "ship"
  role          = "arn:aws:iam::123456789012:role/ship"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-code"
  s3_key        = "ship.zip"
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_sfn_state_machine" "order" {
  name     = "order"
  role_arn = "arn:aws:iam::123456789012:role/order"
  definition = jsonencode({
    StartAt = "Pay"
    States = {
      Pay = {
        Type     = "Task"
        Resource = aws_lambda_function.pay.arn
        Retry    = [{ ErrorEquals = ["Lambda.ServiceException"], MaxAttempts = 3 }]
        Catch    = [{ ErrorEquals = ["States.ALL"], Next = "Refund" }]
        Next     = "Ship"
      }
      Ship = {
        Type     = "Task"
        Resource = aws_lambda_function.ship.arn
        Catch    = [{ ErrorEquals = ["States.ALL"], Next = "Refund" }]
        End      = true
      }
      Refund = { Type = "Fail" }
    }
  })
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
  runtime: python3.13
plugins:
  - serverless-step-functions
functions:
  pay:
    handler: app.pay
  ship:
    handler: app.ship
stepFunctions:
  stateMachines:
    order:
      definition:
        StartAt: Pay
        States:
          Pay:  # GOAT0901
            Type: Task
            Resource: !GetAtt pay.Arn
            Next: Ship
          Ship:
            Type: Task
            Resource: !GetAtt ship.Arn
            End: true
```
```python app.py
def pay(event, context):
    return {"paid": True}

def ship(event, context):
    return {"shipped": True}
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: orders
provider:
  name: aws
  runtime: python3.13
plugins:
  - serverless-step-functions
functions:
  pay:
    handler: app.pay
  ship:
    handler: app.ship
stepFunctions:
  stateMachines:
    order:
      definition:
        StartAt: Pay
        States:
          Pay:
            Type: Task
            Resource: !GetAtt pay.Arn
            Retry: [{ErrorEquals: [Lambda.ServiceException], MaxAttempts: 3}]
            Catch: [{ErrorEquals: [States.ALL], Next: Refund}]
            Next: Ship
          Ship:
            Type: Task
            Resource: !GetAtt ship.Arn
            Catch: [{ErrorEquals: [States.ALL], Next: Refund}]
            End: true
          Refund:
            Type: Fail
```

## Remedy
Add `Catch: [{ErrorEquals: [States.ALL], Next: …}]` with a state that undoes what was done, and `Retry` for errors
that pass.

## Remedy in Terraform
Add `Catch = [{ ErrorEquals = ["States.ALL"], Next = … }]` with a state that undoes what was done, and `Retry` for
errors that pass.

## Remedy in the CDK
Call `addCatch(…, { errors: ["States.ALL"] })` with a state that undoes what was done, and `addRetry()` for errors
that pass.

## References
- https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
- https://cwe.mitre.org/data/definitions/755.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.model.resource import StateMachine


@check("GOAT0901", sas=9, cwe=755, severity=LOW, since="0.1")
def task_without_error_handling(machine: StateMachine) -> Iterator[Finding]:
    tasks = [state for state in machine.states if state.kind == "Task"]
    # with a single task nothing was done that would have to be undone
    bare = [state for state in tasks if not state.catches and not state.retries]
    if len(tasks) > 1 and bare:
        yield Finding(
            span=bare[0].span,
            locations=tuple(state.span for state in bare[1:]),
            message=f"State machine {machine.id} has no answer to a failure of {listed([s.name for s in bare])}",
        )

"""A later step of a state machine can also be called from outside.

## Why it matters
The order of the steps is the business rule: pay, then ship; review, then publish. Whoever can call the later function
directly skips what comes before, and sends the input that the earlier step would have made.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Start: {Type: HttpApi, Properties: {Path: /orders, Method: post}}
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: "def handler(event, context): return 2"
      Events:
        Again:  # GOAT0910
          Type: HttpApi
          Properties: {Path: /ship, Method: post}
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: arn:aws:iam::123456789012:role/order
      Definition:
        StartAt: Pay
        States:
          Pay: {Type: Task, Resource: !GetAtt Pay.Arn, Next: Ship}
          Ship: {Type: Task, Resource: !GetAtt Ship.Arn, End: true}
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Start: {Type: HttpApi, Properties: {Path: /orders, Method: post}}
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: "def handler(event, context): return 2"
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: arn:aws:iam::123456789012:role/order
      Definition:
        StartAt: Pay
        States:
          Pay: {Type: Task, Resource: !GetAtt Pay.Arn, Next: Ship}
          Ship: {Type: Task, Resource: !GetAtt Ship.Arn, End: true}
```

## Remedy
Let only the state machine invoke the step; where a second way in is needed, let the step check for itself that the
earlier ones were taken (a condition on the stored state).

## References
- https://cwe.mitre.org/data/definitions/841.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.confidence import unseen
from goatherd.core.finding import MEDIUM, Finding, Step
from goatherd.model.application import Application
from goatherd.model.resource import StateMachine
from goatherd.model.trigger import Exposure


@check("GOAT0910", sas=9, cwe=841, severity=MEDIUM, since="0.1")
def step_has_second_door(machine: StateMachine, app: Application) -> Iterator[Finding]:
    steps = [state for state in machine.states if state.function]
    first = {state.function for state in steps[:1]}
    for state in steps[1:]:
        function = app.function(state.function or "")
        if function is None or function.id in first:
            continue
        for trigger in function.triggers:
            if trigger.is_http and trigger.exposure >= Exposure.AUTHENTICATED:
                yield Finding(
                    span=trigger.span,
                    message=f"{trigger.detail} calls step {state.name} of {machine.id} past the steps before it",
                    reasons=unseen("it may not matter to this step what the steps before it did"),
                    function=function.id,
                    steps=(Step(steps[0].span, "the first step"), Step(state.span, "the step that is called directly")),
                )

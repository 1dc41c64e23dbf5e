"""The input of a state machine names the function that a task runs.

## Why it matters
Whoever starts the execution, or writes what an earlier state returns, chooses among all functions that the role of the
state machine may invoke: also those that are no step of it, with input of his own.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: arn:aws:iam::123456789012:role/jobs
      Definition:
        StartAt: Run
        States:
          Run:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Parameters: {FunctionName.$: $.job, Payload.$: $.data}  # GOAT0911
            End: true
```

## Fixed
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: "def handler(event, context): return 1"
  Jobs:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: arn:aws:iam::123456789012:role/jobs
      Definition:
        StartAt: Which
        States:
          Which:
            Type: Choice
            Choices: [{Variable: $.job, StringEquals: report, Next: Run}]
          Run:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Parameters: {FunctionName: !GetAtt Report.Arn, Payload.$: $.data}
            End: true
```

## Remedy
Let a Choice state decide among tasks that each name their function.

## References
- https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
- https://cwe.mitre.org/data/definitions/470.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.confidence import unseen
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.model.resource import StateMachine
from goatherd.model.trigger import Exposure


@check("GOAT0911", sas=9, cwe=470, severity=MEDIUM, since="0.1")
def input_names_what_runs(machine: StateMachine) -> Iterator[Finding]:
    reached = max((trigger.exposure for trigger in machine.triggers), default=Exposure.INTERNAL)
    chosen = unseen("an earlier state may choose the name")
    for number, state in enumerate(machine.states):
        if state.named_by:
            yield Finding(
                span=state.named_at or state.span,
                message=f"State {state.name} of {machine.id} runs whatever {state.named_by} names",
                severity=HIGH if reached >= Exposure.AUTHENTICATED else MEDIUM,
                reasons=(*unseen("whoever starts it may check the name"), *(chosen if number else ())),
            )

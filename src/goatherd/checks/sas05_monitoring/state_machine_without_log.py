"""A state machine's executions are not logged.

## Why it matters
An express workflow leaves no history of its own: without a log nobody can tell what it did and why it failed. The
history of a standard workflow can be read for 90 days, and not be searched.

## Vulnerable
```yaml template.yaml
Resources:
  Fulfil:  # GOAT0504
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      RoleArn: arn:aws:iam::123456789012:role/fulfil
      DefinitionString: '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}'
```

## Fixed
```yaml template.yaml
Resources:
  Fulfil:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      RoleArn: arn:aws:iam::123456789012:role/fulfil
      DefinitionString: '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}'
      LoggingConfiguration:
        Level: ERROR
        Destinations:
          - CloudWatchLogsLogGroup: {LogGroupArn: "arn:aws:logs:eu-west-1:123456789012:log-group:fulfil:*"}
```

## Vulnerable in Terraform
```hcl main.tf
resource "aws_sfn_state_machine" "fulfil" { # GOAT0504
  name     = "fulfil"
  type     = "EXPRESS"
  role_arn = "arn:aws:iam::123456789012:role/fulfil"
  definition = jsonencode({
    StartAt = "Done"
    States  = { Done = { Type = "Succeed" } }
  })
}
```

## Fixed in Terraform
```hcl main.tf
resource "aws_cloudwatch_log_group" "fulfil" {
  name              = "/aws/vendedlogs/states/fulfil"
  retention_in_days = 90
}

resource "aws_sfn_state_machine" "fulfil" {
  name     = "fulfil"
  type     = "EXPRESS"
  role_arn = "arn:aws:iam::123456789012:role/fulfil"
  definition = jsonencode({
    StartAt = "Done"
    States  = { Done = { Type = "Succeed" } }
  })

  logging_configuration {
    log_destination = "${aws_cloudwatch_log_group.fulfil.arn}:*"
    level           = "ERROR"
  }
}
```

## Vulnerable in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
plugins:
  - serverless-step-functions
stepFunctions:
  stateMachines:
    fulfil:  # GOAT0504
      type: EXPRESS
      definition:
        StartAt: Done
        States:
          Done: {Type: Succeed}
```

## Fixed in the Serverless Framework
```yaml serverless.yml
service: shop
provider:
  name: aws
  runtime: python3.13
plugins:
  - serverless-step-functions
stepFunctions:
  stateMachines:
    fulfil:
      type: EXPRESS
      loggingConfig:
        level: ERROR
        destinations:
          - !GetAtt Log.Arn
      definition:
        StartAt: Done
        States:
          Done: {Type: Succeed}
resources:
  Resources:
    Log:
      Type: AWS::Logs::LogGroup
      Properties: {LogGroupName: /aws/vendedlogs/states/fulfil, RetentionInDays: 90}
```

## Remedy
Set `LoggingConfiguration: {Level: ERROR, Destinations: …}` (SAM: `Logging`).

## Remedy in Terraform
Write `logging_configuration` with `level = "ERROR"` and a `log_destination`.

## Remedy in the Serverless Framework
Set `loggingConfig: {level: ERROR, destinations: …}`.

## Remedy in the CDK
Set `logs: { destination: logGroup, level: sfn.LogLevel.ERROR }`.

## References
- https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
- https://cwe.mitre.org/data/definitions/778.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.checks.trials import is_trial
from goatherd.core.finding import INFO, LOW, Finding, Kind
from goatherd.core.value import is_true, known
from goatherd.model.application import Application
from goatherd.model.resource import StateMachine


@check("GOAT0504", sas=5, cwe=778, severity=LOW, since="0.1")
def state_machine_without_log(machine: StateMachine, app: Application) -> Iterator[Finding]:
    if known(machine.logging) == "OFF" and not is_trial(app):
        yield Finding(
            span=machine.span,
            message=f"Executions of state machine {machine.id} are not logged",
            severity=LOW if is_true(machine.express) else INFO,
            one_of=Kind("state machines log no executions", machine.id, anywhere=True),
        )

"""Step Functions."""

from __future__ import annotations

from goatherd.frontends.terraform.resources.translation import ResourceType

TYPES: dict[str, ResourceType] = {
    "aws_sfn_state_machine": ResourceType(
        "AWS::StepFunctions::StateMachine",
        {
            "name": "StateMachineName",
            "name_prefix": None,
            "definition": "DefinitionString",
            "type": "StateMachineType",
        },
        {"arn": "", "id": "", "name": "Name"},
    ),
    "aws_sfn_activity": ResourceType("AWS::StepFunctions::Activity", attributes={"arn": "", "id": ""}),
}

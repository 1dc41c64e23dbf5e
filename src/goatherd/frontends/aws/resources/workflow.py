"""Settings of state machines; their states are read where triggers are wired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.resources.common import equals, reference
from goatherd.frontends.aws.sam_roles import generated_role_id

if TYPE_CHECKING:
    from goatherd.frontends.aws.stack import Stack
    from goatherd.model.resource import StateMachine


def describe_state_machines(stack: Stack, machines: dict[str, StateMachine]) -> None:
    """Fill in name, logging, tracing, kind and role."""
    for id, machine in machines.items():
        declared = stack.resources.get(id)
        if declared is None:
            continue
        properties = declared.properties
        sam = declared.type == "AWS::Serverless::StateMachine"
        logging = properties.get("Logging" if sam else "LoggingConfiguration")
        role = reference(properties.get("Role" if sam else "RoleArn"))
        machine.physical_name = properties.get("Name" if sam else "StateMachineName").as_text()
        machine.logging = logging.get("Level").as_text("OFF")
        machine.logs_data = logging.get("IncludeExecutionData").as_bool(False)
        machine.tracing = properties.get("Tracing" if sam else "TracingConfiguration", "Enabled").as_bool(False)
        machine.express = equals(properties.get("Type" if sam else "StateMachineType"), "EXPRESS")
        machine.role = role or (generated_role_id(id) if sam else "")

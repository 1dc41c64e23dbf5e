"""A Chalice application -> the stack that `chalice package` would write: functions, APIs, roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.core.value import placeholder
from goatherd.frontends.aws.stack import Stack
from goatherd.frontends.build import default
from goatherd.frontends.chalice.api import rest_api, websocket_api
from goatherd.frontends.chalice.app import API_HANDLER
from goatherd.frontends.chalice.builder import Builder
from goatherd.frontends.chalice.events import events_of
from goatherd.frontends.chalice.roles import add_role
from goatherd.frontends.node import Node
from goatherd.frontends.python_version import developed_for

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.chalice.app import App
    from goatherd.frontends.chalice.config import Stage
    from goatherd.tree import Tree

# https://aws.github.io/chalice/topics/configfile.html
DEFAULT_TIMEOUT = 60
DEFAULT_MEMORY = 128


def build_stack(app: App, stage: Stage, tree: Tree) -> Stack:
    templates = [app.path, stage.path] if stage.path else [app.path]
    stack = Stack(app.path, "chalice", templates=templates, diagnoses=[*stage.diagnoses, *app.diagnoses])
    builder = Builder(app, stage, tree, stack)
    if app.routes:
        _function(builder, API_HANDLER, "", f"app.{app.variable}", app.span, {})
    for function in app.functions:
        span = function.decorator.span
        _function(builder, function.id, function.name, function.handler, span, events_of(function))
    if app.routes:
        rest_api(builder)
    websocket_api(builder)
    return stack


def _function(builder: Builder, id: str, name: str, handler: str, span: Span, events: dict[str, Any]) -> None:
    """`name` is what the configuration knows the function by; "" for that of the API."""
    stage = builder.stage
    chosen = name or "api_handler"

    def setting(key: str) -> Node:
        return stage.get(key, chosen)

    tracing = setting("xray")
    retention = setting("log_retention_in_days")
    properties: dict[str, Any] = {
        "Handler": handler,
        "Runtime": _runtime(setting("lambda_python_version"), builder),
        "Timeout": default(setting("lambda_timeout"), DEFAULT_TIMEOUT),
        "MemorySize": default(setting("lambda_memory_size"), DEFAULT_MEMORY),
        "Environment": {"Variables": stage.variables(chosen)},
        "ReservedConcurrentExecutions": setting("reserved_concurrency"),
        "Layers": setting("layers"),
        "Events": events,
        "DeadLetterQueue": Node.opaque("Chalice has no setting for it", span),
        "Role": add_role(builder, chosen, id),
    }
    if tracing.text() == "true":
        properties["Tracing"] = Node.scalar("Active", tracing.span)
    if setting("subnet_ids").exists:
        groups = setting("security_group_ids")
        properties["VpcConfig"] = {"SubnetIds": setting("subnet_ids"), "SecurityGroupIds": groups}
    builder.add(id, "AWS::Serverless::Function", span, properties)
    if retention.exists:
        group = {"LogGroupName": f"/aws/lambda/{placeholder(id)}", "RetentionInDays": retention}
        builder.add(f"{id}LogGroup", "AWS::Logs::LogGroup", retention.span, group)


def _runtime(version: Node, builder: Builder) -> Node:
    """Chalice deploys for the Python that it runs with, unless it is told another."""
    if version.kind == "scalar":
        return Node.scalar(f"python{version.text()}", version.span)
    return developed_for(builder.tree, builder.app.path.rpartition("/")[0], builder.app.span)

"""A stage of Zappa -> the stack that it deploys: one function, its API, its role, and what events call in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.frontends.aws.stack import Declared, Stack
from goatherd.frontends.build import build, default
from goatherd.frontends.node import Node
from goatherd.frontends.python_version import developed_for
from goatherd.frontends.zappa.api import function_url, rest_api
from goatherd.frontends.zappa.events import events_of
from goatherd.frontends.zappa.roles import role_of

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.zappa.settings import Stage
    from goatherd.tree import Tree

# https://github.com/zappa/Zappa#advanced-settings
DEFAULT_TIMEOUT = 30
DEFAULT_MEMORY = 512
FRAMEWORK = "zappa"
FUNCTION = "Function"
_VARIABLES = ("environment_variables", "aws_environment_variables")


def build_stack(path: str, stage: Stage, tree: Tree) -> Stack:
    stack = Stack(path, FRAMEWORK, templates=[path])
    role, resources = role_of(stage, stack, tree)
    handler = _handler(stage)
    if handler.exists:
        _add(stack, FUNCTION, "AWS::Serverless::Function", handler.span, _function(stage, tree, handler, role, {}))
        for id, (type, span, properties) in {**rest_api(stage, handler.span), **function_url(stage)}.items():
            _add(stack, id, type, span, properties)
    for id, called, events in events_of(stage):
        # It runs inside the one function that there is, with its role.
        inside = Node.opaque("it runs with the role of the function that it is part of", called.span)
        properties = _function(stage, tree, called, role if not handler.exists else inside, events)
        _add(stack, id, "AWS::Serverless::Function", called.span, properties)
    for id, (type, span, properties) in resources.items():
        _add(stack, id, type, span, properties)
    return stack


def _add(stack: Stack, id: str, type: str, span: Span, properties: dict[str, Any]) -> None:
    node = build(properties, span)
    stack.resources[id] = Declared(id, type, span, node, Node.absent(span), stack.path)


def _handler(stage: Stage) -> Node:
    """The web application that is served: `module.variable`."""
    django = stage.get("django_settings")
    if django.text():
        package = (django.text() or "").partition(".")[0]
        return Node.scalar(f"{package}.wsgi.application", django.span)
    return stage.get("app_function")


def _function(stage: Stage, tree: Tree, handler: Node, role: Node, events: dict[str, Any]) -> dict[str, Any]:
    folder = stage.span.path.rpartition("/")[0]
    runtime, tracing = stage.get("runtime"), stage.get("xray_tracing")
    variables: dict[str, Node] = {}
    for key in _VARIABLES:
        variables.update(stage.get(key).items())
    network = stage.get("vpc_config")
    dead_letters = stage.get("dead_letter_arn")
    return {
        "Handler": handler,
        "Runtime": runtime if runtime.exists else developed_for(tree, folder, handler.span),
        "Timeout": default(stage.get("timeout_seconds"), DEFAULT_TIMEOUT),
        "MemorySize": default(stage.get("memory_size"), DEFAULT_MEMORY),
        "Environment": {"Variables": variables},
        "Events": events,
        "Role": role,
        "ReservedConcurrentExecutions": stage.get("lambda_concurrency"),
        "Layers": stage.get("layers"),
        "KmsKeyArn": stage.get("aws_kms_key_arn"),
        "Tracing": Node.scalar("Active", tracing.span) if tracing.text() == "true" else Node.absent(handler.span),
        "VpcConfig": network,
        "DeadLetterQueue": {"TargetArn": dead_letters} if dead_letters.exists else {},
    }

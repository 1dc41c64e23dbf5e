"""Functions of a stack: `AWS::Serverless::Function` and `AWS::Lambda::Function` with what is declared beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, Known, Unknown, Value, known, placeholders
from goatherd.frontends.aws.code_source import read_code
from goatherd.frontends.aws.wiring import FUNCTION_TYPES
from goatherd.model.function import Function

if TYPE_CHECKING:
    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.node import Node
    from goatherd.tree import Tree

_LOG_PREFIX = "/aws/lambda/"


def read_functions(stack: Stack, tree: Tree) -> list[Function]:
    """All functions in the order in which they are declared, without role and triggers."""
    functions = [_read(declared, tree) for declared in stack.of(*FUNCTION_TYPES)]
    _invoke_configs(stack, functions)
    _log_groups(stack, functions)
    return functions


def _read(declared: Declared, tree: Tree) -> Function:
    properties = declared.properties
    sam = declared.type == "AWS::Serverless::Function"
    function = Function(declared.id, declared.span, read_code(declared, tree))
    function.runtime = properties.get("Runtime").as_text()
    function.handler = properties.get("Handler").as_text()
    function.environment = _environment(properties.get("Environment"))
    function.timeout = properties.get("Timeout").as_int(3)
    function.memory = properties.get("MemorySize").as_int(128)
    concurrency = properties.get("ReservedConcurrentExecutions")
    function.reserved_concurrency = concurrency.as_int(0) if concurrency.exists else None
    function.tracing = properties.get(*(("Tracing",) if sam else ("TracingConfig", "Mode"))).as_text("PassThrough")
    function.dead_letter = _dead_letter(properties, sam)
    function.success_destination = _present(properties.get("EventInvokeConfig", "DestinationConfig"), "OnSuccess")
    function.in_vpc = _present(properties.get("VpcConfig"), "SubnetIds")
    function.kms_key = _present(properties, "KmsKeyArn")
    function.code_signing = _present(properties, "CodeSigningConfigArn")
    function.log_format = properties.get("LoggingConfig", "LogFormat").as_text("Text")
    function.physical_name = properties.get("FunctionName").as_text()
    function.layers = [layer.as_text() for layer in properties.get("Layers").list() if not layer.is_null]
    function.condition = declared.condition
    return function


def _environment(node: Node) -> dict[str, Value[str]]:
    variables = node.get("Variables")
    return {name: value.as_text() for name, value in variables.items()}


def _present(node: Node, key: str) -> Value[bool]:
    """Whether a setting is made at all; one that is decided at deployment is Unknown."""
    value = node.get(key)
    if value.kind == "opaque":
        return Unknown(value.why, value.span)
    if value.kind == "scalar" and value.text() in (None, ""):
        return Known(False, value.span)
    if value.kind == "sequence" and not value.elements:
        return Known(False, value.span)
    return Known(value.exists, value.span, explicit=value.exists)


def _dead_letter(properties: Node, sam: bool) -> Value[bool]:
    queue = _present(properties.get("DeadLetterQueue" if sam else "DeadLetterConfig"), "TargetArn")
    if isinstance(queue, Known) and queue.value:
        return queue
    destination = properties.get("EventInvokeConfig", "DestinationConfig", "OnFailure")
    if destination.exists and destination.kind != "opaque":
        return Known(True, destination.span)
    return queue


def _invoke_configs(stack: Stack, functions: list[Function]) -> None:
    by_id = {function.id: function for function in functions}
    by_name = {known(function.physical_name): function for function in functions}
    for declared in stack.of("AWS::Lambda::EventInvokeConfig"):
        destinations = declared.properties.get("DestinationConfig")
        destination = destinations.get("OnFailure", "Destination")
        name = declared.properties.get("FunctionName").text() or ""
        function = next((by_id[id] for id, _ in placeholders(name) if id in by_id), by_name.get(name or HOLE))
        if function is None:
            continue
        function.success_destination = _present(destinations, "OnSuccess")
        if destination.exists:
            function.dead_letter = Known(True, destination.span)


def _log_groups(stack: Stack, functions: list[Function]) -> None:
    groups = {}
    for declared in stack.of("AWS::Logs::LogGroup"):
        name = declared.properties.get("LogGroupName").text()
        if name:
            groups[name] = declared.id
    for function in functions:
        function.log_group = _log_group(function, stack, groups)


def _log_group(function: Function, stack: Stack, groups: dict[str, str]) -> str | None:
    chosen = stack.resources[function.id].properties.get("LoggingConfig", "LogGroup")
    if chosen.exists:
        written = chosen.text() or HOLE
        named = next((id for id, _ in placeholders(written) if id in stack.resources), None)
        return named or groups.get(written, written)
    candidates = [f"{_LOG_PREFIX}${{{function.id}}}"]
    name = known(function.physical_name)
    if name and name != HOLE:
        candidates.append(_LOG_PREFIX + name)
    return next((groups[candidate] for candidate in candidates if candidate in groups), None)

"""State machines: which functions their tasks invoke, what starts them and what they pass on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import placeholders
from goatherd.frontends.aws.embedded import local_document, parse_embedded
from goatherd.frontends.aws.resources.common import common, equals, reference
from goatherd.frontends.aws.sam_roles import generated_role_id
from goatherd.frontends.aws.triggers.common import internal
from goatherd.frontends.aws.triggers.events import SAM_EVENTS as RULE_EVENTS
from goatherd.frontends.aws.triggers.events import register_rule
from goatherd.frontends.aws.wiring import CHANNEL_TYPES
from goatherd.frontends.contents import plain, texts
from goatherd.model.resource import State, StateMachine
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.aws.exposure import Reach
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

TYPES = ("AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine")
MAX_NESTING = 20
_NAMES = ("StateMachineName", "Name")

_SUBSTITUTION = re.compile(r"\$\{([A-Za-z0-9_]+)\}")
_INVOKE = re.compile(r":states:[^:]*:[^:]*:(?:aws-sdk:)?lambda:invoke")
# parameters of integrations that name what runs, and JSONata that takes it from the state's input
_RUNS = ("FunctionName", "StateMachineArn")
_EXPRESSION_OF_INPUT = re.compile(r"^\s*\{%[^%]{0,2000}\$states\.input\b")
# integrations of the state language that put data into a channel
_SENDS = (
    "sqs:sendmessage",
    "sns:publish",
    "events:putevents",
    "states:startexecution",
    "sfn:startexecution",
    "dynamodb:putitem",
    "dynamodb:updateitem",
    "kinesis:putrecord",
    "firehose:putrecord",
    "s3:putobject",
)

_WORKFLOW = internal("only the state machine calls it, with data of the workflow")


def feeds(wiring: Wiring) -> None:
    """Register the state machines, and note what starts them and which channels they send to."""
    for declared in wiring.of(*TYPES):
        definition = _definition(wiring, declared)
        states = list(_states(definition))
        substitutions = _substitutions(declared)
        machine = _machine(declared, states, substitutions, wiring)
        document = _filled(plain(definition), substitutions)
        machine.definition = document if isinstance(document, dict) else {}
        wiring.machines[declared.id] = machine
        _started_by_events(wiring, declared)
        for channel in (c for _, state, _ in states for c in _fed_by(wiring, state, substitutions)):
            if channel != declared.id:
                wiring.reaches.connect(declared.id, channel, f"sends to {channel}")


def read(wiring: Wiring) -> None:
    for declared in wiring.of(*TYPES):
        reach = wiring.reaches.of(declared.id, _WORKFLOW)
        substitutions = _substitutions(declared)
        definition = _definition(wiring, declared)
        if not definition.is_mapping:
            _named_only(wiring, declared, reach)
        for name, state, span in _states(definition):
            function = _invoked(wiring, state, substitutions)
            if function is None:
                continue
            options: dict[str, object] = {"state": name}
            for key in ("Parameters", "Arguments"):
                if state.get(key).exists:
                    options["parameters"] = plain(state.get(key))
            trigger = Trigger(
                Kind.STEP_FUNCTIONS,
                reach.exposure,
                span,
                detail=f"{declared.id} state {name}",
                why=reach.why,
                source=declared.id,
                options=options,
            )
            wiring.add(function, trigger)


def _named_only(wiring: Wiring, declared: Declared, reach: Reach) -> None:
    """A definition that cannot be read still gets its functions from somewhere: they are among the substitutions."""
    for key in ("DefinitionSubstitutions", "DefinitionString", "Definition"):
        for function in wiring.functions_in(declared.properties.get(key)):
            trigger = Trigger(Kind.STEP_FUNCTIONS, reach.exposure, declared.span, declared.id, reach.why, declared.id)
            wiring.add(function, trigger)


def _definition(wiring: Wiring, declared: Declared) -> Node:
    known = wiring.definitions.get(declared.id)
    if known is None:
        definition = _read_definition(wiring, declared)
        known = wiring.definitions[declared.id] = wiring.body(definition, f"the definition of {declared.id}")
    return known


def _read_definition(wiring: Wiring, declared: Declared) -> Node:
    properties = declared.properties
    for key in ("Definition", "DefinitionString", "DefinitionBody"):
        if properties.get(key).exists:
            return parse_embedded(properties.get(key), wiring.tree)
    return local_document(properties.get("DefinitionUri"), declared, wiring.tree)


def _states(definition: Node, depth: int = MAX_NESTING) -> Iterator[tuple[str, Node, Span]]:
    """(name, state, where its name stands) of every state, those of branches and maps included."""
    if depth == 0:
        return
    states = definition.get("States")
    for name, state in states.items():
        yield name, state, states.key_span(name)
        for branch in state.get("Branches").list():
            yield from _states(branch, depth - 1)
        for key in ("Iterator", "ItemProcessor"):
            yield from _states(state.get(key), depth - 1)


def _substitutions(declared: Declared) -> dict[str, str]:
    node = declared.properties.get("DefinitionSubstitutions")
    return {name: text for name, value in node.items() if (text := value.text()) is not None}


def _substituted(text: str, substitutions: dict[str, str]) -> str:
    return _SUBSTITUTION.sub(lambda match: substitutions.get(match[1], match[0]), text)


def _filled(document: object, substitutions: dict[str, str]) -> object:
    """A plain document with its substitutions made."""
    if isinstance(document, dict):
        return {key: _filled(value, substitutions) for key, value in document.items()}
    if isinstance(document, list):
        return [_filled(value, substitutions) for value in document]
    return _substituted(document, substitutions) if isinstance(document, str) and substitutions else document


def _invoked(wiring: Wiring, state: Node, substitutions: dict[str, str]) -> Function | None:
    if state.get("Type").text() != "Task":
        return None
    resource = _substituted(state.get("Resource").text() or "", substitutions)
    if not _INVOKE.search(resource):
        return wiring.function_named(resource) if resource else None
    for key in ("Parameters", "Arguments"):
        for name in ("FunctionName", "FunctionName.$"):
            text = state.get(key, name).text()
            if text:
                return wiring.function_named(_substituted(text, substitutions))
    return None


def _machine(
    declared: Declared, states: list[tuple[str, Node, Span]], substitutions: dict[str, str], wiring: Wiring
) -> StateMachine:
    machine = StateMachine(**common(declared, _NAMES[declared.type == TYPES[0]]))
    machine.triggers = list(dict.fromkeys(wiring.starts.get(declared.id, ())))
    _settings(machine, declared)
    for name, state, span in states:
        function = _invoked(wiring, state, substitutions)
        named_by, named_at = _named_by_input(state)
        machine.states.append(
            State(
                name=name,
                kind=state.get("Type").text() or "",
                span=span,
                function=function.id if function else None,
                retries=state.get("Retry").exists,
                catches=state.get("Catch").exists,
                timeout=state.get("TimeoutSeconds").exists or state.get("TimeoutSecondsPath").exists,
                named_by=named_by,
                named_at=named_at,
            )
        )
    machine.tasks = list(dict.fromkeys(state.function for state in machine.states if state.function))
    return machine


def _named_by_input(state: Node) -> tuple[str, Span | None]:
    """The path or expression over a task's input that names what it runs, and where; "" where that is fixed."""
    resource = state.get("Resource").text() or ""
    runs = _INVOKE.search(resource) or "startexecution" in resource.lower()
    for name in _RUNS if runs and state.get("Type").text() == "Task" else ():
        path, argument = state.get("Parameters", f"{name}.$"), state.get("Arguments", name)
        text, expression = path.text() or "", argument.text() or ""
        if text.startswith("$") and not text.startswith("$$"):
            return text, path.span
        if _EXPRESSION_OF_INPUT.search(expression):
            return expression.strip("{}% "), argument.span
    return "", None


def _settings(machine: StateMachine, declared: Declared) -> None:
    properties = declared.properties
    sam = declared.type == TYPES[0]
    logging = properties.get("Logging" if sam else "LoggingConfiguration")
    machine.logging = logging.get("Level").as_text("OFF")
    machine.logs_data = logging.get("IncludeExecutionData").as_bool(False)
    machine.tracing = properties.get("Tracing" if sam else "TracingConfiguration", "Enabled").as_bool(False)
    machine.express = equals(properties.get("Type" if sam else "StateMachineType"), "EXPRESS")
    machine.role = reference(properties.get("Role" if sam else "RoleArn"))
    if sam and not machine.role:
        machine.role = generated_role_id(declared.id)


def _started_by_events(wiring: Wiring, declared: Declared) -> None:
    for name, event in declared.properties.get("Events").items():
        if event.get("Type").text() in RULE_EVENTS:
            rule = f"{declared.id}{name}"
            properties = event.get("Properties")
            register_rule(wiring, rule, properties.get("Pattern"), properties.get("EventBusName"))
            wiring.reaches.connect(rule, declared.id, f"starts {declared.id}")


def _fed_by(wiring: Wiring, state: Node, substitutions: dict[str, str]) -> Iterator[str]:
    """The channels that a state sends to."""
    resource = _substituted(state.get("Resource").text() or "", substitutions).lower()
    if not any(send in resource for send in _SENDS):
        return
    for text in texts(state):
        for id, _ in placeholders(_substituted(text, substitutions)):
            declared = wiring.stack.resources.get(id)
            if declared is not None and declared.type.startswith(CHANNEL_TYPES):
                yield id

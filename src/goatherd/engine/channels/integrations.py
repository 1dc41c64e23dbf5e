"""What state machines write themselves: tasks that call a service instead of a function."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE
from goatherd.engine.aws.table import table
from goatherd.engine.channels import payloads
from goatherd.engine.facts import WriteFact
from goatherd.engine.labels import Label, Origin
from goatherd.model.function import CodeSource, Function
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.aws.table import Write
    from goatherd.engine.channels.workflow import Workflow
    from goatherd.engine.labels import Labels
    from goatherd.model.resource import State, StateMachine

_RESOURCE = re.compile(r"arn:[\w-]+:states:[^:]*:[^:]*:(?:aws-sdk:)?(\w+):(\w+)")
_SERVICES = {"states": "stepfunctions", "sfn": "stepfunctions", "eventbridge": "events"}
MAX_DEPTH = 5


def writes(workflow: Workflow) -> Iterator[tuple[Function, WriteFact]]:
    """Everything that a machine writes, with the machine in the place of the function that writes."""
    for state in workflow.machine.states:
        scope = workflow.scopes.get(state.name)
        document = scope.states[state.name] if scope is not None else {}
        match = _RESOURCE.match(str(document.get("Resource", "")))
        parameters = document.get("Parameters", document.get("Arguments"))
        if match is None or not isinstance(parameters, dict):
            continue
        call = f"{_SERVICES.get(match[1], match[1])}.{match[2][:1].upper()}{match[2][1:]}"
        for write in table().writes.get(call, ()):
            writer = _writer(workflow.machine, state)
            for message in _messages(write, parameters):
                yield from ((writer, fact) for fact in _written(write, call, message, writer))


def _writer(machine: StateMachine, state: State) -> Function:
    exposure = max((trigger.exposure for trigger in machine.triggers), default=Exposure.INTERNAL)
    trigger = Trigger(Kind.STEP_FUNCTIONS, exposure, state.span, f"{machine.id} state {state.name}", "", machine.id)
    trigger.options.update({"state": state.name, "integration": True})
    return Function(machine.id, machine.span, CodeSource(""), triggers=[trigger])


def _messages(write: Write, parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not write.each:
        yield parameters
        return
    entries = parameters.get(write.each)
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            yield {**parameters, **entry}


def _written(write: Write, call: str, message: dict[str, Any], writer: Function) -> Iterator[WriteFact]:
    (trigger,) = writer.triggers
    place = (trigger.span.path, trigger.span.line << 20)
    origin = Origin("event", "input", place, trigger)
    fields: dict[tuple[str, ...], Labels] = {}
    outline: dict[str, Any] = {}
    for key, value in message.items():
        name = _spelled(key.removesuffix(".$"), (*write.contents, *write.about, *write.names))
        if name in write.contents:
            _collect({key: value}, (name,), origin, fields)
        if isinstance(value, str) and not key.endswith(".$") and not value.startswith("{%"):
            outline[name] = (value,)
    names = [str(outline[name][0]) for name in write.names if name in outline]
    if fields:
        channel = (call.partition(".")[0], next(iter(names), write.default or HOLE))
        yield WriteFact(channel, place, fields, call, {name: outline[name] for name in write.about if name in outline})


def _spelled(name: str, known: tuple[str, ...]) -> str:
    """The state language writes the parameters of all services with a capital."""
    return next((each for each in known if each.lower() == name.lower()), name)


def _collect(
    template: dict[str, Any], path: tuple[str, ...], origin: Origin, fields: dict[tuple[str, ...], Labels]
) -> None:
    """Labels by path in what a template makes: `path` is that of its only field."""
    for key, value in template.items():
        if isinstance(value, dict) and len(path) < MAX_DEPTH:
            for name, inner in value.items():
                _collect({name: inner}, (*path, name.removesuffix(".$")), origin, fields)
            continue
        references = payloads.references({key: value}, (key.removesuffix(".$"),))
        labels = tuple(Label(origin, each.path) for each in references if each.root == "input")
        if labels:
            fields[path] = labels

"""Tasks of state machines: the state's parameters make the event of what the execution was started with.

Source: Step Functions developer guide, "Manipulate parameters in workflows", "Intrinsic functions" and "Transforming
data with JSONata". What earlier states do to the data is not followed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.document import json_text, text_of
from goatherd.attack.events.noun import Delivery, Input
from goatherd.attack.events.probe import Marks, NotUnderstood, json_path, pick
from goatherd.attack.events.shape import Shape, given
from goatherd.core.foreign_json import Unreadable, read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.identity import Identity
    from goatherd.attack.events.probe import Select

_JSONATA = re.compile(r"\s*\{%\s*\$states\.input((?:\.[\w-]+)*)\s*%\}\s*")
_CALL = re.compile(r"States\.(\w+)\((.*)\)", re.DOTALL)
_ARGUMENT = re.compile(r"\s*('(?:[^'\\]|\\.)*'|[^,]+?)\s*(?:,|$)")
_MOST_EXPRESSION = 2000  # characters, which bounds how deep calls are nested
BENIGN = {"id": "1"}


@define(eq=False)
class Task(Shape):
    def inputs(self) -> tuple[Input, ...]:
        return (Input("argument"),)

    def input_for(self, path: Steps) -> Input | None:
        marks = Marks()
        try:
            return marks.find(self._event(marks.select("argument")), path)
        except NotUnderstood:
            return None

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        data = self._input(values)
        try:
            return Delivery(self._event(lambda steps: pick(data, steps)))
        except NotUnderstood:
            return Delivery(data)

    def _input(self, values: Mapping[Input, object]) -> Any:
        data = given(values, "argument").document("argument", BENIGN)
        limits.at_most(json_text(data), limits.MESSAGE_BYTES, "a state's input")
        return data

    def _event(self, select: Select) -> Any:
        written = self.trigger.options.get("parameters")
        if written is None:
            return select(())
        made = self._filled(written, select)
        # The integration lambda:invoke names the function and passes on its payload.
        if isinstance(made, dict) and "FunctionName" in made:
            return made.get("Payload", {})
        return made

    def _filled(self, written: object, select: Select) -> Any:
        if isinstance(written, dict):
            made: dict[str, Any] = {}
            for name, part in written.items():
                if name.endswith(".$") and isinstance(part, str):
                    made[name[:-2]] = self._expression(part, select)
                else:
                    made[name] = self._filled(part, select)
            return made
        if isinstance(written, list):
            return [self._filled(part, select) for part in written]
        if isinstance(written, str):
            return self._jsonata(written, select) if "{%" in written else self.naming.text(written)
        return written

    def _jsonata(self, text: str, select: Select) -> Any:
        match = _JSONATA.fullmatch(text)
        return select(tuple(match[1].split(".")[1:])) if match else "goatherd"

    def _expression(self, text: str, select: Select) -> Any:
        """A path of the input or of the context, or an intrinsic function."""
        if text.startswith("$$"):
            return _CONTEXT.get(text, "goatherd")
        if text.startswith("$"):
            return select(json_path(text))
        match = _CALL.fullmatch(text.strip()) if len(text) < _MOST_EXPRESSION else None
        if match is None:
            raise NotUnderstood(text)
        arguments = [self._argument(part[1], select) for part in _ARGUMENT.finditer(match[2]) if part[1]]
        known = _INTRINSICS.get(match[1])
        return known(arguments) if known and arguments else "goatherd"

    def _argument(self, text: str, select: Select) -> Any:
        if text.startswith("'"):
            return text[1:-1].replace("\\'", "'")
        if text.startswith(("$", "States.")):
            return self._expression(text, select)
        return _literal(text)

    def command(self, values: Mapping[Input, object]) -> str:
        machine = self.source_arn("states", "stateMachine:goatherd")
        data = json_text(self._input(values))
        return shell.aws("stepfunctions", "start-execution", state_machine_arn=machine, input=data)


_CONTEXT = {
    "$$.Execution.StartTime": moment.DATE_MILLISECONDS,
    "$$.State.EnteredTime": moment.DATE_MILLISECONDS,
    "$$.State.RetryCount": 0,
}


def _literal(text: str) -> Any:
    try:
        return read_json(text)
    except Unreadable:
        return text


def _format(arguments: list[Any]) -> str:
    text = text_of(arguments[0])
    for argument in arguments[1:]:
        text = text.replace("{}", text_of(argument), 1)
    return text


def _parsed(arguments: list[Any]) -> Any:
    """A text that is JSON; a mark stays one, which then stands for the document."""
    return _literal(arguments[0]) if isinstance(arguments[0], str) else arguments[0]


_INTRINSICS: dict[str, Callable[[list[Any]], Any]] = {
    "Format": _format,
    "StringToJson": _parsed,
    "JsonToString": lambda arguments: json_text(arguments[0]),
    "Array": lambda arguments: arguments,
    "UUID": lambda arguments: moment.REQUEST_ID,
}

"""Rules of topics, and hooks of provisioning.

Source: IoT Core developer guide, "AWS IoT SQL reference" and "Pre-provisioning hooks". Of the SELECT clause fields,
`*`, aliases and the functions about topic and client are evaluated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.document import json_text, text_of
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.places import Places
from goatherd.attack.events.probe import Marks, pick
from goatherd.attack.events.shape import Shape, given
from goatherd.core.foreign_json import Unreadable, read_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.identity import Identity
    from goatherd.attack.events.probe import Select

_STATEMENT = re.compile(r"select (.+?) from ['\"]([^'\"]+)['\"]", re.IGNORECASE)
_ITEM = re.compile(r"(.+?)(?: as ([\w-]+))?", re.IGNORECASE)
_MOST_SQL = 8192  # characters
_FIELD = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_TOPIC = re.compile(r"topic\(\s*(\d*)\s*\)", re.IGNORECASE)
MESSAGE_BYTES = 131_072
BENIGN = {"id": "1"}
MESSAGE = Input("message")


@define(eq=False)
class TopicRule(Shape):
    """Place "topic" is a level that the rule leaves open, by its number from 1."""

    def inputs(self) -> tuple[Input, ...]:
        """What the rule selects; among other items a message that is no object has no place."""
        marks = Marks()
        self._marked(marks)
        if self._passes_on and self._parts[0] != ["*"]:
            marks.inputs[marks.inputs.index(MESSAGE)] = Input("message", "id")
        return tuple(marks.inputs)

    @property
    def _parts(self) -> tuple[list[str], str]:
        """Items of SELECT, and the topic filter."""
        match = _STATEMENT.match(" ".join(self.option("sql")[:_MOST_SQL].split()))
        if match is None:
            return ["*"], "goatherd"
        return [item.strip() for item in re.split(r",(?![^()]*\))", match[1])], match[2]

    @property
    def _open(self) -> list[int]:
        levels = enumerate(self._parts[1].split("/"), 1)
        return [index for index, level in levels if level in ("+", "#")]

    def topic(self, chosen: Mapping[str, str]) -> str:
        levels = self._parts[1].split("/")
        for name, value in chosen.items():
            index = int(name) if name.isdigit() else 0
            if index not in self._open:
                raise DoesNotFit("the rule does not leave this level of the topic open")
            if not value or set(value) & set("+#\0") or ("/" in value and levels[index - 1] != "#"):
                raise DoesNotFit("a level of a topic has no slash and no wildcard")
            levels[index - 1] = value
        topic = "/".join("goatherd" if level in ("+", "#") else level for level in levels)
        return limits.at_most(topic, 256, "a topic")

    def input_for(self, path: Steps) -> Input | None:
        marks = Marks()
        made = self._marked(marks)
        if self._passes_on and isinstance(made, dict) and path and path[0] not in made:
            return Input.of("message", path)
        return marks.find(made, path)

    def _marked(self, marks: Marks) -> Any:
        topic = {level: marks.of(Input("topic", str(level))) for level in self._open}
        return self._selected(marks.select("message"), lambda level: topic.get(level, ""))

    @property
    def _passes_on(self) -> bool:
        return "*" in self._parts[0]

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "message", "topic")
        message = found.document("message", BENIGN)
        limits.at_most(json_text(message), MESSAGE_BYTES, "a message")
        topic = self.topic(found.texts("topic"))
        levels = topic.split("/")

        def level(index: int) -> str:
            return topic if index == 0 else levels[index - 1] if index <= len(levels) else ""

        return Delivery(self._selected(lambda steps: pick(_read(message), steps), level))

    def _selected(self, select: Select, level: Any) -> Any:
        items = self._parts[0]
        whole = select(()) if "*" in items else None
        if items == ["*"]:
            return whole
        made: dict[str, Any] = {}
        for item in items:
            match = _ITEM.fullmatch(item)
            expression, alias = (match[1].strip(), match[2] or "") if match else ("", "")
            if expression == "*":
                made |= whole if isinstance(whole, dict) else {}
            elif topic := _TOPIC.fullmatch(expression):
                made[alias or "topic"] = level(int(topic[1] or 0))
            elif _FIELD.fullmatch(expression):
                made[alias or expression.rpartition(".")[2]] = select(tuple(expression.split(".")))
            else:
                made[alias or expression] = _function(expression)
        return made

    def command(self, values: Mapping[Input, object]) -> str:
        found = given(values, "message", "topic")
        message = text_of(found.document("message", BENIGN))
        return shell.aws(
            "iot-data",
            "publish",
            topic=self.topic(found.texts("topic")),
            cli_binary_format="raw-in-base64-out",
            payload=message,
        )


def _read(message: object) -> Any:
    """A message as the rule reads it: JSON where it is."""
    if not isinstance(message, str):
        return message
    try:
        return read_json(message)
    except Unreadable:
        return message


def _function(expression: str) -> object:
    name = expression.partition("(")[0].strip().lower()
    return moment.MILLISECONDS if name == "timestamp" else "goatherd"


@define(eq=False)
class ProvisioningHook(Shape):
    places: ClassVar[Places] = Places.of(("parameters.*", "argument"), ("clientId", Input("client")))

    def inputs(self) -> tuple[Input, ...]:
        return (Input("argument", "SerialNumber"), Input("client"))

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "argument", "client")
        event = {
            "claimCertificateId": "goatherd",
            "certificateId": "goatherd",
            "certificatePem": "-----BEGIN CERTIFICATE-----\ngoatherd\n-----END CERTIFICATE-----\n",
            "templateArn": self.source_arn("iot", "provisioningtemplate/goatherd"),
            "clientId": limits.at_most(found.text("client", "goatherd"), 128, "a client id"),
            "parameters": {"SerialNumber": "1", **found.texts("argument")},
        }
        return Delivery(event)

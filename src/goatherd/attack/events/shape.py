"""The shape of a trigger's events: where values go, how the event reads, how to send it for real."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import define

from goatherd.attack.events import shell
from goatherd.attack.events.given import Given
from goatherd.attack.events.noun import DoesNotFit
from goatherd.attack.events.places import Places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.identity import Identity
    from goatherd.attack.events.noun import Delivery, Input
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger
    from goatherd.sandbox.naming import Naming


@define(eq=False)
class Shape:
    """One trigger of one function. Families override `build`, and what differs from its neighbours."""

    function: Function
    trigger: Trigger
    application: Application
    naming: Naming

    places: ClassVar[Places] = Places(())

    def inputs(self) -> tuple[Input, ...]:
        """Inputs that are known before the code has run."""
        return ()

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        """A complete event with the values; raises DoesNotFit when the service would not carry them.

        `identity` is who has signed in where the trigger asks; an ordinary user if None.
        """
        raise NotImplementedError

    def fitting(self, values: Mapping[Input, object], identity: Identity | None = None) -> dict[Input, object]:
        """Those of the values that fit together: each, in their order, that fits to the ones before it."""
        try:
            self.build(values, identity)
            return dict(values)
        except DoesNotFit:
            pass
        kept: dict[Input, object] = {}
        for input, value in values.items():
            try:
                self.build({**kept, input: value}, identity)
            except DoesNotFit:
                continue
            kept[input] = value
        return kept

    def input_for(self, path: Steps) -> Input | None:
        """The input that stands at a path which the code read, None where an outsider cannot set it.

        After a text was decoded the path goes on with "@json", "@form" or "@base64".
        """
        return self.places.find(path)

    def command(self, values: Mapping[Input, object]) -> str:
        """A shell command that sends the same to a deployment."""
        return shell.invoke(self.naming.name(self.function.id), self.build(values).event)

    def source(self, otherwise: str) -> str:
        """The physical name of what emits the event."""
        return self.naming.name(self.trigger.source) if self.trigger.source else otherwise

    def source_arn(self, service: str, otherwise: str) -> str:
        return self.naming.arn(self.trigger.source) if self.trigger.source else self.arn(service, otherwise)

    def arn(self, service: str, rest: str) -> str:
        return f"arn:aws:{service}:{self.naming.region}:{self.naming.account}:{rest}"

    def option(self, name: str) -> str:
        """An option that is text, with its placeholders replaced."""
        value = self.trigger.options.get(name)
        return self.naming.text(value) if isinstance(value, str) else ""


def given(values: Mapping[Input, object], *places: str) -> Given:
    """The values by place; raises DoesNotFit for a place that the event does not have."""
    found = Given(values)
    found.only(*places)
    return found

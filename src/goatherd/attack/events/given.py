"""The values of one attempt, by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from goatherd.attack.events.document import Fields, flat_name, grown, text_of
from goatherd.attack.events.noun import DoesNotFit, Input

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps


NAME, VALUE = "@name", "@value"  # as last step: what the field is called, and what a field with such a name holds
FLAT = ("query", "path", "form", "header", "cookie", "attribute", "metadata")


def _called(values: Mapping[Input, object]) -> Mapping[Input, object]:
    """The values with fields in the place of names and what these hold."""
    if not any(given.name.endswith((NAME, VALUE)) for given in values):
        return values
    found: dict[Input, object] = {}
    named: dict[tuple[str, Steps], tuple[object, object]] = {}
    for given, value in values.items():
        *around, last = given.steps or ("",)
        name, held = named.get((given.place, tuple(around)), ("goatherd", "1"))
        if last == NAME:
            named[given.place, tuple(around)] = (value, held)
        elif last == VALUE:
            named[given.place, tuple(around)] = (name, value)
        else:
            found[given] = value
    for (place, above), (name, held) in named.items():
        if not isinstance(name, str) or not name:
            raise DoesNotFit("a field has a name")
        flat = place in FLAT and not above
        found[Input(place, name) if flat else Input.of(place, (*above, name))] = held
    return found


@frozen
class Given:
    """`values` by fields; what is given for their names is in them."""

    values: Mapping[Input, object] = field(converter=_called)

    def only(self, *places: str) -> None:
        """Raise DoesNotFit if there is a value for a place that the event does not have."""
        for given in self.values:
            if given.place not in places:
                raise DoesNotFit(f"the event has no place for a {given.place}")

    def has(self, *places: str) -> bool:
        return any(given.place in places for given in self.values)

    def fields(self, place: str) -> Fields:
        return {given.steps: value for given, value in self.values.items() if given.place == place}

    def document(self, place: str, benign: object = None) -> Any:
        """What is given for a place of documents; fields are put into a benign mapping, a whole replaces it."""
        fields = self.fields(place)
        if not fields:
            return benign
        if isinstance(benign, dict) and () not in fields and not any(steps[0].startswith("@") for steps in fields):
            return grown({(): benign, **fields})
        return grown(fields)

    def text(self, place: str, benign: object = "") -> str:
        return text_of(self.document(place, benign))

    def flat(self, place: str) -> dict[str, object]:
        """Values by the names of parameters, headers, attributes and the like."""
        named: dict[str, dict[Steps, object]] = {}
        for given, value in self.values.items():
            if given.place == place:
                name, steps = flat_name(given.name)
                named.setdefault(name, {})[steps] = value
        return {name: grown(fields) for name, fields in named.items()}

    def texts(self, place: str) -> dict[str, str]:
        return {name: text_of(value) for name, value in self.flat(place).items()}

    def without(self, *places: str) -> Given:
        return Given({given: value for given, value in self.values.items() if given.place not in places})

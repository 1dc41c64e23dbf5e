"""What one call of an operation is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.code import ir
from goatherd.engine.interpreter import members
from goatherd.engine.values import Bound, Const, Func, Obj, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Place

MORE = "*"  # the parameter that stands for those that nobody knows


@define(eq=False)
class Input:
    """The parameters of a call. `lacked` are those that it may be made without, `places` where they are written.

    It is `own` if the client has credentials of its own.
    """

    parameters: dict[str, Value] = field(factory=dict)
    lacked: set[str] = field(factory=set)
    places: dict[str, Place] = field(factory=dict)
    own: bool = False

    def add_fields(self, m: Machine, value: Value) -> None:
        """The named parameters in an object."""
        found, lacked, more = members.named_entries(m, value)
        self._add(found, lacked)
        if more is not None:
            self.parameters[MORE] = more
        for item in value.atoms:
            if isinstance(item, Obj):
                self.places.update({key: m.written[item, key] for key in found if (item, key) in m.written})
                opened = m.get_field(item, members.OPEN)
                if opened is not None:
                    self.parameters[MORE] = opened
            elif not isinstance(item, Const | Func | Bound):
                self.parameters[MORE] = value

    def add_keywords(self, args: Args) -> None:
        self._add(args.keywords, args.lacked)
        if args.others is not None:
            self.parameters.setdefault(MORE, args.others)

    def _add(self, found: dict[str, Value], lacked: set[str] | frozenset[str]) -> None:
        self.lacked.update(lacked.difference(self.parameters))
        self.lacked.difference_update(found.keys() - lacked)
        self.parameters.update(found)

    def forms(self) -> Iterator[dict[str, Value]]:
        """The parameters with all that may be given, and without what may be lacking."""
        present = {name: _present(value) for name, value in self.parameters.items()}
        yield {name: value for name, value in present.items() if value is not None}
        lacked = {name for name, value in present.items() if value is not self.parameters[name]} | self.lacked
        if lacked:
            yield {name: value for name, value in self.parameters.items() if name not in lacked}


def _present(value: Value) -> Value | None:
    """The value of a parameter where it is given, which None and undefined are not."""
    atoms = tuple(item for item in value.atoms if not isinstance(item, Const) or item.value not in (None, ir.UNDEFINED))
    if len(atoms) == len(value.atoms):
        return value
    return Value(atoms, value.labels, value.guards) if atoms else None

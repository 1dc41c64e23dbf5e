"""Parts of resources that Terraform writes as resources of their own: put where CloudFormation has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, placeholders
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.resources.translation import renamed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.frontends.terraform.instance import Instance
    from goatherd.frontends.terraform.resources.translation import Draft, Part, ResourceType, Table


class Owners:
    """The resources that parts can belong to, by id, by name, and by the values of several arguments."""

    def __init__(self, drafts: Iterable[tuple[Draft, ResourceType]]) -> None:
        self._by_id: dict[str, Draft] = {}
        self._by_name: dict[tuple[str, str], Draft] = {}
        self._by_values: dict[tuple[str, ...], dict[tuple[str, ...], Draft]] = {}
        self._of: dict[str, list[Draft]] = {}
        for draft, type in drafts:
            self._by_id[draft.id] = draft
            self._of.setdefault(draft.type, []).append(draft)
            for argument in draft.arguments.entries:
                name = draft.arguments.get(argument).text()
                if name and HOLE not in name and type.attribute(argument) == "":
                    self._by_name.setdefault((draft.type, name), draft)

    def of(self, part: Part, instance: Instance) -> list[Draft]:
        """The resources that a part belongs to; none when they are declared elsewhere."""
        written = [text for name in part.owner for text in instance.arguments.get(name).texts()]
        referred = [self._by_id[id] for text in written for id in self._ids(text) if self._by_id[id].type == part.of]
        if referred:
            return list({draft.id: draft for draft in referred}.values())
        if len(part.owner) == 1:
            return [self._by_name[key] for text in written if (key := (part.of, text)) in self._by_name]
        named = self._with_values(part).get(_values(instance, part.owner))
        return [named] if named is not None else []

    def _ids(self, text: str) -> Iterator[str]:
        return (id for id, _ in placeholders(text) if id in self._by_id)

    def _with_values(self, part: Part) -> dict[tuple[str, ...], Draft]:
        key = (part.of, *part.owner)
        if key not in self._by_values:
            owners = self._of.get(part.of, ())
            self._by_values[key] = {_values(draft.instance, part.owner): draft for draft in owners}
        return self._by_values[key]


def _values(instance: Instance, arguments: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(instance.arguments.get(argument).text() or HOLE for argument in arguments)


def join(owner: Draft, part: Part, instance: Instance) -> None:
    """Put what a part says into its owner, at the places where the part is written."""
    arguments = instance.arguments
    table: Table = {**dict.fromkeys(part.owner), **part.table}
    said = part.convert(arguments) if part.convert else renamed(arguments, table)
    if part.element:
        said = Node.sequence((said,), instance.span)
    if part.under:
        owner.put(part.under, said, instance.span)
        return
    for name, value in said.items():
        owner.put(name, value, said.key_span(name))

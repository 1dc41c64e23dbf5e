"""Rights on all of a kind in the account, as pictures show them: one box for the functions that have the same ones.

Beside such a right, what it covers of the application is not told one by one: every line would lead everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.surface.targets import EVERYTHING, Target

if TYPE_CHECKING:
    from goatherd.surface.reach import Access, Reach, Reaches


@frozen
class AccountBox:
    """`kinds` are the targets that it stands for, `functions` those that have all of these rights."""

    target: Target
    kinds: tuple[Target, ...]
    functions: list[str]

    @property
    def ids(self) -> set[str]:
        return {kind.id for kind in self.kinds}


@define
class AccountBoxes:
    """By id of the box, and the box of each function that has one."""

    reaches: Reaches
    boxes: dict[str, AccountBox] = field(factory=dict)
    of: dict[str, AccountBox] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for id, reach in self.reaches.of.items():
            kinds = self._kinds(reach)
            if kinds:
                target = _joint(kinds)
                self.of[id] = self.boxes.setdefault(target.id, AccountBox(target, kinds, []))
                self.of[id].functions.append(id)

    def end(self, function: str, target: str) -> str:
        """The id of the node that stands for what a function reaches."""
        found = self.reaches.targets.found.get(target)
        box = self.of.get(function)
        if found is None or box is None:
            return target
        meant = found.account_wide or (found.unnamed and f"out:{self._service(found)}:*" in box.ids)
        return box.target.id if meant else target

    def covers(self, access: Access, reach: Reach) -> bool:
        """Whether one access is only part of a right on all of its kind."""
        found = self.reaches.targets.found[access.target]
        if found.account_wide or (access.used and not found.unnamed):
            return False
        wide = {(other.target, other.verb) for other in reach.accesses}
        everything = any(target == EVERYTHING for target, _ in wide)
        return everything or (f"out:{self._service(found)}:*", access.verb) in wide

    def covered(self, box: AccountBox) -> list[str]:
        """Labels of what a box covers of the application itself."""
        accesses = [(access, self.reaches.of[id]) for id in box.functions for access in self.reaches.of[id].accesses]
        own = [access.target for access, reach in accesses if self.covers(access, reach)]
        found = self.reaches.targets.found
        return [found[id].label for id in dict.fromkeys(own) if not found[id].outside]

    def _service(self, target: Target) -> str:
        if target.outside:
            return target.id.split(":")[1]
        arn = self.reaches.names.arn(target.id) or ""
        return arn.split(":", 3)[2] if arn.startswith("arn:") else "lambda" if target.kind == "function" else ""

    def _kinds(self, reach: Reach) -> tuple[Target, ...]:
        found = self.reaches.targets.found
        ids = sorted({access.target for access in reach.accesses if found[access.target].account_wide})
        return (found[EVERYTHING],) if EVERYTHING in ids else tuple(found[id] for id in ids)


def _joint(kinds: tuple[Target, ...]) -> Target:
    if len(kinds) == 1:
        return kinds[0]
    services = "+".join(kind.id.removeprefix("out:").removesuffix(":*") for kind in kinds)
    label = f"all of {len(kinds)} services"
    return Target(f"out:{services}:*", "account", label, "of the account", account_wide=True)

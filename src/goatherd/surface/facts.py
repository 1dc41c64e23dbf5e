"""What a click on a box of the picture tells: titles and texts, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import known
from goatherd.model.function import Entry
from goatherd.surface.verbs import VERBS
from goatherd.surface.wording import LONGEST_LIST, does, listed, may_also, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from goatherd.guard.protection import Protection
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.surface.account_wide import AccountBox, AccountBoxes
    from goatherd.surface.blast import Blast
    from goatherd.surface.reach import Access, Reaches
    from goatherd.surface.targets import Target
    from goatherd.surface.ways_in import WayIn

Fact = tuple[str, str]


@frozen
class Facts:
    application: Application
    ways: Sequence[WayIn]
    reaches: Reaches
    blasts: dict[str, Blast]
    boxes: AccountBoxes
    guards: Mapping[str, Protection]

    def of_way(self, way: WayIn, source: Target | None) -> Iterator[Fact]:
        """`source` is the resource that emits its events, where that has no box of its own."""
        yield "Who may call", f"{way.exposure.label}: {way.why}"
        yield "Events", listed([door.name for door in way.doors])
        yield "The sender chooses", listed(way.controlled) or "nothing"
        yield "Firewall (WAF)", f"{way.inspection.answer}: {way.inspection.why}"
        guarded = [target for target in way.targets if target in self.guards]
        if guarded:
            yield "Run-time guard", f"in front of {self._named(guarded)}"
        if source:
            yield from self.of_target(source)

    def of_function(self, function: Function) -> Iterator[Fact]:
        reach = self.reaches.of[function.id]
        found = self.reaches.targets.found
        if self.reaches.targets.label(function.id) != function.id:
            yield "Address", function.id
        if isinstance(function.entry, Entry):
            yield "Code", f"{function.entry.file}:{function.entry.line}"
        else:
            yield "Code", f"not read: {function.unresolved}"
        yield "Runtime", known(function.runtime) or "not told"
        yield "Called by", listed([way.label for way in self.ways if function.id in way.targets]) or "nothing seen"
        if function.id in self.guards:
            yield "Run-time guard", str(self.guards[function.id])
        yield "Its code", does(reach, found) or "acts on nothing that is seen"
        yield "Its role also allows", may_also(reach, found) or "nothing more"
        yield "Network", reach.network
        yield "Role", function.role.id if function.role else "not part of the application"
        if reach.grants:
            actions = dict.fromkeys(grant.action for grant in reach.grants.granted())
            yield "Permissions", listed(list(actions)) or "none"
        yield from self._taken_over(self.blasts[function.id])

    def _taken_over(self, blast: Blast) -> Iterator[Fact]:
        if blast.everything:
            yield "Taken over", "everything in the account is allowed"
        if blast.functions:
            yield "Taken over, it sets off", self._named(blast.functions)
        if blast.escalations:
            yield "Taken over, it gains rights", "it can " + "; ".join(blast.escalations[:LONGEST_LIST])

    def of_target(self, target: Target) -> Iterator[Fact]:
        box = self.boxes.boxes.get(target.id)
        if box:
            yield from self._of_box(box)
            return
        if target.type:
            yield "Type", target.type
        if target.type and target.label != target.id:
            yield "Address", target.id
        accesses = [
            (id, access)
            for id, reach in self.reaches.of.items()
            for access in reach.accesses
            if access.target == target.id
        ]
        for title, used in (("Used by", True), ("Roles that also allow it", False)):
            for verb in VERBS:
                functions = [id for id, access in accesses if access.verb == verb and access.used == used]
                if functions:
                    yield title, f"{spoken(verb)}: {self._named(functions)}"

    def _named(self, functions: Sequence[str]) -> str:
        return listed([self.reaches.targets.label(id) for id in functions])

    def _of_box(self, box: AccountBox) -> Iterator[Fact]:
        yield "Allowed to", self._named(box.functions)
        for kind in box.kinds:
            yield kind.label[0].upper() + kind.label[1:], self._rights(box, kind)
        covered = self.boxes.covered(box)
        if covered:
            yield "Of this application, too", listed(covered)

    def _rights(self, box: AccountBox, kind: Target) -> str:
        by_verb: dict[str, dict[str, None]] = {}
        for access in self._accesses(box, kind):
            by_verb.setdefault(access.verb, {}).update(dict.fromkeys(access.actions))
        return "; ".join(f"{spoken(verb)}: {listed(list(by_verb[verb]), 5)}" for verb in VERBS if verb in by_verb)

    def _accesses(self, box: AccountBox, kind: Target) -> Iterator[Access]:
        for id in box.functions:
            yield from (access for access in self.reaches.of[id].accesses if access.target == kind.id)

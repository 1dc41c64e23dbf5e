"""The map for people, on a terminal: what is exposed, what is behind it, and what is whose."""

from __future__ import annotations

import textwrap
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, TextIO

from attrs import frozen

from goatherd.core.confidence import Confidence
from goatherd.core.frameworks import framework_named
from goatherd.core.value import known
from goatherd.core.wording import counted, functions_of
from goatherd.model.trigger import Exposure
from goatherd.outcome import ExitCode
from goatherd.report.doubt import doubt
from goatherd.report.ink import ink_for, width_of
from goatherd.report.safe import safe
from goatherd.report.terminal import encodable
from goatherd.surface.formats import whose_text
from goatherd.surface.formats.drawing import INDENT, Drawing
from goatherd.surface.ways_in import SERVICE_CALL
from goatherd.surface.wording import does, listed, may_also

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.report.ink import Color
    from goatherd.surface.attack_paths import AttackPath
    from goatherd.surface.map import FunctionView, Map, Surface
    from goatherd.surface.responsibility import Row
    from goatherd.surface.ways_in import WayIn

STYLES = {
    Exposure.ANONYMOUS: "critical",
    Exposure.AUTHENTICATED: "medium",
    Exposure.ACCOUNT: "info",
    Exposure.INTERNAL: "dim",
}
_LEGEND = (
    "anonymous: anybody · authenticated: anybody who can sign in · "
    "account: principals of the AWS account · internal: the platform or the application itself · "
    "controls: what the sender chooses in the event"
)
_ENDS = {
    ExitCode.INCOMPLETE: "what could not be read or decided may be missing (goatherd scan lists it)",
    ExitCode.NOTHING: "no application was found",
}
_WHOSE = {"you": "bold", "shared": "medium", "provider": "dim"}
_LAYER = 22  # columns of a layer
_ALL = 1_000_000
_NARROWEST, _WIDEST = 70, 120


@frozen
class _Limits:
    """How many of each are shown."""

    applications: int = 8
    ways: int = 12
    functions: int = 8
    paths: int = 5
    names: int = 4
    one_liners: int = 20
    entries: int = 12


def write(map: Map, stream: TextIO, *, color: Color = "auto", width: int | None = None, verbose: bool = False) -> None:
    """Write the map to a stream; `verbose` leaves nothing out."""
    limits = _Limits(*[_ALL] * 7) if verbose else _Limits()
    page = _Page(ink_for(stream, color), max(_NARROWEST, min(width_of(width), _WIDEST)), map, limits)
    stream.write(encodable("".join(line.rstrip() + "\n" for line in page.lines()), stream.encoding or "utf-8"))


@frozen
class _Page(Drawing):
    map: Map
    limits: _Limits

    def lines(self) -> Iterator[str]:
        surfaces = [surface for surface in self.map.surfaces if surface.ways_in or surface.functions]
        shown = surfaces[: self.limits.applications]
        if len(surfaces) > 1:
            yield from self._totals(surfaces)
        for surface in shown:
            yield from self._surface(surface)
        yield from self._others(surfaces[len(shown) :])
        empty = len(self.map.surfaces) - len(surfaces)
        if empty:
            yield from self.wrapped(f"{counted(empty, 'application')} with neither functions nor ways in: in the JSON.")
        yield from self._end(surfaces)

    def _surface(self, surface: Surface) -> Iterator[str]:
        yield from self._title(surface)
        yield from self._ways(surface)
        yield from self._paths(surface)
        yield from whose_text.lines(self, surface.whose, self.limits.entries)
        yield from self._functions(surface)
        if surface.application.templates:
            yield from self._matrix(surface)

    def _title(self, surface: Surface) -> Iterator[str]:
        application = surface.application
        yield self.paint(f"{safe(application.name)} · {framework_named(application.framework).name}", "bold")
        paths = len(surface.attack_paths)
        parts = [
            _started(surface),
            counted(len(application.functions), "function"),
            counted(len(surface.findings), "open finding"),
            *([counted(paths, "attack path")] if paths else []),
        ]
        yield from self.wrapped(" · ".join(parts))
        yield ""

    def _totals(self, surfaces: Sequence[Surface]) -> Iterator[str]:
        functions = [len(surface.functions) for surface in self.map.surfaces]
        told = functions_of(sum(functions), sum(map(bool, functions)), functions.count(0))
        yield from (self.paint(line, "bold") for line in self.wrap(told, self.width))
        counts = [sum(numbers) for numbers in zip(*(surface.size for surface in surfaces), strict=True)]
        yield from self.wrapped(f"started by {_by_exposure(counts)} events; the largest surface comes first")
        yield ""

    # --- ways in ---

    def _ways(self, surface: Surface) -> Iterator[str]:
        ways = surface.ways_in
        if not ways:
            return
        yield self.heading("WAYS IN", len(ways))
        groups = _alike(ways)
        for group in groups[: self.limits.ways]:
            yield from self._way(group, surface)
        left = [way for group in groups[self.limits.ways :] for way in group]
        if left:
            rest = ", ".join(f"{len(list(group))} {exposure.label}" for exposure, group in groupby(left, _exposure))
            yield self.dim(f"  … and {len(left):,} more: {rest} (--verbose lists all)")
        yield ""

    def _way(self, ways: Sequence[WayIn], surface: Surface) -> Iterator[str]:
        """One way in, or several that differ in nothing but their names."""
        way = ways[0]
        targets = list(dict.fromkeys(target for each in ways for target in each.targets))
        noun = "function" if way.kind != SERVICE_CALL else "service call"
        runs = safe(surface.label(targets[0])) if len(targets) == 1 else counted(len(targets), noun)
        name = f"{way.noun} {safe(way.label)}" if way.label != way.noun else way.noun
        if len(ways) > 1:
            name = f"{len(ways)} × {way.noun}"
        first, *rest = self.wrap(f"{name} → {runs}", self.width - INDENT - 2)
        yield f"  {self.paint(way.exposure.label.ljust(INDENT), STYLES[way.exposure])}{self.paint(first, 'bold')}"
        yield from (" " * (INDENT + 2) + self.paint(line, "bold") for line in rest)
        names = list(dict.fromkeys(door.name for door in way.doors if door.name != way.label))
        if len(ways) > 1:
            names = [each.label for each in ways]
        if len(ways) > 1 or way.exposure != Exposure.INTERNAL:
            yield from self.fact("events", listed([safe(name) for name in names], self.limits.names))
        if way.exposure == Exposure.INTERNAL:
            return
        asked = f" ({way.who})" if way.who and way.who not in way.why else ""
        yield from self.fact("who", safe(way.why + asked))
        yield from self.fact("controls", listed(way.controlled, self.limits.names))
        if way.exposure >= Exposure.AUTHENTICATED:
            yield from self.fact("firewall", f"{way.inspection.answer}: {way.inspection.why}")
        yield from self.fact("guard", self._guarded(targets, surface))

    def _guarded(self, targets: Sequence[str], surface: Surface) -> str:
        """Which of these functions the run-time guard stands in front of, "" for none."""
        guards = {view.function.id: view.guard for view in surface.functions if view.guard}
        found = [target for target in targets if target in guards]
        if not found:
            return ""
        if len(targets) == 1:
            return safe(str(guards[found[0]]))
        return f"{len(found)} of {len(targets)}: " + listed(
            [safe(f"{surface.label(id)} ({guards[id].mode or 'unknown'})") for id in found], self.limits.names
        )

    # --- attack paths ---

    def _paths(self, surface: Surface) -> Iterator[str]:
        if not surface.attack_paths:
            return
        paths = surface.attack_paths
        yield self.heading("ATTACK PATHS", len(paths))
        for path in paths[: self.limits.paths]:
            yield from self._path(path, surface)
        if len(paths) > self.limits.paths:
            yield self.dim(f"  … and {len(paths) - self.limits.paths:,} more (--verbose lists all)")
        yield ""

    def _path(self, path: AttackPath, surface: Surface) -> Iterator[str]:
        steps = [path.exposure.label, *(safe(surface.label(node)) for node in path.nodes)]
        if path.ends:
            steps.append(listed([safe(surface.label(end)) for end in path.ends], self.limits.names))
        lead = f"  {self.paint(path.severity.label.ljust(INDENT), path.severity.label)}"
        for line in self.wrap(" → ".join(steps), self.width - INDENT - 2):
            yield lead + line
            lead = " " * (INDENT + 2)
        finding = surface.findings[path.finding] if path.finding is not None else None
        where = f" ({finding.id}, {finding.span})" if finding else ""
        unsure = doubt(finding) if finding and path.confidence is Confidence.LOW else ""
        for told in filter(None, (path.why + where, unsure)):
            for line in self.wrap(safe(told), self.width - INDENT - 2):
                yield " " * (INDENT + 2) + self.dim(line)

    # --- functions ---

    def _functions(self, surface: Surface) -> Iterator[str]:
        views = surface.functions
        if not views:
            return
        yield self.heading("FUNCTIONS", len(views), "what the code does, and what whoever takes it over may also do")
        for view in views[: self.limits.functions]:
            yield from self._function(view, surface)
        if len(views) > self.limits.functions:
            yield self.dim(f"  … and {len(views) - self.limits.functions:,} more (--verbose lists all)")
        yield ""

    def _function(self, view: FunctionView, surface: Surface) -> Iterator[str]:
        function, name = view.function, safe(surface.label(view.function.id))
        exposure = function.exposure
        who = "not called" if exposure is None else exposure.label
        style = "dim" if exposure is None else STYLES[exposure]
        notes = [known(function.runtime) or "", "code not read" if function.unresolved else ""]
        notes.append(counted(len(view.findings), "finding") if view.findings else "")
        facts = " · ".join(filter(None, notes))
        fits = INDENT + len(name) + len(facts) + 5 <= self.width
        beside = self.dim(f" · {facts}") if facts and fits else ""
        yield f"  {self.paint(who.ljust(INDENT), style)}{self.paint(name, 'bold')}{beside}"
        if not fits:
            yield " " * (INDENT + 2) + self.dim(facts)

        reach, blast = view.reach, view.blast
        if view.guard:
            yield from self.fact("guard", safe(str(view.guard)))
        yield from self.fact("does", safe(does(reach, surface.targets, self.limits.names)))
        if blast.everything:
            yield from self.fact("may", "do everything in the account")
            return
        yield from self.fact("may also", safe(may_also(reach, surface.targets, self.limits.names)))
        yield from self.fact("sets off", self._set_off(view, surface))
        if blast.escalations:
            yield from self.fact("gains", "it can " + "; ".join(blast.escalations[: self.limits.names]))

    def _set_off(self, view: FunctionView, surface: Surface) -> str:
        """The functions that run when it wants, and what these reach that it does not reach itself."""
        blast = view.blast
        others = len(surface.functions) - 1
        names = listed([safe(surface.label(id)) for id in blast.functions], self.limits.names)
        if len(blast.functions) > self.limits.names:
            names = f"{len(blast.functions)} of {others} other functions"
        beyond = listed([safe(surface.targets[id].label) for id in blast.beyond], self.limits.names)
        return f"{names} → {beyond}" if beyond else names

    # --- responsibility ---

    def _matrix(self, surface: Surface) -> Iterator[str]:
        yield self.heading("WHO IS RESPONSIBLE", None, "with the open findings of each layer, and the worst of them")
        for row in surface.matrix:
            yield from self._row(row)
        yield ""

    def _row(self, row: Row) -> Iterator[str]:
        worst = row.worst.label if row.worst is not None else ""
        open = f"{len(row.findings)} {worst}" if row.findings else "·"
        told = "; ".join(filter(None, [safe(row.why), *map(safe, row.evidence)])) or "none declared"
        title, what = textwrap.wrap(row.layer.title, _LAYER), self.wrap(told, self.width - _LAYER - 26)
        whose = self.paint(row.responsible.ljust(9), _WHOSE[row.responsible])
        for number, (left, right) in enumerate(zip_longest(title, what, fillvalue="")):
            middle = f"{whose}{self.paint(open.ljust(12), worst or 'dim')}" if number == 0 else " " * 21
            yield f"  {left.ljust(_LAYER)} {middle}  {self.dim(right) if row.responsible == 'provider' else right}"

    # --- the rest ---

    def _others(self, surfaces: Sequence[Surface]) -> Iterator[str]:
        if not surfaces:
            return
        yield self.heading("OTHER APPLICATIONS", len(surfaces), "smaller surfaces; map the folder of one to see it")
        for surface in surfaces[: self.limits.one_liners]:
            said = _by_exposure(surface.size) or _started(surface)
            if surface.attack_paths:
                said += f" · {counted(len(surface.attack_paths), 'attack path')}"
            yield from self.wrapped(f"  {safe(surface.application.name)}: {said}")
        if len(surfaces) > self.limits.one_liners:
            yield self.dim(f"  … and {len(surfaces) - self.limits.one_liners:,} more (--verbose lists all)")
        yield ""

    def _end(self, surfaces: Sequence[Surface]) -> Iterator[str]:
        if surfaces:
            yield from (self.dim(line) for line in self.wrap(_LEGEND, self.width))
        if self.map.cut_short:
            yield from self.wrapped(f"Exit {int(self.map.exit_code)}: cut short {safe(self.map.cut_short)}")
        elif self.map.exit_code in _ENDS:
            yield from self.wrapped(f"Exit {int(self.map.exit_code)}: {_ENDS[self.map.exit_code]}")


def _started(surface: Surface) -> str:
    """ "5 events can start it (5 anonymous), 3 functions only by direct invocation" """
    events, direct = sum(surface.size[:-1]), surface.direct
    only = f"{counted(direct, 'function')} only by direct invocation" if direct else ""
    if not events:
        return f"started only by direct invocation: {counted(direct, 'function')}" if direct else "nothing starts it"
    return f"{counted(events, 'event')} can start it ({_by_exposure(surface.size)})" + (f", {only}" if only else "")


def _by_exposure(counts: Sequence[int]) -> str:
    """ "5 anonymous, 16 account" """
    labels = (*(exposure.label for exposure in reversed(Exposure)), "of unknown origin")
    return ", ".join(f"{number:,} {label}" for label, number in zip(labels, counts, strict=False) if number)


def _alike(ways: Sequence[WayIn]) -> list[list[WayIn]]:
    """Ways in for the account and the platform with nothing but their names between them stand together."""
    groups: dict[object, list[WayIn]] = {}
    for way in ways:
        alike = (way.kind, way.exposure, way.why, way.controlled, way.inspection)
        groups.setdefault(way.id if way.exposure >= Exposure.AUTHENTICATED else alike, []).append(way)
    return list(groups.values())


def _exposure(way: WayIn) -> Exposure:
    return way.exposure

"""The map of a scanned tree: one surface for each application, the largest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.guard.protection import protections
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure, Kind
from goatherd.outcome import ExitCode
from goatherd.surface.attack_paths import attack_paths
from goatherd.surface.blast import blasts
from goatherd.surface.build import graph_of
from goatherd.surface.reach import Reaches
from goatherd.surface.responsibility import matrix
from goatherd.surface.ways_in import ways_in
from goatherd.whose.table import whose_data

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goatherd.core.finding import Diagnosis, Finding
    from goatherd.guard.protection import Protection
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.outcome import Outcome
    from goatherd.surface.attack_paths import AttackPath
    from goatherd.surface.blast import Blast
    from goatherd.surface.graph import Graph
    from goatherd.surface.reach import Reach
    from goatherd.surface.responsibility import Row
    from goatherd.surface.targets import Target
    from goatherd.surface.ways_in import WayIn
    from goatherd.whose.table import WhoseData


@frozen
class FunctionView:
    """One function with what it reaches. `findings` are indexes into `Surface.findings`; `guard`: where it has one."""

    function: Function
    reach: Reach
    blast: Blast
    findings: tuple[int, ...]
    guard: Protection | None


@frozen
class Surface:
    """One application. `ways_in`: the most exposed first; `functions`: the most exposed first, then the largest
    blast radius; `matrix`: one row a layer; `whose`: who gets what done with which data. `targets` are what is reached,
    by id.
    """

    application: Application
    ways_in: tuple[WayIn, ...]
    functions: tuple[FunctionView, ...]
    targets: dict[str, Target]
    matrix: tuple[Row, ...]
    whose: WhoseData
    attack_paths: tuple[AttackPath, ...]
    findings: tuple[Finding, ...]
    graph: Graph

    def label(self, id: str) -> str:
        """How a way in, a function or a target is called, by its id."""
        if id in self.targets:
            return self.targets[id].label
        return next((node.label for node in self.graph.nodes if node.id == id), id)

    @property
    def direct(self) -> int:
        """How many functions only principals of the account call: nothing but their permissions tells of it."""
        return len({door.target for way in self.ways_in if _is_direct(way) for door in way.doors})

    @property
    def size(self) -> tuple[int, ...]:
        """Larger is more exposed: events by exposure, those of which nobody knows who sends them, functions."""
        told = [way for way in self.ways_in if way.kind != Kind.UNKNOWN and not _is_direct(way)]
        counts = [sum(len(way.doors) for way in told if way.exposure == exposure) for exposure in reversed(Exposure)]
        unknown = sum(len(way.doors) for way in self.ways_in if way.kind == Kind.UNKNOWN)
        return (*counts, unknown, len(self.functions))


def _is_direct(way: WayIn) -> bool:
    return way.kind == Kind.DIRECT and way.exposure <= Exposure.ACCOUNT


@frozen
class Map:
    """`root` is absolute; paths are relative to it. `cut_short` is as in an Outcome."""

    root: str
    surfaces: tuple[Surface, ...]
    diagnoses: tuple[Diagnosis, ...]
    exit_code: ExitCode
    cut_short: str = ""

    @property
    def graphs(self) -> tuple[Graph, ...]:
        return tuple(surface.graph for surface in self.surfaces)


def map_of(outcome: Outcome) -> Map:
    """What a scan says of the surface of its applications."""
    shared = _shared_out(outcome.applications, outcome.findings)
    guards = protections(outcome.applications, outcome.root)
    surfaces = [surface_of(*each) for each in zip(outcome.applications, shared, guards, strict=True)]
    surfaces.sort(key=lambda surface: (*(-number for number in surface.size), surface.application.name))
    code = ExitCode.CLEAN if outcome.exit_code == ExitCode.FINDINGS else outcome.exit_code
    return Map(outcome.root, tuple(surfaces), tuple(outcome.diagnoses), code, outcome.cut_short)


def surface_of(application: Application, findings: Sequence[Finding], guards: Mapping[str, Protection]) -> Surface:
    """Everything that the map tells of one application; the functions with the widest reach first.

    `guards`: id of a function -> the guard that is deployed with it.
    """
    reaches = Reaches(application)
    ways = ways_in(application, reaches.called)
    blast = blasts(application, reaches, ways)
    paths = attack_paths(application, ways, reaches, blast, findings)
    graph = graph_of(application, ways, reaches, blast, paths, findings, guards)
    about = {node.id: node.findings for node in graph.nodes if node.kind == "function"}
    views = [
        FunctionView(f, reaches.of[f.id], blast[f.id], about[f.id], guards.get(f.id)) for f in application.functions
    ]
    views.sort(key=lambda view: _rank(view), reverse=True)
    return Surface(
        application,
        tuple(ways),
        tuple(views),
        dict(reaches.targets.found),
        matrix(application, findings),
        whose_data(application),
        paths,
        tuple(findings),
        graph,
    )


def _rank(view: FunctionView) -> tuple[object, ...]:
    exposure = view.function.exposure
    return (-1 if exposure is None else int(exposure), view.blast.size, len(view.findings))


def _shared_out(applications: Sequence[Application], findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings of each application; what stands in files that none names is told by the one around these."""
    own = [_findings_of(application, findings) for application in applications]
    told = {id(finding) for each in own for finding in each}
    for finding in findings:
        if id(finding) in told:
            continue
        around = [
            (len(folder), number)
            for number, application in enumerate(applications)
            if (folder := _folder(application)) == "" or finding.span.path.startswith(f"{folder}/")
        ]
        if around:
            own[max(around, key=lambda each: (each[0], -each[1]))[1]].append(finding)
    return own


def _folder(application: Application) -> str:
    place = application.name if not application.templates else application.name.rpartition("/")[0]
    return "" if place == "." else place


def _findings_of(application: Application, findings: Sequence[Finding]) -> list[Finding]:
    """Those that stand in files of the application: also in the modules that a program declares parts of it in.

    One about functions is told where these are, whoever else deploys the file.
    """
    files = set(application.templates)
    files.update(resource.span.path for resource in application.resources.values())
    files.update(role.span.path for role in application.roles.values())
    files.update(trigger.span.path for _, trigger in application.triggers())
    files.update(manifest.path for manifest in application.manifests)
    files.update(setting.span.path for setting in application.settings)
    for function in application.functions:
        files.add(function.span.path)
        if isinstance(function.entry, Entry):
            files.add(function.entry.file)
        files.update(application.behaviour(function).files)
    own = {function.id for function in application.functions}
    return [each for each in findings if each.span.path in files and (not _about(each) or _about(each) & own)]


def _about(finding: Finding) -> set[str]:
    return {name for name in (*finding.functions, finding.function) if name}

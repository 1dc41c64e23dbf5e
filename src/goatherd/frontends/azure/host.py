"""`host.json`: where an application of Azure Functions is, and what holds for all of its functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.code.paths import inside, name
from goatherd.core.source import Span
from goatherd.core.value import Unknown
from goatherd.frontends.document import read_commented
from goatherd.frontends.files import AZURE
from goatherd.frontends.node import Node
from goatherd.model.function import CodeSource, Function

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.core.value import Value
    from goatherd.model.function import Entry, Unresolved
    from goatherd.model.trigger import Trigger
    from goatherd.tree import Tree

DEFAULT_PREFIX = "api"
_SETTINGS = "local.settings.json"


@define
class Host:
    """`prefix` stands before the routes of HTTP triggers; `sources` are the files of none of the `others` below it."""

    path: str
    folder: str
    prefix: str
    environment: dict[str, Value[str]]
    files: list[str]
    sources: list[str]
    others: list[str] = field(factory=list)
    is_custom: bool = False  # a program of its own answers, in a language of its choice
    diagnoses: list[Diagnosis] = field(factory=list)
    left_out: dict[str, str] = field(factory=dict)  # files with functions that are not deployed, and why

    def is_of_another(self, path: str) -> bool:
        """Whether a file belongs to another host below this one."""
        return any(inside(path, other) for other in self.others)

    def leave_out(self, path: str, why: str) -> None:
        self.left_out.setdefault(path, why)

    def function(self, id: str, span: Span, entry: Entry | Unresolved, triggers: list[Trigger]) -> Function:
        code = CodeSource(base=self.folder)
        environment = dict(self.environment)
        elsewhere = Unknown("it is set where the application is deployed")
        return Function(
            id,
            span,
            code,
            environment=environment,
            triggers=triggers,
            entry=entry,
            tracing=elsewhere,
            dead_letter=elsewhere,
        )


def read_hosts(modules: Modules, places: Mapping[str, str]) -> list[Host]:
    """Those of `detect.host_places`."""
    return [_read(modules, folder, path, places) for folder, path in sorted(places.items())]


def _read(modules: Modules, folder: str, path: str, folders: Collection[str]) -> Host:
    """`path` is what tells of the host: its `host.json`, or another file of it."""
    others = [f for f in folders if f != folder and inside(f, folder)]
    sources = [p for p in modules.index.sources(folder) if not any(inside(p, other) for other in others)]
    root, diagnoses = _document(modules.tree, path) if name(path) == AZURE else (Node.absent(Span(path, 1)), [])
    prefix = root.get("extensions", "http", "routePrefix")
    if not prefix.exists:
        prefix = root.get("http", "routePrefix")
    files = [path] if name(path) == AZURE else []
    written = DEFAULT_PREFIX if prefix.text() is None else prefix.text() or ""
    custom = root.get("customHandler").exists
    host = Host(path, folder, written, {}, files, sources, others, custom, diagnoses)
    settings = f"{folder}/{_SETTINGS}".lstrip("/")
    if settings in modules.tree:
        values, problems = _document(modules.tree, settings)
        given = [*values.get("Values").items(), *values.get("ConnectionStrings").items()]
        host.environment = {name: node.as_text() for name, node in given}
        host.files.append(settings)
        host.diagnoses += problems
    return host


def _document(tree: Tree, path: str) -> tuple[Node, list[Diagnosis]]:
    parsed = read_commented(tree, path)
    return (parsed.documents[0] if parsed.documents else Node.absent(Span(path, 1))), list(parsed.diagnoses)

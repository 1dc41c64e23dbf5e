"""Synthesized apps (`cdk.out`): their templates get back the names, places and code that the program has."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath, relpath
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.core.source import Span
from goatherd.frontends.cdk.apps import app_folder
from goatherd.frontends.cdk.names import FUNCTION, safe_id
from goatherd.frontends.document import read_document
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.cdk.read import Programs
    from goatherd.frontends.cloudformation.source import Sources, TemplateSource
    from goatherd.tree import Tree

_STACK = "aws:cloudformation:stack"
_FRAME = re.compile(r"\(?((?:[A-Za-z]:)?[^()\s:]+):(\d+):\d+\)?$")
_NESTED = ".nested.template.json"  # which the stacks around them name
_MAX_FRAMES = 40
_MAX_NAMED = 5


def adopt(modules: Modules, manifests: list[str], sources: Sources, programs: Programs) -> tuple[set[str], set[str]]:
    """Turn the templates of assemblies among the sources into stacks of the CDK.

    Gives the folders of their apps, and those of all assemblies. What was synthesized before the program got its last
    functions is left out: the program is read then.
    """
    apps: set[str] = set()
    folders: set[str] = set()
    for path in manifests:
        assembly = _Assembly(modules, path)
        if not assembly.stacks:
            continue
        folders.add(assembly.folder)
        if assembly.adopt(sources, programs.functions(assembly.app)):
            apps.add(assembly.app)
    return apps, folders


class _Assembly:
    """One folder with a manifest."""

    def __init__(self, modules: Modules, path: str) -> None:
        self.modules = modules
        self.tree: Tree = modules.tree
        self.folder = dirname(path)
        documents = read_document(self.tree, path).documents
        artifacts = documents[0].get("artifacts") if documents else Node.absent(Span(path, 1))
        self.stacks = [node for _, node in artifacts.items() if node.get("type").text() == _STACK]
        self.app = app_folder(self.tree, self.folder)

    def adopt(self, sources: Sources, code: dict[str, Declared]) -> bool:
        """Whether the assembly is as new as the program. A stack for several environments stays once."""
        self._leave_out_unlisted(sources)
        lacking = sorted({_leaf(id) for id in code} - {_leaf(id) for id in self._functions(sources)})
        if lacking:
            self._leave_out(sources, lacking)
            return False
        seen: set[frozenset[tuple[str, str]]] = set()
        for path, source, artifact in list(self._templates(sources)):
            adopted = self._adopted(source, artifact, code)
            identity = frozenset((id, str(adopted.names.get(id))) for id, _ in adopted.root.get("Resources").items())
            if identity in seen:
                del sources.templates[path]
                self.tree.skipped.append((path, "the same stack for another environment"))
                continue
            seen.add(identity)
            sources.templates[path] = adopted
        return True

    def _templates(self, sources: Sources) -> Iterator[tuple[str, TemplateSource, Node]]:
        for artifact in self.stacks:
            path = join(self.folder, artifact.get("properties", "templateFile").text() or "")
            if path in sources.templates:
                yield path, sources.templates[path], artifact

    def _functions(self, sources: Sources) -> Iterator[str]:
        """The constructs of all functions, also of those in nested stacks."""
        for path, source in sources.templates.items():
            if dirname(path) != self.folder:
                continue
            for id, resource in source.root.get("Resources").items():
                if resource.get("Type").text() == FUNCTION:
                    written = resource.get("Metadata", "aws:cdk:path").text() or ""
                    yield safe_id(written.removesuffix("/Resource")) if written else id
        for _, source, artifact in self._templates(sources):
            yield from _names(source.root.get("Resources"), artifact).values()

    def _leave_out(self, sources: Sources, lacking: list[str]) -> None:
        for path in [path for path in sources.templates if dirname(path) == self.folder]:
            del sources.templates[path]
        shown = ", ".join(lacking[:_MAX_NAMED])
        self.tree.skipped.append((self.folder, f"older than the program, which is read instead: it lacks {shown}"))

    def _leave_out_unlisted(self, sources: Sources) -> None:
        """What an earlier synthesis left behind: each one writes the manifest anew, and deletes nothing."""
        listed = {path for path, _, _ in self._templates(sources)}
        for path in [path for path in sources.templates if dirname(path) == self.folder]:
            if path not in listed and not path.endswith(_NESTED):
                del sources.templates[path]
                self.tree.skipped.append((path, "its manifest does not list it: it is of an earlier synthesis"))

    def _adopted(self, source: TemplateSource, artifact: Node, code: dict[str, Declared]) -> TemplateSource:
        resources = source.root.get("Resources")
        names = _names(resources, artifact)
        traces = dict(self._places(artifact))
        for id, resource in resources.items():
            if id in traces:
                resources.key_spans[id] = traces[id]
            self._locate(resource, code.get(names.get(id, "")))
        return evolve(source, framework="cdk", names=names)

    def _locate(self, resource: Node, written: Declared | None) -> None:
        """Code and nested templates as files of the tree instead of places in a bucket."""
        properties = resource.get("Properties")
        asset = resource.get("Metadata", "aws:asset:path").text()
        if not properties.is_mapping:
            return
        span = properties.span
        if resource.get("Type").text() == "AWS::CloudFormation::Stack" and asset:
            properties.entries["TemplateURL"] = Node.scalar(asset, properties.get("TemplateURL").span)
        if resource.get("Type").text() != FUNCTION or properties.get("Code", "ZipFile").exists:
            return
        known = written.properties.get("Code") if written is not None else Node.absent(span)
        if written is not None and known.kind == "scalar":
            place = normpath(join(dirname(written.template), known.text() or ""))
            properties.entries["Code"] = Node.scalar(
                relpath(f"/{place}", f"/{self.folder}"), properties.get("Code").span
            )
            properties.entries["Handler"] = written.properties.get("Handler")
            return
        asset = asset or self._asset(properties.get("Code"))
        if asset:
            properties.entries["Code"] = Node.scalar(asset, properties.get("Code").span)

    def _asset(self, code: Node) -> str | None:
        """The folder of an asset by the key that it is uploaded under."""
        hash = (code.get("S3Key").text() or "").partition(".")[0]
        path = join(self.folder, f"asset.{hash}")
        return f"asset.{hash}" if hash and self.modules.index.is_folder(path) else None

    def _places(self, artifact: Node) -> Iterator[tuple[str, Span]]:
        """Where the program made each resource, by the traces in the manifest."""
        for entries in artifact.get("metadata").entries.values():
            for entry in entries.list():
                if entry.get("type").text() != "aws:cdk:logicalId":
                    continue
                frames = entry.get("trace").texts()[:_MAX_FRAMES]
                span = next((found for frame in frames if (found := self._place(frame))), None)
                if span is not None:
                    yield entry.get("data").text() or "", span

    def _place(self, frame: str) -> Span | None:
        match = _FRAME.search(frame)
        if match is None or "node_modules" in frame:
            return None
        parts = match[1].replace("\\", "/").split("/")
        for start in range(len(parts)):
            path = "/".join(part for part in (self.app, *parts[start:]) if part)
            if path in self.tree:
                return Span(path, int(match[2]))
        return None


def _leaf(id: str) -> str:
    return id.rpartition("/")[2]


def _names(resources: Node, artifact: Node) -> dict[str, str]:
    """Logical id -> path of the construct without the stack's name and what the kit puts at its end."""
    paths: dict[str, str] = {}
    for path, entries in artifact.get("metadata").items():
        for entry in entries.list():
            if entry.get("type").text() == "aws:cdk:logicalId":
                paths[entry.get("data").text() or ""] = path.lstrip("/")
    for id, resource in resources.items():
        written = resource.get("Metadata", "aws:cdk:path").text()
        if written:
            paths[id] = written
    own = artifact.get("displayName").text() or ""  # with the stage, where there is one
    names: dict[str, str] = {}
    for id in resources.entries:
        path = paths.get(id, "")
        inner = path.removeprefix(f"{own}/") if own and path.startswith(f"{own}/") else path.partition("/")[2]
        name = safe_id(inner.removesuffix("/Resource")) if inner else id
        names[id] = name if name not in names.values() else id
    return names

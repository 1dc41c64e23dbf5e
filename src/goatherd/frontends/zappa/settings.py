"""`zappa_settings.json` (often with slips), `.yml` and `.toml`: the stages and their settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.code.manifests.toml_lines import Positions, load_toml
from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.build import build
from goatherd.frontends.document import MAX_DOCUMENT_BYTES, parse_document
from goatherd.frontends.lenient_json import mended
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.tree import Tree

_DEPLOYING = ("app_function", "django_settings", "app_type", "lambda_handler", "events")
_MAX_PARENTS = 10


@frozen
class Stage:
    """One stage; `settings` holds what it extends too. `span` is that of its name."""

    name: str
    span: Span
    settings: Node

    def get(self, *keys: str) -> Node:
        return self.settings.get(*keys)

    def is_on(self, key: str, default: bool = False) -> bool:
        text = self.get(key).text()
        return default if text is None else text.lower() == "true"


def read_stages(tree: Tree, path: str) -> tuple[list[Stage], list[Diagnosis]]:
    """The stages that deploy something, in order."""
    try:
        text = tree.read(path, MAX_DOCUMENT_BYTES)
        root, diagnoses = _parse(text, path)
    except ReadError as error:
        return [], [Diagnosis(error.span or Span(path, 1), error.message)]
    stages = []
    for name, node in root.items():
        settings = _extended(root, node)
        if any(settings.get(key).exists for key in _DEPLOYING):
            stages.append(Stage(name, root.key_span(name), settings))
    return stages, diagnoses


def _parse(text: str, path: str) -> tuple[Node, list[Diagnosis]]:
    if path.endswith(".toml"):
        document = load_toml(text, path)
        return _from_toml(document, "", Positions(text, path), Span(path, 1)), []
    parsed = parse_document(mended(text) if path.endswith(".json") else text, path)
    return (parsed.documents[0] if parsed.documents else Node.absent(Span(path, 1))), parsed.diagnoses


def _from_toml(table: dict[str, Any], name: str, positions: Positions, span: Span) -> Node:
    entries: dict[str, Node] = {}
    spans: dict[str, Span] = {}
    for key, value in table.items():
        spans[key] = positions.key(name, key)
        inner = f"{name}.{key}" if name else key
        is_table = isinstance(value, dict)
        entries[key] = _from_toml(value, inner, positions, spans[key]) if is_table else build(value, spans[key])
    return Node.mapping(entries, spans, span)


def _extended(root: Node, node: Node) -> Node:
    """The settings of a stage over those of the stage that it extends."""
    entries = dict(node.entries)
    spans = dict(node.key_spans)
    parent = node
    for _ in range(_MAX_PARENTS):
        parent = root.get(parent.get("extends").text() or "")
        if not parent.is_mapping:
            break
        entries = {**parent.entries, **entries}
        spans = {**parent.key_spans, **spans}
    return Node.mapping(entries, spans, node.span)

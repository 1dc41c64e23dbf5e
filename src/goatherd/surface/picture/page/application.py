"""What the page shows of one application, and what its script knows of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from attrs import frozen
from markupsafe import Markup

from goatherd.core.risks import RISKS
from goatherd.report.safe import escaped
from goatherd.surface.picture.arrangement import Arrangement, arrange
from goatherd.surface.picture.drawing import (
    SEVERITIES,
    boxes,
    definitions,
    findings_of,
    hidden_boxes,
    lines,
    names_of,
    texts,
)
from goatherd.surface.picture.exposures import EXPOSURES
from goatherd.surface.picture.groups import FEW, ROOM
from goatherd.surface.picture.layout import SCREEN, Layout, broad_widths, column_widths, lay_out
from goatherd.surface.picture.standalone import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.surface.graph import FindingRef, Graph, Node, Path
    from goatherd.surface.responsibility import Row
    from goatherd.whose.table import WhoseData


_SUREST = ("high", "medium", "low")


class _Ranked(Protocol):
    @property
    def severity(self) -> str: ...

    @property
    def confidence(self) -> str: ...


@frozen
class ShownPath:
    """An attack path in words. `items`: those of the picture that it passes, separated by blanks."""

    items: str
    words: str
    severity: str
    confidence: str
    why: str


class ShownApplication:
    def __init__(self, number: int, graph: Graph, matrix: Sequence[Row], whose: WhoseData) -> None:
        self.number = number
        self.graph = graph
        self.matrix = matrix
        self.whose = whose
        self.arrangement: Arrangement = arrange(graph)
        self.layout: Layout = lay_out(self.arrangement)
        self.items = {node.id: item for item, node in self.arrangement.nodes.items()}

    @property
    def description(self) -> str:
        return told(self.graph)

    @property
    def definitions(self) -> Markup:
        return definitions(f"-{self.number}")

    @property
    def lines(self) -> Markup:
        return lines(self.layout, names_of(self.arrangement), f"-{self.number}")

    @property
    def boxes(self) -> Markup:
        shown = boxes(self.arrangement, self.graph, self.layout.boxes)
        return shown + Markup("\n") + hidden_boxes(self.arrangement, self.graph, column_widths(self.arrangement))

    def nodes(self, kind: str) -> list[Node]:
        """Of a kind, the most exposed first, then those with most findings."""
        nodes = [node for node in self.graph.nodes if node.kind == kind]
        return sorted(nodes, key=lambda node: (EXPOSURES.index(node.exposure), -len(node.findings), node.label))

    @property
    def findings(self) -> list[tuple[int, FindingRef]]:
        return sorted(enumerate(self.graph.findings), key=lambda each: SEVERITIES.index(each[1].severity))

    @property
    def exposures(self) -> list[str]:
        there = {node.exposure for node in self.graph.nodes}
        return [exposure for exposure in EXPOSURES if exposure and exposure in there]

    @property
    def risks(self) -> list[tuple[str, str]]:
        there = {finding.risk for finding in self.graph.findings}
        names = {f"SAS-{number}": name for number, name in RISKS.items()}
        return [(risk, name) for risk, name in names.items() if risk in there]

    @property
    def attack_paths(self) -> list[ShownPath]:
        labels = {node.id: node.label for node in self.graph.nodes}
        return [
            ShownPath(self._items_of([path]), _words_of(path, labels), path.severity, path.confidence, _why(path))
            for path in sorted(self.graph.attack_paths, key=worst_first)
        ]

    @property
    def attacked(self) -> str:
        """The items of all attack paths."""
        return self._items_of(self.graph.attack_paths)

    def _items_of(self, paths: Sequence[Path]) -> str:
        ids = dict.fromkeys(id for path in paths for id in (*path.nodes, *path.ends))
        return " ".join(self.items[id] for id in ids if id in self.items)

    def places(self, id: str) -> str:
        """The item that stands for a node, "" for none."""
        return self.items.get(id, "")

    @property
    def data(self) -> Markup:
        """JSON for the script, without anything that would end its element."""
        text = json.dumps(self._data(), ensure_ascii=False, separators=(",", ":"))
        for character in "<>&\u2028\u2029":
            text = text.replace(character, f"\\u{ord(character):04x}")
        return Markup(escaped(text))

    def _data(self) -> dict[str, Any]:
        arrangement = self.arrangement
        items = self.items
        return {
            "room": ROOM,
            "few": FEW,
            "columns": arrangement.columns,
            "screen": SCREEN,
            "widths": column_widths(arrangement),
            "broad": broad_widths(arrangement),
            "texts": self._texts(),
            "column": arrangement.column,
            "nodes": {item: _node(node) for item, node in arrangement.nodes.items()},
            "groups": {
                key: {"kind": each.kind, "label": each.label, "members": [items[id] for id in each.members]}
                for key, each in arrangement.groups.items()
            },
            "edges": [
                [items[edge.source], items[edge.target], edge.kind, edge.label, edge.attack, edge.unused]
                for edge in self.graph.edges
                if edge.source in items and edge.target in items
            ],
            "findings": [
                [each.id, each.title, each.message, each.severity, f"{each.path}:{each.line}", each.risk]
                for each in self.graph.findings
            ],
        }

    def _texts(self) -> dict[str, list[tuple[str, str]]]:
        """The two lines of boxes that have others when their column is broad."""
        arrangement, found = self.arrangement, {}
        widths, broad = column_widths(arrangement), broad_widths(arrangement)
        for item in (*arrangement.nodes, *arrangement.groups):
            column, findings = arrangement.column[item], findings_of(item, arrangement, self.graph)
            shown = arrangement.groups.get(item) or arrangement.nodes[item]
            both = [texts(shown, findings, each[column]) for each in (widths, broad)]
            if both[0] != both[1]:
                found[item] = both
        return found


def worst_first(path: _Ranked) -> tuple[int, int]:
    """The most severe first, then the surest; what is alike stays in its order."""
    return SEVERITIES.index(path.severity), _SUREST.index(path.confidence)


def _node(node: Node) -> list[object]:
    place = f"{node.path}:{node.line}" if node.path else ""
    return [node.kind, node.label, node.detail, node.exposure or "", place, node.findings, node.facts]


def _words_of(path: Path, labels: dict[str, str]) -> str:
    ends = ", ".join(labels.get(id, id) for id in path.ends)
    steps = [*(labels.get(id, id) for id in path.nodes), *([ends] if ends else [])]
    return " → ".join(steps)


def _why(path: Path) -> str:
    return " · ".join(filter(None, (path.why, path.opened_by, path.doubt)))

"""What is drawn as one box where an application is too large to be looked at box by box."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.surface.picture.exposures import EXPOSURES
from goatherd.surface.vocabulary import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from goatherd.surface.graph import Edge, Node

ROOM = 30
"""Boxes in a column up to which names can still be read when the whole picture is in the window."""
FEW = 3
"""What is no more than this is not put together."""


@frozen
class Group:
    """Nodes of one kind and one exposure that stand in one column."""

    id: str
    kind: str
    exposure: str | None
    members: tuple[str, ...]
    label: str
    detail: str


def groups_of(nodes: Sequence[Node], edges: Iterable[Edge], columns: Mapping[str, int]) -> list[Group]:
    """First only what has the same neighbours, then, while a column is still too tall, what has less in common."""
    folding = _Folding(nodes, edges, columns)
    for likeness, attacked in (
        (folding.same_neighbours, False),
        (folding.same_ways_in_and_folder, False),
        (folding.same_ways_in, False),
        (folding.same_neighbours, False),
        (folding.same_neighbours, True),
        (folding.nothing_but_the_kind, False),
        (folding.nothing_but_the_kind, True),
    ):
        folding.fold(likeness, attacked=attacked)
    return folding.groups()


class _Folding:
    def __init__(self, nodes: Sequence[Node], edges: Iterable[Edge], columns: Mapping[str, int]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self.columns = columns
        self.box = {id: id for id in self.nodes}  # the first member stands for all of a box
        self.before: dict[str, set[str]] = defaultdict(set)
        self.after: dict[str, set[str]] = defaultdict(set)
        self.attacked: set[str] = set()
        for edge in edges:
            if edge.source in self.nodes and edge.target in self.nodes:
                self.before[edge.target].add(edge.source)
                self.after[edge.source].add(edge.target)
                if edge.attack:
                    self.attacked |= {edge.source, edge.target}

    def fold(self, likeness: Callable[[list[str]], Hashable], *, attacked: bool) -> None:
        """Puts boxes of a tall column together that are alike, the least exposed first, and no more than needed.

        Those on the way of an attack are `attacked`.
        """
        heights = Counter(self.columns[box] for box in set(self.box.values()))
        alike: dict[tuple[int, Hashable], list[list[str]]] = defaultdict(list)
        for box, members in self._boxes().items():
            on_the_way = any(member in self.attacked for member in members)
            if attacked or not on_the_way:
                node = self.nodes[box]
                key = (node.kind, node.exposure, on_the_way, likeness(members))
                alike[self.columns[box], key].append(members)
        for (column, _), boxes in sorted(alike.items(), key=lambda each: self._interest(each[1])):
            members = [member for box in boxes for member in box]
            if heights[column] > ROOM and len(members) > FEW:
                self.box.update(dict.fromkeys(members, members[0]))
                heights[column] -= len(boxes) - 1

    def _interest(self, boxes: list[list[str]]) -> tuple[int, int]:
        """How much would be lost if these became one box: the exposed matter most, then small groups."""
        return -EXPOSURES.index(self.nodes[boxes[0][0]].exposure), -len(boxes)

    def _boxes(self) -> dict[str, list[str]]:
        boxes: dict[str, list[str]] = defaultdict(list)
        for id, box in self.box.items():
            boxes[box].append(id)
        return boxes

    def _beside(self, members: list[str], near: Mapping[str, set[str]]) -> frozenset[str]:
        return frozenset(self.box[other] for member in members for other in near.get(member, ()))

    def same_neighbours(self, members: list[str]) -> Hashable:
        return self._beside(members, self.before), self._beside(members, self.after)

    def same_ways_in_and_folder(self, members: list[str]) -> Hashable:
        return self.same_ways_in(members), str(PurePosixPath(self.nodes[members[0]].path).parent)

    def same_ways_in(self, members: list[str]) -> Hashable:
        return self._beside(members, self.before)

    def nothing_but_the_kind(self, members: list[str]) -> Hashable:
        return None

    def groups(self) -> list[Group]:
        groups: list[Group] = []
        for members in self._boxes().values():
            if len(members) > 1:
                first = self.nodes[members[0]]
                members.sort(key=lambda id: (self.nodes[id].label, id))
                labels = [self.nodes[id].label for id in members]
                groups.append(
                    Group(
                        f"group {len(groups)}",
                        first.kind,
                        first.exposure,
                        tuple(members),
                        f"{len(members)} {plural(first.kind)}",
                        _in_common(labels),
                    )
                )
        return groups


def _in_common(labels: Sequence[str]) -> str:
    """How all names begin, or the names themselves."""
    first, last = min(labels), max(labels)
    start = first[: next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))]
    return f"{start}…" if len(start) > 2 else ", ".join(labels)

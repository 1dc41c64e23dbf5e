"""Which box stands in which column and above which other, whatever is opened, sought or left out.

Items are the nodes (`n3`), groups of them (`g0`), and where lines of one of these pass a column (`n3@2`): lines from
the same way in or to the same resource share one way past a column. Members follow their group in its column.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.surface.picture.columns import columns_of
from goatherd.surface.picture.exposures import EXPOSURES
from goatherd.surface.picture.groups import Group, groups_of
from goatherd.surface.picture.order import ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.surface.graph import Graph, Node


@define
class Link:
    """All that joins two items, drawn as one line: what leads from left to right (`forth`) and from right to left."""

    left: str
    right: str
    forth: dict[str, None] = field(factory=dict)
    back: dict[str, None] = field(factory=dict)
    attack: bool = False
    unused: bool = True


@frozen
class Arrangement:
    nodes: dict[str, Node]
    groups: dict[str, Group]
    column: dict[str, int]
    group: dict[str, str]
    links: list[Link]
    columns: list[list[str]]

    def shown(self, item: str) -> Node | Group | None:
        """What a box stands for; nothing where a line passes a column."""
        return self.groups.get(item) or self.nodes.get(item)

    def way(self, link: Link) -> list[str]:
        """The items that a link goes by, with its ends."""
        shared = min(link.right, link.left, key=self._shares)
        passed = range(self.column[link.left] + 1, self.column[link.right])
        return [link.left, *(f"{shared}@{number}" for number in passed), link.right]

    def _shares(self, item: str) -> int:
        """Which end of a line shares its way with others: lines leave a way in together, and come to a resource so."""
        shown = self.shown(item)
        return {"entry": 0, "function": 2}.get(shown.kind, 1) if shown else 2

    def closed(self) -> Iterator[str]:
        """The items that are seen when every group is closed."""
        return (item for item in self.column if item not in self.group)

    def lifted(self) -> list[Link]:
        """The links between these items."""
        return _lifted(self.links, self.group)


def arrange(graph: Graph) -> Arrangement:
    columns = columns_of(graph.nodes, graph.edges)
    nodes = sorted(graph.nodes, key=lambda node: EXPOSURES.index(node.exposure))
    item = {node.id: f"n{number}" for number, node in enumerate(nodes)}
    column = {item[node.id]: columns[node.id] for node in nodes}
    groups = {f"g{number}": group for number, group in enumerate(groups_of(nodes, graph.edges, columns))}
    group = {item[member]: key for key, each in groups.items() for member in each.members}
    column.update({key: columns[each.members[0]] for key, each in groups.items()})
    arrangement = Arrangement(
        {item[node.id]: node for node in nodes}, groups, column, group, _links(graph, item, column), []
    )
    arrangement.columns.extend(_Opened(arrangement, _in_order(arrangement)).columns())
    return arrangement


def _links(graph: Graph, item: dict[str, str], column: dict[str, int]) -> list[Link]:
    links: dict[tuple[str, str], Link] = {}
    for edge in graph.edges:
        if edge.source not in item or edge.target not in item or edge.source == edge.target:
            continue
        source, target = item[edge.source], item[edge.target]
        forth = column[source] < column[target]
        pair = (source, target) if forth else (target, source)
        link = links.setdefault(pair, Link(*pair))
        (link.forth if forth else link.back)[edge.kind] = None
        link.attack |= edge.attack
        link.unused &= edge.unused
    return list(links.values())


def _lifted(links: Iterable[Link], group: dict[str, str]) -> list[Link]:
    lifted: dict[tuple[str, str], Link] = {}
    for link in links:
        pair = (group.get(link.left, link.left), group.get(link.right, link.right))
        joint = lifted.setdefault(pair, Link(*pair))
        joint.forth.update(link.forth)
        joint.back.update(link.back)
        joint.attack |= link.attack
        joint.unused &= link.unused
    return list(lifted.values())


def _in_order(arrangement: Arrangement) -> list[list[str]]:
    """Columns of what is seen when all is closed. What hangs together stands together, the most exposed at the top."""
    links = arrangement.lifted()
    ways = [arrangement.way(link) for link in links]
    attacked = {end for link in links if link.attack for end in (link.left, link.right)}
    result: list[list[str]] = [[] for _ in range(max(arrangement.column.values(), default=-1) + 1)]
    parts = _parts(arrangement, ways)
    for part in sorted(parts, key=lambda part: _urgency(part, arrangement, attacked)):
        columns: list[list[str]] = [[] for _ in result]
        for item in part:
            columns[_column(item, arrangement.column)].append(item)
        members = set(part)
        segments = [pair for way in ways if way[0] in members for pair in pairwise(way)]
        for into, column in zip(result, _exposed_first(ordered(columns, segments), arrangement), strict=True):
            into.extend(column)
    return result


def _parts(arrangement: Arrangement, ways: list[list[str]]) -> list[list[str]]:
    """Items that hang together, in the order of their first."""
    beside: dict[str, list[str]] = {item: [] for item in arrangement.closed()}
    for way in ways:
        for left, right in pairwise(way):
            beside.setdefault(left, []).append(right)
            beside.setdefault(right, []).append(left)
    seen: set[str] = set()
    parts = []
    for first in beside:
        if first in seen:
            continue
        seen.add(first)
        part = [first]
        for item in part:
            new = [other for other in dict.fromkeys(beside[item]) if other not in seen]
            seen.update(new)
            part.extend(new)
        parts.append(part)
    return parts


def _urgency(part: list[str], arrangement: Arrangement, attacked: set[str]) -> tuple[bool, bool, int, int]:
    exposure = min(_exposure(item, arrangement) for item in part)
    return (len(part) == 1, attacked.isdisjoint(part), exposure, -len(part))


def _exposure(item: str, arrangement: Arrangement) -> int:
    shown = arrangement.shown(item)
    return EXPOSURES.index(shown.exposure if shown else None)


def _exposed_first(columns: list[list[str]], arrangement: Arrangement) -> list[list[str]]:
    """The columns, upside down if that brings the exposed nearer to the top: it crosses nothing."""
    leaning = 0.0
    for column in columns:
        for place, item in enumerate(column):
            leaning += (4 - _exposure(item, arrangement)) * (place - (len(column) - 1) / 2)
    return [column[::-1] for column in columns] if leaning > 0 else columns


def _column(item: str, column: dict[str, int]) -> int:
    _, _, passed = item.partition("@")
    return int(passed) if passed else column[item]


class _Opened:
    """Columns that also have the members of the groups, each near its neighbours."""

    def __init__(self, arrangement: Arrangement, closed: list[list[str]]) -> None:
        self.closed = closed
        self.groups = arrangement.groups
        heights = {item: place / len(column) for column in closed for place, item in enumerate(column)}
        near: dict[str, list[float]] = defaultdict(list)
        for link in arrangement.links:
            for one, other in ((link.left, link.right), (link.right, link.left)):
                near[one].append(heights[arrangement.group.get(other, other)])
        self.members: dict[str, list[str]] = defaultdict(list)
        for member, group in arrangement.group.items():
            self.members[group].append(member)
        names = {item: node.label for item, node in arrangement.nodes.items()}
        for members in self.members.values():
            members.sort(key=lambda item: (fsum(near[item]) / len(near[item]) if near[item] else 0, names[item], item))

    def columns(self) -> list[list[str]]:
        return [[each for item in column for each in self._with_members(item)] for column in self.closed]

    def _with_members(self, item: str) -> list[str]:
        key, at, passed = item.partition("@")
        return [item, *(f"{member}{at}{passed}" for member in self.members.get(key, ()))]

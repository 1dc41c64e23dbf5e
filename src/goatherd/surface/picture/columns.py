"""Which column a node stands in: ways in at the left, what is reached at the right of whoever reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from goatherd.surface.graph import Edge, Node


def columns_of(nodes: Sequence[Node], edges: Iterable[Edge]) -> dict[str, int]:
    """The column of each node, from 0. An edge that closes a circle may lead to the left, none stays in its column."""
    after: dict[str, list[str]] = {node.id: [] for node in nodes}
    for source, target in dict.fromkeys((edge.source, edge.target) for edge in edges):
        if source != target and source in after and target in after:
            after[source].append(target)
    order, forward = _without_circles(after)
    columns = {node.id: _first_column(node, after) for node in nodes}
    for source in order:
        for target in forward[source]:
            columns[target] = max(columns[target], columns[source] + 1)
    _move_beside_what_they_feed(nodes, forward, columns)
    _move_to_most_users(nodes, after, columns)
    first = min(columns.values(), default=0)
    return {id: column - first for id, column in columns.items()}


def _first_column(node: Node, after: Mapping[str, list[str]]) -> int:
    """Where a node stands when nothing leads to it."""
    if node.kind == "entry":
        return 0
    if node.kind == "function":
        return 1
    return 0 if after[node.id] else 2


def _without_circles(after: Mapping[str, list[str]]) -> tuple[list[str], dict[str, list[str]]]:
    """Nodes so that edges lead from earlier to later ones, and the edges without those that close a circle."""
    reached = {target for targets in after.values() for target in targets}
    forward: dict[str, list[str]] = {node: [] for node in after}
    finished: list[str] = []
    state: dict[str, bool] = {}  # False while its successors are visited
    for root in sorted(after, key=lambda node: node in reached):
        if root in state:
            continue
        state[root] = False
        stack = [(root, iter(after[root]))]
        while stack:
            node, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                state[node] = True
                finished.append(node)
                stack.pop()
            elif state.get(target, True):
                forward[node].append(target)
                if target not in state:
                    state[target] = False
                    stack.append((target, iter(after[target])))
    return finished[::-1], forward


def _move_beside_what_they_feed(
    nodes: Iterable[Node], forward: Mapping[str, list[str]], columns: dict[str, int]
) -> None:
    """A queue that nobody here fills stands beside its function, not at the far left."""
    reached = {target for targets in forward.values() for target in targets}
    for node in nodes:
        if node.kind not in ("entry", "function") and node.id not in reached and forward[node.id]:
            columns[node.id] = min(columns[target] for target in forward[node.id]) - 1


def _move_to_most_users(nodes: Iterable[Node], after: Mapping[str, list[str]], columns: dict[str, int]) -> None:
    """A table that only one function far to the right shares with many others stands beside those."""
    users: dict[str, list[int]] = {node.id: [] for node in nodes}
    for source, targets in after.items():
        for target in targets:
            users[target].append(columns[source])
    for node in nodes:
        if node.kind not in ("entry", "function") and not after[node.id] and users[node.id]:
            free = sorted({user + 1 for user in users[node.id]} - set(users[node.id]))
            columns[node.id] = min(free, key=lambda column: _length(column, users[node.id]))


def _length(column: int, users: Iterable[int]) -> int:
    """How long all lines together are; those that lead to the left count twice."""
    return sum(column - user if user < column else 2 * (user - column) for user in users)

"""The picture of one application as data: nodes, edges, and the paths that an attacker could take."""

from __future__ import annotations

from itertools import pairwise

from attrs import frozen


@frozen
class Node:
    """One box. `id` is unique in the application.

    `kind`: "entry" (a way in: one trigger source, e.g. an API, a bucket's events, a schedule), "function", or a
    resource's noun ("table", "bucket", "queue", "topic", "secret", "api-outside" …). Pictures put ways in first,
    then functions, then resources. `label` is short, `detail` a second line, both as text that nothing was done to.
    `exposure` is "anonymous", "authenticated", "account" or "internal", None for resources. `findings` are indexes
    into `Graph.findings`. `facts` is what a click shows, (title, text) in order; a text may have several lines.
    """

    id: str
    kind: str
    label: str
    detail: str
    path: str
    line: int
    exposure: str | None
    findings: tuple[int, ...]
    facts: tuple[tuple[str, str], ...]


@frozen
class Edge:
    """`kind`: "triggers", "calls", "reads", "writes", "invokes", "sends", "connects" (network) or "assumes".

    `attack`: part of a highlighted attack path. `unused`: a role allows it, and the code, which was read, is not seen
    to do it.
    """

    source: str
    target: str
    kind: str
    label: str
    attack: bool
    unused: bool = False


@frozen
class FindingRef:
    """A finding as the picture shows it. `risk` is "SAS-1" …, `function` the id of a node or ""."""

    id: str
    title: str
    message: str
    severity: str
    path: str
    line: int
    risk: str
    function: str


@frozen
class Path:
    """An attack path: ids of nodes from a way in to a function, and those of what it reaches in the end.

    `opened_by` is the id of the check that found the hole, "" where only the role is too wide; `why` says in a sentence
    what opens it, `severity` how bad that is ("critical" …), `confidence` how sure ("high" …), `doubt` why it is low.
    """

    nodes: tuple[str, ...]
    ends: tuple[str, ...]
    opened_by: str
    severity: str
    confidence: str
    why: str
    doubt: str = ""

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """From node to node."""
        return (*pairwise(self.nodes), *((self.nodes[-1], end) for end in self.ends))


@frozen
class Graph:
    """`framework` is called as people call it. `attack_paths`: the worst first."""

    application: str
    framework: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    findings: tuple[FindingRef, ...]
    attack_paths: tuple[Path, ...]

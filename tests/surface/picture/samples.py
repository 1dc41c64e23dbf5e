"""Graphs of applications of any size, the same on every run, with names as people give them."""

from __future__ import annotations

from random import Random

from goatherd.surface.graph import Edge, FindingRef, Graph, Node, Path

AREAS = ("orders", "payments", "catalog", "customers", "shipping", "inventory", "loyalty", "reports", "search", "admin")
VERBS = ("create", "get", "list", "update", "delete", "export", "notify", "reconcile", "import", "archive")
EXPOSURES = ("anonymous", "authenticated", "account", "internal")
SEVERITIES = ("critical", "high", "medium", "low", "info")


class Builder:
    def __init__(self, functions: int, seed: int) -> None:
        self.random = Random(seed)
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.findings: list[FindingRef] = []
        self.areas = AREAS[: max(1, min(len(AREAS), functions // 8))]

    def node(self, id: str, kind: str, detail: str = "", exposure: str | None = None) -> str:
        if id not in self.nodes:
            facts = (("Declared", f"template.yaml:{len(self.nodes) + 1}"), ("Permissions", "dynamodb:GetItem"))
            line = len(self.nodes) + 1
            self.nodes[id] = Node(id, kind, id, detail, "template.yaml", line, exposure, (), facts)
        return id

    def edge(self, source: str, target: str, kind: str, attack: bool = False) -> None:
        self.edges.append(Edge(source, target, kind, kind, attack))

    def function(self, number: int) -> None:
        area = self.areas[number % len(self.areas)]
        verb = VERBS[number // len(self.areas) % len(VERBS)]
        round = number // (len(self.areas) * len(VERBS))
        name = f"{area}-{verb}{f'-v{round + 1}' if round else ''}"
        kind = self.random.choices(("api", "queue", "stream", "schedule", "called"), (6, 2, 1, 1, 1))[0]
        exposure = {"api": self.random.choice(EXPOSURES[:2]), "schedule": "account"}.get(kind, "internal")
        function = self.node(name, "function", f"python3.12 · src/{area}/{verb}.handler", exposure)
        if kind == "api":
            self.edge(self.node(f"{area}-api", "entry", "HTTP API", exposure), function, "triggers")
        elif kind == "schedule":
            self.edge(self.node(f"{verb} every night", "entry", "schedule", "account"), function, "triggers")
        elif kind in ("queue", "stream"):
            noun = "queue" if kind == "queue" else "table"
            self.edge(self.node(f"{area}-{noun}", noun), function, "triggers")
        for resource, noun in ((f"{area}-table", "table"), (f"{area}-files", "bucket"), ("audit-log", "table")):
            if self.random.random() < 0.4:
                self.edge(function, self.node(resource, noun), self.random.choice(("reads", "writes")))
        if self.random.random() < 0.15:
            self.edge(function, self.node(f"{area}-queue", "queue"), "sends")
        if self.random.random() < 0.1:
            self.edge(function, self.node("the internet", "internet"), "connects")
        for _ in range(self.random.choices((0, 1, 3), (6, 2, 1))[0]):
            self.finding(name)

    def finding(self, function: str) -> None:
        severity = self.random.choice(SEVERITIES)
        risk = f"SAS-{self.random.randint(1, 10)}"
        message = f"Something about {function} that takes a whole sentence to say"
        self.findings.append(
            FindingRef("GOAT0101", "Event data in a shell", message, severity, "src/app.py", 7, risk, function)
        )

    def graph(self) -> Graph:
        numbers = {id: tuple(n for n, f in enumerate(self.findings) if f.function == id) for id in self.nodes}
        nodes = tuple(
            Node(n.id, n.kind, n.label, n.detail, n.path, n.line, n.exposure, numbers[n.id], n.facts)
            for n in self.nodes.values()
        )
        paths = self.attack_paths()
        steps = {step for path in paths for step in path.steps}
        edges = tuple(Edge(e.source, e.target, e.kind, e.label, (e.source, e.target) in steps) for e in self.edges)
        return Graph("shop", "sam", nodes, edges, tuple(self.findings), paths)

    def attack_paths(self) -> tuple[Path, ...]:
        """From the first anonymous ways in, through a function, to what it writes."""
        paths = []
        for first in self.edges:
            if self.nodes[first.source].exposure != "anonymous" or self.nodes[first.source].kind != "entry":
                continue
            then = next((e for e in self.edges if e.source == first.target and e.kind == "writes"), None)
            if then:
                why = f"event.body of {first.target} runs in a shell"
                paths.append(Path((first.source, first.target), (then.target,), "GOAT0101", "high", "high", why))
        return tuple(paths[:2])


def sample(functions: int, seed: int = 7) -> Graph:
    builder = Builder(functions, seed)
    for number in range(functions):
        builder.function(number)
    return builder.graph()

"""Measure the code engine on a checkout of OWASP BenchmarkPython, injection categories only.

    python benchmarks/benchmarkpython.py PATH [--misses]

Each test file is run as the one module of an anonymous HTTP function: its routes are registered with a
Flask application, whose routes are the entry points. The score of a category is its rate of true positives
minus its rate of false positives; the last line is the mean over the categories.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.code.modules import Modules
from goatherd.core.source import Span
from goatherd.engine.analyse import analyse
from goatherd.model.application import Application
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.trigger import Exposure, Kind, Trigger
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = {
    "cmdi": {"shell", "command"},
    "codeinj": {"code", "dispatch"},
    "deserialization": {"deserialization"},
    "ldapi": {"ldap"},
    "pathtraver": {"path"},
    "redirect": {"redirect"},
    "sqli": {"sql"},
    "xpathi": {"xpath"},
    "xss": {"html"},
    "xxe": {"xxe"},
}
ENTRY = "from flask import Flask\nfrom testcode import {name}\napp = Flask(__name__)\n{name}.init(app)\n"


def cases(root: Path) -> Iterator[tuple[str, str, bool]]:
    """(test, category, whether it is vulnerable) of every injection case."""
    expected = next(root.glob("expectedresults-*.csv"))
    for row in csv.reader(expected.read_text("utf-8").splitlines()):
        if row and not row[0].startswith("#") and row[1] in KINDS:
            yield row[0], row[1], row[2] == "true"


def function_of(test: str) -> Function:
    place = Span("entry.py", 1)
    code = CodeSource("", inline=ENTRY.format(name=test), inline_span=Span(f"{test}-entry.py", 1))
    function = Function(test, place, code, entry=Entry(f"{test}-entry.py", "app", "python", 1, "", inline=True))
    function.triggers = [Trigger(Kind.REST_API, Exposure.ANONYMOUS, place)]
    return function


def main(arguments: list[str]) -> int:
    root = Path(arguments[0])
    wanted = list(cases(root))
    application = Application("benchmark", "benchmark", functions=[function_of(test) for test, _, _ in wanted])
    started = time.process_time()
    behaviours = list(analyse(application, Modules(Tree(str(root)))))
    seconds = time.process_time() - started
    found = {b.function.id: {flow.kind for flow in b.flows} for b in behaviours}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for test, category, vulnerable in wanted:
        reported = bool(found[test] & KINDS[category])
        counts[category][(0 if vulnerable else 2) + (not reported)] += 1
        if "--misses" in arguments and reported is not vulnerable:
            print("false positive" if reported else "missed", category, test)
    print(table(counts))
    print(f"{len(wanted)} cases, {seconds:.2f} s CPU, {sum(bool(b.truncated) for b in behaviours)} cut short")
    return 0


def table(counts: dict[str, list[int]]) -> str:
    lines = [f"{'category':16}{'vulnerable':>11}{'safe':>6}{'TPR':>7}{'FPR':>7}{'score':>8}"]
    scores = []
    for category in sorted(counts):
        hit, missed, false, quiet = counts[category]
        rates = hit / max(hit + missed, 1), false / max(false + quiet, 1)
        scores.append(rates[0] - rates[1])
        lines.append(f"{category:16}{hit + missed:11}{false + quiet:6}{rates[0]:7.2f}{rates[1]:7.2f}{scores[-1]:8.3f}")
    lines.append(f"{'mean':16}{sum(scores) / max(len(scores), 1):40.3f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

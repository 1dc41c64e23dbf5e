"""Score scans of a checkout of OWASP BenchmarkPython: ours, and those of peers in the same run.

    python benchmarks/benchmarkpython.py PATH [--misses] [--peers DIR …] [--semgrep-rules DIR]

The score of a category is its rate of true positives minus its rate of false positives. A case counts as reported when
a finding of one of the category's weaknesses (CWE) stands in its file, or for ours in what its function calls. The
first mean is over the injection categories, the second over all.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import GOATHERD, table
from peers import Peers, options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# the weaknesses that tools report for each category
INJECTIONS = {
    "cmdi": {77, 78, 88},
    "codeinj": {94, 95, 470},
    "deserialization": {502},
    "ldapi": {90},
    "pathtraver": {22, 23, 36, 73},
    "redirect": {601},
    "sqli": {89, 564},
    "xpathi": {643},
    "xss": {79, 80},
    "xxe": {611, 776},
}
OTHERS = {
    "hash": {327, 328},
    "securecookie": {614},
    "trustbound": {501},
    "weakrand": {330, 331, 338},
}
CATEGORIES = {**INJECTIONS, **OTHERS}
PEERS = ("semgrep", "bandit")
# where a peer files a weakness under a broader number
BROADER = {"bandit": {"codeinj": {78}, "deserialization": {20}, "xxe": {20}}}
TEST = re.compile(r"BenchmarkTest\d+")

Reported = dict[str, set[int]]  # weaknesses by test


def cases(root: Path) -> Iterator[tuple[str, str, bool]]:
    """(test, category, whether it is vulnerable) of every case."""
    expected = next(root.glob("expectedresults-*.csv"))
    for row in csv.reader(expected.read_text("utf-8").splitlines()):
        if row and row[0].startswith("BenchmarkTest"):
            yield row[0], row[1], row[2] == "true"


def ours(root: Path) -> Reported:
    all_of_it = ("--no-config", "--profile", "everything", "--no-cache", "--format", "json")
    report = _output([*GOATHERD, "scan", str(root), *all_of_it])
    return _by_test(
        (text, [finding["cwe"]])
        for finding in report["findings"]
        for text in (finding["path"], *finding["functions"], *(place["path"] for place in finding["locations"]))
    )


def theirs(name: str, peers: Peers, root: Path) -> Reported:
    command = peers.scan(name, root)
    report = _output(command, peers.environment) if command else {"results": []}
    if name == "bandit":
        return _by_test((each["filename"], [each.get("issue_cwe", {}).get("id", 0)]) for each in report["results"])
    return _by_test((each["path"], _numbers(each["extra"]["metadata"].get("cwe", ()))) for each in report["results"])


def _output(command: Sequence[str], environment: dict[str, str] | None = None) -> Any:
    found = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **(environment or {})}
    )
    return json.loads(found.stdout)


def _numbers(names: str | Sequence[str]) -> list[int]:
    """CWE numbers of semgrep's metadata ("CWE-78: Improper …")."""
    listed = [names] if isinstance(names, str) else names
    return [int(match[1]) for name in listed if (match := re.match(r"CWE-(\d+)", name))]


def _by_test(found: Iterable[tuple[str, list[int]]]) -> Reported:
    reported: Reported = defaultdict(set)
    for text, weaknesses in found:
        for test in TEST.findall(text):
            reported[test].update(weaknesses)
    return reported


def score(wanted: Sequence[tuple[str, str, bool]], reported: Reported, category: str, name: str) -> tuple[float, float]:
    """Rates of true and of false positives of a tool."""
    meant = CATEGORIES[category] | BROADER.get(name, {}).get(category, set())
    hits = {True: 0, False: 0}
    total = {True: 0, False: 0}
    for test, kind, vulnerable in wanted:
        if kind == category:
            total[vulnerable] += 1
            hits[vulnerable] += bool(reported.get(test, set()) & meant)
    return hits[True] / max(total[True], 1), hits[False] / max(total[False], 1)


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("--misses", action="store_true", help="list the injection cases that ours gets wrong")
    options(parser)
    chosen = parser.parse_args(arguments)
    wanted = list(cases(chosen.root))
    with tempfile.TemporaryDirectory() as folder:
        peers = Peers(chosen.peers, chosen.semgrep_rules, Path(folder))
        started = time.perf_counter()
        results = {"goatherd": ours(chosen.root)}
        seconds = time.perf_counter() - started
        results |= {name: theirs(name, peers, chosen.root) for name in PEERS if name in peers.names}
    print(scores(wanted, results, {"the injections": list(INJECTIONS), "all": list(CATEGORIES)}))
    print(f"\n{len(wanted)} cases, {seconds:.1f} s for ours")
    for test, category, vulnerable in wanted if chosen.misses else ():
        if category in INJECTIONS and bool(results["goatherd"].get(test, set()) & CATEGORIES[category]) != vulnerable:
            print("missed" if vulnerable else "false positive", category, test)
    return 0


def scores(
    wanted: Sequence[tuple[str, str, bool]], results: dict[str, Reported], means: dict[str, Sequence[str]]
) -> str:
    """A table by category, and the means over groups of categories."""
    rows = [["category", *(f"{name}: TPR − FPR" for name in results)]]
    found: dict[str, dict[str, float]] = {name: {} for name in results}
    for category in dict.fromkeys(each for categories in means.values() for each in categories):
        row = [category]
        for name, reported in results.items():
            hit, false = score(wanted, reported, category, name)
            found[name][category] = hit - false
            row.append(f"{hit:.2f} − {false:.2f} = {hit - false:.3f}")
        rows.append(row)
    for title, categories in means.items():
        rows.append([f"mean of {title}", *(f"{_mean(found[name], categories):.3f}" for name in results)])
    return table(rows)


def _mean(found: dict[str, float], categories: Sequence[str]) -> float:
    return sum(found[each] for each in categories) / len(categories)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

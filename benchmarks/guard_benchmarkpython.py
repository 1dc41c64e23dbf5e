"""What the run-time guard makes of the attacks that are proved on a checkout of OWASP BenchmarkPython.

    python benchmarks/guard_benchmarkpython.py PATH [--only WORD] [--sinks] [--missed] [--part N/M]

The tests are written for Python 3.12 or newer; run this with one. Each becomes a function, as in
attack_benchmarkpython.py; what is proved is attacked once more with the guard in front, its policy generated, unedited
and in block mode. `--sinks` leaves of the policy only the guards at dangerous calls: no event is asked before the
handler runs, and nothing is confined. A test counts as stopped when none of its proofs is possible any more. Benign are
the tests without weakness: one is harmed when the guard refuses a harmless event of it. `--only` limits this to
categories or tests whose name holds the word, `--part 1/4` to every fourth test; `--missed` lists what was not stopped.
"""

from __future__ import annotations

import sys
import tempfile
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from attack_benchmarkpython import ORACLES, PER_APPLICATION, write
from benchmarkpython import INJECTIONS, cases
from measure import table

from goatherd.attack import guarded
from goatherd.attack.run import Settings, attack
from goatherd.core.config import Config
from goatherd.core.events import Diagnosed, FindingFound, GuardTried
from goatherd.guard.policy import policies_of

Case = tuple[str, str, bool]


def only_sinks(application: Any) -> dict[str, dict[str, Any]]:
    kept = ("version", "function", "mode", "failure", "sinks")
    return {id: {key: row[key] for key in kept} for id, row in policies_of(application).items()}


class Outcome:
    """By test: what became of each of its proofs, and why harmless events were refused."""

    def __init__(self) -> None:
        self.proofs: dict[str, list[str]] = defaultdict(list)
        self.harmed: dict[str, str] = {}
        self.said: dict[str, None] = {}

    def attack(self, root: Path, wanted: list[Case]) -> None:
        tests = [test for test, _, _ in wanted]
        category = {test: name for test, name, _ in wanted}
        with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
            write(root, tests, Path(folder))
            oracles = tuple(sorted(set().union(*ORACLES.values())))
            for event in attack(folder, Config(select=oracles), Settings(install=True, guard=True)):
                if isinstance(event, FindingFound):
                    test = event.finding.function or ""
                    if event.finding.proof and event.finding.slug in ORACLES[category[test]]:
                        self.proofs[test].append(event.finding.proof.guarded)
                elif isinstance(event, GuardTried):
                    for what in event.harmed:
                        self.harmed |= {test: what for test in tests if test in what}
                elif isinstance(event, Diagnosed):
                    self.said[event.diagnosis.message] = None


def main() -> int:
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path, metavar="PATH")
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--part", default="1/1", metavar="N/M")
    parser.add_argument("--sinks", action="store_true")
    parser.add_argument("--missed", action="store_true")
    given = parser.parse_args()
    if given.sinks:
        guarded.policies_of = only_sinks
    number, parts = map(int, given.part.split("/"))
    wanted = [case for case in cases(given.root) if case[1] in INJECTIONS and given.only in f"{case[0]} {case[1]}"]
    wanted = wanted[number - 1 :: parts]
    started, outcome = time.perf_counter(), Outcome()
    for start in range(0, len(wanted), PER_APPLICATION):
        outcome.attack(given.root, wanted[start : start + PER_APPLICATION])
    print(told(wanted, outcome))
    print(f"{len(wanted)} tests, {time.perf_counter() - started:.0f} s")
    for test, category, vulnerable in wanted:
        if given.missed and "still possible" in outcome.proofs[test]:
            print("still possible", category, test)
        if test in outcome.harmed:
            print("harmed" if vulnerable else "harmed, and benign:", category, outcome.harmed[test])
    for problem in outcome.said:
        print(problem)
    return 0


def told(wanted: list[Case], outcome: Outcome) -> str:
    rows = [["category", "weak", "proved", "stopped", "benign", "harmed"]]
    total: Counter[str] = Counter()
    for category in dict.fromkeys(category for _, category, _ in wanted):
        weak = [test for test, name, vulnerable in wanted if name == category and vulnerable]
        benign = [test for test, name, vulnerable in wanted if name == category and not vulnerable]
        proved = [test for test in weak if outcome.proofs[test]]
        counts = {
            "weak": len(weak),
            "proved": len(proved),
            "stopped": sum("still possible" not in outcome.proofs[test] for test in proved),
            "benign": len(benign),
            "harmed": sum(test in outcome.harmed for test in benign),
        }
        rows.append([category, *map(str, counts.values())])
        total.update(counts)
    return table([*rows, ["all", *(str(total[key]) for key in rows[0][1:])]])


if __name__ == "__main__":
    sys.exit(main())

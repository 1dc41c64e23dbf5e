"""Score a scan against labelled facts: recall per tier, look-alikes flagged, findings that no fact explains.

    python benchmarks/truth.py SCORER FACTS.json CHECKOUT [FACTS.json CHECKOUT …]

SCORER is a script called as `SCORER FACTS.json FINDINGS.json --quiet`, FINDINGS a list of
{"file", "line", "sas", "locations": [{"file", "line"}]}. `--misses` lists the facts that were missed and
the findings that none explains.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def findings_of(checkout: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "goatherd", "scan", checkout, "--profile", "everything", "--format", "json"]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [
        {
            "file": finding["path"],
            "line": finding["line"],
            "sas": finding["sas"],
            "kind": finding["id"],
            "message": finding["message"],
            "locations": [{"file": place["path"], "line": place["line"]} for place in finding["locations"]],
        }
        for finding in json.loads(output)["findings"]
    ]


def score(scorer: str, facts: str, findings: list[dict[str, Any]]) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as handle:
        json.dump(findings, handle)
        handle.flush()
        output = subprocess.run(
            [sys.executable, scorer, facts, handle.name], capture_output=True, text=True, check=True
        )
    result: dict[str, Any] = json.loads(output.stdout)
    return result


def main(arguments: list[str]) -> None:
    misses = "--misses" in arguments
    scorer, *pairs = [argument for argument in arguments if argument != "--misses"]
    total = [0, 0, 0, 0]
    print(
        f"{'application':52} {'core':>9} {'extended':>9} {'logic':>7} "
        f"{'look-alikes':>11} {'findings':>8} {'explained':>9}"
    )
    for facts, checkout in zip(pairs[::2], pairs[1::2], strict=True):
        found = findings_of(checkout)
        result = score(scorer, facts, found)
        tiers = [f"{result[tier]['found']}/{result[tier]['of']}" for tier in ("core", "extended", "logic")]
        alike = f"{len(result['safe_hit'])}/{result['safe_total']}"
        row = f"{tiers[0]:>9} {tiers[1]:>9} {tiers[2]:>7} {alike:>11} {len(found):>8} {result['explained']:>9}"
        print(f"{Path(facts).stem:52} {row}")
        core = result["core"]
        total = [
            a + b
            for a, b in zip(
                total, (core["found"], core["of"], len(result["safe_hit"]), result["safe_total"]), strict=True
            )
        ]
        if misses:
            _print_misses(result)
    if total[1]:
        print(
            f"core recall {total[0]}/{total[1]} = {total[0] / total[1]:.0%}; look-alikes flagged {total[2]}/{total[3]}"
        )


def _print_misses(result: dict[str, Any]) -> None:
    for tier in ("core", "extended", "logic"):
        for missed in result[tier]["missed"]:
            print(f"    missed ({tier}): {missed}")
    for hit in result["safe_hit"]:
        print(f"    look-alike flagged: {hit}")
    for finding in result["unexplained"]:
        print(f"    unexplained: {finding['file']}:{finding['line']} {finding['kind']} {finding['message'][:110]}")


if __name__ == "__main__":
    main(sys.argv[1:])

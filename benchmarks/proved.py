"""How many findings of high severity running the code proves, repository by repository.

    python benchmarks/proved.py TREE [TREE …] [--install] [--timeout 900]

Every finding of a scan with `--prove` is proved, not reproduced (its line ran, or none of the attacks showed it) or not
attempted, with a reason; the last table counts those reasons. `--install` fetches the packages that functions need.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from measure import GOATHERD, table

HIGH = ("high", "critical")
STATES = ("proved", "not reproduced", "not attempted")


def findings(tree: Path, install: bool, timeout: float) -> list[dict[str, Any]] | None:
    """Those of high severity; None when the time was up."""
    command = [*GOATHERD, "scan", str(tree), "--no-config", "--profile", "everything", "--prove", "--format", "json"]
    command += ["--install"] if install else []
    try:
        output = subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout).stdout
    except subprocess.TimeoutExpired:
        return None
    return [finding for finding in json.loads(output)["findings"] if finding["severity"] in HIGH]


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("trees", type=Path, nargs="+")
    parser.add_argument("--install", action="store_true", help="fetch packages")
    parser.add_argument("--timeout", type=float, default=900, help="seconds a tree")
    chosen = parser.parse_args(arguments)
    rows = [["repository", "high", *STATES, "seconds"]]
    total: Counter[str] = Counter()
    reasons: Counter[tuple[str, str, str]] = Counter()
    for tree in chosen.trees:
        started = time.perf_counter()
        found = findings(tree, chosen.install, chosen.timeout)
        seconds = f"{time.perf_counter() - started:.0f}"
        if found is None:
            rows.append([tree.name, "?", *("?" for _ in STATES), f"> {seconds}"])
            continue
        states = Counter(finding["proof"]["status"] for finding in found if "proof" in finding)
        rows.append([tree.name, str(len(found)), *(str(states[state]) for state in STATES), seconds])
        print(" ".join(rows[-1]), file=sys.stderr, flush=True)
        total += states
        reasons.update(
            (finding["id"], finding["proof"]["status"], finding["proof"]["why"])
            for finding in found
            if "proof" in finding and finding["proof"]["status"] != "proved"
        )
    rows.append(["all", str(total.total()), *(str(total[state]) for state in STATES), ""])
    print(table(rows))
    print()
    print(table([["check", "state", "why", "findings"], *([*key, str(n)] for key, n in reasons.most_common(40))]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

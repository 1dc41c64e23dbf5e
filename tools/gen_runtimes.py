"""Writes runtimes.json: until when each cloud patches the runtimes of functions, and what to use instead.

Sources: for AWS LmbdRuntimeLifecycle.json of cfn-lint, a file of its package, which follows
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html; `as_of` is the date of that copy. For Azure and
Google tools/runtimes_by_hand.toml. Runtimes are judged by the date of the run, not by these.
Use: python tools/gen_runtimes.py LmbdRuntimeLifecycle.json 2026-10-20
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent.parent / "src/goatherd/checks/sas06_dependencies/runtimes.json"
BY_HAND = Path(__file__).with_name("runtimes_by_hand.toml")


def main(source: str, as_of: str) -> None:
    lifecycle = json.loads(Path(source).read_text(encoding="utf-8"))
    runtimes = {
        name: {"until": dates["deprecated"], "successor": dates["successor"] or ""}
        for name, dates in sorted(lifecycle.items())
        if dates["deprecated"]
    }
    table = {"aws": {"source": "cfn-lint, LmbdRuntimeLifecycle.json", "as_of": as_of, "runtimes": runtimes}}
    for cloud, told in tomllib.loads(BY_HAND.read_text(encoding="utf-8")).items():
        table[cloud] = {"source": told["source"], "as_of": told["checked"], "runtimes": _rows(told["runtimes"])}
    TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def _rows(rows: list[list[str]]) -> dict[str, Any]:
    return {name: {"until": until, "successor": successor} for name, until, successor in rows}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

"""Writes runtimes.json: when AWS deprecates each Lambda runtime, and what to use instead.

Source: LmbdRuntimeLifecycle.json of cfn-lint, which follows
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html. `as_of` is the date of that copy; a
runtime counts as deprecated when its date is not after it, whatever today's date is.
Use: python tools/gen_runtimes.py LmbdRuntimeLifecycle.json 2026-08-19
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TABLE = Path(__file__).parent.parent / "src/goatherd/checks/sas06_dependencies/runtimes.json"


def main(source: str, as_of: str) -> None:
    lifecycle = json.loads(Path(source).read_text(encoding="utf-8"))
    runtimes = {
        name: {"deprecated": dates["deprecated"], "successor": dates["successor"] or ""}
        for name, dates in sorted(lifecycle.items())
        if dates["deprecated"]
    }
    TABLE.write_text(json.dumps({"as_of": as_of, "runtimes": runtimes}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

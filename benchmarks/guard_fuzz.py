"""Fuzzed events: no exception of the guard's may reach the function, and no verdict be without a record.

    python benchmarks/guard_fuzz.py [--crs DIR] [--count 100000] [--seed 1]

Every event goes through the guard of both runtimes in front of a function that hands a text of the event to every kind
of sink, and swallows what stops it. What the guard writes to the log is compared with what became of the events: a
refused event needs a record that says so, one that a record refuses as a whole must not be let through, and a record of
the guard's own failure counts as a failure here. Of a batch only the firewall refuses the whole: where a call was
stopped, the answer of a function that goes on stands.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from guarding.fuzzed import Fuzzer
from guarding.running import FOLDER, policy
from measure import table

from goatherd.guard.rules import compiled_rules, written


def programs() -> dict[str, list[str]]:
    found = {"python": [sys.executable, str(FOLDER / "fuzzing.py")]}
    if node := shutil.which("node"):
        found["node"] = [node, str(FOLDER / "fuzzing.cjs")]
    return found


def batches(kinds: dict[str, Any]) -> set[str]:
    """Kinds of events whose records are answered one by one."""
    rows = kinds["kinds"]
    return {
        row.get("kind", name) for name, row in rows.items() if "records" in {**rows.get(row.get("like"), {}), **row}
    }


def fuzz(command: list[str], lines: Path, work: Path, name: str, singly: set[str]) -> tuple[Counter[str], Counter[str]]:
    """What became of the events, and what went wrong. `singly` are the kinds that are batches."""
    environment = {**os.environ, "GOATHERD_GUARD_FOLDER": str(work), "GOATHERD_GUARD_POLICY": str(work / "policy.json")}
    outcomes: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    with lines.open("rb") as given, (work / name).open("w+b") as log:
        status = subprocess.run(command, stdin=given, stdout=log, env=environment, check=False).returncode
        log.seek(0)
        refused = whole = False  # says a record: something of the event, all of it
        for line in log:
            row = json.loads(line)
            if "class_uid" in row:
                told = row["unmapped"]["goatherd"]
                refused |= row["action_id"] == 2
                of_all = told["record"] == -1 and (told["stage"] == "event" or told["kind"] not in singly)
                whole |= row["action_id"] == 2 and of_all
                outcomes["records"] += 1
                if told["stage"] == "guard":
                    wrong[row["message"][:160]] += 1
            elif "fuzzed" in row:
                outcomes[row["fuzzed"].partition(":")[0]] += 1
                if row["fuzzed"].startswith("broke"):
                    wrong[row["fuzzed"][:200]] += 1
                if row["fuzzed"] == "refused" and not refused:
                    wrong["refused without a record"] += 1
                if row["fuzzed"] == "done" and whole:
                    wrong["recorded as refused, and let through"] += 1
                refused = whole = False
    if status:
        wrong[f"the process ended with {status}"] += 1
    return outcomes, wrong


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--crs", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        rules = compiled_rules(chosen.crs)
        (work / "rules.json").write_text(written(rules), "utf-8")
        (work / "policy.json").write_text(json.dumps({**policy(), "sinks": {"others": "block"}}), "utf-8")
        with (work / "events").open("w") as file:
            file.writelines(json.dumps(e) + "\n" for e in Fuzzer(rules["kinds"], chosen.seed).events(chosen.count))
        commands = programs()
        with ThreadPoolExecutor(len(commands)) as pool:
            singly = batches(rules["kinds"])
            done = pool.map(lambda each: fuzz(each[1], work / "events", work, each[0], singly), commands.items())
            found = dict(zip(commands, done, strict=True))
    head = ["runtime", "events", "refused", "let through", "records", "broke, or no record"]
    lines = [
        [name, str(chosen.count), *(str(done[key]) for key in ("refused", "done", "records")), str(sum(wrong.values()))]
        for name, (done, wrong) in found.items()
    ]
    print(table([head, *lines]))
    for name, (_, wrong) in found.items():
        for what, count in wrong.most_common(20):
            print(f"{name}: {count} × {what}")
    return int(any(wrong for _, wrong in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Guarded applications with packages from their registries, run in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[2] / "guard"


def made(folder: Path, name: str, source: str, install: list[str], sections: dict[str, Any] | None = None) -> Path:
    """The folder with the source, the guard's rules and a policy that blocks and has these sections more, after
    `install` ran in it.
    """
    table = json.loads((TOP / "cases" / "table.json").read_text(encoding="utf-8"))
    table["kinds"] = json.loads((TOP / "kinds.json").read_text(encoding="utf-8"))
    table["fetching"] = json.loads((TOP / "fetching.json").read_text(encoding="utf-8"))
    policy = {"version": 1, "mode": "block", "sinks": {"others": "block"}, **(sections or {})}
    for file, data in {"rules": table, "policy": policy}.items():
        (folder / f"{file}.json").write_text(json.dumps(data), encoding="utf-8")
    (folder / name).write_text(source, encoding="utf-8")
    done = subprocess.run(install, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def ran(folder: Path, command: list[str], variables: dict[str, str]) -> tuple[int, set[str]]:
    """The status of the answer, which the program prints as `ANSWER 200`, and the rules of every decision."""
    environment = {
        "PATH": os.environ["PATH"],
        "GOATHERD_GUARD_FOLDER": str(folder),
        "GOATHERD_GUARD_POLICY": str(folder / "policy.json"),
        **variables,
    }
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    rows = [json.loads(line) for line in lines if line.startswith("{")]
    rules = {row["finding_info"]["analytic"]["uid"] for row in rows if row.get("class_uid") == 2004}
    return next(int(line.split()[1]) for line in lines if line.startswith("ANSWER ")), rules

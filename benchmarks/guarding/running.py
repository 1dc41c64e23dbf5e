"""Runs readers of events (the programs in this folder): lines of events in, lines of answers out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent
FAMILIES = (
    "shell", "code", "sql", "nosql", "path", "ssrf", "html", "header", "template", "xxe", "ldap", "xpath",
    "deserialization", "prototype", "redirect", "shape",
)  # fmt: skip


def policy(families: Iterable[str] = FAMILIES, **events: Any) -> dict[str, Any]:
    """One that asks these families of every outside field; `events` are further settings of that section."""
    return {
        "version": 1,
        "function": "Benchmark",
        "mode": "block",
        "events": {"others": sorted(families), "record": "drop", **events},
    }


def runtimes(rules: Path, policy: Path) -> dict[str, list[str]]:
    """The guard's, each as a command."""
    found = {"python": [sys.executable, str(FOLDER / "python.py"), str(rules), str(policy)]}
    if node := shutil.which("node"):
        found["node"] = [node, str(FOLDER / "node.cjs"), str(rules), str(policy)]
    return found


def answers(command: list[str], events: Iterable[Any]) -> list[dict[str, Any]]:
    """One for each event, in order. Raises CalledProcessError where the program breaks off."""
    lines = "".join(json.dumps(event) + "\n" for event in events)
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.split("\n") if line]

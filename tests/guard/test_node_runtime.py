"""The suite of the guard for Node.js, which Node's own test runner runs."""

from __future__ import annotations

import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def test_the_suite_of_the_node_runtime_passes():
    files = sorted(map(str, (TOP / "guard/node/test").glob("*.test.cjs")))
    done = subprocess.run(["node", "--test", *files], cwd=TOP / "guard/node", capture_output=True, text=True)
    assert files
    assert done.returncode == 0, done.stdout + done.stderr

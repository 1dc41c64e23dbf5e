"""The skeleton of a check: where it goes, which id it takes, and that it is clean as it is generated."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

from goatherd.checks.registry import all_checks

PROJECT = Path(__file__).parents[2]
write = runpy.run_path(str(PROJECT / "tools" / "new_check.py"))["write"]


def test_a_skeleton_takes_the_next_id_and_passes_ruff(tmp_path):
    path = write(8, "function-may-run-long", tmp_path)
    assert path.name == "function_may_run_long.py"
    declared = re.search(r'^@check\("(GOAT08\d\d)"', path.read_text(), re.MULTILINE)
    assert declared
    assert declared[1] not in {check.id for check in all_checks()}
    for command in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--config", str(PROJECT / "pyproject.toml"), str(path)]
        done = subprocess.run(ruff, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout

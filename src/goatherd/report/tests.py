"""Proofs as tests: each fails until the hole is closed, by attacking it again."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from goatherd.report.safe import safe

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.finding import Finding
    from goatherd.outcome import Outcome

_FILE = '''"""Written by goatherd attack: each test fails until what it names is closed."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent / {root!r}


def attack(function, oracle):
    """What goatherd proves of one function by one oracle, as records of its report."""
    command = [sys.executable, "-m", "goatherd", "attack", str(ROOT), "--function", function, "--select", oracle]
    done = subprocess.run(
        [*command, "--seed", "{seed}", "--no-config", "--format", "json"], capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["attack"]["reached"], f"{{function}} could not be attacked: {{report['diagnoses']}}"
    return [finding for finding in report["findings"] if finding["id"] == oracle]
'''
_TEST = '''

def test_{name}():
    """{what}"""
    assert attack({function!r}, {oracle!r}) == []
'''


def write_tests(outcome: Outcome, folder: Path, root: Path, seed: int) -> int:
    """Write test_goatherd.py into `folder`; the number of tests. Raises OSError when it cannot be written."""
    proofs = {(f.id, _entry(f)): f for f in reversed(outcome.findings) if f.proof and f.proof.status == "proved"}
    folder.mkdir(parents=True, exist_ok=True)
    text = _FILE.format(root=os.path.relpath(root.resolve(), folder.resolve()), seed=seed)
    for (id, function), finding in sorted(proofs.items()):
        name = re.sub(r"\W+", "_", f"{id}_{function}").lower()
        text += _TEST.format(name=name, what=_what(finding), function=function, oracle=id)
    (folder / "test_goatherd.py").write_text(text, encoding="utf-8")
    return len(proofs)


def _entry(finding: Finding) -> str:
    """The function that was sent the event."""
    chain = finding.proof.chain if finding.proof else ()
    return chain[0].partition(" ")[0] if chain else finding.function


def _what(finding: Finding) -> str:
    """One line that cannot end the docstring."""
    return safe(f"{finding.message} ({finding.span})").replace("\\", "/").replace('"', "'")

"""Proofs as tests: each fails until the hole is closed, by attacking it again."""

from __future__ import annotations

import os
import re
from collections import Counter
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


def attack(oracle, *functions):
    """What goatherd proves of functions by one oracle, as records of its report; these must all run."""
    command = [sys.executable, "-m", "goatherd", "attack", str(ROOT), "--select", oracle, *{options!r}]
    for function in functions:
        command += ["--function", function]
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    silent = [each["message"] for each in report["diagnoses"] if "was not attacked" in each["message"]]
    assert not silent and report["summary"]["attack"]["reached"], f"nothing was shown: {{silent}}"
    return [finding for finding in report["findings"] if finding["id"] == oracle]
'''
_TEST = '''

def test_{name}():
    """{what}"""
    assert attack({oracle!r}, {functions}) == []
'''


def write_tests(outcome: Outcome, folder: Path, root: Path, seed: int, *, install: bool) -> int:
    """Write test_goatherd.py into `folder`; the number of tests. Raises OSError when it cannot be written."""
    proofs = {(f.id, *_functions(f)): f for f in reversed(outcome.findings) if f.proved}
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--seed", str(seed), "--no-config", *(["--install"] if install else [])]
    text = _FILE.format(root=os.path.relpath(root.resolve(), folder.resolve()), options=options)
    given: Counter[str] = Counter()
    for (id, *functions), finding in sorted(proofs.items()):
        name = re.sub(r"\W+", "_", "_".join((id, *functions))).lower()
        given[name] += 1
        name += f"_{given[name]}" if given[name] > 1 else ""
        named = ", ".join(map(repr, functions))
        text += _TEST.format(name=name, what=_what(finding), functions=named, oracle=id)
    (folder / "test_goatherd.py").write_text(text, encoding="utf-8")
    return len(proofs)


def _functions(finding: Finding) -> tuple[str, ...]:
    """Those that the proof went through, the one that was sent the event first."""
    chain = finding.proof.chain if finding.proof else ()
    return tuple(dict.fromkeys(each.partition(" (")[0] for each in chain)) or (finding.function,)


def _what(finding: Finding) -> str:
    """One line that cannot end the docstring."""
    return safe(f"{finding.message} ({finding.span})").replace("\\", "/").replace('"', "'")

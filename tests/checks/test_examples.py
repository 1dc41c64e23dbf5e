"""Every check's documentation is its test: *Vulnerable* gives exactly the marked lines, *Fixed* gives none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.checks.registry import all_checks
from goatherd.core.config import Config
from goatherd.core.events import Diagnosed, FindingFound
from goatherd.rules.examples import Example, examples
from goatherd.scan import scan
from tests.reasons import faults

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.checks.api import Check
    from goatherd.core.finding import Finding

CASES = [
    pytest.param(check, example, id=f"{check.id}-{number}-{example.title.split()[0].lower()}")
    for check in all_checks()
    for number, example in enumerate(examples(check.documentation, check.id), 1)
]


@pytest.mark.parametrize(("check", "example"), CASES)
def test_example(check: Check, example: Example, tmp_path: Path) -> None:
    found = findings(check, example, tmp_path)
    places = sorted((f.span.path, f.span.line) for f in found)
    assert places == sorted(example.marks), "\n".join(f"{f.span}: {f.message}" for f in found)
    assert faults(found, tmp_path) == []


def findings(check: Check, example: Example, folder: Path) -> list[Finding]:
    for path, text in example.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    events = list(scan(str(folder), Config(select=(check.id,))))
    failures = [e.diagnosis.message for e in events if isinstance(e, Diagnosed) and check.id in e.diagnosis.message]
    assert not failures
    return [event.finding for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_every_check_has_both_kinds_of_example(check: Check) -> None:
    found = examples(check.documentation, check.id)
    assert any(example.marks for example in found)
    assert any(example.title.startswith("Fixed") for example in found)

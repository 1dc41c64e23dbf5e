"""Every oracle's documentation is its test: *Vulnerable* is proved at exactly the marked lines, *Fixed* is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.attack.oracles.registry import all_oracles
from goatherd.attack.run import attack
from goatherd.core.config import Config
from goatherd.core.events import Diagnosed, FindingFound
from goatherd.rules.examples import Example, examples

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.attack.oracles.api import Oracle

CASES = [
    pytest.param(oracle, example, id=f"{oracle.id}-{number}-{example.title.split()[0].lower()}")
    for oracle in all_oracles()
    for number, example in enumerate(examples(oracle.documentation, oracle.id), 1)
]


@pytest.mark.parametrize(("oracle", "example"), CASES)
def test_example(oracle: Oracle, example: Example, tmp_path: Path) -> None:
    for path, text in example.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    events = list(attack(str(tmp_path), Config(select=(oracle.id,))))
    failures = [e.diagnosis.message for e in events if isinstance(e, Diagnosed) and e.diagnosis.incomplete]
    assert not failures
    found = [e.finding for e in events if isinstance(e, FindingFound)]
    places = sorted((f.span.path, f.span.line) for f in found)
    assert places == sorted(example.marks), "\n".join(f"{f.span}: {f.message}" for f in found)

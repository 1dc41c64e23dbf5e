"""Every detection's examples are its tests: it speaks of each that matches, and is silent about each that does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from goatherd.hunt.application.catalogue import all_deviations
from goatherd.hunt.detections.examples import files_of
from goatherd.hunt.detections.page import page
from goatherd.hunt.detections.registry import FOLDER, Detection, all_detections
from goatherd.hunt.hunting import hunt

if TYPE_CHECKING:
    from pathlib import Path

CASES = [
    pytest.param(detection, example, said, id=f"{detection.id}-{kind}-{number}")
    for detection in all_detections()
    for kind, said in (("matches", True), ("ignores", False))
    for number, example in enumerate(getattr(detection, kind), 1)
]


@pytest.mark.parametrize(("detection", "example", "said"), CASES)
def test_example(detection: Detection, example: Any, said: bool, tmp_path: Path) -> None:
    for name, data in files_of(example).items():
        (tmp_path / name).write_bytes(data)
    found = hunt(tmp_path, detection.rules())
    assert [alert.about.id for alert in found.alerts.ordered] == ([detection.id] if said else [])
    assert not found.damaged
    assert not found.untimed


@pytest.mark.parametrize("detection", all_detections(), ids=lambda each: each.id)
def test_tells_everything(detection: Detection) -> None:
    assert re.fullmatch(rf"GOAT{detection.sas:02}[7-9]\d", detection.id), "GOAT, the risk, and a number from 70 on"
    assert next(FOLDER.glob(f"sas{detection.sas:02}_*/{detection.slug}.yml")), "it lies in the folder of its risk"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", detection.slug)
    assert detection.techniques, "a technique of ATT&CK"
    told = (detection.description, detection.why, detection.remedy, *detection.false_positives)
    assert all(each.strip() for each in told)
    assert detection.false_positives
    assert detection.matches
    assert all(each in page(detection) for each in (detection.title, "detection:", "matches:"))
    assert len(detection.ignores) >= 2, "near misses: a benign neighbour, and what failed or a service did"


def test_ids_and_slugs_are_there_once() -> None:
    known = (*all_detections(), *all_deviations())
    ids, slugs = [each.id for each in known], [each.slug for each in known]
    assert len(set(ids)) == len(ids)
    assert len(set(slugs)) == len(slugs)


def test_names_by_which_correlations_call_rules_are_there_once() -> None:
    names = [name for each in all_detections() for rule in each.rules().rules for name in rule.about.names]
    assert sorted(set(names)) == sorted(names)

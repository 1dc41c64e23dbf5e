"""What all engines are asked about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from goatherd.hunt.detections.examples import files_of
from goatherd.hunt.detections.registry import all_detections
from goatherd.hunt.lake.convert import convert

START, APART = datetime(2010, 1, 1, tzinfo=UTC), timedelta(days=40)
IDS = 1_000  # of one example


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All examples, so far apart that none knows of another."""
    folder = tmp_path_factory.mktemp("logs")
    examples = [example for each in all_detections() for example in (*each.matches, *each.ignores)]
    for number, example in enumerate(examples):
        (folder / f"{number:04}").mkdir()
        for name, data in files_of(example, START + number * APART, number * IDS).items():
            (folder / f"{number:04}" / name).write_bytes(data)
    return folder


@pytest.fixture(scope="session")
def lake(logs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In few folders, since a day of its own for each example would be a thousand files."""
    out = tmp_path_factory.mktemp("lakes") / "lake"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("goatherd.hunt.lake.write.FOLDERS", 10)
        convert(logs, out)
    return out

"""Logs read as `goatherd hunt` reads them, and the engines that ask tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from goatherd.hunt.duck.engine import hunt as hunt_with_duckdb
from goatherd.hunt.hunting import Hunt
from goatherd.hunt.spark.engine import hunt as hunt_with_spark
from goatherd.hunt.telemetry.batch import Damage
from goatherd.hunt.telemetry.files import read_file

LOGS = Path(__file__).parent / "logs"


@define
class Log:
    """What a file holds: records with their service and number, and what could not be read."""

    records: list[dict[str, Any]] = field(factory=list)
    services: list[str] = field(factory=list)
    numbers: list[int] = field(factory=list)
    damages: list[Damage] = field(factory=list)
    shown: list[str] = field(factory=list)


def log(path: Path) -> Log:
    found = Log()
    for part in read_file(path, path.name):
        if isinstance(part, Damage):
            found.damages.append(part)
            continue
        for number, row in zip(part.numbers, part.rows, strict=True):
            record = json.loads(bytes(row))
            found.records.append(record)
            found.services.append(part.kind.telemetry.service)
            found.numbers.append(number)
            seen = part.kind.evidence(record, path.name, number)
            found.shown.append(f"{seen.what} by {seen.actor} from {seen.address} {seen.error}".strip())
    return found


@pytest.fixture
def example():
    """The log of a file of examples, all of which is read."""

    def read(name: str) -> Log:
        found = log(LOGS / name)
        assert not found.damages
        return found

    return read


@pytest.fixture
def written(tmp_path: Path):
    """The log of a file with this content."""

    def read(data: bytes | str) -> Log:
        (tmp_path / "log").write_bytes(data.encode() if isinstance(data, str) else data)
        return log(tmp_path / "log")

    return read


@pytest.fixture(params=["duckdb", "spark"])
def hunt_tables(request: pytest.FixtureRequest) -> Callable[..., Hunt]:
    if request.param == "duckdb":
        return hunt_with_duckdb
    request.getfixturevalue("spark")
    return hunt_with_spark

"""What is unusual in a function's own log, and how often something is told wrongly."""

from __future__ import annotations

import json
import math
import random
from datetime import UTC, datetime, timedelta

import pytest

from goatherd.hunt.application.unusual import FEWEST, RATE, Unusual, improbable, unusual
from tests.hunt.application.conftest import NAMES

START = 490_000  # hours since 1970
WEEKS = 4


def normal(chance: random.Random) -> float:
    return chance.gauss(0, 0.2)


def heavy(chance: random.Random) -> float:
    """Student's t with eight degrees of freedom."""
    return chance.gauss(0, 0.2) / math.sqrt(chance.gammavariate(4, 1) / 4)


def skewed(chance: random.Random) -> float:
    return chance.expovariate(5)


def series(seed: int, noise) -> dict[int, float]:
    """Weeks of a function that has days, weekends and hours without any invocation."""
    chance = random.Random(seed)
    height = chance.uniform(0, 1.5)
    found = {}
    for hour in range(WEEKS * 168):
        if chance.random() < 0.1:
            continue
        day = height * math.sin(2 * math.pi * hour / 24)
        found[START + hour] = math.exp(day + 0.8 * (hour // 24 % 7 < 5) + noise(chance))
    return found


@pytest.mark.parametrize("noise", [normal, heavy, skewed])
def test_fewer_than_two_hours_in_a_hundred_thousand_are_told_wrongly(noise):
    hours = told = 0
    for seed in range(200):
        values = series(seed, noise)
        hours += len(values)
        told += len(unusual(values))
    assert hours > 100_000
    assert told / hours < 2e-5
    assert RATE < 2e-5


def test_an_hour_that_took_ten_times_as_long():
    found = 0
    for seed in range(100):
        values = series(seed, normal)
        hour = sorted(values)[len(values) // 2]
        found += hour in {each.hour for each in unusual({**values, hour: 10 * values[hour]})}
    assert found >= 60


def test_a_steady_function():
    values = {START + hour: 100.0 for hour in range(WEEKS * 168)}
    assert unusual(values) == []
    assert unusual({**values, START + 300: 140.0}) == [], "less than half as much again"
    (told,) = unusual({**values, START + 300: 400.0})
    assert told == Unusual(START + 300, pytest.approx(4.0))


def test_without_enough_hours_nothing_is_usual_yet():
    values = {START + hour: 100.0 for hour in range(FEWEST)}
    assert unusual({**values, START + 50: 4_000.0}) == []
    assert unusual({START + 2 * hour: 100.0 for hour in range(FEWEST - 1)}) == []


@pytest.mark.parametrize(
    ("failed", "asked", "usual", "told"),
    [(10, 1_000, 0.01, False), (40, 1_000, 0.01, True), (1_000, 1_000, 0.5, True), (5, 1_000, 0.01, False)],
)
def test_failures_that_are_improbable(failed, asked, usual, told):
    assert improbable(failed, asked, usual) is told


def test_the_log_of_a_function(shop):
    """Four weeks, in one hour of which it took longer, used more and failed."""
    start = datetime(2026, 3, 2, tzinfo=UTC)
    rows = []
    for hour in range(WEEKS * 168):
        attacked = hour == 400
        for number in range(40 if attacked else 6):
            moment = start + timedelta(hours=hour, seconds=number)
            took, used, status = (900.0, 250, "timeout") if attacked else (20.0 + number, 80, "success")
            text = f"Duration: {took} ms\tBilled Duration: {took} ms\tMemory Size: 256 MB\tMax Memory Used: {used} MB"
            request = f"3f1a5c2e-7f6b-4d0e-9a53-{hour:06}{number:06}"
            message = f"REPORT RequestId: {request}\t{text}\tStatus: {status}"
            rows.append({"id": f"{hour}-{number}", "timestamp": int(moment.timestamp() * 1000), "message": message})
    (shop.folder / "logs").mkdir()
    log = {"logGroup": f"/aws/lambda/{NAMES['Take']}", "logStream": "s", "logEvents": rows}
    (shop.folder / "logs" / "log.json").write_text(json.dumps(log))
    told = shop.told()
    when = "2026-03-18T16Z"
    assert [id for id, _ in told] == ["GOAT0890"] * 3 + ["GOAT1090"]
    assert told[-1][1] == f"Take failed 40 of 40 times ({when}), more than usual"
    assert all(when in said for _, said in told)


def test_hours_that_cost_next_to_nothing(shop):
    """Three short invocations where there is mostly one cost three times as much, and nobody anything."""
    start = datetime(2026, 3, 2, tzinfo=UTC)
    rows = []
    for hour in range(WEEKS * 168):
        for number in range(3 if hour == 400 else 1):
            moment = start + timedelta(hours=hour, seconds=number)
            text = "Duration: 90 ms\tBilled Duration: 90 ms\tMemory Size: 256 MB\tMax Memory Used: 80 MB"
            message = f"REPORT RequestId: 3f1a5c2e-7f6b-4d0e-9a53-{hour:06}{number:06}\t{text}"
            rows.append({"id": f"{hour}-{number}", "timestamp": int(moment.timestamp() * 1000), "message": message})
    (shop.folder / "logs").mkdir()
    log = {"logGroup": f"/aws/lambda/{NAMES['Take']}", "logStream": "s", "logEvents": rows}
    (shop.folder / "logs" / "log.json").write_text(json.dumps(log))
    assert shop.told() == []

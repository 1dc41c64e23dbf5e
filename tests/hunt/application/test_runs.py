"""Many runs over parts of the logs, held against an application, say together what one run over all of them says."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from goatherd.hunt.detections.examples import events_of
from goatherd.hunt.hunting import Hunting, hunt
from goatherd.hunt.memory.store import opened
from goatherd.hunt.sigma import ReadRules
from tests.hunt.application.conftest import ACCOUNT, EVERY_DAY, INSIDE, NAMES, TABLE, by, call, invoked

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from goatherd.hunt.application.baseline import Baseline
    from goatherd.hunt.hunting import Hunt
    from tests.hunt.application.conftest import Event, Shop

PERSON = {
    "userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/mallory", "userName": "mallory"},
    "userAgent": "aws-cli/2.17.0 os/linux",
    "sourceIPAddress": "198.51.100.7",
}
WHO = call("sts", "GetCallerIdentity") | by("Print")
ODD = [
    WHO,
    call("sts", "GetCallerIdentity") | by("Take"),
    call("dynamodb", "Query", resources=[{"ARN": TABLE}]) | by("Take"),
    call("dynamodb", "PutItem", resources=[{"ARN": TABLE.replace("shop", "crm")}]) | by("Take"),
    call("s3", "ListBuckets", errorCode="AccessDenied") | by("Print"),
    call("s3", "GetObject", {"bucketName": f"receipts-{ACCOUNT}"}) | by("Print") | {"sourceIPAddress": "198.51.100.7"},
    call("s3", "GetObject", {"bucketName": f"receipts-{ACCOUNT}"}) | by("Print") | {"userAgent": "Boto3/1.35.0"},
    call("s3", "GetObject", {"bucketName": f"receipts-{ACCOUNT}"}) | by("Print", session="mallory"),
    call("lambda", "UpdateFunctionConfiguration", {"functionName": NAMES["Take"], "memorySize": 3008}) | PERSON,
    call("lambda", "AddPermission", {"functionName": NAMES["Print"], "principal": "sns.amazonaws.com"}) | PERSON,
    invoked("Print", "sns"),
    call("lambda", "Invoke", {"functionName": NAMES["Take"]}) | PERSON,
    call("s3", "GetObject") | by("Take", role="x", session="shop-prod-Back-a9B8c7D6e5F4") | {"userAgent": INSIDE},
]


def records_in(found: Hunt) -> tuple[set[tuple[str, str, str, int]], Counter[str]]:
    """Those of the alerts, by rule and group, and how many each alert counts."""
    told = [(alert, seen) for alert in found.alerts.ordered for seen in alert.evidence]
    counts: Counter[str] = Counter()
    for alert in found.alerts.ordered:
        counts[f"{alert.about.id} {alert.group}"] += alert.count
    return {(alert.about.id, alert.group, seen.path, seen.number) for alert, seen in told}, counts


def run(logs: Path, state: Path, baseline: Baseline, *, day: int = 1) -> Hunt:
    with opened(state, clock=lambda: day * 86_400) as store:
        found = Hunting(logs, ReadRules(), store, baseline.again()).look()
        store.keep()
    return found


def write(logs: Path, name: str, events: list[Any]) -> None:
    logs.mkdir(exist_ok=True)
    (logs / name).write_text("".join(json.dumps(event) + "\n" for event in events))


def events(seed: int, copies: int = 3) -> list[Event]:
    """What happens every day and what is odd, in order of time."""
    chance = random.Random(seed)
    listed = [*EVERY_DAY * copies, *ODD * copies]
    chance.shuffle(listed)
    return events_of(listed)


@pytest.mark.parametrize("seed", range(6))
def test_parts_of_the_logs(shop: Shop, tmp_path, seed):
    listed, baseline = events(seed), shop.baseline()
    chance = random.Random(seed)
    ends = sorted(chance.sample(range(len(listed)), 4))
    told, counts = set(), Counter()
    for number, (start, end) in enumerate(pairwise([0, *ends, len(listed)])):
        write(tmp_path / "logs", f"{number}.json", listed[start:end])
        records, of_alerts = records_in(run(tmp_path / "logs", tmp_path / "state", baseline))
        assert not told & records
        told |= records
        counts += of_alerts
    assert (told, counts) == records_in(hunt(tmp_path / "logs", ReadRules(), baseline=baseline.again()))
    assert len({id for id, *_ in told}) == 8


def test_the_same_data_twice(shop: Shop, tmp_path):
    """Of one thing that happened there are more records than one run tells apart from their copies."""
    listed, baseline = events_of([*EVERY_DAY, *[WHO] * 1_500]), shop.baseline()
    write(tmp_path / "logs", "a.json", listed)
    assert [each.count for each in run(tmp_path / "logs", tmp_path / "state", baseline).alerts.ordered] == [1_500]
    write(tmp_path / "logs", "b.json", listed)
    assert run(tmp_path / "logs", tmp_path / "state", baseline).alerts.ordered == []
    write(tmp_path / "logs", "c.json", [event | {"eventID": "another"} for event in events_of([WHO])])
    (alert,) = run(tmp_path / "logs", tmp_path / "state", baseline).alerts.ordered
    assert (alert.count, [each.id for each in alert.evidence]) == (1, ["another"])


def test_a_later_run_knows_better_whose_a_function_is(shop: Shop, tmp_path):
    """One function of a stack is not enough where another stack has two."""
    here = by("Take", role="shop-dev-TakeRole-a9B8c7D6e5F4", session="shop-dev-Take-a9B8c7D6e5F4")
    there = by("Print", role="shop-dev-PrintRole-a9B8c7D6e5F4", session="shop-dev-Print-a9B8c7D6e5F4")
    listed, baseline = events_of([*EVERY_DAY, WHO | here, call("s3", "GetObject") | there]), shop.baseline()
    write(tmp_path / "logs", "a.json", listed[:-1])
    assert run(tmp_path / "logs", tmp_path / "state", baseline).alerts.ordered == []
    write(tmp_path / "logs", "b.json", listed[-1:])
    (alert,) = run(tmp_path / "logs", tmp_path / "state", baseline).alerts.ordered
    assert (alert.about.id, [each.path for each in alert.evidence]) == ("GOAT0190", ["a.json"])


def test_an_application_that_has_changed(shop: Shop, tmp_path):
    """Calls that stood in the code when they were read are no news when they no longer do."""
    write(tmp_path / "logs", "a.json", events_of(EVERY_DAY))
    assert run(tmp_path / "logs", tmp_path / "state", shop.baseline()).alerts.ordered == []
    shop.files["src/take.py"] = "def handler(event, context):\n    return event\n"
    changed = shop.baseline()
    found = run(tmp_path / "logs", tmp_path / "state", changed)
    assert found.alerts.ordered == []
    left_out = "1 alert about records of former runs left out, from which the application has changed since"
    assert list(found.baseline.summary())[-1] == left_out
    write(tmp_path / "logs", "b.json", [event | {"eventID": "later"} for event in events_of(EVERY_DAY[1:2])])
    (alert,) = run(tmp_path / "logs", tmp_path / "state", changed).alerts.ordered
    assert (alert.about.id, alert.count, alert.evidence[0].id) == ("GOAT0190", 1, "later")


def test_what_is_told_stays_told_for_as_long_as_it_is_met(shop: Shop, tmp_path):
    write(tmp_path / "logs", "a.json", events_of([*EVERY_DAY, WHO]))
    baseline, told = shop.baseline(), []
    for day in (1, 60, 120):
        write(tmp_path / "logs", f"{day}.json", [{**events_of([WHO])[0], "eventID": str(day)}])
        told.append(
            [each.count for each in run(tmp_path / "logs", tmp_path / "state", baseline, day=day).alerts.ordered]
        )
    assert told == [[2], [1], [1]]


def log_of(hours: Iterable[int]) -> dict[str, Any]:
    """Six invocations an hour, of which those of one hour take much longer and use more."""
    rows = []
    for hour in hours:
        for number in range(6):
            took, used = (900, 250) if hour == 400 else (20 + number, 80)
            text = f"Duration: {took} ms\tBilled Duration: {took} ms\tMemory Size: 256 MB\tMax Memory Used: {used} MB"
            message = f"REPORT RequestId: 3f1a5c2e-7f6b-4d0e-9a53-{hour:06}{number:06}\t{text}\tStatus: success"
            moment = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour, minutes=number)
            rows.append({"id": f"{hour}-{number}", "timestamp": int(moment.timestamp() * 1000), "message": message})
    return {"logGroup": f"/aws/lambda/{NAMES['Take']}", "logStream": "s", "logEvents": rows}


def test_hours_that_come_in_parts(shop: Shop, tmp_path):
    """Four weeks of a function; what comes twice by another name makes no hour busier."""
    logs, state, baseline = tmp_path / "logs", tmp_path / "state", shop.baseline()
    write(logs, "trail.json", events_of(EVERY_DAY))
    told: set[tuple[str, str, str, int]] = set()
    for start, end in pairwise([0, 250, 500, 672]):
        write(logs, f"{start}.json", [log_of(range(start, end))])
        records, _ = records_in(run(logs, state, baseline))
        assert not told & records
        told |= records
    assert told == records_in(hunt(logs, ReadRules(), baseline=baseline.again()))[0]
    assert {id for id, *_ in told} == {"GOAT0890"}
    write(logs, "copy.json", [log_of([600])])
    assert run(logs, state, baseline).alerts.ordered == []
    with opened(state, clock=lambda: 86_400) as store:
        assert store.rows.execute("SELECT DISTINCT invocations FROM hours").fetchall() == [(6,)]

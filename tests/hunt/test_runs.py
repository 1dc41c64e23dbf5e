"""Many runs over parts of the logs say together what one run over all of them says."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.hunt.hunting import Hunting, hunt
from goatherd.hunt.memory.store import opened
from goatherd.hunt.sigma import ReadRules, read_sigma

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.hunt.alerts import Alert

    Told = set[tuple[str, str, str, int]]

SOURCE = "logsource: {product: aws, service: cloudtrail}"


def rule(name: str, event: str, more: str = "") -> str:
    return f"title: t\nname: {name}\n{SOURCE}\ndetection: {{asked: {{eventName: {event}}}, condition: asked}}\n{more}"


def correlation(name: str, kind: str, rules: str, condition: str = "") -> str:
    said = f"type: {kind}, rules: [{rules}], group-by: [userIdentity.arn], timespan: 10m, generate: true"
    return f"title: t\nname: {name}\ncorrelation: {{{said}{condition}}}"


SINGLE = (rule("put", "PutObject"), rule("got", "GetObject"))
RISING = (  # more records make more alerts, never fewer
    correlation("counted", "event_count", "put, got", ", condition: {gte: 3}"),
    correlation("regions", "value_count", "put, got", ", condition: {gt: 1, field: awsRegion}"),
    correlation("together", "temporal", "put, got"),
    correlation("ordered", "temporal_ordered", "put, got"),
)
FALLING = (
    correlation("few", "event_count", "put", ", condition: {lt: 2}"),
    correlation("two", "value_count", "put, got", ", condition: {eq: 2, field: awsRegion}"),
    rule("new", "PutObject", "new: {fields: [awsRegion], per: [userIdentity.arn], after: 5m}"),
)
EVENTS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from(["PutObject", "GetObject", "ListBuckets"]),
        st.sampled_from(["erin", "mallory"]),
        st.sampled_from(["eu-west-1", "us-east-1", "eu-north-1"]),
        st.integers(0, 30),
    ),
    max_size=20,
)
CUTS = st.lists(st.integers(0, 20), max_size=4).map(sorted)


def events_of(drawn: Iterable[tuple[int, str, str, str, int]]) -> list[dict[str, Any]]:
    start = datetime(2026, 3, 2, 10, tzinfo=UTC)
    return [
        {
            "eventID": f"{id}-{minute}-{name}-{who}-{region}",
            "eventTime": (start + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "eventName": name,
            "awsRegion": region,
            "userIdentity": {"arn": f"arn:aws:iam::111122223333:user/{who}"},
        }
        for minute, name, who, region, id in drawn
    ]


def read(*texts: str) -> ReadRules:
    found = read_sigma("\n---\n".join(texts), "rules.yml")
    assert not found.diagnoses
    return found


def told(alerts: Iterable[Alert]) -> Told:
    found = [(each.about.id, each.group, seen.path, seen.number) for each in alerts for seen in each.evidence]
    assert len(found) == len(set(found))
    return set(found)


def parts(events: list[Any], cuts: list[int]) -> list[list[Any]]:
    ends = [0, *(min(cut, len(events)) for cut in cuts), len(events)]
    return [events[start:end] for start, end in pairwise(ends)]


def in_one_run(read: ReadRules, listed: list[list[dict[str, Any]]], *, one_file: bool) -> Told:
    with TemporaryDirectory() as folder:
        for number, events in enumerate(listed):
            add(Path(folder), number, events, one_file=one_file)
        return told(hunt(Path(folder), read).alerts.ordered)


def in_many(read: ReadRules, listed: list[list[dict[str, Any]]], *, one_file: bool) -> Told:
    """A run for each part that comes, each of which begins with what the one before it has left."""
    found: Told = set()
    with TemporaryDirectory() as folder, TemporaryDirectory() as beside:
        for number, events in enumerate(listed):
            add(Path(folder), number, events, one_file=one_file)
            for _ in range(2):  # the second finds nothing
                with opened(Path(beside, "state")) as store:
                    more = told(Hunting(Path(folder), read, store).look().alerts.ordered)
                    store.keep()
                assert not more & found
                found |= more
            assert not more
    return found


def add(folder: Path, number: int, events: list[dict[str, Any]], *, one_file: bool) -> None:
    with (folder / ("trail.json" if one_file else f"{number}.json")).open("a") as stream:
        stream.writelines(json.dumps(event) + "\n" for event in events)


@settings(max_examples=60, deadline=None)
@given(EVENTS, CUTS, st.booleans())
def test_parts_in_whatever_order(drawn, cuts, one_file):
    listed, asked = parts(events_of(drawn), cuts), read(*SINGLE, *RISING)
    assert in_many(asked, listed, one_file=one_file) == in_one_run(asked, listed, one_file=one_file)


@settings(max_examples=60, deadline=None)
@given(EVENTS.map(sorted), st.lists(st.integers(0, 40), max_size=4).map(sorted), st.booleans())
def test_parts_in_the_order_of_time(drawn, times, one_file):
    """What happens at one time is in one part."""
    cuts = [sum(each[0] < time for each in drawn) for time in times]
    listed, asked = parts(events_of(drawn), cuts), read(*SINGLE, *RISING, *FALLING)
    assert in_many(asked, listed, one_file=one_file) == in_one_run(asked, listed, one_file=one_file)


def test_what_was_not_met_for_long_is_forgotten(tmp_path):
    """A file that stays is not read again; what comes back after it was gone for long is new."""
    logs, asked = tmp_path / "logs", read(rule("put", "PutObject"))
    logs.mkdir()
    add(logs, 1, events_of([(0, "PutObject", "erin", "eu-west-1", 1)]), one_file=False)

    def records_told(day: int) -> int:
        with opened(tmp_path / "state", clock=lambda: day * 86_400) as store:
            found = Hunting(logs, asked, store).look()
            store.keep()
        return sum(alert.count for alert in found.alerts.ordered)

    assert [records_told(day) for day in (1, 60, 120)] == [1, 0, 0]
    (logs / "1.json").rename(logs / "renamed.json")
    assert [records_told(day) for day in (121, 200)] == [0, 0]
    (logs / "renamed.json").rename(tmp_path / "elsewhere.json")
    assert records_told(250) == 0
    (tmp_path / "elsewhere.json").rename(logs / "back.json")
    assert [records_told(day) for day in (300, 301)] == [1, 0]

"""Rules over records of whatever shape: all engines give the same alerts, told from the same records."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.hunt.duck.engine import hunt as hunt_with_duckdb
from goatherd.hunt.hunting import hunt
from goatherd.hunt.sigma import ReadRules, read_sigma
from goatherd.hunt.spark.engine import hunt as hunt_with_spark

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.hunt.hunting import Hunt

ASKED = [
    "{eventName: PutObject}",
    "{eventName: UpdateFunctionCode, userIdentity.type: Root}",
    "{userIdentity.type: root}",
    "{userIdentity.type|cased: root}",
    "{userIdentity|contains: Root}",
    "{userIdentity.type|startswith: ro}",
    "{userIdentity.type|re: '^R.+t$'}",
    "{userIdentity.type|re|i: '^r.+t$'}",
    "{userIdentity.type|endswith: '%_\\\\'}",
    "{requestParameters.tags.key: [Root, 12]}",
    "{requestParameters.tags.key: null}",
    "{requestParameters.size|gt: 11}",
    "{requestParameters.size|lte: 12.5}",
    '{requestParameters|re: \'"key":"x"\'}',
    "{sourceIPAddress|cidr: 10.0.0.0/14}",
    "{sourceIPAddress|cidr: '2001:db8::/33'}",
    "{userIdentity.type|fieldref: requestParameters.tags.key}",
    "{userIdentity.type|fieldref|startswith: requestParameters.tags.key}",
    "{userIdentity.type|fieldref|endswith: requestParameters.tags.key}",
    "{requestParameters.tags.key|fieldref|contains: userIdentity.type}",
    "{errorCode|exists: true, eventName|endswith: Code}",
    "[root]",
]
SOURCE = "logsource: {product: aws, service: cloudtrail}"


def read(*texts: str) -> ReadRules:
    found = read_sigma("\n---\n".join(texts), "rules.yml")
    assert not found.diagnoses
    return found


def rule(name: str, asked: str, condition: str = "asked", more: str = "") -> str:
    return f"title: t\nname: {name}\n{SOURCE}\ndetection: {{asked: {asked}, condition: {condition}}}\n{more}"


def correlation(name: str, kind: str, rules: str, condition: str = "", by: str = "userIdentity.arn") -> str:
    said = f"type: {kind}, rules: [{rules}], group-by: [{by}], timespan: 10m, generate: true"
    return f"title: t\nname: {name}\ncorrelation: {{{said}{condition}}}"


SINGLE = read(
    *(rule(f"is{number}", asked) for number, asked in enumerate(ASKED)),
    *(rule(f"not{number}", asked, "not asked") for number, asked in enumerate(ASKED)),
)
SEVERAL = read(
    rule("put", "{eventName: PutObject}"),
    rule("got", "{eventName: GetObject}"),
    rule("any", "{eventName|endswith: Object}"),
    rule("new", "{eventName|endswith: Object}", more="new: {fields: [awsRegion], per: [userIdentity.arn], after: 5m}"),
    rule("newer", "{eventName: PutObject}", more="new: {fields: [requestParameters.tags.key], after: 1s}"),
    correlation("counted", "event_count", "put", ", condition: {gte: 3}"),
    correlation("both", "event_count", "put, got, any", ", condition: {gt: 3}"),
    correlation("few", "event_count", "got", ", condition: {lt: 2}"),
    correlation("regions", "value_count", "any", ", condition: {eq: 2, field: awsRegion}"),
    correlation("keys", "value_count", "put, any", ", condition: {gte: 2, field: requestParameters.tags.key}"),
    correlation("together", "temporal", "put, got"),
    correlation("ordered", "temporal_ordered", "put, got"),
    correlation("three", "temporal_ordered", "got, put, any"),
    correlation("anybody", "event_count", "put", ", condition: {gte: 3}", by=""),
)


def depth_of_lists(value: Any) -> int:
    """How many lists stand in each other without an object between them, at most."""
    if isinstance(value, list):
        below = [depth_of_lists(each) for each in value]
        straight = [depth for each, depth in zip(value, below, strict=True) if isinstance(each, list)]
        return max([1 + max(straight, default=0), *below])
    return max(map(depth_of_lists, value.values()), default=0) if isinstance(value, dict) else 0


TEXTS = st.sampled_from(
    ["Root", "root", "ROOT", "x", "", "a%_\\", "größe", 'q"q', "1.0", "12", "1_000", "nan", "12 ", "line\nend"]
)
NUMBERS = st.sampled_from([0, 12, -3, 12.0, 12.5, 0.25, 10**12, True, False])
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS | NUMBERS | st.none(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["type", "key"]), inner, max_size=2),
    max_leaves=5,
).filter(lambda value: depth_of_lists(value) <= 2)  # what SQL looks into
NAMES = st.sampled_from(["PutObject", "GetObject", "UpdateFunctionCode20150331v2", "other", "putobject"])
ADDRESSES = st.sampled_from(["10.3.255.9", "10.4.0.1", "2001:DB8::1", "2001:db8:8000::", "lambda.amazonaws.com", "::"])
START = datetime(2026, 3, 2, 23, 50, tzinfo=UTC)


@st.composite
def times(draw: st.DrawFn) -> str:
    time = START + timedelta(seconds=draw(st.integers(0, 30)) * 60)
    form = draw(st.sampled_from(["plain", "zone", "fraction", "none"]))
    if form == "plain":
        return time.strftime("%Y-%m-%dT%H:%M:%SZ")
    if form == "zone":
        return (time + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S+02:00")
    return (time + timedelta(microseconds=1)).isoformat() if form == "fraction" else time.strftime("%Y-%m-%d %H:%M")


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


REGULAR = some(
    eventID=st.sampled_from("abcdefghijkl"),
    eventTime=times(),
    eventName=NAMES,
    eventSource=st.sampled_from(["s3.amazonaws.com", "lambda.amazonaws.com", "../../etc"]),
    awsRegion=st.sampled_from(["eu-west-1", "us-east-1", "ap-south-1"]),
    sourceIPAddress=ADDRESSES,
    errorCode=TEXTS,
    userIdentity=some(type=TEXTS, arn=st.sampled_from(["erin", "bob"])) | st.none(),
    requestParameters=some(tags=VALUES, size=NUMBERS | TEXTS | st.lists(NUMBERS)) | VALUES,
)
ODD = st.dictionaries(
    st.sampled_from(["eventName", "userIdentity", "requestParameters", "eventID", "awsRegion"]), VALUES
)
ANY = st.builds(lambda first, second: {**first, **second}, REGULAR, st.just({}) | ODD)
RECORDS = st.lists(ANY, max_size=30)
MANY = 300  # for Spark, which takes its time to read rules and little to ask them
OFTEN = st.fixed_dictionaries(
    {
        "eventTime": times(),
        "eventName": NAMES,
        "userIdentity": st.fixed_dictionaries({"arn": st.sampled_from(["erin", "bob"])}),
        "awsRegion": st.sampled_from(["eu-west-1", "us-east-1", "ap-south-1"]),
        "requestParameters": st.fixed_dictionaries({"tags": st.lists(some(key=TEXTS), max_size=2)}),
    },
    optional={"eventID": st.sampled_from("abcdefghijkl")},
)


def told(
    tmp_path_factory: Any,
    records: list[dict[str, Any]],
    rules: ReadRules,
    hunt_tables: Callable[..., Hunt] = hunt_with_duckdb,
) -> None:
    folder = tmp_path_factory.mktemp("logs")
    half = len(records) // 2
    for name, part in (("a.json", records[:half]), ("b.json", records[half:])):
        (folder / name).write_text(json.dumps({"Records": part}))
    expected, found = hunt(folder, rules), hunt_tables(folder, rules)
    assert found.alerts.ordered == expected.alerts.ordered
    assert (found.records, found.untimed, found.damages) == (expected.records, expected.untimed, expected.damages)


@settings(max_examples=15)
@given(RECORDS)
def test_what_a_rule_asks_of_one_record(tmp_path_factory, records):
    told(tmp_path_factory, records, SINGLE)


@settings(max_examples=15)
@given(st.lists(OFTEN, max_size=40))
def test_what_it_asks_of_several(tmp_path_factory, records):
    told(tmp_path_factory, records, SEVERAL)


@pytest.mark.parametrize(("kind", "rules"), [(ANY, SINGLE), (OFTEN, SEVERAL)], ids=["one", "several"])
def test_in_spark(spark, tmp_path_factory, kind, rules):
    records = []

    @settings(max_examples=MANY)
    @given(kind)
    def gather(record):
        records.append(record)

    gather()
    told(tmp_path_factory, records, rules, hunt_with_spark)

"""Files of logs: what is a record is read, whatever stands beside it; what is none is told."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.hunt.hunting import hunt
from goatherd.hunt.sigma import read_sigma
from goatherd.hunt.telemetry.files import read_file

if TYPE_CHECKING:
    from pathlib import Path

STOPPED = {
    "eventID": "1",
    "eventTime": "2026-03-02T10:00:00Z",
    "eventSource": "cloudtrail.amazonaws.com",
    "eventName": "StopLogging",
    "userIdentity": {"arn": "arn:aws:iam::111122223333:user/erin"},
}
RULE = """
title: A trail was stopped
logsource: {product: aws, service: cloudtrail}
detection: {stop: {eventName: StopLogging}, condition: stop}
"""


def trail(*events: dict) -> bytes:
    return json.dumps({"Records": events}).encode()


def zipped() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("trail.json", trail(STOPPED))
    return written.getvalue()


@pytest.fixture
def told(tmp_path: Path):
    """How many alerts and records, and what was not read, once `data` is the one file of the folder."""

    def run(data: bytes, name: str = "trail.json") -> tuple[int, int, list[tuple[str, int, str]]]:
        (tmp_path / name).write_bytes(data)
        found = hunt(tmp_path, read_sigma(RULE, "rule.yml"))
        damaged = [(each.path, each.number, each.why) for each in found.damaged]
        return sum(each.count for each in found.alerts.ordered), found.records, damaged

    return run


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(trail(STOPPED), id="a trail's file"),
        pytest.param(gzip.compress(trail(STOPPED)), id="packed"),
        pytest.param(gzip.compress(trail()) + gzip.compress(trail(STOPPED)[: len(trail())]), id="packed in parts"),
        pytest.param(json.dumps(STOPPED).encode() + b"\n", id="a line an event"),
        pytest.param(b"\n\n  " + json.dumps(STOPPED).encode(), id="blank lines first"),
    ],
)
def test_is_read(told, data):
    if data.startswith(gzip.compress(trail())[:3]) and data.count(b"\x1f\x8b") > 1:
        data = gzip.compress(trail(STOPPED)[:40]) + gzip.compress(trail(STOPPED)[40:])
    assert told(data) == (1, 1, [])


def test_the_same_event_of_two_trails_is_one(told, tmp_path):
    (tmp_path / "copy.json").write_bytes(trail(STOPPED))
    assert told(trail(STOPPED))[:2] == (1, 2)


def test_a_damaged_line_is_told_and_the_others_are_read(told):
    line = json.dumps(STOPPED).encode()
    alerts, records, damaged = told(b"\n".join([b'{"eventName": ', line, b"[1]", line.replace(b'"1"', b'"2"')]))
    assert (alerts, records) == (2, 2)
    assert [each[:2] for each in damaged] == [("trail.json", 1), ("trail.json", 3)]


def test_a_file_that_was_cut_off_is_told(told):
    _, _, damaged = told(gzip.compress(trail(STOPPED))[:-12])
    assert {each[0] for each in damaged} == {"trail.json"}


@pytest.mark.parametrize("place", [10, 11, 20, -6])
def test_a_packed_file_that_was_damaged_is_told(told, place):
    data = bytearray(gzip.compress(trail(STOPPED), mtime=0))
    data[place] = 0xFF
    _, _, damaged = told(bytes(data))
    assert damaged


def test_what_is_no_log_is_told(told):
    assert told(b"\x89PNG something else", "photo.png") == (0, 0, [("photo.png", 0, "no kind of log that is read")])


def test_depth_of_a_record_is_no_crash(told):
    deep = b'{"eventName": "StopLogging", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    _, records, damaged = told(b'{"eventName": "Other"}\n' + deep)
    assert records == 1
    assert [each[1] for each in damaged] == [2]


def test_digests_are_no_logs(tmp_path):
    (tmp_path / "CloudTrail-Digest").mkdir()
    (tmp_path / "CloudTrail-Digest" / "d.json").write_bytes(b"junk")
    (tmp_path / "trail.json").write_bytes(trail(STOPPED))
    assert hunt(tmp_path, read_sigma(RULE, "rule.yml")).files == 1


def test_links_and_pipes_are_not_opened(tmp_path, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "trail.json"
    elsewhere.write_bytes(trail(STOPPED))
    (tmp_path / "link.json").symlink_to(elsewhere)
    (tmp_path / "links").symlink_to(elsewhere.parent)
    os.mkfifo(tmp_path / "pipe.json")
    found = hunt(tmp_path, read_sigma(RULE, "rule.yml"))
    assert found.records == 0
    assert sorted(each.path for each in found.damaged) == ["link.json", "links", "pipe.json"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (zipped(), "a zip archive"),
        (bz2.compress(b"{}"), "packed with bzip2"),
        (lzma.compress(b"{}"), "packed with xz"),
        (trail(STOPPED).decode().encode("utf-16"), "UTF-16"),
    ],
)
def test_what_is_no_log_yet_says_what_it_is(tmp_path, data, what):
    (tmp_path / "trail.json").write_bytes(data)
    (damage,) = hunt(tmp_path, read_sigma(RULE, "rule.yml")).damaged
    assert what in damage.why


@given(st.binary(max_size=300))
def test_no_bytes_end_the_run(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("junk") / "file"
    file.write_bytes(data)
    for part in read_file(file, "file"):
        assert part.path == "file"

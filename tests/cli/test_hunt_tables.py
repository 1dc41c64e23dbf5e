"""`goatherd hunt` over tables: convert, ask with DuckDB, print SQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlglot import parse

from goatherd.hunt.detections.examples import events_of

if TYPE_CHECKING:
    from pathlib import Path

UPDATED = {
    "eventSource": "lambda.amazonaws.com",
    "eventName": "UpdateFunctionCode20150331v2",
    "requestParameters": {"functionName": "pay"},
}
RULE = """\
title: A trail was stopped
name: stopped
logsource: {product: aws, service: cloudtrail}
detection: {stop: {eventName: StopLogging, requestParameters.name|startswith: ma}, condition: stop}
"""
REPLACED = """\
title: The code was replaced
name: replaced
logsource: {product: aws, service: cloudtrail}
detection: {code: {eventName: UpdateFunctionCode, requestParameters.functionName: pay}, condition: code}
"""


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "trail.json").write_text(json.dumps({"Records": events_of([{"eventName": "ListBuckets"}, UPDATED])}))
    return folder


def test_a_name_of_a_file_that_is_no_text(goatherd, logs, tmp_path):
    (logs / "trail.json").rename(logs / os.fsdecode(b"\xff.json"))
    assert goatherd("hunt", "convert", str(logs), str(tmp_path / "lake")).code == 0
    result = goatherd("hunt", str(tmp_path / "lake"), "--format", "jsonl")
    assert json.loads(result.out.splitlines()[0])["evidence"][0]["path"] == "\\udcff.json"


def test_converted_logs_give_the_same_report(goatherd, logs, tmp_path):
    lake = str(tmp_path / "lake")
    converted = goatherd("hunt", "convert", str(logs), lake)
    assert (converted.code, converted.out) == (0, "2 records of 1 file\n")
    expected = goatherd("hunt", str(logs), "--format", "jsonl")
    assert "GOAT0370" in expected.out
    assert goatherd("hunt", lake, "--format", "jsonl").out == expected.out
    assert goatherd("hunt", str(logs), "--engine", "duckdb", "--format", "jsonl").out == expected.out


def test_spark_gives_the_same_report(goatherd, spark, logs, tmp_path):
    (tmp_path / "rule.yml").write_text(REPLACED)
    asked = ("--no-own", "--rules", str(tmp_path / "rule.yml"), "--format", "jsonl")
    expected = goatherd("hunt", str(logs), *asked)
    assert (expected.code, expected.out.count('"alert"')) == (1, 1)
    assert goatherd("hunt", str(logs), "--engine", "spark", *asked).out == expected.out
    lake = tmp_path / "a lake [of {all}]*%20"
    goatherd("hunt", "convert", str(logs), str(lake))
    assert goatherd("hunt", str(lake), "--engine", "spark", *asked).out == expected.out


def test_folders_by_account_service_and_day(goatherd, logs, tmp_path):
    goatherd("hunt", "convert", str(logs), str(tmp_path / "lake"))
    files = sorted(file.relative_to(tmp_path / "lake") for file in (tmp_path / "lake").rglob("*.parquet"))
    assert [str(file.parent) for file in files] == [
        "aws_cloudtrail/account=111122223333/service=lambda/day=2026-03-02",
        "aws_cloudtrail/account=111122223333/service=unknown/day=2026-03-02",
    ]


def test_a_folder_that_holds_something_is_left_alone(goatherd, logs, tmp_path):
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "mine").touch()
    result = goatherd("hunt", "convert", str(logs), str(tmp_path / "lake"))
    assert result.code == 2
    assert "is not empty" in result.err
    assert [file.name for file in (tmp_path / "lake").iterdir()] == ["mine"]


def test_what_cannot_be_converted_is_kept_and_told(goatherd, logs, tmp_path):
    (logs / "lines.json").write_text('{"eventName": "ListBuckets"}\n{"eventName": \n')
    odd = tmp_path / "odd.jsonl"
    result = goatherd("hunt", "convert", str(logs), str(tmp_path / "lake"), "--damaged", str(odd))
    assert (result.code, result.out) == (3, "3 records of 2 files\n")
    assert json.loads(odd.read_text())["data"] == '{"eventName": \n'
    assert goatherd("hunt", str(tmp_path / "lake"), "--no-own", "--rules", str(rule(tmp_path))).code == 3


def test_the_stream_reads_no_tables(goatherd, logs, tmp_path):
    goatherd("hunt", "convert", str(logs), str(tmp_path / "lake"))
    result = goatherd("hunt", str(tmp_path / "lake"), "--engine", "stream")
    assert result.code == 2
    assert "--engine duckdb" in result.err


@pytest.mark.parametrize("dialect", ["trino", "athena", "duckdb", "spark"])
def test_a_rule_as_sql(goatherd, tmp_path, snapshot, dialect):
    result = goatherd("hunt", "sql", "--dialect", dialect, str(rule(tmp_path)))
    assert result.code == 0
    assert result.out == snapshot
    assert len([each for each in parse(result.out, read=dialect) if each is not None]) == 1


def test_a_rule_that_duckdb_cannot_be_asked_is_told_and_the_others_are_asked(goatherd, logs, tmp_path):
    (tmp_path / "odd.yml").write_text(RULE.replace("requestParameters.name", "requestParameters..name"))
    result = goatherd("hunt", str(logs), "--engine", "duckdb", "--rules", str(tmp_path / "odd.yml"))
    assert result.code == 1
    assert "GOAT0370" in result.out
    assert "the rule 'A trail was stopped' is not asked: DuckDB refuses it" in result.err


def test_rules_that_spark_cannot_be_asked_are_told_and_the_others_are_asked(goatherd, spark, logs, tmp_path):
    field = RULE.replace("requestParameters.name|startswith", "'requestParameters.\"|startswith'")
    pattern = RULE.replace("startswith: ma", "re: 'a(?P<b>)'").replace("stopped", "halted")
    (tmp_path / "odd.yml").write_text("---\n".join([field, pattern, REPLACED]))
    result = goatherd("hunt", str(logs), "--engine", "spark", "--no-own", "--rules", str(tmp_path / "odd.yml"))
    assert result.code == 1
    assert "The code was replaced" in result.out
    assert "the rule 'A trail was stopped' is not asked: Spark refuses it" in result.err
    assert "the rule 'A trail was halted' is not asked: Spark refuses it" in result.err


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_a_folder_without_records(request, goatherd, tmp_path, engine):
    if engine == "spark":
        request.getfixturevalue("spark")
    (tmp_path / "empty").mkdir()
    assert goatherd("hunt", str(tmp_path / "empty"), "--engine", engine).code == 4


def test_a_cluster_reads_what_was_converted(goatherd, logs):
    result = goatherd("hunt", str(logs), "--engine", "spark", "--master", "spark://cluster:7077")
    assert result.code == 2
    assert "goatherd hunt convert" in result.err


def test_only_spark_has_a_master(goatherd, logs):
    result = goatherd("hunt", str(logs), "--master", "local[2]")
    assert result.code == 2
    assert "use --engine spark" in result.err


def test_without_java(logs):
    command = [sys.executable, "-m", "goatherd", "hunt", str(logs), "--engine", "spark"]
    result = subprocess.run(command, env={"PATH": ""}, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith("error: this needs Java\n")
    assert "apt-get install default-jre-headless" in result.stderr


def test_without_pyspark(goatherd, logs, monkeypatch):
    monkeypatch.setattr("goatherd.cli.hunt.SPARK", ("no_such_module",))
    result = goatherd("hunt", str(logs), "--engine", "spark")
    assert result.code == 2
    assert "this needs no_such_module" in result.err
    assert "[spark]" in result.err


def test_logs_without_records_are_no_lake(goatherd, tmp_path):
    (tmp_path / "logs").mkdir()
    lake = tmp_path / "lake"
    assert goatherd("hunt", "convert", str(tmp_path / "logs"), str(lake)).code == 4
    assert list(lake.iterdir()) == []


def test_tables_are_not_written_among_the_logs(goatherd, logs):
    result = goatherd("hunt", "convert", str(logs), str(logs / "lake"))
    assert result.code == 2
    assert "is among the logs" in result.err
    assert not (logs / "lake").exists()


def test_without_the_packages(goatherd, logs, monkeypatch):
    monkeypatch.setattr("goatherd.cli.hunt.TABLES", ("no_such_module",))
    result = goatherd("hunt", str(logs), "--engine", "duckdb")
    assert result.code == 2
    assert "this needs no_such_module" in result.err
    assert "[hunt]" in result.err


def rule(folder: Path) -> Path:
    (folder / "rule.yml").write_text(RULE)
    return folder / "rule.yml"

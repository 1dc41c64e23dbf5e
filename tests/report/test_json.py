from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from goatherd.report import json as json_report
from goatherd.report import jsonl

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "json-schema" / "report-1.json").read_text(encoding="utf-8"))


def test_it_follows_the_published_schema(outcome):
    Draft202012Validator.check_schema(SCHEMA)
    errors = Draft202012Validator(SCHEMA).iter_errors(json.loads(json_report.render(outcome)))
    assert [f"{list(error.path)} {error.message}" for error in errors] == []


def test_a_finding(outcome):
    assert json.loads(json_report.render(outcome))["findings"][0] == {
        "id": "GOAT0101",
        "slug": "event-data-in-shell",
        "sas": "SAS-1",
        "cwe": 78,
        "severity": "critical",
        "confidence": "high",
        "reasons": [],
        "path": "src/app.py",
        "line": 8,
        "column": 2,
        "function": "Convert",
        "functions": ["Convert", "ConvertAgain"],
        "message": "queryStringParameters.name reaches a shell",
        "remedy": "Pass a list of arguments to subprocess.run.",
        "locations": [],
        "flow": [
            {
                "path": "src/app.py",
                "line": 6,
                "note": "the caller chooses queryStringParameters.name (GET /convert, anonymous)",
            },
            {"path": "src/app.py", "line": 7, "note": "it becomes part of command"},
            {"path": "src/shared.py", "line": 2, "note": "quote returns it as it is"},
            {"path": "src/app.py", "line": 8, "note": "os.system runs it in a shell"},
        ],
        "fingerprint": "474f4154303130310000000000000000",
    }


def test_a_doubted_finding_says_why(outcome):
    finding = json.loads(json_report.render(outcome))["findings"][1]
    reason = {"kind": "unseen", "words": "a gateway may refuse it", "place": {"path": "template.yaml", "line": 3}}
    assert (finding["confidence"], finding["reasons"]) == ("medium", [reason])


def test_functions_say_where_their_code_is_or_why_not(outcome):
    convert, lost = json.loads(json_report.render(outcome))["functions"]
    assert (convert["file"], convert["unresolved"]) == ("src/app.py", "")
    assert convert["triggers"] == [{"kind": "http-api", "exposure": "anonymous", "detail": "GET /convert"}]
    assert (lost["file"], lost["unresolved"]) == ("", "its code is in a bucket")


def test_json_lines_hold_the_same_records(outcome):
    whole = json.loads(json_report.render(outcome))
    records = [json.loads(line) for line in jsonl.render(outcome).splitlines()]
    for type, key in (
        ("finding", "findings"),
        ("diagnosis", "diagnoses"),
        ("function", "functions"),
        ("skipped", "skipped"),
    ):
        assert [{k: v for k, v in r.items() if k != "type"} for r in records if r["type"] == type] == whole[key]
    assert records[-1] == {"type": "summary", **whole["summary"]}

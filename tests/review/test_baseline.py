from __future__ import annotations

import json
from datetime import date

import pytest

from goatherd.core.config import Config
from goatherd.core.errors import ConfigError
from goatherd.review import accept_all

DAY = date(2026, 8, 24)


@pytest.fixture
def written(desk, tmp_path):
    """A baseline with the finding in line 1, and its file."""
    desk.write("app.py", "os.system(a)\nos.system(b)\n")
    desk.find("app.py", 1)
    path = tmp_path / "baseline.json"
    assert accept_all(desk.review(), str(path), Config(), today=DAY) == 1
    return path


def test_what_the_baseline_lists_is_accepted_and_the_rest_is_not(desk, written):
    desk.find("app.py", 2)
    outcome = desk.review(Config(baseline=str(written)))
    assert [finding.span.line for finding in outcome.findings] == [2]
    assert [accepted.by for accepted in outcome.accepted] == ["baseline"]


def test_shifted_lines_stay_accepted(desk, written):
    desk.write("app.py", "import os\n\nos.system(a)\n")
    desk.findings.clear()
    desk.find("app.py", 3)
    assert desk.review(Config(baseline=str(written))).findings == []


def test_a_reason_is_shown_and_kept_when_the_file_is_written_again(desk, written):
    edit(written, reason="internal only", expires="2026-12-31")
    outcome = desk.review(Config(baseline=str(written)))
    assert outcome.accepted[0].reason == "internal only"
    accept_all(desk.review(), str(written), Config(), today=date(2026, 9, 1))
    entry = json.loads(written.read_text())["entries"][0]
    assert (entry["reason"], entry["expires"], entry["added"]) == ("internal only", "2026-12-31", "2026-08-24")


def test_an_expired_entry_accepts_nothing_and_says_so(desk, written):
    edit(written, expires="2026-08-23")
    outcome = desk.review(Config(baseline=str(written)))
    assert len(outcome.findings) == 1
    assert [d.message for d in outcome.diagnoses] == [
        "the baseline's entry for GOAT0101 in app.py expired on 2026-08-23"
    ]


def test_entries_that_match_nothing_are_counted(desk, written):
    desk.findings.clear()
    outcome = desk.review(Config(baseline=str(written)))
    assert [d.message for d in outcome.diagnoses] == [
        "1 entry matches nothing any more; --write-baseline leaves them out"
    ]
    assert not outcome.incomplete


def test_mended_findings_leave_the_file(desk, written):
    desk.findings.clear()
    accept_all(desk.review(), str(written), Config(), today=DAY)
    assert json.loads(written.read_text()) == {"version": 2, "entries": []}


def test_entries_of_checks_that_did_not_run_stay(desk, written):
    edit(written, id="GOAT0901", fingerprint="f" * 32, reason="agreed with the owners")
    assert not desk.review(Config(baseline=str(written))).diagnoses
    assert accept_all(desk.review(), str(written), Config(), today=DAY) == 2
    entries = json.loads(written.read_text())["entries"]
    assert [(entry["id"], entry["reason"]) for entry in entries] == [
        ("GOAT0101", ""),
        ("GOAT0901", "agreed with the owners"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "the baseline is not JSON"),
        ("[]", "this is no baseline of version 2"),
        ('{"version": 3, "entries": []}', "this is no baseline of version 2"),
        ('{"version": 1, "entries": [3]}', "entry 1 of the baseline is not a table of texts"),
        ('{"version": 1, "entries": [{}]}', "entry 1 of the baseline has no fingerprint"),
        ('{"version": 1, "entries": [{"fingerprint": "x", "expires": "soon"}]}', "has no proper date"),
        ("[" * 100_000, "the baseline is not"),
    ],
)
def test_a_broken_baseline_is_a_configuration_error(desk, tmp_path, text, message):
    path = tmp_path / "baseline.json"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        desk.review(Config(baseline=str(path)))
    assert message in caught.value.message
    assert caught.value.span.path == str(path)


def test_a_baseline_of_the_repository_accepts_findings_of_a_services_folder_and_keeps_the_others(desk, tmp_path):
    path = tmp_path / "baseline.json"
    (desk.root / ".git").mkdir()
    for file in ("app.py", "services/pay/app.py"):
        desk.write(file, "os.system(a)\nos.system(b)\n")
        desk.find(file, 1)
    accept_all(desk.review(), str(path), Config(), today=DAY)
    desk.findings.clear()
    desk.find("app.py", 1)
    outcome = desk.review(Config(baseline=str(path)), folder="services/pay")
    assert (outcome.findings, outcome.diagnoses) == ([], [])
    desk.find("app.py", 2)
    assert accept_all(desk.review(folder="services/pay"), str(path), Config(), today=DAY) == 3
    assert {entry["path"] for entry in json.loads(path.read_text())["entries"]} == {"app.py", "services/pay/app.py"}


def test_a_baseline_of_version_1_is_read_where_it_was_written(desk, tmp_path):
    path = tmp_path / "baseline.json"
    desk.write("services/pay/app.py", "os.system(a)\n")
    desk.find("app.py", 1)
    accept_all(desk.review(folder="services/pay"), str(path), Config(), today=DAY)  # outside of a work tree
    old = json.loads(path.read_text()) | {"version": 1}
    path.write_text(json.dumps(old))
    (desk.root / ".git").mkdir()
    outcome = desk.review(Config(baseline=str(path)), folder="services/pay")
    assert (outcome.findings, outcome.diagnoses) == ([], [])
    with pytest.raises(ConfigError, match="of version 1"):
        accept_all(desk.review(folder="services/pay"), str(path), Config(), today=DAY)


def edit(path, **fields):
    data = json.loads(path.read_text())
    data["entries"][0].update(fields)
    path.write_text(json.dumps(data))

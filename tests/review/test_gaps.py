"""What was not read or decided makes a run incomplete until somebody who has looked at it accepts it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from goatherd.core.acceptance import Acceptance
from goatherd.core.config import Config, load_config
from goatherd.core.errors import ConfigError
from goatherd.core.source import Span
from goatherd.outcome import ExitCode
from goatherd.review import accept_all

DAY = date(2026, 8, 24)
BROKEN = "Resources:\n  A: {  # goatherd: ignore[unread] a draft (until 2026-09-30)\n  B: 1\n"


def messages(outcome):
    return [(diagnosis.incomplete, diagnosis.message) for diagnosis in outcome.diagnoses]


def test_a_comment_accepts_it_with_its_reason(desk):
    desk.write("t.yaml", BROKEN)
    desk.miss("t.yaml", 2)
    outcome = desk.review()
    assert not outcome.incomplete and outcome.exit_code != ExitCode.INCOMPLETE
    assert [(each.by, each.reason) for each in outcome.tolerated] == [("comment", "a draft")]


def test_a_comment_that_has_expired_accepts_nothing_and_says_so(desk):
    desk.write("t.yaml", BROKEN)
    desk.miss("t.yaml", 2)
    outcome = desk.review(today=date(2026, 10, 1))
    assert outcome.exit_code == ExitCode.INCOMPLETE
    assert messages(outcome) == [(True, "is not valid YAML"), (False, "this ignore comment expired on 2026-09-30")]


@pytest.mark.parametrize("comment", ["ignore[uninterpreted]", "ignore[GOAT0101]", "ignore"])
def test_a_comment_about_something_else_does_not(desk, comment):
    desk.write("t.yaml", f"A: {{  # goatherd: {comment} why\n")
    desk.miss("t.yaml", 1)
    assert desk.review().exit_code == ExitCode.INCOMPLETE


def test_a_comment_without_a_reason_does_not_where_reasons_are_asked_for(desk):
    desk.write("t.yaml", "A: {  # goatherd: ignore[unread]\n")
    desk.miss("t.yaml", 1)
    assert desk.review(Config(require_reason=True)).exit_code == ExitCode.INCOMPLETE
    assert desk.review(Config(require_reason=True, honour_comments=False)).exit_code == ExitCode.INCOMPLETE


def test_a_comment_that_accepts_nothing_any_more_is_told(desk):
    desk.write("t.yaml", BROKEN)
    desk.find("t.yaml", 3)
    assert messages(desk.review()) == [(False, "ignore[unread] accepts nothing any more; remove it")]


@pytest.fixture
def configured(desk):
    def configuration(id="unread", path="old/*", expires=None):
        source = str(desk.root / "goatherd.toml")
        return Config(accept=(Acceptance(id, path, "goes in spring", Span(source, 1), expires),), source=source)

    return configuration


def test_the_configuration_accepts_it(desk, configured):
    desk.write("old/t.yaml", "A: {\n")
    desk.miss("old/t.yaml", 1)
    assert not desk.review(configured()).incomplete
    assert not desk.review(configured(expires=DAY)).incomplete
    assert desk.review(configured(path="new/*")).incomplete
    assert desk.review(configured(id="uninterpreted")).incomplete


def test_the_configuration_accepts_findings_as_well(desk, configured):
    desk.write("old/app.py", "os.system(a)\n")
    desk.find("old/app.py", 1)
    outcome = desk.review(configured(id="SAS-1"))
    assert outcome.findings == []
    assert [(each.by, each.reason) for each in outcome.accepted] == [("configuration", "goes in spring")]
    assert len(desk.review(configured(id="GOAT0102")).findings) == 1


def test_the_configurations_acceptance_expires(desk, configured):
    desk.write("old/t.yaml", "A: {\n")
    desk.miss("old/t.yaml", 1)
    outcome = desk.review(configured(expires=date(2026, 8, 23)))
    assert outcome.exit_code == ExitCode.INCOMPLETE
    assert (False, "accept 'unread' for old/* expired on 2026-08-23") in messages(outcome)


def test_the_configurations_paths_begin_at_its_folder(desk, configured):
    desk.write("old/t.yaml", "A: {\n")
    desk.miss("t.yaml", 1)
    assert not desk.review(configured(), folder="old").incomplete


def test_an_acceptance_of_nothing_known_is_told(desk, configured):
    assert messages(desk.review(configured(id="unreadd"))) == [
        (False, "accept 'unreadd' names no check; goatherd checks lists them all")
    ]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ('[[accept]]\nid = "unread"\npath = "*"\n', "an [[accept]] needs its reason", 1),
        ('effort = 1\n[[accept]]\nid = "unread"\npath = "*"\nreason = " "\n', "an [[accept]] needs its reason", 2),
        ('accept = ["unread"]\n', "'accept' is not a list of tables", 1),
        ('[[accept]]\nid = "a"\npath = "*"\nreason = "x"\nexpires = "soon"\n', "'expires' is no date", 1),
        ('[[accept]]\nid = "a"\npath = "*"\nuntil = 2027-01-01\n', "unknown key 'until' in [[accept]]", 1),
    ],
)
def test_a_wrong_acceptance_is_a_configuration_error(tmp_path, text, message, line):
    path = tmp_path / "goatherd.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert (caught.value.message, caught.value.span.line) == (message, line)


def test_dates_may_be_written_with_and_without_quotes(tmp_path):
    path = tmp_path / "goatherd.toml"
    table = '[[accept]]\nid = "unread"\npath = "*"\nreason = "x"\nexpires = '
    path.write_text(f'{table}2027-01-31\n{table}"2027-02-01"\n')
    assert [each.expires for each in load_config(path).accept] == [date(2027, 1, 31), date(2027, 2, 1)]


@pytest.fixture
def baseline(desk, tmp_path):
    """A baseline of one unread place in line 2, and its file."""
    desk.write("t.yaml", "A: 1\nB: {\n")
    desk.miss("t.yaml", 2, "is not valid YAML at line 2, column 4: flow")
    path = tmp_path / "baseline.json"
    assert accept_all(desk.review(), str(path), Config(), today=DAY) == 1
    return path


def test_writing_the_baseline_accepts_it(desk, tmp_path):
    desk.write("t.yaml", "B: {\n")
    desk.miss("t.yaml", 1)
    outcome = desk.review()
    accept_all(outcome, str(tmp_path / "b.json"), Config(), today=DAY)
    assert not outcome.incomplete
    entry = json.loads((tmp_path / "b.json").read_text())["entries"][0]
    assert (entry["id"], entry["path"], entry["message"]) == ("unread", "t.yaml", "is not valid YAML")


def test_the_baseline_accepts_it_where_lines_have_shifted(desk, baseline):
    desk.write("t.yaml", "# more\nA: 1\nB: {\n")
    desk.diagnoses.clear()
    desk.miss("t.yaml", 3, "is not valid YAML at line 3, column 4: flow")
    outcome = desk.review(Config(baseline=str(baseline)))
    assert not outcome.diagnoses
    assert [each.by for each in outcome.tolerated] == ["baseline"]


@pytest.mark.parametrize(("line", "message"), [(1, "is not valid YAML at line 1, column 4: flow"), (2, "other")])
def test_the_baseline_does_not_accept_what_is_new(desk, baseline, line, message):
    desk.diagnoses.clear()
    desk.miss("t.yaml", line, message)
    assert desk.review(Config(baseline=str(baseline))).incomplete


def test_an_expired_entry_makes_the_run_incomplete_again_and_says_so(desk, baseline):
    data = json.loads(baseline.read_text())
    data["entries"][0]["expires"] = "2026-08-23"
    baseline.write_text(json.dumps(data))
    outcome = desk.review(Config(baseline=str(baseline)))
    assert outcome.exit_code == ExitCode.INCOMPLETE
    assert (False, "the baseline's entry for unread in t.yaml expired on 2026-08-23") in messages(outcome)


def test_what_is_read_again_leaves_the_baseline(desk, baseline):
    desk.diagnoses.clear()
    outcome = desk.review(Config(baseline=str(baseline)))
    assert messages(outcome) == [(False, "1 entry matches nothing any more; --write-baseline leaves them out")]


def test_a_run_that_was_cut_short_stays_incomplete_whatever_is_accepted(desk, configured):
    desk.miss(".", 1, "cut short by you", id="")
    assert desk.review(configured(id="unread", path="*")).incomplete

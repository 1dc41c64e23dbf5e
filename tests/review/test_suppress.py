from __future__ import annotations

import json

import pytest

from goatherd.core.config import Config
from goatherd.core.source import Span


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.py", "os.system(x)  # goatherd: ignore[GOAT0101] checked by hand", 1),
        ("a.py", "# goatherd: ignore[GOAT0101] checked by hand\nos.system(x)", 2),
        ("a.py", "# goatherd: ignore[GOAT0101] checked by hand\n\n# and another comment\nos.system(x)", 4),
        ("a.py", "os.system(x)  # noqa # goatherd:ignore[goat0101] checked by hand", 1),
        ("a.py", "os.system(x)  # goatherd: ignore[event-data-in-shell] checked by hand", 1),
        ("a.py", "os.system(x)  # goatherd: ignore[GOAT0102, GOAT0101] checked by hand", 1),
        ("a.py", "os.system(x)  # goatherd: ignore[SAS-1] checked by hand", 1),
        ("a.py", "os.system(x)  # goatherd: ignore[GOAT0101] checked by hand (until 2026-08-24)", 1),
        ("a.js", "exec(x) // goatherd: ignore[GOAT0101] checked by hand", 1),
        ("a.ts", "exec(x) /* goatherd: ignore[GOAT0101] checked by hand */", 1),
        ("a.mjs", "/* goatherd: ignore[GOAT0101] checked by hand */\nexec(x)", 2),
        ("t.yaml", "  Timeout: 900 # goatherd: ignore[GOAT0101] checked by hand", 1),
        ("main.tf", "  timeout = 900 # goatherd: ignore[GOAT0101] checked by hand", 1),
        ("main.tf", "// goatherd: ignore[GOAT0101] checked by hand\ntimeout = 900", 2),
        ("Dockerfile", "# goatherd: ignore[GOAT0101] checked by hand\nCMD x", 2),
    ],
)
def test_an_ignore_comment_accepts_a_finding(desk, path, text, line):
    desk.write(path, text)
    desk.find(path, line)
    outcome = desk.review()
    assert outcome.findings == []
    assert [(a.by, a.reason) for a in outcome.accepted] == [("comment", "checked by hand")]
    assert outcome.exit_code != 1


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.py", "f()  # goatherd: ignore[GOAT0101]\nos.system(x)", 2),
        ("a.py", "os.system(x)  # goatherd: ignore[GOAT0102]", 1),
        ("a.py", "os.system(x)  # goatherd: ignore[SAS-10]", 1),
        ("a.py", "os.system(x)  # goatherd: ignore[GOAT01]", 1),
        ("a.py", "os.system(x)  # goatherd: ignore", 1),
        ("a.py", "os.system(x)  # goatherd: ignore[GOAT0101] (until 2026-08-23)", 1),
        ("a.py", "os.system(x)  # goatherd: ignore[GOAT0101] (until soon)", 1),
        ("a.py", "os.system(x)  // goatherd: ignore[GOAT0101]", 1),
        ("a.js", "exec(x) # goatherd: ignore[GOAT0101]", 1),
        ("a.py", "os.system(x)\n# goatherd: ignore[GOAT0101]", 1),
    ],
)
def test_other_comments_accept_nothing(desk, path, text, line):
    desk.write(path, text)
    desk.find(path, line)
    assert len(desk.review().findings) == 1


def test_a_comment_inside_the_span_counts(desk):
    desk.write("t.yaml", "Role:\n  Policies:\n    # goatherd: ignore[GOAT0101]\n    - '*'\n")
    desk.find("t.yaml", 1, end_line=4)
    assert desk.review().findings == []


def test_a_comment_in_a_hidden_span_counts(desk):
    desk.write("t.yaml", "Role:\n  Policies: '*' # goatherd: ignore[GOAT0101]\n")
    desk.find("t.yaml", 1, hidden=(Span("t.yaml", 2),))
    assert desk.review().findings == []


def test_metadata_of_a_json_template_accepts_what_is_in_its_resource(desk):
    resource = {"Type": "A", "Metadata": {"goatherd": {"ignore": ["GOAT0101"]}}, "Properties": {"B": 1}}
    desk.write("t.json", json.dumps({"Resources": {"One": resource, "Two": {"Properties": {}}}}, indent=1))
    desk.find("t.json", 3)
    desk.find("t.json", 13)
    desk.find("t.json", 17)
    assert [finding.span.line for finding in desk.review().findings] == [17]


def test_what_is_wrong_with_comments_is_said(desk):
    desk.write(
        "a.py",
        "a  # goatherd: ignore\n"
        "b  # goatherd: ignore[event-data-in-shel]\n"
        "c  # goatherd: ignore[GOAT0101] (until 2020-01-01)\n"
        "d  # goatherd: ignore[GOAT0101] (until tomorrow)\n"
        "e  # goatherd: ignore[GOAT0102]\n"
        "f  # goatherd: ignore[GOAT0109]\n"
        "g  # goatherd: ignore[GOAT0199]\n"
        "h  # goatherd: ignore[GOAT0151]\n",
    )
    outcome = desk.review()
    assert [(d.span.line, d.message) for d in outcome.diagnoses] == [
        (1, "an ignore comment must name what it ignores: goatherd: ignore[GOAT0101]"),
        (2, "ignore[event-data-in-shel] names no check; did you mean 'event-data-in-shell'?"),
        (3, "this ignore comment expired on 2020-01-01"),
        (4, "'tomorrow' is no date; write (until 2027-01-31)"),
        (5, "ignore[GOAT0102] accepts nothing any more; remove it"),
        (6, "ignore[GOAT0109] names no check; goatherd explain SAS-1 lists those of Event-data injection"),
        (7, "ignore[GOAT0199] names no check; goatherd explain SAS-1 lists those of Event-data injection"),
    ]
    assert not outcome.incomplete


def test_a_reason_can_be_required(desk):
    desk.write("a.py", "a  # goatherd: ignore[GOAT0101]\nb  # goatherd: ignore[GOAT0101] checked\n")
    desk.find("a.py", 1)
    desk.find("a.py", 2)
    outcome = desk.review(Config(require_reason=True))
    assert [finding.span.line for finding in outcome.findings] == [1]
    assert [d.message for d in outcome.diagnoses] == ["an ignore comment needs a reason here"]


def test_comments_can_be_switched_off(desk):
    desk.write("a.py", "a  # goatherd: ignore[GOAT0101]\n")
    desk.find("a.py", 1)
    assert len(desk.review(Config(honour_comments=False)).findings) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "# goatherd: ignore[GOAT0101]\n" * 50_000),
        ("a.py", "x  # goatherd: ignore[GOAT0101] " + "(until " * 100_000),
        ("a.py", "#" + " " * 500_000 + "#" * 500_000 + "goatherd"),
        ("t.json", '{"a": {"b": {"goatherd": {"ignore": ["GOAT0101"]}}}},' * 10_000),
        ("t.json", '"goatherd": {"ignore": [' * 50_000),
    ],
    ids=["comments", "dates", "blanks", "metadata", "brackets"],
)
def test_hostile_files_come_to_an_end(desk, path, text):
    desk.write(path, text)
    for line in range(1, 200):
        desk.find(path, line)
    outcome = desk.review()
    assert outcome.findings or outcome.accepted

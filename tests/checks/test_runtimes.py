"""Runtimes are judged by the day of the run, each by the cloud that it runs on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from goatherd.checks.sas06_dependencies.deprecated_runtime import deprecated_runtime
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import LOW, MEDIUM, Severity
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.function import CodeSource, Function
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path


def told(runtime: str, framework: str, today: date) -> list[tuple[str, Severity | None, str]]:
    function = Function("Pay", Span("here", 1), CodeSource(""), runtime=Known(runtime))
    app = Application("here", framework, functions=[function], today=today)
    return [(f.message.partition(" of function Pay, ")[2], f.severity, f.remedy) for f in deprecated_runtime(app)]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 1, 29), []),
        (date(2027, 1, 30), [("gets security patches until 2027-04-30 only", LOW)]),
        (date(2027, 4, 30), [("gets security patches until 2027-04-30 only", LOW)]),
        (date(2027, 5, 1), [("has had no security patches since 2027-04-30", LOW)]),
        (date(2029, 5, 1), [("has had no security patches since 2027-04-30", MEDIUM)]),
    ],
)
def test_the_end_is_told_from_90_days_before(today: date, expected: list[tuple[str, Severity]]) -> None:
    found = told("nodejs22.x", "sam", today)
    assert [(words, severity) for words, severity, _ in found] == expected
    assert all(remedy == "Change the runtime to `nodejs24.x`." for _, _, remedy in found)


@pytest.mark.parametrize(
    ("runtime", "framework", "until", "remedy"),
    [
        ("nodejs18", "google", "2025-04-30", "nodejs24"),
        ("nodejs18", "firebase", "2025-04-30", "nodejs24"),
        ("python39", "google", "2025-10-05", "python314"),
        ("python310", "google", "2026-10-04", "python314"),
        ("nodejs18", "azure", "2025-04-30", "nodejs22"),
        ("Node|18-lts", "azure", "2025-04-30", "nodejs22"),
        ("~16", "azure", "2023-09-11", "nodejs22"),
        ("python3.9", "azure", "2025-10-31", "python3.13"),
        ("Python|3.8", "azure", "2024-10-07", "python3.13"),
        ("python3.9", "cloudformation", "2025-12-15", "python3.14"),
    ],
)
def test_each_cloud_has_its_own_ends(runtime: str, framework: str, until: str, remedy: str) -> None:
    ((words, _, cure),) = told(runtime, framework, date(2026, 11, 29))
    assert words == f"has had no security patches since {until}"
    assert cure == f"Change the runtime to `{remedy}`."


@pytest.mark.parametrize(
    ("runtime", "framework"),
    [("nodejs24", "google"), ("python313", "google"), ("node|22", "azure"), ("java|11", "azure"), ("${x}", "azure")],
)
def test_what_is_patched_or_not_known_is_not_told(runtime: str, framework: str) -> None:
    assert told(runtime, framework, date(2026, 11, 29)) == []


def test_firebase_runs_what_package_json_asks_for(tmp_path: Path) -> None:
    (tmp_path / "functions").mkdir()
    (tmp_path / "firebase.json").write_text('{"functions": {"source": "functions"}}')
    (tmp_path / "functions" / "index.js").write_text(PROGRAM)
    (tmp_path / "functions" / "package.json").write_text('{\n "engines": {"node": "16"}\n}')
    events = scan(str(tmp_path), Config(select=("GOAT0601",)))
    (finding,) = [event.finding for event in events if isinstance(event, FindingFound)]
    assert str(finding.span) == "functions/package.json:2"
    assert finding.message.startswith("nodejs16, the runtime of function hello, has had no security patches since ")


FIREBASE = '{"functions": {"source": "functions", "runtime": "nodejs18"}}'
PROGRAM = "const f = require('firebase-functions');\nexports.hello = f.https.onRequest((q, r) => r.send('x'));\n"


def test_a_remembered_scan_is_done_anew_once_a_runtime_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, cache = tmp_path / "tree", str(tmp_path / "cache")
    (tree / "functions").mkdir(parents=True)
    (tree / "firebase.json").write_text(FIREBASE)
    (tree / "functions" / "index.js").write_text(PROGRAM)

    def messages(day: date) -> list[str]:
        monkeypatch.setattr("goatherd.core.host.today", lambda: day)
        events = scan(str(tree), Config(select=("GOAT0601",), cache=cache))
        return [event.finding.message for event in events if isinstance(event, FindingFound)]

    assert messages(date(2025, 1, 1)) == []
    assert messages(date(2025, 4, 1)) == [
        "nodejs18, the runtime of function hello, gets security patches until 2025-04-30 only"
    ]
    assert messages(date(2025, 5, 1)) == [
        "nodejs18, the runtime of function hello, has had no security patches since 2025-04-30"
    ]

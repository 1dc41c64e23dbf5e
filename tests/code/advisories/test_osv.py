"""A user's own copy of OSV's archives, and the extract that goatherd ships."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from goatherd.code.advisories import load_osv, shipped
from goatherd.code.advisories.cvss import base_score, severity_of
from goatherd.code.manifests.npm_requirement import npm_package
from goatherd.core.errors import ReadError
from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM
from goatherd.core.source import Span

if TYPE_CHECKING:
    from pathlib import Path

SPAN = Span("package.json", 1)


def document(**changes: Any) -> dict[str, Any]:
    affected = {
        "package": {"ecosystem": "npm", "name": "p"},
        "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.0.0"}]}],
    }
    return {"id": "GHSA-1", "summary": "bad", "affected": [affected], **changes}


def advisories_of(folder: Path, version: str) -> list[tuple[str, Any, bool]]:
    package = npm_package("p", version, SPAN, development=False)
    assert package
    return [(a.id, a.severity, a.malicious) for a in load_osv(str(folder)).annotate(package).advisories]


def test_archives_and_loose_documents(tmp_path: Path) -> None:
    (tmp_path / "npm").mkdir()
    with zipfile.ZipFile(tmp_path / "npm" / "all.zip", "w") as archive:
        archive.writestr("GHSA-1.json", json.dumps(document()))
    (tmp_path / "own.json").write_text(json.dumps(document(id="MAL-1")))
    assert advisories_of(tmp_path, "1.0.0") == [("MAL-1", None, True), ("GHSA-1", None, False)]
    assert advisories_of(tmp_path, "2.0.0") == []


def test_withdrawn_advisories_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(document(withdrawn="2024-01-01T00:00:00Z")))
    assert advisories_of(tmp_path, "1.0.0") == []


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]}, CRITICAL),
        ({"database_specific": {"severity": "MODERATE"}}, MEDIUM),
        ({"severity": "nonsense", "database_specific": []}, None),
    ],
)
def test_severity(tmp_path: Path, changes: dict[str, Any], severity: Any) -> None:
    (tmp_path / "a.json").write_text(json.dumps(document(**changes)))
    assert [s for _, s, _ in advisories_of(tmp_path, "1.0.0")] == [severity]


def test_broken_documents_are_named_and_hide_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(document()))
    (tmp_path / "b.json").write_text("{")
    (tmp_path / "c.zip").write_text("no archive")
    (tmp_path / "d.json").write_text(json.dumps({"affected": [1, {"package": 2}, {"ranges": {}}]}))
    loaded = load_osv(str(tmp_path))
    assert len(loaded.records("npm", "p")) == 1
    assert [problem.rpartition("/")[2].split(" ")[0] for problem in loaded.problems] == ["b.json", "c.zip"]


def test_folder_without_advisories_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no advisories"):
        load_osv(str(tmp_path))


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8),
        ("CVSS:3.1/AV:N/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0.0),
        ("CVSS:3.1/AV:N", None),
        ("CVSS:4.0/AV:N/AC:L", None),
    ],
)
def test_base_scores_of_published_vectors(vector: str, score: float | None) -> None:
    assert base_score(vector) == score


def test_ratings() -> None:
    assert [severity_of(score) for score in (9.0, 7.0, 4.0, 0.1)] == [CRITICAL, HIGH, MEDIUM, LOW]


def test_names_are_compared_as_the_ecosystem_compares_them() -> None:
    assert shipped().records("PyPI", "Flask_Cors") == shipped().records("PyPI", "flask-cors") != []


@pytest.mark.parametrize(
    ("details", "summary", "malicious"),
    [
        (
            "P is a parser. In version 1, input can crash the parser. Upgrade.",
            "In version 1, input can crash the parser.",
            False,
        ),
        ("** DISPUTED ** Path traversal in p 1.0.", "Path traversal in p 1.0.", False),
        (
            "P package before 2.0 included a code-execution backdoor.",
            "P package before 2.0 included a code-execution backdoor.",
            True,
        ),
        ("A flaw was found in p. Malicious code executes when a malicious package is given.", None, False),
    ],
)
def test_advisory_without_a_summary_is_told_by_its_details(
    tmp_path: Path, details: str, summary: str | None, malicious: bool
) -> None:
    (tmp_path / "a.json").write_text(json.dumps({**document(details=details), "summary": ""}))
    (record,) = load_osv(str(tmp_path)).records("npm", "p")
    assert summary in (None, record[2])
    assert record[4] is malicious

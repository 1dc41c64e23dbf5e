"""What is published about packages: shown once a package, accepted one by one, and told from when it is."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ADVISORIES = {"CVE-2026-1": "fixed in 2.0.0", "CVE-2026-2": "fixed in 3.0.0"}


def document(id: str, fixed: str, *, package: str = "shears", published: str = "2026-03-04") -> dict[str, Any]:
    events = [{"introduced": "0"}, {"fixed": fixed}]
    affected = {"package": {"ecosystem": "PyPI", "name": package}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    words = {"CVE-2026-1": "blades fall off", "CVE-2026-2": "handles break"}
    return {
        "id": f"GHSA-{id[4:]}",
        "aliases": [id],
        "published": f"{published}T00:00:00Z",
        "summary": words.get(id, "bad"),
        "affected": [affected],
    }


@pytest.fixture
def osv(tmp_path: Path) -> Path:
    folder = tmp_path / "osv"
    folder.mkdir()
    (folder / "1.json").write_text(json.dumps(document("CVE-2026-1", "2.0.0")))
    return folder


@pytest.fixture
def shop(root: Path) -> Path:
    (root / "src" / "requirements.txt").write_text("shears==1.0.0\n")
    (root / "src" / "app.py").write_text("import shears\n\n\ndef handler(event, context):\n    return shears.cut()\n")
    return root


@pytest.fixture
def found(goatherd, shop, osv):
    """What a scan of the shop says of its packages: code, messages, and the whole output."""

    def run(*options: str) -> tuple[int, list[str], dict[str, Any]]:
        result = goatherd("scan", "--select", "GOAT0610", "--advisories", str(osv), "--format", "json", *options)
        told = json.loads(result.out)
        return result.code, [finding["message"] for finding in told["findings"]], told

    return run


def later(osv: Path) -> None:
    (osv / "2.json").write_text(json.dumps(document("CVE-2026-2", "3.0.0")))


def test_all_of_one_package_is_one_finding_and_the_cure_has_none_of_them(found, osv):
    later(osv)
    code, messages, told = found()
    assert code == 1
    assert messages == [
        "shears 1.0.0, which the code imports, has a known vulnerability: CVE-2026-1 (blades fall off); "
        "likewise CVE-2026-2"
    ]
    (finding,) = told["findings"]
    assert finding["remedy"] == "Upgrade shears to at least 3.0.0, the lowest version without a known vulnerability."
    assert finding["advisories"] == [["CVE-2026-1", "GHSA-2026-1"], ["CVE-2026-2", "GHSA-2026-2"]]


def test_an_accepted_line_hides_no_later_advisory(found, osv, tmp_path):
    baseline = str(tmp_path / "baseline.json")
    assert found("--write-baseline", baseline)[0] == 0
    assert found("--baseline", baseline)[:2] == (0, [])
    later(osv)
    code, messages, _ = found("--baseline", baseline)
    assert code == 1
    assert "CVE-2026-2" in messages[0]


def test_packages_that_others_bring_in_are_one_finding_and_accepted_one_by_one(found, osv, shop, tmp_path):
    (shop / "src" / "requirements.txt").write_text("barber==1.0.0\n")
    names = ("comb", "shears", "towel")
    packages = "".join(f'[[package]]\nname = "{name}"\nversion = "1.0.0"\n\n' for name in ("barber", *names))
    (shop / "src" / "poetry.lock").write_text(packages)
    (shop / "src" / "pyproject.toml").write_text('[tool.poetry.dependencies]\nbarber = "1.0.0"\n')
    for number, name in enumerate(names, 2):
        written = document(f"CVE-2026-{number}", "2.0.0", package=name)
        (osv / f"{number}.json").write_text(json.dumps(written))
    _, messages, told = found("--profile", "everything")
    (finding,) = (each for each in told["findings"] if each["path"].endswith("poetry.lock"))
    assert finding["message"].startswith("3 packages that others bring in have known vulnerabilities: ")
    assert {names[0] for names in finding["advisories"]} >= {"CVE-2026-2", "CVE-2026-3", "CVE-2026-4"}
    assert (finding["confidence"], finding["severity"] in ("low", "medium")) == ("low", True)
    messages = found("--profile", "everything", "--ignore", "CVE-2026-2", "--ignore", "CVE-2026-3")[1]
    assert len([each for each in messages if each.startswith("2 packages")]) == 1


@pytest.mark.parametrize("name", ["CVE-2026-1", "ghsa-2026-1"])
def test_one_advisory_is_accepted_by_a_comment(found, osv, shop, name):
    (shop / "src" / "requirements.txt").write_text(f"shears==1.0.0  # goatherd: ignore[{name}] nobody cuts\n")
    code, messages, told = found()
    assert (code, messages, told["diagnoses"]) == (0, [], [])
    assert told["summary"]["accepted"]["comment"] == 1
    later(osv)
    code, messages, _ = found()
    assert code == 1
    assert messages == ["shears 1.0.0, which the code imports, has a known vulnerability: CVE-2026-2 (handles break)"]


def test_a_comment_for_an_advisory_that_is_no_more_says_so(found, shop):
    (shop / "src" / "requirements.txt").write_text("shears==2.0.0  # goatherd: ignore[CVE-2026-1] nobody cuts\n")
    told = found("--select", "GOAT0611")[2]
    assert [d["message"] for d in told["diagnoses"]] == ["ignore[CVE-2026-1] accepts nothing any more; remove it"]


def test_one_advisory_is_left_out_by_the_command_line_and_the_configuration(found, osv, shop):
    later(osv)
    messages = found("--ignore", "cve-2026-2")[1]
    (shop / "goatherd.toml").write_text('ignore = ["CVE-2026-2"]\n')
    assert found()[1] == messages
    assert messages == ["shears 1.0.0, which the code imports, has a known vulnerability: CVE-2026-1 (blades fall off)"]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({}, 0),
        ({"path": "src/requirements.txt"}, 0),
        ({"path": "elsewhere/requirements.txt"}, 1),
        ({"expires": "2020-01-01"}, 1),
    ],
)
def test_one_advisory_is_accepted_by_the_baseline(found, tmp_path, entry, code):
    baseline = tmp_path / "baseline.json"
    row = {"advisory": "CVE-2026-1", "reason": "nobody cuts", **entry}
    baseline.write_text(json.dumps({"version": 1, "entries": [row]}))
    assert found("--baseline", str(baseline))[0] == code
    found("--write-baseline", str(baseline))
    kept = [row for row in json.loads(baseline.read_text())["entries"] if "advisory" in row]
    assert [(row["advisory"], row["reason"], row["path"]) for row in kept] == [
        ("CVE-2026-1", "nobody cuts", entry.get("path", ""))
    ]


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 4, 3), ""),
        (date(2026, 4, 4), "advisories up to 2026-03-04 (PyPI)\n"),
    ],
)
def test_quiet_runs_say_when_the_advisories_are_old(goatherd, shop, osv, monkeypatch, today, told):
    monkeypatch.setattr("goatherd.core.host.today", lambda: today)
    quiet = ("scan", "-q", "--select", "GOAT0610", "--advisories", str(osv))
    assert goatherd(*quiet).err == told
    (shop / "src" / "requirements.txt").unlink()
    (shop / "src" / "app.py").write_text("def handler(event, context):\n    return None\n")
    assert goatherd(*quiet).err == ""


def test_what_no_code_imports_weighs_less_and_says_why(found, shop):
    severity = found()[2]["findings"][0]["severity"]
    (shop / "src" / "app.py").write_text("def handler(event, context):\n    return {}\n")
    _, messages, told = found()
    assert messages == [
        "shears 1.0.0, which no code that was read imports, has a known vulnerability: CVE-2026-1 (blades fall off)"
    ]
    (finding,) = told["findings"]
    assert (severity, finding["severity"], finding["confidence"]) == ("medium", "low", "low")
    assert finding["reasons"][0]["kind"] == "not reached"


@pytest.mark.parametrize(
    ("call", "use", "severity", "confidence"),
    [("cut", "names", "medium", "low"), ("sharpen", "does not name", "low", "low")],
)
def test_an_advisory_about_one_function_weighs_less_where_no_code_names_it(
    found, osv, shop, call, use, severity, confidence
):
    told = document("CVE-2026-1", "2.0.0")
    told["affected"][0]["ecosystem_specific"] = {"affected_functions": ["shears.blades.cut"]}
    (osv / "1.json").write_text(json.dumps(told))
    (shop / "src" / "app.py").write_text(f"import shears\n\n\ndef handler(event, context):\n    shears.{call}()\n")
    _, messages, report = found()
    assert messages[0].endswith(f"CVE-2026-1 (blades fall off; the code {use} shears.blades.cut)")
    (finding,) = report["findings"]
    assert (finding["severity"], finding["confidence"]) == (severity, confidence)


def test_an_import_in_a_module_that_the_handler_imports_counts(found, shop):
    (shop / "src" / "app.py").write_text("from tools import cut\n\n\ndef handler(event, context):\n    return cut()\n")
    (shop / "src" / "tools.py").write_text("def cut():\n    from shears import blades\n    return blades.cut()\n")
    assert "which the code imports," in found()[1][0]

"""The advisory tables that are shipped: what is kept of which source, and always in the same order."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from goatherd.code.advisories import shipped_extract

TOOL = Path(__file__).parents[2] / "tools" / "gen_advisories.py"
RETIRE = {
    "luxon.js": {
        "npmname": "luxon",
        "vulnerabilities": [
            {
                "atOrAbove": atOrAbove,
                "below": below,
                "severity": "high",
                "identifiers": {"summary": "### Impact\nA long text hangs it", "CVE": ["CVE-2022-31129"]},
            }
            for atOrAbove, below in (("0", "1.9.9"), ("2.18.0", "2.29.4"))
        ],
    },
    "jquery-only-for-pages": {
        "vulnerabilities": [{"below": "2", "severity": "low", "identifiers": {"CVE": ["CVE-2001-1"]}}]
    },
}


def document(id: str, package: str, ecosystem: str = "PyPI", **changes: Any) -> dict[str, Any]:
    affected = {"package": {"ecosystem": ecosystem, "name": package}, "versions": ["1.0"]}
    return {"id": id, "published": "2024-01-02T00:00:00Z", "details": "Bad.", "affected": [affected], **changes}


def made(folder: Path, pypi: list[dict[str, Any]], npm: list[dict[str, Any]], *options: str) -> dict[str, Any]:
    """The tables of both ecosystems, with what is written by hand left out."""
    for ecosystem, documents in (("PyPI", pypi), ("npm", npm)):
        (folder / ecosystem).mkdir(exist_ok=True, parents=True)
        with zipfile.ZipFile(folder / ecosystem / "all.zip", "w") as opened:
            for number, entry in enumerate(documents):
                opened.writestr(f"{number}.json", json.dumps(entry))
    command = [sys.executable, str(TOOL), str(folder), "--into", str(folder / "made"), *options]
    subprocess.run(command, check=True, capture_output=True)
    tables = {}
    for ecosystem in ("pypi", "npm"):
        table = json.loads(gzip.decompress((folder / "made" / f"{ecosystem}.json.gz").read_bytes()))
        packages = {
            name: [record for record in records if record[-1] != "by hand"]
            for name, records in table["packages"].items()
        }
        tables[ecosystem] = {**table, "packages": {name: records for name, records in packages.items() if records}}
    return tables


def test_order_of_the_archive_does_not_matter(tmp_path: Path) -> None:
    entries = [document("B", "Zoo_Keeper"), document("A", "zoo.keeper"), document("C", "ant")]
    there = made(tmp_path / "there", entries, [])["pypi"]
    back = made(tmp_path / "back", entries[::-1], [])["pypi"]
    assert json.dumps(there) == json.dumps(back)
    assert {name: [r[0] for r in records] for name, records in there["packages"].items()} == {
        "ant": ["C"],
        "zoo-keeper": ["A", "B"],
    }
    assert there["newest"] == "2024-01-02"


def test_withdrawn_and_foreign_advisories_are_left_out(tmp_path: Path) -> None:
    withdrawn = document("W", "p", withdrawn="2024-01-03T00:00:00Z")
    assert made(tmp_path, [document("N", "p", "Go"), withdrawn], [])["pypi"]["packages"] == {}


def test_ranges_of_one_advisory_are_one_row_and_an_older_sources_words_for_it_go(tmp_path: Path) -> None:
    (tmp_path / "retire.json").write_text(json.dumps(RETIRE))
    old = document("NSWG-1", "luxon", "npm")
    old["affected"][0]["versions"] = ["2.20.0"]
    other = document("NSWG-2", "luxon", "npm")
    other["affected"][0]["versions"] = ["1.9.9"]
    npm = made(tmp_path, [], [old, other], "--retire", str(tmp_path / "retire.json"), "2026-07-18")["npm"]
    ranges = [[["introduced", "0"], ["fixed", "1.9.9"]], [["introduced", "2.18.0"], ["fixed", "2.29.4"]]]
    assert npm["packages"] == {
        "luxon": [
            ["CVE-2022-31129", [], "A long text hangs it", 3, False, ranges, [], [], "2026-07-18", "retire"],
            ["NSWG-2", [], "Bad.", None, False, [], ["1.9.9"], [], "2024-01-02", "security-wg"],
        ]
    }


@pytest.mark.parametrize("ecosystem", ["PyPI", "npm"])
def test_every_row_that_is_shipped_has_its_source_and_a_day(ecosystem: str) -> None:
    table = shipped_extract(ecosystem)
    days = {source["name"]: source["day"] for source in table["sources"]}
    assert all(source["licence"] and source["attribution"] for source in table["sources"])
    rows = [(name, record) for name, records in table["packages"].items() for record in records]
    assert [(n, r[0]) for n, r in rows if not "1990" < r[-2] <= days[r[-1]]] == []

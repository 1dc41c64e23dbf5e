"""The advisory tables that are shipped are made from OSV archives: what is kept, and always in the same order."""

from __future__ import annotations

import json
import runpy
import zipfile
from pathlib import Path
from typing import Any

TOOL = Path(__file__).parents[2] / "tools" / "gen_advisories.py"
extract = runpy.run_path(str(TOOL))["extract"]


def document(id: str, package: str, **changes: Any) -> dict[str, Any]:
    affected = {"package": {"ecosystem": "PyPI", "name": package}, "versions": ["1.0"]}
    return {"id": id, "published": "2024-01-02T00:00:00Z", "details": "Bad.", "affected": [affected], **changes}


def archive(folder: Path, *documents: dict[str, Any]) -> Path:
    path = folder / f"{len(list(folder.iterdir()))}.zip"
    with zipfile.ZipFile(path, "w") as opened:
        for number, entry in enumerate(documents):
            opened.writestr(f"{number}.json", json.dumps(entry))
    return path


def test_order_of_the_archive_does_not_matter(tmp_path: Path) -> None:
    entries = [document("B", "Zoo_Keeper"), document("A", "zoo.keeper"), document("C", "ant")]
    there = extract(archive(tmp_path, *entries), "PyPI")
    back = extract(archive(tmp_path, *reversed(entries)), "PyPI")
    assert json.dumps(there) == json.dumps(back)
    assert {name: [r[0] for r in records] for name, records in there["packages"].items()} == {
        "ant": ["C"],
        "zoo-keeper": ["A", "B"],
    }
    assert there["newest"] == "2024-01-02"


def test_withdrawn_and_foreign_advisories_are_left_out(tmp_path: Path) -> None:
    foreign = document("N", "p")
    foreign["affected"][0]["package"]["ecosystem"] = "Go"
    withdrawn = document("W", "p", withdrawn="2024-01-03T00:00:00Z")
    assert extract(archive(tmp_path, foreign, withdrawn), "PyPI")["packages"] == {}

"""Make the advisory tables that goatherd ships from archives in OSV's layout.

    python tools/gen_advisories.py FOLDER

FOLDER holds `PyPI/all.zip` (the PyPA advisory database) and `npm/all.zip` (the Node.js security working
group's npm advisories). The same archives give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

from goatherd.code.advisories.osv import records_of

TARGET = Path(__file__).parent.parent / "src/goatherd/code/advisories/data"
SOURCES = {
    "PyPI": {
        "source": "https://github.com/pypa/advisory-database",
        "licence": "CC-BY-4.0",
        "attribution": "PyPA advisory database, by its contributors; shortened and put into another form.",
    },
    "npm": {
        "source": "https://github.com/nodejs/security-wg",
        "licence": "MIT",
        "attribution": "npm advisories of the Node.js security working group; shortened and put into another form.",
    },
}


def extract(archive: Path, ecosystem: str) -> dict[str, Any]:
    packages: dict[str, list[Any]] = {}
    newest = modified = ""
    with zipfile.ZipFile(archive) as opened:
        documents = [json.loads(opened.read(name)) for name in opened.namelist()]
    for document in documents:
        for found, name, record in records_of(document):
            if found == ecosystem:
                packages.setdefault(name, []).append(record)
                newest = max(newest, str(document.get("published", ""))[:10])
                modified = max(modified, str(document.get("modified", ""))[:10])
    ordered = {name: sorted(packages[name]) for name in sorted(packages)}
    return {**SOURCES[ecosystem], "newest": newest, "extracted": modified, "packages": ordered}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    TARGET.mkdir(parents=True, exist_ok=True)
    for ecosystem in SOURCES:
        table = extract(folder / ecosystem / "all.zip", ecosystem)
        data = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
        path = TARGET / f"{ecosystem.lower()}.json.gz"
        path.write_bytes(gzip.compress(data, 9, mtime=0))
        count = sum(map(len, table["packages"].values()))
        print(
            f"{path.name}: {count} advisories for {len(table['packages'])} packages, newest {table['newest']}, "
            f"{path.stat().st_size:,} bytes"
        )


if __name__ == "__main__":
    main()

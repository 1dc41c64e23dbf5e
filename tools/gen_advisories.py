"""Make the advisory tables that goatherd ships.

    python tools/gen_advisories.py FOLDER [--retire FILE DAY] [--into FOLDER]

FOLDER holds `PyPI/all.zip` (the PyPA advisory database) and `npm/all.zip` (the Node.js security working
group's npm advisories), in OSV's layout. FILE is RetireJS' repository (v5 or v6), as npm packages and its own
repository hold it, and DAY when that was published. What is in tools/advisories_by_hand.toml is added to both.
Every row has its source and a day. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisory_sources import by_hand, of_osv, of_retire

from goatherd.code.advisories.match import affected_versions
from goatherd.code.versions.interval import covered, merge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from advisory_sources import Row

    from goatherd.code.advisories.osv import Record

TARGET = Path(__file__).parent.parent / "src/goatherd/code/advisories/data"
SOURCES = {
    "pypa": {
        "address": "https://github.com/pypa/advisory-database",
        "licence": "CC-BY-4.0",
        "attribution": "PyPA advisory database, by its contributors; shortened and put into another form.",
    },
    "security-wg": {
        "address": "https://github.com/nodejs/security-wg",
        "licence": "MIT",
        "attribution": "npm advisories of the Node.js security working group; shortened and put into another form.",
    },
    "retire": {
        "address": "https://github.com/RetireJS/retire.js",
        "licence": "Apache-2.0",
        "attribution": "RetireJS' repository, by its contributors; shortened and put into another form.",
    },
    "by hand": {
        "address": "tools/advisories_by_hand.toml",
        "licence": "Apache-2.0",
        "attribution": "Facts of CVE records and GitHub's reviewed advisories, in our own words.",
    },
}
_MALICIOUS, _DAY = 4, -2


def extract(ecosystem: str, sources: dict[str, Iterable[Row]], complete: str) -> dict[str, Any]:
    """The table of one ecosystem. `sources` come in the order of trust, the best first: what one of them says of an
    advisory stands. `complete` names the one that speaks of all packages: the day of its last advisory is the `newest`,
    `some` that of the last of all.
    """
    packages: dict[str, list[Record]] = {}
    days = dict.fromkeys(sources, "")
    for source, rows in sources.items():
        earlier = {name: list(records) for name, records in packages.items()}
        for name, record in rows:
            days[source] = max(record[_DAY], days[source])
            if not any(_same(ecosystem, record, other) for other in earlier.get(name, ())):
                packages.setdefault(name, []).append(record)
    ordered = {name: sorted(packages[name], key=json.dumps) for name in sorted(packages)}
    told = [{"name": name, **SOURCES[name], "day": days[name]} for name in sources]
    return {"newest": days[complete], "some": max(days.values()), "sources": told, "packages": ordered}


def _same(ecosystem: str, record: Record, other: Record) -> bool:
    """Whether both are about one hole. One without a CVE number is, where the other holds for all its versions."""
    mine, others = ({r[0], *r[1]} for r in (record, other))
    if not mine.isdisjoint(others):
        return True
    if any(id.startswith("CVE-") for id in mine) or record[_MALICIOUS] != other[_MALICIOUS]:
        return False
    inner, outer = ([i for i, _ in affected_versions(ecosystem, r)] for r in (record, other))
    return covered(inner, merge(outer))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--retire", nargs=2, metavar=("FILE", "DAY"))
    parser.add_argument("--into", type=Path, default=TARGET)
    given = parser.parse_args()
    pypi = {"by hand": by_hand("PyPI", "by hand"), "pypa": of_osv(_all(given, "PyPI"), "PyPI", "pypa")}
    write(given.into, "PyPI", extract("PyPI", pypi, "pypa"))
    npm: dict[str, Iterable[Row]] = {"by hand": by_hand("npm", "by hand")}
    if given.retire:
        file, day = given.retire
        npm["retire"] = of_retire(Path(file), day, "retire")
    npm["security-wg"] = of_osv(_all(given, "npm"), "npm", "security-wg")
    write(given.into, "npm", extract("npm", npm, "security-wg"))


def _all(given: argparse.Namespace, ecosystem: str) -> Path:
    folder: Path = given.folder
    return folder / ecosystem / "all.zip"


def write(folder: Path, ecosystem: str, table: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
    path = folder / f"{ecosystem.lower()}.json.gz"
    path.write_bytes(gzip.compress(data, 9, mtime=0))
    count = sum(map(len, table["packages"].values()))
    print(
        f"{path.name}: {count} advisories for {len(table['packages'])} packages, {path.stat().st_size:,} bytes; "
        + ", ".join(f"{source['name']} {source['day']}" for source in table["sources"])
    )


if __name__ == "__main__":
    main()

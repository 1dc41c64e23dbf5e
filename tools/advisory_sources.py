"""Where the advisory tables come from: OSV archives, RetireJS' repository, and what was written down by hand.

Each reader gives rows: (package, record), in the form that `goatherd.code.advisories.osv` has for records.
"""

from __future__ import annotations

import json
import re
import tomllib
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goatherd.code.advisories.osv import normalise, records_of, shortened
from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Iterator

BY_HAND = Path(__file__).with_name("advisories_by_hand.toml")

Row = tuple[str, list[Any]]

_SEVERITIES = {"critical": CRITICAL, "high": HIGH, "medium": MEDIUM, "low": LOW}
# RetireJS tells the npm package where it has another name than the library, and for few of the others.
_SAME_ON_NPM = {
    "@angular/core", "axios", "bootstrap", "bootstrap-select", "c3", "chart.js", "handlebars", "highcharts", "jszip",
    "knockout", "lodash", "markdown-it", "marked", "mathjax", "protobufjs", "quill", "react", "react-dom", "select2",
    "svelte", "ua-parser-js", "video.js", "vue", "jquery-validation", "jquery-migrate", "dojo", "alpinejs", "echarts",
}  # fmt: skip
_HEADING = re.compile(r"^#+ *(Impact|Summary)?\s*", re.MULTILINE)
_BOUND = re.compile(r"(>=|<=|<|=)(\S+)")


def of_osv(archive: Path, ecosystem: str, source: str) -> Iterator[Row]:
    with zipfile.ZipFile(archive) as opened:
        documents = [json.loads(opened.read(member)) for member in opened.namelist()]
    rows = [row[1:] for document in documents for row in records_of(document) if row[0] == ecosystem]
    last = max((record[-2] for _, record in rows), default="")
    for name, record in rows:
        yield name, [*record[:-2], record[-2] or last, source]


def of_retire(path: Path, day: str, source: str) -> Iterator[Row]:
    """`day` is that of the copy: its rows tell no days. One row for each advisory, of all ranges that it has."""
    for name, library in json.loads(path.read_text(encoding="utf-8")).items():
        package = library.get("npmname") or (name if name in _SAME_ON_NPM else "")
        ranges: dict[str, list[list[list[str]]]] = defaultdict(list)
        told: dict[str, dict[str, Any]] = {}
        for hole in library.get("vulnerabilities", ()) if package else ():
            names = _retire_names(hole["identifiers"])
            if names and "below" in hole:
                events = [["introduced", hole.get("atOrAbove", "0")], ["fixed", hole["below"]]]
                if events not in ranges[names[0]]:
                    ranges[names[0]].append(events)
                told.setdefault(names[0], hole)
        for id, hole in told.items():
            about = shortened(" ".join(_HEADING.sub("", hole["identifiers"].get("summary", "")).split()))
            aliases = [other for other in _retire_names(hole["identifiers"]) if other != id]
            severity = int(_SEVERITIES[hole["severity"]])
            yield package, [id, aliases, about, severity, False, ranges[id], [], [], day, source]


def by_hand(ecosystem: str, source: str) -> Iterator[Row]:
    table = tomllib.loads(BY_HAND.read_text(encoding="utf-8"))
    for package, id, severity, affected, about, *functions in table[ecosystem]:
        malicious = severity == "malicious"
        rated = None if malicious else int(_SEVERITIES[severity])
        ranges = [_events(part) for part in affected.split("||") if part.strip()[:1] != "="]
        versions = [part.strip()[1:] for part in affected.split("||") if part.strip()[:1] == "="]
        yield (
            normalise(ecosystem, package),
            [id, [], about, rated, malicious, ranges, versions, functions, table["checked"], source],
        )


def _events(affected: str) -> list[list[str]]:
    """ ">=1.0.0 <1.2.6", "*" as OSV's events."""
    bounds = dict(_BOUND.findall(affected))
    ends = [["fixed", bounds["<"]]] if "<" in bounds else [["last_affected", bounds["<="]]] if "<=" in bounds else []
    return [["introduced", bounds.get(">=", "0")], *ends]


def _retire_names(identifiers: dict[str, Any]) -> list[str]:
    """The CVE numbers and GitHub's id, that which readers know best first."""
    names = [*identifiers.get("CVE", ()), *filter(None, [identifiers.get("githubID")])]
    return [name for name in names if name.startswith(("CVE-", "GHSA-"))]

"""Does an advisory hold for a version, or for what a requirement admits?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.code.versions import admitted, version_key
from goatherd.code.versions.interval import EVERYTHING, Interval, covered, merge, point
from goatherd.core.finding import Severity
from goatherd.core.lazy import regex
from goatherd.model.package import Advisory

if TYPE_CHECKING:
    from goatherd.code.advisories.osv import Record
    from goatherd.model.package import Package

FUNCTIONS = 7
_PRERELEASE = regex(r"[a-z]", re.IGNORECASE)


def hold_for(package: Package, records: list[Record]) -> tuple[Advisory, ...]:
    """The advisories that hold, the most severe first.

    A range is judged by the lowest version that it names. Where it also admits a version that is not
    affected, the advisory is not `certain`; a range without a lower bound only counts when it admits
    nothing else.
    """
    wanted = _wanted(package)
    if not wanted:
        return ()
    found = [advisory for record in records if (advisory := _judge(package.ecosystem, wanted, record))]
    return tuple(sorted(found, key=lambda a: (not a.malicious, not a.certain, -(a.severity or 0), a.id)))


def safe_version(package: Package, records: list[Record]) -> str:
    """The lowest version above the package's own, of those that advisories name as fixed, for which none holds.

    Pre-releases come after all others; "" where there is none.
    """
    lowest = _lowest(_wanted(package))
    affected = [pair for record in records for pair in affected_versions(package.ecosystem, record)]
    named = {fixed: version_key(package.ecosystem, fixed) for _, fixed in affected if fixed}
    newer = [(key, text) for text, key in named.items() if key is not None and (lowest is None or key > lowest)]
    newer.sort(key=lambda each: (_PRERELEASE.search(each[1]) is not None, each[0]))
    return next((text for key, text in newer if not any(i.contains(key) for i, _ in affected)), "")


def _wanted(package: Package) -> list[Interval]:
    if package.version:
        key = version_key(package.ecosystem, package.version)
        return [point(key)] if key is not None else []
    if package.pinning == "mutable":
        return []
    return admitted(package.ecosystem, package.requirement) or []


def _judge(ecosystem: str, wanted: list[Interval], record: Record) -> Advisory | None:
    identifier, aliases, summary, severity, malicious, *_ = record
    affected = affected_versions(ecosystem, record)
    certain = covered(wanted, merge(i for i, _ in affected)) and (malicious or not _is_open(ecosystem, wanted))
    lowest = _lowest(wanted)
    holder = next((fixed for i, fixed in affected if lowest is not None and i.contains(lowest)), None)
    if not certain and holder is None:
        return None
    return Advisory(
        id=identifier,
        summary=summary,
        aliases=tuple(aliases),
        severity=Severity(severity) if severity is not None else None,
        fixed=holder or "",
        malicious=malicious,
        functions=tuple(record[7]) if len(record) > FUNCTIONS else (),
        certain=certain,
    )


def _is_open(ecosystem: str, wanted: list[Interval]) -> bool:
    """Whether any version will do, of an index whose advisories often leave out which one mended it."""
    return ecosystem == "PyPI" and EVERYTHING in wanted


def affected_versions(ecosystem: str, record: Record) -> list[tuple[Interval, str]]:
    """What versions an advisory names, as intervals with the version that ends each ("" if none is told)."""
    ranges, versions = record[5:7]
    affected = [pair for events in ranges for pair in _affected(ecosystem, events)]
    return affected + [(point(key), "") for v in versions if (key := version_key(ecosystem, v)) is not None]


def _lowest(wanted: list[Interval]) -> Any | None:
    lows = [i.low for i in wanted]
    return min(lows) if lows and None not in lows else None


def _affected(ecosystem: str, events: list[list[str]]) -> list[tuple[Interval, str]]:
    """Intervals with the version that ends each, read from OSV's events in the order of versions."""
    starts: list[Any] = []
    ends: list[tuple[Any, bool, str]] = []
    from_the_first = False
    for kind, version in events:
        if kind == "introduced" and version == "0":
            from_the_first = True
            continue
        key = version_key(ecosystem, version)
        if key is None:
            continue
        if kind == "introduced":
            starts.append(key)
        else:
            ends.append((key, kind == "last_affected", version if kind == "fixed" else ""))
    ends.sort(key=lambda e: (e[0], e[1]))
    lows = ([None] if from_the_first else []) + sorted(starts)
    return [_until_next_end(low, ends) for low in lows]


def _until_next_end(low: Any | None, ends: list[tuple[Any, bool, str]]) -> tuple[Interval, str]:
    for key, inclusive, fixed in ends:
        if low is None or key > low or (key == low and inclusive):
            return Interval(low, key, True, inclusive), fixed
    return Interval(low), ""

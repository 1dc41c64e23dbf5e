"""The entries of a policy as plain facts: what it allows, apart from why."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACE = re.compile(r"\S+:\d+(?:, \S+:\d+)*\Z")


@frozen
class Entry:
    """`key` is what is allowed, or the field; `details` the resources, arguments, ports or families (empty: any)."""

    section: str
    key: str
    details: tuple[str, ...] = ()
    why: str = ""

    def __str__(self) -> str:
        more = f" ({', '.join(self.details)})" if self.details else ""
        return f"{self.section}: {self.key}{more}"

    @property
    def from_code(self) -> bool:
        """Whether a line of the code is its reason, and no person or record of what happened."""
        return is_place(self.why)


def is_place(why: str) -> bool:
    """Whether a reason is one or more lines of the code."""
    return _PLACE.match(why) is not None


def entries_of(policy: dict[str, Any]) -> Iterator[Entry]:
    events = policy.get("events") or {}
    for row in events.get("fields", ()):
        yield Entry("events", row["path"], tuple(sorted(row["families"])), row.get("why", ""))
    for family in events.get("others", ()):
        yield Entry("events", "", (family,))
    for row in events.get("kinds", ()):
        yield Entry("kinds", row["kind"], (), row.get("why", ""))
    for row in (policy.get("processes") or {}).get("allow", ()):
        yield Entry("processes", row["program"], tuple(row.get("arguments", ())), row.get("why", ""))
    for how in ("read", "write"):
        for row in (policy.get("files") or {}).get(how, ()):
            yield Entry(f"files.{how}", row["path"], (), row.get("why", ""))
    for row in (policy.get("network") or {}).get("allow", ()):
        yield Entry("network", row["host"], tuple(map(str, row.get("ports", ()))), row.get("why", ""))
    for row in (policy.get("aws") or {}).get("allow", ()):
        key = f"{row['service']}:{row['operation']}"
        yield Entry("aws", key, tuple(sorted(row.get("resources", ()))), row.get("why", ""))
    for name in (policy.get("environment") or {}).get("secrets", ()):
        yield Entry("environment", name)


def covered(entry: Entry, others: list[Entry]) -> bool:
    """Whether other entries say at least as much."""
    same = [each for each in others if each.section == entry.section and _covers(each.key, entry)]
    if entry.section == "events":
        families = {family for each in same for family in each.details}
        return set(entry.details) <= families
    return any(not each.details or (entry.details and _each_covered(entry.details, each.details)) for each in same)


def _covers(pattern: str, entry: Entry) -> bool:
    key = entry.key
    if pattern == key:
        return True
    if entry.section == "events":
        return not pattern or key.startswith((f"{pattern}.", f"{pattern}["))
    if entry.section.startswith("files"):
        return file_fits(key, pattern)
    if entry.section == "network":
        return pattern.startswith("*.") and key.endswith(pattern[1:])
    if entry.section == "aws":
        return pattern.endswith(":*") and key.startswith(pattern[:-1])
    return False


def _each_covered(wanted: tuple[str, ...], allowed: tuple[str, ...]) -> bool:
    return wanted == allowed or all(any(fnmatchcase(each, pattern) for pattern in allowed) for each in wanted)


def file_fits(path: str, pattern: str) -> bool:
    """`*` within a name, `**` across folders; a folder itself belongs to `folder/**`."""
    text = re.escape(pattern).replace(r"/\*\*", r"(?:/.*)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return re.fullmatch(text, path, re.DOTALL) is not None

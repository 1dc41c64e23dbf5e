"""The baseline: findings, and places that were not read, which were there already and are accepted for now.

    {"version": 2, "entries": [{"fingerprint": "…", "id": "GOAT0101", "path": "app.py", "message": "…",
                                "added": "2026-08-24", "reason": "", "expires": ""}]}

The file is made to be committed and edited by hand. Paths begin at the root of the git work tree; in version 1 these,
and with them the fingerprints, began at the folder that was scanned. An entry with an "advisory" ("CVE-2021-44906") in
the place of the fingerprint accepts that alone, in its path, or everywhere where that is "".
"""

from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from goatherd.core.errors import ConfigError
from goatherd.core.finding import Diagnosis
from goatherd.core.shown_paths import shown_path
from goatherd.core.source import Span
from goatherd.outcome import Accepted

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from goatherd.core.finding import Finding

VERSION = 2
_BY_FOLDER = 1
MAX_BYTES = 50_000_000


@frozen
class Entry:
    fingerprint: str
    id: str
    path: str
    message: str
    added: date
    reason: str = ""
    expires: date | None = None
    advisory: str = ""


class Baseline:
    """`by_folder`: its fingerprints and paths begin at the folder that was scanned."""

    def __init__(self, path: str, entries: Iterable[Entry], *, by_folder: bool = False) -> None:
        self.path = path
        entries = list(entries)
        self.entries = {entry.fingerprint: entry for entry in entries if not entry.advisory}
        self.of_advisories = [entry for entry in entries if entry.advisory]
        self.by_folder = by_folder

    def apply_advisories(
        self, findings: Iterable[Finding], *, today: date, prefix: str
    ) -> tuple[list[Finding], list[Accepted]]:
        """Split findings, before those of one package are merged, into the rest and those of accepted advisories."""
        kept: list[Finding] = []
        accepted: list[Accepted] = []
        for finding in findings:
            names = {name.lower() for each in finding.advisories for name in each}
            path = finding.span.path if self.by_folder else prefix + finding.span.path
            for entry in self.of_advisories if names else ():
                if entry.path in ("", path) and entry.advisory.lower() in names and not _expired(entry, today):
                    accepted.append(Accepted(finding, "baseline", entry.reason))
                    break
            else:
                kept.append(finding)
        return kept, accepted

    def moved(self, prefix: str, fingerprints: Mapping[str, str]) -> Baseline:
        """One by folder in today's words. `fingerprints` gives today's for an old one."""
        entries = (
            evolve(e, path=prefix + e.path, fingerprint=fingerprints.get(e.fingerprint, e.fingerprint))
            for e in self.entries.values()
        )
        of_advisories = (evolve(e, path=e.path and prefix + e.path) for e in self.of_advisories)
        return Baseline(self.path, [*entries, *of_advisories])

    def entry_for(self, subject: Finding | Diagnosis, *, today: date) -> Entry | None:
        """The unexpired entry that accepts it."""
        entry = self.entries.get(subject.fingerprint)
        return None if entry is None or _expired(entry, today) else entry

    def apply(self, findings: Iterable[Finding], *, today: date) -> tuple[list[Finding], list[Accepted]]:
        """Split findings into the new ones and those that an unexpired entry accepts."""
        kept: list[Finding] = []
        accepted: list[Accepted] = []
        for finding in findings:
            entry = self.entry_for(finding, today=today)
            if entry is None:
                kept.append(finding)
            else:
                accepted.append(Accepted(finding, "baseline", entry.reason))
        return kept, accepted

    def notes(
        self, present: Container[str], ran: Container[str], *, today: date, root: str, prefix: str
    ) -> list[Diagnosis]:
        """What ought to be tidied up: entries that have expired, and those of the checks that ran below `prefix` and
        match nothing. `present` holds the fingerprints of what was found."""
        where = Span(shown_path(self.path, root), 1)
        notes = [
            Diagnosis(where, f"the baseline's entry for {e.id} in {e.path} expired on {e.expires}", incomplete=False)
            for e in self.entries.values()
            if _expired(e, today) and e.fingerprint in present
        ]
        stale = sum(1 for e in self.entries.values() if e.fingerprint not in present and _covered(e, ran, prefix))
        if stale:
            entries = "entry matches" if stale == 1 else "entries match"
            message = f"{stale} {entries} nothing any more; --write-baseline leaves them out"
            notes.append(Diagnosis(where, message, incomplete=False))
        return notes


def read_baseline(path: str) -> Baseline:
    """Raises ConfigError when the file cannot be read or is no baseline."""
    try:
        if os.path.exists(path) and not (os.path.isfile(path) and os.path.getsize(path) <= MAX_BYTES):
            raise ConfigError(f"the baseline is not a file of at most {MAX_BYTES:,} bytes", span=Span(path, 1))
        with open(path, encoding="utf-8") as stream:
            data = json.load(stream)
    except OSError as error:
        raise ConfigError(
            f"the baseline cannot be read: {error.strerror}",
            span=Span(path, 1),
            help=f"make one with --write-baseline {shown_path(path)}",
        ) from error
    except json.JSONDecodeError as error:
        raise ConfigError(f"the baseline is not JSON: {error.msg}", span=Span(path, error.lineno)) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise ConfigError("the baseline is not a JSON text", span=Span(path, 1)) from error
    return Baseline(path, _entries(data, path), by_folder=data["version"] == _BY_FOLDER)


def write_baseline(
    path: str,
    subjects: Iterable[Finding | Diagnosis],
    *,
    today: date,
    previous: Baseline | None = None,
    ran: Container[str] = (),
    prefix: str = "",
) -> int:
    """Write everything that was found, keeping what people wrote into earlier entries; the number of entries.

    `ran` holds the ids of the checks that ran: earlier entries of others stay, since nothing is known about them, and
    so do those of files that are not below `prefix`, the scanned folder.
    """
    kept = previous.entries if previous else {}
    entries = {e.fingerprint: e for e in kept.values() if not _covered(e, ran, prefix)}
    for subject in subjects:
        old = kept.get(subject.fingerprint)
        entries[subject.fingerprint] = Entry(
            subject.fingerprint,
            subject.id,
            prefix + subject.span.path,
            subject.message,
            added=old.added if old else today,
            reason=old.reason if old else "",
            expires=old.expires if old and not _expired(old, today) else None,
        )
    rows = [_row(entry) for entry in sorted(entries.values(), key=lambda e: (e.path, e.id, e.fingerprint))]
    rows += [_row(entry) for entry in (previous.of_advisories if previous else ())]
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(json.dumps({"version": VERSION, "entries": rows}, indent=2, ensure_ascii=False) + "\n")
    return len(rows)


def _row(entry: Entry) -> dict[str, str]:
    return {
        **({"advisory": entry.advisory} if entry.advisory else {"fingerprint": entry.fingerprint}),
        "id": entry.id,
        "path": entry.path,
        "message": entry.message,
        "added": entry.added.isoformat(),
        "reason": entry.reason,
        "expires": entry.expires.isoformat() if entry.expires else "",
    }


def _entries(data: Any, path: str) -> list[Entry]:
    known = isinstance(data, dict) and data.get("version") in (_BY_FOLDER, VERSION)
    if not known or not isinstance(data.get("entries"), list):
        raise ConfigError(
            f'this is no baseline of version {VERSION} ({{"version": {VERSION}, "entries": […]}})',
            span=Span(path, 1),
            help="make a new one with --write-baseline",
        )
    return [_entry(row, number, path) for number, row in enumerate(data["entries"], 1)]


def _entry(row: Any, number: int, path: str) -> Entry:
    if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
        raise ConfigError(f"entry {number} of the baseline is not a table of texts", span=Span(path, 1))
    if not row.get("fingerprint") and not row.get("advisory"):
        raise ConfigError(f"entry {number} of the baseline has no fingerprint", span=Span(path, 1))
    try:
        added = date.fromisoformat(row["added"]) if row.get("added") else date.min
        expires = date.fromisoformat(row["expires"]) if row.get("expires") else None
    except ValueError as error:
        raise ConfigError(
            f"entry {number} of the baseline has no proper date", span=Span(path, 1), help="write 2027-01-31"
        ) from error
    return Entry(
        row.get("fingerprint", ""),
        row.get("id", ""),
        row.get("path", ""),
        row.get("message", ""),
        added,
        row.get("reason", ""),
        expires,
        row.get("advisory", ""),
    )


def _covered(entry: Entry, ran: Container[str], prefix: str) -> bool:
    return (not entry.id or entry.id in ran) and entry.path.startswith(prefix)


def _expired(entry: Entry, today: date) -> bool:
    return entry.expires is not None and entry.expires < today

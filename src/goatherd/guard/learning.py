"""A policy widened by what its function was seen to do, and narrowed where enough was seen."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from goatherd.core.wording import counted
from goatherd.guard.entries import Entry, covered, entries_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.guard.records import Decision, Records

ENOUGH = 20  # invocations that told what they did, before what they did not do is refused
# How the guard says what it saw: its message -> section, and what is named in it.
_SAID = (
    (re.compile(r"starts (.+)", re.DOTALL), "processes"),
    (re.compile(r"reads (/.+)", re.DOTALL), "files.read"),
    (re.compile(r"writes (/.+)", re.DOTALL), "files.write"),
    (re.compile(r"reaches (\S+)"), "network"),
    (re.compile(r"calls ([\w-]+:\w+)(?: on (.+))?", re.DOTALL), "aws"),
)
_DONE = {"process": "processes", "read": "files.read", "write": "files.write", "connect": "network", "aws": "aws"}
_ROWS = {
    "processes": ("processes", "allow", "program"),
    "files.read": ("files", "read", "path"),
    "files.write": ("files", "write", "path"),
    "network": ("network", "allow", "host"),
}
_SECTIONS = ("processes", "files", "network", "aws")


def learned(policy: dict[str, Any], function: str, records: Records) -> dict[str, Any]:
    """The policy with what was reported, and not refused, allowed. Its sections refuse the rest once enough was seen.

    Raises nothing; what cannot be told of a record is left out.
    """
    result = deepcopy(policy)
    seen: dict[Entry, int] = {}
    for entry in _seen(function, records):
        seen[entry] = seen.get(entry, 0) + 1
    known = list(entries_of(policy))
    for entry, times in sorted(seen.items(), key=lambda each: (each[0].section, each[0].key, each[0].details)):
        section = entry.section.partition(".")[0]
        if section in policy and not covered(entry, known):
            _allow(result, entry, times)
            known.append(entry)
    samples = sum(sample.function == function for sample in records.samples)
    if samples >= ENOUGH:
        for name in _SECTIONS:
            if result.get(name, {}).get("others") == "monitor":
                result[name]["others"] = "block"
    return result


def _seen(function: str, records: Records) -> Iterator[Entry]:
    for decision in records.decisions:
        if decision.function == function and decision.stage == "confinement" and decision.verdict == "report":
            yield from _reported(decision)
    for sample in records.samples:
        for what, name, resources in sample.doings if sample.function == function else ():
            section = _DONE.get(what)
            if section:
                yield Entry(section, _spelled(section, name), tuple(sorted(resources)) if section == "aws" else ())


def _reported(decision: Decision) -> Iterator[Entry]:
    for pattern, section in _SAID:
        found = pattern.fullmatch(decision.what)
        if found:
            named = found[2] if section == "aws" else None
            yield Entry(section, _spelled(section, found[1]), tuple(sorted(named.split(", "))) if named else ())
            return


def _spelled(section: str, name: str) -> str:
    if section != "aws":
        return name
    service, _, operation = name.partition(":")
    return f"{service.replace('-', '')}:{operation}"


def _allow(policy: dict[str, Any], entry: Entry, times: int) -> None:
    why = f"seen {counted(times, 'time')}"
    if entry.section == "aws":
        service, _, operation = entry.key.partition(":")
        rows = policy["aws"].setdefault("allow", [])
        row = next((each for each in rows if each["service"] == service and each["operation"] == operation), None)
        if row is not None:
            row["resources"] = sorted({*row.get("resources", ()), *entry.details})
            return
        named = {"resources": list(entry.details)} if entry.details else {}
        rows.append({"service": service, "operation": operation, **named, "why": why})
        rows.sort(key=lambda each: (each["service"], each["operation"]))
        return
    section, part, key = _ROWS[entry.section]
    rows = policy[section].setdefault(part, [])
    rows.append({key: entry.key, "why": why})
    rows.sort(key=lambda each: str(each[key]))

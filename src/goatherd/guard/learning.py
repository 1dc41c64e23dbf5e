"""A policy widened by what its function was seen to do, and narrowed where enough was seen."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from goatherd.core.wording import counted
from goatherd.guard.entries import Entry, covered, entries_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.guard.records import Decision, Records

ENOUGH = 20  # invocations that told what they did, before what they did not do is refused
REDACTED = "<redacted>"  # in a message, in place of what an event held
LEAST = 1000  # before what the policy allows and they did not do is taken out of it
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
_SHELLS = frozenset(["sh", "bash", "dash", "ash", "ksh", "zsh", "busybox", "env", "xargs"])


@frozen
class Unused:
    """What a policy allows and no invocation of the log used. `kept`: why it stays all the same, "" if it does not."""

    entry: Entry
    kept: str


@frozen
class Learned:
    """`invocations` are those that samples stand for. `redacted`: the sections of which reports name what an event
    held, which nobody can learn; such a section is only monitored still."""

    policy: dict[str, Any]
    invocations: int = 0
    unused: tuple[Unused, ...] = ()
    redacted: tuple[str, ...] = ()


def learned(policy: dict[str, Any], function: str, records: Records, least: int = LEAST) -> Learned:
    """The policy widened and narrowed. `least`: how many invocations it takes to narrow it.

    Raises nothing; what cannot be told of a record is left out.
    """
    invocations = sum(sample.invocations for sample in records.samples if sample.function == function)
    reports = list(_reports(function, records))
    redacted = {each.section.partition(".")[0] for each in reports if _is_redacted(each)}
    reported = _counted(each for each in reports if not _is_redacted(each))
    sampled = _counted(_samples(function, records))
    unused = tuple(_unused(policy, [*reported, *sampled], invocations, least)) if invocations else ()
    closed = set(_SECTIONS) - redacted if invocations >= ENOUGH else set()
    result = _widened(policy, reported, sampled, closed)
    _narrow(result, [each.entry for each in unused if not each.kept], invocations)
    return Learned(result, invocations, unused, tuple(sorted(redacted)))


def _is_redacted(entry: Entry) -> bool:
    return any(REDACTED in each for each in (entry.key, *entry.details))


def _counted(entries: Iterable[Entry]) -> dict[Entry, int]:
    seen: dict[Entry, int] = {}
    for entry in entries:
        seen[entry] = seen.get(entry, 0) + 1
    return dict(sorted(seen.items(), key=lambda each: (each[0].section, each[0].key, each[0].details)))


def _unused(policy: dict[str, Any], seen: list[Entry], invocations: int, least: int) -> Iterator[Unused]:
    """Of what the code or an earlier log is the reason for: what people and the guard itself added is theirs."""
    for entry in entries_of(policy):
        section = entry.section.partition(".")[0]
        if section not in _SECTIONS or not (entry.from_code or entry.why.startswith("seen ")):
            continue
        if any(_is_use(each, entry) for each in seen):
            continue
        if section == "network":
            yield Unused(entry, "native code may reach it without being seen")
        elif section == "processes" and any(each.section == section and _is_shell(each.key) for each in seen):
            yield Unused(entry, "a shell may start it without being seen")
        else:
            yield Unused(entry, f"fewer than {least} invocations were seen" if invocations < least else "")


def _is_shell(program: str) -> bool:
    return program.rpartition("/")[2] in _SHELLS


def _is_use(seen: Entry, entry: Entry) -> bool:
    """Arguments and ports are told by nothing, resources where the call named some."""
    details = entry.details if entry.section == "aws" and seen.details else ()
    return covered(seen, [evolve(entry, details=details)])


def _narrow(policy: dict[str, Any], entries: list[Entry], invocations: int) -> None:
    """Entries are taken out, and named under `unseen` so that `guard check` does not miss them."""
    for entry in entries:
        section, part, _ = _ROWS.get(entry.section, ("aws", "allow", ""))
        rows = policy[section][part]
        rows[:] = [row for row in rows if next(entries_of({section: {part: [row]}})) != entry]
        why = f"not used in {counted(invocations, 'invocation')}; {entry.why}"
        policy.setdefault("unseen", []).append({"what": str(entry), "why": why})
    allowed = {str(entry) for entry in entries_of(policy)}
    policy["unseen"] = [row for row in policy.get("unseen", ()) if row["what"] not in allowed]
    if not policy["unseen"]:
        del policy["unseen"]


def _widened(
    policy: dict[str, Any], reported: dict[Entry, int], sampled: dict[Entry, int], closed: set[str]
) -> dict[str, Any]:
    """With what was reported, and not refused, allowed. Sections `closed` refuse the rest.

    A sample names an entry as the policy did that was in force, without its arguments or ports: where the policy still
    has it, it is no other.
    """
    result = deepcopy(policy)
    known = list(entries_of(policy))
    named = {(entry.section, entry.key) for entry in known if entry.section != "aws"}
    others = {entry: times for entry, times in sampled.items() if (entry.section, entry.key) not in named}
    for entry, times in (*reported.items(), *others.items()):
        if entry.section.partition(".")[0] in policy and not covered(entry, known):
            _allow(result, entry, times)
            known.append(entry)
    for name in closed:
        if result.get(name, {}).get("others") == "monitor":
            result[name]["others"] = "block"
    return result


def _reports(function: str, records: Records) -> Iterator[Entry]:
    for decision in records.decisions:
        if decision.function == function and decision.stage == "confinement" and decision.verdict == "report":
            yield from _reported(decision)


def _samples(function: str, records: Records) -> Iterator[Entry]:
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

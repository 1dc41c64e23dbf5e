"""Whether a policy still fits the code: what the code needs and the policy lacks, and the other way around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.guard.entries import covered, entries_of, is_place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_SECTIONS = ("processes", "files", "network", "aws")


def misfits(policy: dict[str, Any], fresh: dict[str, Any], made: dict[str, Any] | None = None) -> Iterator[str]:
    """One sentence a difference; `fresh` is the policy that the code would get now, `made` what it got last.

    What people or records of what happened added stays, whether the code shows it or not; so does what people took out
    of `made`.
    """
    old, new = list(entries_of(policy)), list(entries_of(fresh))
    known = list(entries_of(made or {}))
    absent = {each for each in _SECTIONS if each not in policy}  # what is absent allows everything
    unseen = {row["what"] for row in policy.get("unseen", ())}  # what --learn took out, though the code has it
    for entry in new:
        if str(entry) in unseen or covered(entry, known):
            continue
        if entry.section.partition(".")[0] not in absent and not covered(entry, old):
            yield f"the code needs {entry}{_at(entry.why)}" if _is_need(entry.section) else _asked(entry.section, entry)
    for entry in old:
        peoples = made is not None and not covered(entry, known)
        if entry.from_code and not peoples and not covered(entry, new):
            yield f"nothing in the code needs {entry} any more"
    listed = {gap["what"] for gap in (*policy.get("unknown", ()), *(made or {}).get("unknown", ()))}
    for gap in fresh["unknown"]:
        if gap["what"] not in listed:
            yield f"the policy does not list as unknown: {gap['what']}{_at(gap['why'])}"


def strays(written: Mapping[str, str], functions: Mapping[str, str], there: Collection[str]) -> Iterator[str]:
    """Policies without a function and functions without a policy, together where there are both.

    By name of the policy: of policies and of `functions` the function's id. `there` are the names of all functions.
    """
    gone = {name: id for name, id in sorted(written.items()) if name not in there}
    new = {name: id for name, id in functions.items() if name not in written}
    if gone and new:
        files, names = ", ".join(f"{name}.json" for name in gone), ", ".join(f"{name}.json" for name in new)
        told = f"{', '.join(new.values())}: there is no policy, and of no function: {files}"
        yield f"{told}; where a function was renamed, its policy is to be called {names}"
        return
    yield from (f"{id}: there is no policy for the function" for id in new.values())
    yield from (f"{id}: the policy is of no function" for id in gone.values())


def _is_need(section: str) -> bool:
    return section not in ("events", "kinds", "environment")


def _asked(section: str, entry: Any) -> str:
    if section == "kinds":
        return f"events of the kind {entry.key} arrive now{_at(entry.why)}"
    if section == "environment":
        return f"{entry.key} holds a secret"
    return f"{entry.key or 'the whole event'} reaches sinks of {', '.join(entry.details)} now{_at(entry.why)}"


def _at(why: str) -> str:
    if is_place(why):
        return f" at {why}"
    return f" ({why})" if why else ""

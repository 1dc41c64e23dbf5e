"""A policy in words, a few lines a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.core.wording import counted
from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH = 12
_HOSTS = {
    "internal": "an event may choose a host of the internet, and none inside",
    "block": 'an event may choose no host ("sinks": {"ssrf": "internal"} lets it choose those of the internet)',
}
_CUSTOMARY = frozenset({"scratch space", "time zones", "certificates", "types of files", "the platform"})


def told(policy: dict[str, Any]) -> Iterator[str]:
    """Lines; what is customary for every function is left out."""
    yield safe(f"{policy['function']}: {policy.get('mode', 'monitor')}")
    for name, text in _parts(policy):
        yield safe(f"  {name:<{_WIDTH}}{text}")
    yield ""


def _parts(policy: dict[str, Any]) -> Iterator[tuple[str, str]]:
    events = policy.get("events") or {}
    yield "events", ", ".join(row["kind"] for row in events.get("kinds", ())) or "of no known kind"
    for row in events.get("fields", ()):
        yield "", f"{row['path']} is asked for {', '.join(row['families'])}{_because(row)}"
    if events.get("others"):
        yield "", f"every other field is asked for {', '.join(events['others'])}"
    chosen = _HOSTS.get(hosts_chosen_by_events(policy))
    if chosen:
        yield "ssrf", chosen
    for name, listed in _sections(policy):
        others = (policy.get(name) or {}).get("others", "allow")
        yield name, f"{'; '.join(listed) or 'none'}  [others: {others}]"
    secrets = (policy.get("environment") or {}).get("secrets")
    if secrets:
        yield "secrets", ", ".join(secrets)
    code = policy.get("code") or {}
    yield "code", ", ".join(f"{name}: {action}" for name, action in code.items()) or "anything"
    gaps = policy.get("unknown") or ()
    if gaps:
        yield "unknown", f"{counted(len(gaps), 'thing')} for which sections are only monitored"
        yield from (("", f"{gap['what']}{_because(gap)}") for gap in gaps)


def hosts_chosen_by_events(policy: dict[str, Any]) -> str:
    """What becomes of a request whose host comes with an event: "internal", "block" where the code sends such ones, or
    "" where there is nothing to say.
    """
    sinks = policy.get("sinks") or {}
    action = sinks.get("ssrf", sinks.get("others", "block"))
    sends = any("ssrf" in row["families"] for row in (policy.get("events") or {}).get("fields", ()))
    return action if action == "internal" or (action == "block" and sends) else ""


def _sections(policy: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield "processes", [f"{row['program']}{_because(row)}" for row in _rows(policy, "processes", "allow")]
    files = [
        f"{how} {row['path']}{_because(row)}"
        for how in ("read", "write")
        for row in _rows(policy, "files", how)
        if row.get("why") not in _CUSTOMARY and ".aws/" not in row["path"]
    ]
    yield "files", files
    yield "network", [f"{row['host']}{_because(row)}" for row in _rows(policy, "network", "allow")]
    yield "aws", [_call(row) for row in _rows(policy, "aws", "allow")]


def _rows(policy: dict[str, Any], section: str, part: str) -> list[dict[str, Any]]:
    return list((policy.get(section) or {}).get(part, ()))


def _call(row: dict[str, Any]) -> str:
    on = f" on {' or '.join(row['resources'])}" if row.get("resources") else ""
    return f"{row['service']}:{row['operation']}{on}{_because(row)}"


def _because(row: dict[str, Any]) -> str:
    return f" ({row['why']})" if row.get("why") else ""

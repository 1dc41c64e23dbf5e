"""Alerts as JSON lines: one object an alert, one for each part that could not be read, and a last one that sums up."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

from attrs import asdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.alerts import Alert
    from goatherd.hunt.hunting import Hunt


def alerts(hunt: Hunt) -> Iterator[str]:
    incidents = {id(alert): number for number, story in enumerate(hunt.stories, 1) for alert in story.alerts}
    for alert in hunt.alerts.ordered:
        of_the_application = {"incident": incidents[id(alert)], **_application(alert, hunt)} if hunt.baseline else {}
        yield dumps({"type": "alert", **_alert(alert), **of_the_application})


def ending(hunt: Hunt) -> Iterator[str]:
    """What was not read, and how much was."""
    for damage in hunt.damaged:
        yield dumps({"type": "not_read", "path": damage.path, "record": damage.number, "why": damage.why})
    summary = {
        "alerts": len(hunt.alerts.ordered),
        "records": hunt.records,
        "files": hunt.files,
        "not_read": hunt.damages,
        "not_read_for": dict(hunt.reasons.most_common()),
        "without_time": hunt.untimed,
        **({"application": list(hunt.baseline.summary())} if hunt.baseline else {}),
    }
    yield dumps({"type": "summary", **summary})


def _application(alert: Alert, hunt: Hunt) -> dict[str, Any]:
    """What the application says: `place` is the line that it deviates from, or that allowed it."""
    context = alert.context
    place = context.place if context else None
    return {
        "said": context.said if context else None,
        "place": {"path": place.span.path, "line": place.span.line, "says": place.says} if place else None,
        "functions": [function_record(function, hunt) for function in alert.functions],
    }


def function_record(function: tuple[str, str], hunt: Hunt) -> dict[str, Any]:
    """A function with what scan and map say of it."""
    known = hunt.baseline.known_of(function) if hunt.baseline else None
    return {
        "application": function[0],
        "function": function[1],
        "findings": [
            {"id": each.id, "path": each.span.path, "line": each.span.line, "message": each.message}
            for each in (known.findings if known else ())
        ],
        "reach": list(known.reach) if known else [],
    }


def _alert(alert: Alert) -> dict[str, Any]:
    about = alert.about
    return {
        "rule": about.id,
        "title": about.title,
        "severity": about.severity.label,
        "risk": f"SAS-{about.risk}" if about.risk else None,
        "techniques": about.techniques,
        "author": about.author,
        "license": about.license,
        "remedy": about.remedy,
        "count": alert.count,
        "first": alert.first,
        "last": alert.last,
        "evidence": [asdict(each) for each in alert.evidence],
    }


def render(hunt: Hunt) -> str:
    return "".join(f"{line}\n" for line in (*alerts(hunt), *ending(hunt)))

"""Alerts as JSON lines: one object an alert, one for each part that could not be read, and a last one that sums up."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

from attrs import asdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.alerts import Alert
    from goatherd.hunt.hunting import Hunt


def lines(hunt: Hunt) -> Iterator[str]:
    alerts = hunt.alerts.ordered
    for alert in alerts:
        yield dumps({"type": "alert", **_alert(alert)})
    for damage in hunt.damaged:
        yield dumps({"type": "not_read", "path": damage.path, "record": damage.number, "why": damage.why})
    summary = {
        "alerts": len(alerts),
        "records": hunt.records,
        "files": hunt.files,
        "not_read": hunt.damages,
        "without_time": hunt.untimed,
    }
    yield dumps({"type": "summary", **summary})


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

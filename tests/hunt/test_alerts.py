"""However many have done it, what is kept of one rule's alerts is bounded, and nothing is lost but told together."""

from __future__ import annotations

from goatherd.core.finding import LOW
from goatherd.hunt.alerts import MOST, Alerts
from goatherd.hunt.rule import About
from goatherd.hunt.telemetry.kind import Evidence


def test_alerts_of_one_rule():
    alerts, about = Alerts(), About("R", "It was done", LOW)
    for number in range(MOST + 50):
        name = f"actor-{number}"
        alerts.add(about, name, [Evidence("2026-03-02T10:00:00Z", name, "", "", "", "log", number)])
    alerts.add(about, "actor-1", [Evidence("2026-03-02T11:00:00Z", "actor-1", "", "", "", "log", 0)])
    alerts.add(About("S", "Something else", LOW), "actor-7", [Evidence("", "actor-7", "", "", "", "log", 1)])
    found = alerts.ordered
    assert len(found) == MOST + 2
    assert sum(alert.count for alert in found) == MOST + 52
    assert {alert.title: alert.count for alert in found if alert.count > 2} == {
        f"It was done: all beyond the first {MOST:,} alerts of this rule": 50
    }

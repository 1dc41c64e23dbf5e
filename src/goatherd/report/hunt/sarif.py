"""Alerts as SARIF 2.1.0: those that deviate from a template have its line, the others have no place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import asdict

from goatherd import __version__
from goatherd.core.risks import RISKS
from goatherd.report.sarif import LEVELS, MAX_RESULTS, SCHEMA, SCORES, location

if TYPE_CHECKING:
    from goatherd.hunt.alerts import Alert
    from goatherd.hunt.hunting import Hunt
    from goatherd.hunt.rule import About
    from goatherd.hunt.telemetry.batch import Damage


def render(hunt: Hunt) -> str:
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(hunt)]}, indent=2, ensure_ascii=True) + "\n"


def _run(hunt: Hunt) -> dict[str, Any]:
    alerts = hunt.alerts.ordered
    abouts = sorted({alert.about.id: alert.about for alert in alerts}.values(), key=lambda about: about.id)
    index = {about.id: number for number, about in enumerate(abouts)}
    notes = [_notification(damage) for damage in hunt.damaged]
    if len(alerts) > MAX_RESULTS:
        notes.append({"level": "warning", "message": {"text": f"{len(alerts) - MAX_RESULTS} results were left out"}})
    driver = {"name": "goatherd", "version": __version__, "semanticVersion": __version__}
    return {
        "tool": {"driver": {**driver, "rules": [_rule(about) for about in abouts]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not hunt.damages, "toolExecutionNotifications": notes}],
        "results": [_result(alert, index, hunt) for alert in alerts[:MAX_RESULTS]],
    }


def _notification(damage: Damage) -> dict[str, Any]:
    where = f"{damage.path}, record {damage.number}" if damage.number else damage.path
    return {"level": "error", "message": {"text": f"not read: {where}: {damage.why}"}}


def _rule(about: About) -> dict[str, Any]:
    risk = [f"SAS-{about.risk}"] if about.risk else []
    explained = f"{about.title} (SAS-{about.risk}: {RISKS[about.risk]})" if about.risk else about.title
    return {
        "id": about.id,
        "shortDescription": {"text": about.title},
        "fullDescription": {"text": about.description or explained},
        "help": {"text": about.remedy or about.title},
        "defaultConfiguration": {"level": LEVELS[about.severity]},
        "properties": {
            "security-severity": SCORES[about.severity],
            "tags": ["security", "serverless", *risk, *(f"attack.{each.lower()}" for each in about.techniques)],
            **({"author": about.author, "license": about.license} if about.author else {}),
        },
    }


def _result(alert: Alert, index: dict[str, int], hunt: Hunt) -> dict[str, Any]:
    place = alert.context.place if alert.context else None
    functions = [function for _, function in alert.functions]
    return {
        "ruleId": alert.about.id,
        "ruleIndex": index[alert.about.id],
        "level": LEVELS[alert.about.severity],
        "message": {"text": _message(alert)},
        "locations": [location(place.span, functions)] if place else [],
        **_related(alert, hunt),
        "occurrenceCount": max(alert.count, 1),
        "partialFingerprints": {"goatherd/v1": alert.fingerprint},
        "properties": {
            "severity": alert.about.severity.label,
            "first": alert.first,
            "last": alert.last,
            "evidence": [asdict(each) for each in alert.evidence],
        },
    }


def _message(alert: Alert) -> str:
    return f"{alert.title}. {alert.about.remedy}".strip() if alert.about.remedy else alert.title


def _related(alert: Alert, hunt: Hunt) -> dict[str, Any]:
    """The findings of a scan that are open for its functions."""
    if hunt.baseline is None:
        return {}
    findings = [finding for each in alert.functions for finding in hunt.baseline.known_of(each).findings]
    told = [
        {"id": number, **location(finding.span, note=f"open {finding.id}: {finding.message}")}
        for number, finding in enumerate(findings[:99], 1)
    ]
    return {"relatedLocations": told} if told else {}

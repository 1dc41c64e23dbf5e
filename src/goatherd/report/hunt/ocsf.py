"""Alerts as Detection Findings of OCSF 1.5 (class 2004), one JSON object a line.

Source: https://schema.ocsf.io/1.5.0/classes/detection_finding
"""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address
from json import dumps
from typing import TYPE_CHECKING, Any

from goatherd import __version__
from goatherd.core.finding import Severity
from goatherd.core.risks import RISKS
from goatherd.report.hunt.jsonl import function_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.alerts import Alert
    from goatherd.hunt.hunting import Hunt
    from goatherd.hunt.rule import About
    from goatherd.hunt.stories import Story
    from goatherd.hunt.telemetry.kind import Evidence

VERSION = "1.5.0"
_SEVERITIES = {Severity.INFO: 1, Severity.LOW: 2, Severity.MEDIUM: 3, Severity.HIGH: 4, Severity.CRITICAL: 5}
_NAMES = {Severity.INFO: "Informational"}


def render(hunt: Hunt) -> str:
    return "".join(dumps(each) + "\n" for each in findings(hunt))


def findings(hunt: Hunt) -> Iterator[dict[str, Any]]:
    """In order of alerts. What was not read is told by the other formats."""
    stories = {id(alert): story for story in hunt.stories for alert in story.alerts}
    for alert in hunt.alerts.ordered:
        yield _finding(alert, stories[id(alert)], hunt)


def _finding(alert: Alert, story: Story, hunt: Hunt) -> dict[str, Any]:
    about = alert.about
    return {
        "class_uid": 2004,
        "class_name": "Detection Finding",
        "category_uid": 2,
        "category_name": "Findings",
        "activity_id": 1,
        "activity_name": "Create",
        "type_uid": 200401,
        "type_name": "Detection Finding: Create",
        "time": _milliseconds(alert.last) or 0,
        "severity_id": _SEVERITIES[about.severity],
        "severity": _NAMES.get(about.severity, about.severity.label.capitalize()),
        "status_id": 1,
        "status": "New",
        "is_alert": True,
        "count": alert.count,
        "message": alert.title,
        "metadata": {
            "version": VERSION,
            "product": {"name": "goatherd", "vendor_name": "goatherd", "version": __version__},
            "correlation_uid": story.alerts[0].fingerprint,  # the same for all alerts of an incident
        },
        "finding_info": _info(alert),
        **({"remediation": {"desc": about.remedy}} if about.remedy else {}),
        "evidences": [_evidence(each) for each in alert.evidence],
        **_cloud(alert),
        **_resources(alert, hunt),
        "unmapped": _unmapped(alert, hunt),
    }


def _info(alert: Alert) -> dict[str, Any]:
    about = alert.about
    times = {"first_seen_time": _milliseconds(alert.first), "last_seen_time": _milliseconds(alert.last)}
    return {
        "uid": alert.fingerprint,
        "title": alert.title,
        **({"desc": about.description} if about.description else {}),
        **{name: time for name, time in times.items() if time is not None},
        "analytic": {"uid": about.id, "name": about.title, "type_id": 1, "type": "Rule"},
        **({"types": [f"SAS-{about.risk} {RISKS[about.risk]}"]} if about.risk else {}),
        **({"attacks": _attacks(about)} if about.techniques else {}),
    }


def _attacks(about: About) -> list[dict[str, Any]]:
    found = []
    for technique in about.techniques:
        whole, _, part = technique.partition(".")
        sub = {"sub_technique": {"uid": technique}} if part else {}
        found.append({"technique": {"uid": whole}, **sub})
    return found


def _evidence(seen: Evidence) -> dict[str, Any]:
    address = {"src_endpoint": {"ip": seen.address}} if _is_address(seen.address) else {}
    account = {"account": {"uid": seen.account}} if seen.account else {}
    failed = {"response": {"error": seen.error}} if seen.error else {}
    return {
        "actor": {"user": {"name": seen.actor, **account}},
        **address,
        "api": {"operation": seen.what, **({"request": {"uid": seen.id}} if seen.id else {}), **failed},
        "data": {
            "time": seen.time,
            "file": seen.path,
            "record": seen.number,
            "from": seen.address,
            "resource": seen.resource,
        },
    }


def _cloud(alert: Alert) -> dict[str, Any]:
    """Where all records are of one region, and of one account."""
    regions = {each.region for each in alert.evidence if each.region}
    accounts = {each.account for each in alert.evidence}
    if len(regions) != 1:
        return {}
    of = {"account": {"uid": accounts.pop()}} if len(accounts) == 1 and "" not in accounts else {}
    return {"cloud": {"provider": "AWS", "region": regions.pop(), **of}}


def _resources(alert: Alert, hunt: Hunt) -> dict[str, Any]:
    """The application's functions, then what the records name."""
    known = alert.functions if hunt.baseline else ()
    named = [{"name": function, "type": "function", "namespace": app} for app, function in known]
    named += [{"name": name} for name in dict.fromkeys(each.resource for each in alert.evidence) if name]
    return {"resources": named} if named else {}


def _unmapped(alert: Alert, hunt: Hunt) -> dict[str, Any]:
    about, place = alert.about, alert.context.place if alert.context else None
    told: dict[str, Any] = {}
    if about.author:
        told |= {"rule_author": about.author, "rule_license": about.license}
    if place:
        told["place"] = {"path": place.span.path, "line": place.span.line, "says": place.says}
    if alert.functions:
        told["functions"] = [function_record(each, hunt) for each in alert.functions]
    return told


def _milliseconds(written: str) -> int | None:
    try:
        moment = datetime.fromisoformat(written)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

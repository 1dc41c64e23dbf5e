"""Findings, diagnoses and functions as plain records: what the JSON formats share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

from attrs import asdict

from goatherd.core.finding import Severity
from goatherd.core.value import Known
from goatherd.model.function import Entry
from goatherd.outcome import By

if TYPE_CHECKING:
    from goatherd.core.confidence import Reason
    from goatherd.core.finding import Diagnosis, Finding, Proof
    from goatherd.core.source import Span
    from goatherd.core.value import Value
    from goatherd.model.function import Function
    from goatherd.outcome import Outcome


def severity(finding: Finding) -> Severity:
    return finding.severity if finding.severity is not None else Severity.MEDIUM


def finding_record(finding: Finding) -> dict[str, Any]:
    proof = {"proof": proof_record(finding.proof)} if finding.proof else {}
    return {
        "id": finding.id,
        "slug": finding.slug,
        "sas": f"SAS-{finding.sas}",
        "cwe": finding.cwe,
        "severity": severity(finding).label,
        "confidence": finding.confidence.label,
        "reasons": [reason_record(reason) for reason in finding.reasons],
        "path": finding.span.path,
        "line": finding.span.line,
        "column": finding.span.column,
        "function": finding.function,
        "functions": list(finding.functions),
        "message": finding.message,
        "remedy": finding.remedy,
        "locations": [_place(span) for span in finding.locations],
        "flow": [{**_place(step.span), "note": step.note} for step in finding.steps],
        "fingerprint": finding.fingerprint,
        **({"advisories": [list(names) for names in finding.advisories]} if finding.advisories else {}),
        **proof,
    }


def reason_record(reason: Reason) -> dict[str, Any]:
    place = {"place": _place(reason.span)} if reason.span is not None else {}
    return {"kind": reason.kind.value, "words": reason.words, **place}


def proof_record(proof: Proof) -> dict[str, Any]:
    return {
        "status": proof.status,
        "why": proof.why,
        "evidence": proof.evidence,
        **({"guarded": proof.guarded} if proof.guarded else {}),
        "command": proof.command,
        "event": proof.event,
        "chain": list(proof.chain),
    }


def diagnosis_record(diagnosis: Diagnosis) -> dict[str, Any]:
    kind = {"kind": diagnosis.id, "fingerprint": diagnosis.fingerprint} if diagnosis.fingerprint else {}
    return {**_place(diagnosis.span), "message": diagnosis.message, "incomplete": diagnosis.incomplete, **kind}


def function_record(application: str, function: Function) -> dict[str, Any]:
    return {
        "name": function.id,
        "application": application,
        "runtime": _text(function.runtime),
        "handler": _text(function.handler),
        "file": function.entry.file if isinstance(function.entry, Entry) else "",
        "unresolved": function.unresolved,
        "triggers": [
            {"kind": trigger.kind, "exposure": trigger.exposure.label, "detail": trigger.detail}
            for trigger in function.triggers
        ],
    }


def skipped_record(path: str, why: str) -> dict[str, str]:
    return {"path": path, "why": why}


def summary_record(outcome: Outcome) -> dict[str, Any]:
    by_severity = Counter(severity(finding).label for finding in outcome.findings)
    by_risk = Counter(finding.sas for finding in outcome.findings)
    return {
        "findings": len(outcome.findings),
        "by_severity": {s.label: by_severity[s.label] for s in reversed(Severity)},
        "by_risk": {f"SAS-{number}": by_risk[number] for number in range(1, 11)},
        "accepted": {by: outcome.accepted_by(by) for by in get_args(By)},
        "accepted_unread": len(outcome.tolerated),
        "below_threshold": outcome.below,
        "profile": outcome.profile or "everything",
        "outside_profile": outcome.beside,
        "applications": len(outcome.applications),
        "functions": len(outcome.functions),
        "files": outcome.files,
        "advisories": [asdict(each) for each in outcome.compared],
        "incomplete": outcome.incomplete,
        "exit_code": int(outcome.exit_code),
        **({"cut_short": outcome.cut_short} if outcome.cut_short else {}),
        **({"attack": asdict(outcome.attack)} if outcome.attack else {}),
    }


def _place(span: Span) -> dict[str, Any]:
    return {"path": span.path, "line": span.line}


def _text(value: Value[str]) -> str:
    return value.value if isinstance(value, Known) else ""

"""SARIF 2.1.0, within what code-scanning services accept.

Paths are relative to the git work tree where there is one (that is where uploads look for them), else to
the scanned root. Accepted findings are left out: services are known to show suppressed results as open.

Every check that ran is a rule, the same on every run, as code scanning asks for (rules tell what was analysed, also
where there is no result, and change with the tool only). The whole documentation is in a rule once.
"""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from goatherd import __version__
from goatherd.core.finding import Severity
from goatherd.core.risks import RISKS
from goatherd.report.line_hash import line_hashes
from goatherd.report.records import proof_record, reason_record, severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.finding import Diagnosis, Finding
    from goatherd.core.source import Span
    from goatherd.outcome import Lines, Outcome
    from goatherd.rules.rule import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RESULTS = 25_000
MAX_RELATED = 99
MAX_HASHED = 1_000_000  # characters of a file

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "1.0",
}


def render(outcome: Outcome) -> str:
    run = _Run(outcome).run()
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


class _Run:
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.hashes = _LineHashes(outcome.lines)
        self.rule_index = {check.id: index for index, check in enumerate(outcome.checks)}

    def run(self) -> dict[str, Any]:
        # Services keep the first results when there are too many.
        ranked = sorted(self.outcome.findings, key=lambda f: -severity(f))
        return {
            "tool": {"driver": self._driver()},
            "columnKind": "unicodeCodePoints",
            "invocations": [self._invocation()],
            "results": [self._result(finding) for finding in ranked[:MAX_RESULTS]],
        }

    def _driver(self) -> dict[str, Any]:
        return {
            "name": "goatherd",
            "version": __version__,
            "semanticVersion": __version__,
            "rules": [_rule(check) for check in self.outcome.checks],
        }

    def _invocation(self) -> dict[str, Any]:
        notes = [self._notification(diagnosis) for diagnosis in self.outcome.diagnoses]
        dropped = len(self.outcome.findings) - MAX_RESULTS
        if dropped > 0:
            notes.append({"level": "warning", "message": {"text": f"{dropped} results were left out"}})
        return {
            "executionSuccessful": not self.outcome.incomplete,
            "exitCode": int(self.outcome.exit_code),
            "exitCodeDescription": self.outcome.exit_code.name.lower(),
            "toolExecutionNotifications": notes,
        }

    def _notification(self, diagnosis: Diagnosis) -> dict[str, Any]:
        note: dict[str, Any] = {
            "level": "error" if diagnosis.incomplete else "note",
            "message": {"text": diagnosis.message},
        }
        if _in_tree(diagnosis.span.path):
            note["locations"] = [location(diagnosis.span)]
        return note

    def _result(self, finding: Finding) -> dict[str, Any]:
        result: dict[str, Any] = {
            "ruleId": finding.id,
            "level": LEVELS[severity(finding)],
            "message": {"text": _message(finding)},
            "locations": [location(finding.span, finding.functions or (finding.function,))],
            "partialFingerprints": self._fingerprints(finding),
            "properties": {
                "severity": severity(finding).label,
                "confidence": finding.confidence.label,
                "reasons": [reason_record(reason) for reason in finding.reasons],
            },
        }
        if finding.proof:
            result["properties"]["proof"] = proof_record(finding.proof)
        if finding.id in self.rule_index:
            result["ruleIndex"] = self.rule_index[finding.id]
        if finding.locations:
            spans = finding.locations[:MAX_RELATED]
            result["relatedLocations"] = [{"id": n, **location(span)} for n, span in enumerate(spans, 1)]
        if finding.steps:
            steps = [{"location": location(step.span, note=step.note)} for step in finding.steps]
            result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
        return result

    def _fingerprints(self, finding: Finding) -> dict[str, str]:
        fingerprints = {"goatherd/v1": finding.fingerprint}
        if line_hash := self.hashes.at(finding.span):
            fingerprints["primaryLocationLineHash"] = line_hash
        return fingerprints


def location(span: Span, functions: Iterable[str] = (), note: str = "") -> dict[str, Any]:
    """A place in a file; `span.path` begins at the root of the repository."""
    found: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(posixpath.normpath(span.path), safe="/"), "uriBaseId": "%SRCROOT%"},
            "region": _region(span),
        }
    }
    named = [{"name": name, "kind": "function"} for name in functions if name]
    if named:
        found["logicalLocations"] = named
    if note:
        found["message"] = {"text": note}
    return found


class _LineHashes:
    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._by_path: dict[str, list[str]] = {}

    def at(self, span: Span) -> str:
        if span.path not in self._by_path:
            text = self._lines.text(span.path)
            self._by_path[span.path] = line_hashes(text) if len(text) <= MAX_HASHED else []
        hashes = self._by_path[span.path]
        return hashes[span.line - 1] if span.line <= len(hashes) else ""


def _rule(check: Rule) -> dict[str, Any]:
    return {
        "id": check.id,
        "name": "".join(word.capitalize() for word in check.slug.split("-")),
        "shortDescription": {"text": check.summary},
        "fullDescription": {"text": f"{check.summary} (SAS-{check.sas}: {RISKS[check.sas]})"},
        "help": {"text": ". ".join(filter(None, (check.summary, check.every_remedy))), "markdown": check.documentation},
        "defaultConfiguration": {"level": LEVELS[check.severity]},
        "properties": {
            "security-severity": SCORES[check.severity],
            "tags": ["security", f"external/cwe/cwe-{check.cwe:03}", "serverless", f"SAS-{check.sas}"],
        },
    }


def _message(finding: Finding) -> str:
    return f"{finding.message}. {finding.remedy}" if finding.remedy else finding.message


def _region(span: Span) -> dict[str, int]:
    region = {"startLine": max(span.line, 1), "startColumn": max(span.column, 1)}
    if span.end_line:
        region["endLine"] = span.last_line
        if span.end_column:
            region["endColumn"] = span.end_column
    return region


def _in_tree(path: str) -> bool:
    return path not in ("", ".") and not path.startswith("/")

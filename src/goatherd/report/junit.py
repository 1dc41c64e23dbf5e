"""JUnit XML: one test case a finding, so that a build server shows findings as failures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from goatherd.report.doubt import doubt
from goatherd.report.records import severity
from goatherd.report.safe import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.finding import Diagnosis, Finding
    from goatherd.outcome import Outcome

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(outcome: Outcome) -> str:
    return harmless(_FORBIDDEN.sub("\ufffd", "\n".join(_lines(outcome)) + "\n"))


def _lines(outcome: Outcome) -> Iterator[str]:
    broken = [diagnosis for diagnosis in outcome.diagnoses if diagnosis.incomplete]
    findings = outcome.findings
    total = len(findings) + len(broken) or 1
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield (
        f'<testsuites><testsuite name="goatherd" tests="{total}" '
        f'failures="{len(findings)}" errors="{len(broken)}" time="{outcome.seconds:.3f}">'
    )
    for finding in findings:
        yield _failure(finding)
    for diagnosis in broken:
        yield _error(diagnosis)
    if not findings and not broken:
        yield '<testcase classname="goatherd" name="scan"/>'
    yield "</testsuite></testsuites>"


def _failure(finding: Finding) -> str:
    steps = [f"{step.span} {step.note}" for step in finding.steps]
    body = "\n".join(filter(None, [str(finding.span), doubt(finding), *steps, finding.remedy]))
    case = f"<testcase classname={quoteattr(finding.span.path)} name={quoteattr(f'{finding.id} {finding.span}')}>"
    failure = f"<failure type={quoteattr(severity(finding).label)} message={quoteattr(finding.message)}>"
    return f"{case}{failure}{escape(body)}</failure></testcase>"


def _error(diagnosis: Diagnosis) -> str:
    case = f'<testcase classname={quoteattr(diagnosis.span.path)} name="read line {diagnosis.span.line}">'
    return f"{case}<error message={quoteattr(diagnosis.message)}/></testcase>"

"""Markdown, for a comment on a change or a job summary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.finding import Severity
from goatherd.core.risks import RISKS
from goatherd.report.age import age_of_advisories
from goatherd.report.clouds import other_clouds
from goatherd.report.doubt import doubt
from goatherd.report.functions import functions_named
from goatherd.report.records import severity
from goatherd.report.safe import safe, visible
from goatherd.report.totals import left_out_by_profile, looked_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.finding import Finding
    from goatherd.outcome import Outcome

_MAX_PLACES = 8


def render(outcome: Outcome) -> str:
    return "\n".join(_lines(outcome)) + "\n"


def _lines(outcome: Outcome) -> Iterator[str]:
    yield "# goatherd"
    yield ""
    yield from _summary(outcome)
    for level in reversed(Severity):
        found = [finding for finding in outcome.findings if severity(finding) == level]
        if found:
            yield ""
            yield f"## {level.label.capitalize()}"
        for finding in found:
            yield ""
            yield from _finding(finding)
    for incomplete, title in ((True, "Not read or not decided"), (False, "Worth knowing")):
        group = [diagnosis for diagnosis in outcome.diagnoses if diagnosis.incomplete == incomplete]
        if group:
            yield ""
            yield f"## {title}"
            yield ""
        for diagnosis in group:
            yield f"- {_code(str(diagnosis.span))} {_text(diagnosis.message)}"


def _summary(outcome: Outcome) -> Iterator[str]:
    yield from _counts(outcome)
    for told in other_clouds(outcome):
        yield ""
        yield told
    if left_out := left_out_by_profile(outcome):
        yield ""
        yield f"{left_out}."
    if outcome.compared:
        yield ""
        yield age_of_advisories(outcome)


def _counts(outcome: Outcome) -> Iterator[str]:
    if not outcome.findings:
        yield f"No findings in {looked_at(outcome)}."
        return
    yield "| risk | findings | worst |"
    yield "| --- | ---: | --- |"
    for number, name in RISKS.items():
        found = [finding for finding in outcome.findings if finding.sas == number]
        if found:
            yield f"| SAS-{number} {name} | {len(found)} | {max(severity(f) for f in found).label} |"


def _finding(finding: Finding) -> Iterator[str]:
    yield f"### {_text(finding.message)}"
    yield ""
    sure = "" if finding.reasons else f"confidence {finding.confidence.label}"
    names, others = functions_named(finding)
    facts = (f"{finding.id} {finding.slug}", sure, _code(names) + others if names else "", _text(doubt(finding)))
    yield " · ".join(filter(None, (_code(str(finding.span)), *facts)))
    if finding.steps:
        yield ""
    for number, step in enumerate(finding.steps, 1):
        yield f"{number}. {_code(str(step.span))} {_text(step.note)}"
    if finding.locations:
        yield ""
        left_out = len(finding.locations) - _MAX_PLACES
        rest = f" and {left_out:,} more" if left_out > 0 else ""
        yield "Also at " + ", ".join(_code(str(span)) for span in finding.locations[:_MAX_PLACES]) + rest
    if finding.proof:
        yield ""
        yield f"**{finding.proof.status.capitalize()}**: {_text(finding.proof.evidence or finding.proof.why)}"
        yield from ["", *(f"    {visible(line)}" for line in finding.proof.command.splitlines())]
    if finding.remedy:
        first, *more = finding.remedy.splitlines()
        yield ""
        yield f"**Fix**: {_text(first)}"
        # An indented block is code that cannot be ended early.
        yield from ["", *(f"    {visible(line)}" for line in more)] if more else []


def _text(text: str) -> str:
    """Text of the scanned tree, unable to become markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", safe(text))


def _code(text: str) -> str:
    flat = safe(text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    return f"{fence}{flat}{fence}" if len(fence) == 1 else f"{fence} {flat} {fence}"

"""JSON lines: the records of the JSON report, one a line, each with its `type`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from goatherd.report.json import TOOL, VERSION
from goatherd.report.records import diagnosis_record, finding_record, function_record, skipped_record, summary_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.outcome import Outcome


def render(outcome: Outcome) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in _records(outcome))


def _records(outcome: Outcome) -> Iterator[dict[str, Any]]:
    yield {"type": "scan", "version": VERSION, "tool": TOOL, "root": outcome.root}
    for application, function in outcome.functions:
        yield {"type": "function", **function_record(application, function)}
    for path, why in outcome.skipped:
        yield {"type": "skipped", **skipped_record(path, why)}
    for diagnosis in outcome.diagnoses:
        yield {"type": "diagnosis", **diagnosis_record(diagnosis)}
    for finding in outcome.findings:
        yield {"type": "finding", **finding_record(finding)}
    yield {"type": "summary", **summary_record(outcome)}

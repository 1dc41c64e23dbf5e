"""JSON, version 1; docs/json-schema/report-1.json describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from goatherd import __version__
from goatherd.report.records import diagnosis_record, finding_record, function_record, skipped_record, summary_record

if TYPE_CHECKING:
    from goatherd.outcome import Outcome

VERSION = 1
TOOL = {"name": "goatherd", "version": __version__}


def render(outcome: Outcome) -> str:
    document: dict[str, Any] = {
        "version": VERSION,
        "tool": TOOL,
        "root": outcome.root,
        "findings": [finding_record(finding) for finding in outcome.findings],
        "diagnoses": [diagnosis_record(diagnosis) for diagnosis in outcome.diagnoses],
        "functions": [function_record(application, function) for application, function in outcome.functions],
        "skipped": [skipped_record(path, why) for path, why in outcome.skipped],
        "summary": summary_record(outcome),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"

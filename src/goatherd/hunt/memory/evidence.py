"""What alerts show of a record, as a text that can be kept."""

from __future__ import annotations

import json

from attrs import astuple

from goatherd.hunt.telemetry.kind import Evidence, shortened


def written(evidence: Evidence) -> str:
    return json.dumps(astuple(shortened(evidence)))


def read(text: str) -> Evidence:
    return Evidence(*json.loads(text))

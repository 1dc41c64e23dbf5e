"""What alerts show of a record, as a text that can be kept."""

from __future__ import annotations

import json
from operator import attrgetter

import msgspec
from attrs import fields

from goatherd.hunt.telemetry.kind import Evidence, shortened

_values = attrgetter(*(each.name for each in fields(Evidence)))
_encode = msgspec.json.Encoder().encode


def written(evidence: Evidence) -> str:
    values = _values(shortened(evidence))
    try:
        return _encode(values).decode()
    except UnicodeEncodeError:  # names of files need not be text
        return json.dumps(values)


def read(text: str) -> Evidence:
    return Evidence(*json.loads(text))

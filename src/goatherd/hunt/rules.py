"""The rules of a hunt: goatherd's own detections, and Sigma rules from folders of the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.hunt.sigma import ReadRules, read_sigma

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_RULE_BYTES = 1_000_000


def read_rules(places: Iterable[Path]) -> ReadRules:
    """Of files and folders; raises UsageError for a place without any rule."""
    found = ReadRules()
    for place in places:
        before = len(found.rules) + len(found.diagnoses)
        for file in _files(place):
            _add(file, found)
        if len(found.rules) + len(found.diagnoses) == before:
            raise UsageError(f"there is no rule below {place}", help="rules are files of Sigma that end in .yml")
    return found


def _add(file: Path, found: ReadRules) -> None:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_RULE_BYTES + 1)
        if len(data) > MAX_RULE_BYTES:
            raise ValueError("it is too large for a rule")
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        found.diagnoses.append(Diagnosis(Span(str(file), 1), f"this rule is not used: {error}"))
        return
    if "detection:" not in text and "correlation:" not in text:
        return
    read = read_sigma(text, str(file))
    found.rules += read.rules
    found.correlations += read.correlations
    found.diagnoses += read.diagnoses


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    else:
        yield from sorted(file for end in ("*.yml", "*.yaml") for file in place.rglob(end) if file.is_file())

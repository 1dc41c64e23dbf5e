"""The rules of a hunt: goatherd's own detections, and Sigma rules from files and folders of the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve
from yaml import MappingNode, SafeLoader, ScalarNode, YAMLError, compose_all

from goatherd.core.errors import UsageError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.hunt.detections.registry import all_detections
from goatherd.hunt.fields import names_of
from goatherd.hunt.sigma import ReadRules, read_sigma

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from goatherd.hunt.rule import Correlation

MAX_RULE_BYTES = 1_000_000
_OF_RULES = ("title", "logsource")


def read_rules(places: Iterable[Path], *, own: bool = True) -> ReadRules:
    """Of files and folders, and goatherd's `own`; raises UsageError for a place without any rule."""
    found = ReadRules()
    for detection in all_detections() if own else ():
        found.add(detection.rules())
    for place in places:
        before = len(found.rules) + len(found.correlations) + len(found.diagnoses)
        for file in _files(place):
            _add(file, found)
        if len(found.rules) + len(found.correlations) + len(found.diagnoses) == before:
            raise UsageError(f"there is no rule below {place}", help="rules are files of Sigma that end in .yml")
    _resolve(found)
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
    if _is_meant_as_rule(text):
        found.add(read_sigma(text, str(file)))


def _is_meant_as_rule(text: str) -> bool:
    """Other YAML may lie among rules. What is none may be a rule that was cut short."""
    if "detection:" in text or "correlation:" in text:
        return True
    try:
        documents = [*compose_all(text, SafeLoader)]
    except (YAMLError, ValueError, RecursionError):
        return True
    keys = [key for each in documents if isinstance(each, MappingNode) for key, _ in each.value]
    return any(isinstance(key, ScalarNode) and key.value in _OF_RULES for key in keys)


def _resolve(found: ReadRules) -> None:
    """Leave out correlations of rules that are not there, and say so. Fields have the names of the rules' records."""
    known = {name: rule for rule in found.rules for name in rule.about.names}
    for place, correlation in reversed([*enumerate(found.correlations)]):
        if missing := [name for name in correlation.rules if name not in known]:
            del found.correlations[place]
            why = f"the rule {correlation.about.title!r} is not used: there is no rule {missing[0]!r}"
            found.diagnoses.append(Diagnosis(Span(correlation.about.origin, 1), why))
            continue
        called = {names_of(known[name].telemetry) for name in correlation.rules}
        if len(called) == 1:
            found.correlations[place] = _renamed(correlation, called.pop())


def _renamed(correlation: Correlation, called: Callable[[str], str]) -> Correlation:
    return evolve(correlation, by=tuple(map(called, correlation.by)), counted=tuple(map(called, correlation.counted)))


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    else:
        yield from sorted(file for end in ("*.yml", "*.yaml") for file in place.rglob(end) if file.is_file())

"""Rules in Sigma's language -> goatherd's own form. pySigma parses; what it found is told in words of `condition.py`.

Source: the Sigma specification 2.1 (rules, modifiers, correlations).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from attrs import define, field
from sigma import conditions, types
from sigma.collection import SigmaCollection
from sigma.correlations import SigmaCorrelationCondition, SigmaCorrelationRule, SigmaCorrelationTimespan
from sigma.exceptions import SigmaError
from sigma.rule import SigmaLevel, SigmaRule
from yaml import YAMLError

from goatherd.core.finding import CRITICAL, HIGH, INFO, LOW, MEDIUM, Diagnosis, Severity
from goatherd.core.source import Span
from goatherd.hunt.condition import (
    All,
    AnyOf,
    Compared,
    Condition,
    Gap,
    Like,
    Matches,
    Missing,
    Not,
    Pattern,
    Question,
    SameAs,
    Within,
)
from goatherd.hunt.fields import names_of, renamed
from goatherd.hunt.placeholders import PLACEHOLDERS
from goatherd.hunt.rule import About, Correlation, New, Rule, Telemetry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LICENSE = "DRL-1.1"
_LEVELS: dict[SigmaLevel | None, Severity] = {
    SigmaLevel.INFORMATIONAL: INFO,
    SigmaLevel.LOW: LOW,
    SigmaLevel.MEDIUM: MEDIUM,
    SigmaLevel.HIGH: HIGH,
    SigmaLevel.CRITICAL: CRITICAL,
    None: MEDIUM,
}
_GAPS = {types.SpecialChars.WILDCARD_MULTI: Gap.ANY, types.SpecialChars.WILDCARD_SINGLE: Gap.ONE}
_ORDERS: dict[str, Any] = {"LT": "<", "LTE": "<=", "GT": ">", "GTE": ">=", "EQ": "==", "NEQ": "!="}
_FLAGS = {
    types.SigmaRegularExpressionFlag.IGNORECASE: "i",
    types.SigmaRegularExpressionFlag.MULTILINE: "m",
    types.SigmaRegularExpressionFlag.DOTALL: "s",
}
_PARTS: dict[tuple[bool, bool], Any] = {
    (False, False): "whole",
    (True, False): "start",
    (False, True): "end",
    (True, True): "inside",
}
LONGEST = timedelta(days=36_525)
_EXPECTED = {"event_count", "value_count", "temporal", "temporal_ordered"}


class NotRead(Exception):
    """A rule asks something that has no answer here."""


@define
class ReadRules:
    rules: list[Rule] = field(factory=list)
    correlations: list[Correlation] = field(factory=list)
    diagnoses: list[Diagnosis] = field(factory=list)

    def add(self, other: ReadRules) -> None:
        self.rules += other.rules
        self.correlations += other.correlations
        self.diagnoses += other.diagnoses


def read_sigma(text: str, path: str, license: str = LICENSE) -> ReadRules:
    """The rules of a file of one or several YAML documents; one that cannot be read is a diagnosis. `license` is that
    of rules that name none.
    """
    found = ReadRules()
    try:
        collection = SigmaCollection.from_yaml(
            text, collect_errors=True, collect_filters=True, resolve_references=False
        )
    except (SigmaError, YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        found.diagnoses.append(Diagnosis(Span(path, 1), f"this is no Sigma rule: {error}"))
        return found
    for filter in collection.filters:
        found.diagnoses.append(
            Diagnosis(Span(path, 1), f"the filter {filter.title!r} is not used: filters are not read")
        )
    for written in collection.rules:
        title = getattr(written, "title", "") or "a rule without a title"
        try:
            if written.errors:
                raise NotRead("; ".join(str(error) for error in written.errors))
            if isinstance(written, SigmaRule):
                found.rules.append(_rule(written, path, license))
            elif isinstance(written, SigmaCorrelationRule):
                found.correlations.append(_correlation(written, path, license))
        except (NotRead, SigmaError, NotImplementedError, RecursionError) as error:
            found.diagnoses.append(Diagnosis(Span(path, 1), f"the rule {title!r} is not used: {error}"))
    return found


def _rule(written: SigmaRule, path: str, license: str) -> Rule:
    trees = [_condition(each.parsed) for each in written.detection.parsed_condition]
    source = written.logsource
    telemetry = Telemetry(source.product or "", source.service or "", source.category or "")
    called = names_of(telemetry)
    return Rule(
        about=_about(written, path, license),
        telemetry=telemetry,
        condition=renamed(trees[0] if len(trees) == 1 else AnyOf(tuple(trees)), called),
        new=_new(written.custom_attributes.get("new"), called),
    )


def _about(written: SigmaRule | SigmaCorrelationRule, path: str, license: str) -> About:
    tags = [str(tag) for tag in written.tags]
    risks = [tag.removeprefix("sas.") for tag in tags if tag.startswith("sas.")]
    names = tuple(str(name) for name in (written.id, written.name) if name)
    return About(
        id=next(iter(reversed(names)), path),
        title=written.title,
        severity=_LEVELS[written.level],
        description=written.description or "",
        remedy=str(written.custom_attributes.get("remedy", "")),
        author=written.author or "",
        license=str(getattr(written, "license", None) or license),
        origin=path,
        risk=int(risks[0]) if risks and risks[0].isdigit() else 0,
        techniques=tuple(tag.removeprefix("attack.").upper() for tag in tags if _is_technique(tag)),
        references=tuple(map(str, written.references)),
        false_positives=tuple(map(str, written.falsepositives)),
        names=names,
    )


def _is_technique(tag: str) -> bool:
    return tag.startswith("attack.t") and tag[len("attack.t") : len("attack.t") + 1].isdigit()


def _new(said: Any, called: Callable[[str], str]) -> New | None:
    """goatherd's own addition to Sigma's language: `new: {fields: […], per: […], after: 7d}`."""
    if said is None:
        return None
    try:
        return New(
            tuple(called(str(name)) for name in said["fields"]),
            tuple(called(str(name)) for name in said.get("per", ())),
            _length(SigmaCorrelationTimespan(said["after"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotRead("`new` needs fields, per and after, as in {fields: [a], per: [b], after: 7d}") from error


def _length(span: SigmaCorrelationTimespan) -> timedelta:
    """Engines add it to times, and have no room for any."""
    if span.seconds > LONGEST // timedelta(seconds=1):
        raise NotRead(f"{span.spec!r} is more than 100 years")
    return timedelta(seconds=span.seconds)


def _correlation(written: SigmaCorrelationRule, path: str, license: str) -> Correlation:
    kind: Any = written.type.name.lower()
    if kind not in _EXPECTED:
        raise NotRead(f"correlations of the kind {kind!r} are not read")
    condition, rules = written.condition, written.rules or []
    if not isinstance(condition, SigmaCorrelationCondition):
        raise NotRead("conditions of several rules are not read")
    if written.aliases.aliases:
        raise NotRead("aliases of fields are not read")
    every = kind.startswith("temporal")  # all of them must be there: their number is no choice
    return Correlation(
        about=_about(written, path, license),
        kind=kind,
        rules=tuple(reference.reference for reference in rules),
        by=tuple(written.group_by or ()),
        within=_length(written.timespan),
        order=">=" if every else _ORDERS[condition.op.name],
        number=len(rules) if every else int(condition.count),
        counted=_counted(condition),
        generating=written.generate,
    )


def _counted(condition: SigmaCorrelationCondition) -> tuple[str, ...]:
    named = condition.fieldref
    if isinstance(named, list):
        return tuple(named)
    return (named,) if named else ()


# --- conditions ---


def _condition(node: Any) -> Condition:
    if isinstance(node, conditions.ConditionAND):
        return All(tuple(_condition(part) for part in node.args))
    if isinstance(node, conditions.ConditionOR):
        return AnyOf(tuple(_condition(part) for part in node.args))
    if isinstance(node, conditions.ConditionNOT):
        return Not(_condition(node.args[0]))
    if isinstance(node, conditions.ConditionFieldEqualsValueExpression):
        return _question(node.field, node.value)
    if isinstance(node, conditions.ConditionValueExpression):
        return _keyword(node.value)
    raise NotRead(f"{type(node).__name__} is not known")


def _keyword(value: Any) -> Condition:
    """A word is looked for in every value of the record, as a part of it."""
    if isinstance(value, types.SigmaString):
        inside = _pattern(value)
        return Like("", (Gap.ANY, *inside, Gap.ANY), cased=isinstance(value, types.SigmaCasedString))
    return _question("", value)


def _question(name: str, value: Any) -> Condition:
    if isinstance(value, types.SigmaExpansion):
        return AnyOf(tuple(_question(name, each) for each in value.values))
    if isinstance(value, types.SigmaExists):
        return Not(Missing(name)) if value.exists else Missing(name)
    if isinstance(value, (types.SigmaString, types.SigmaRegularExpression)) and value.contains_placeholder():
        return AnyOf(tuple(_simple(name, each) for each in value.replace_placeholders(_listed)))
    return _simple(name, value)


def _listed(placeholder: types.Placeholder) -> Iterator[types.SigmaString]:
    if placeholder.name not in PLACEHOLDERS:
        raise NotRead(f"the placeholder %{placeholder.name}% has no value")
    for text in PLACEHOLDERS[placeholder.name]:
        yield types.SigmaString(text, escape=False)  # a backslash of a regular expression stays one


def _simple(name: str, value: Any) -> Question:
    if isinstance(value, types.SigmaString):
        return Like(name, _pattern(value), cased=isinstance(value, types.SigmaCasedString))
    if isinstance(value, types.SigmaTimestampPart):
        raise NotRead("parts of a time are not asked for")
    if isinstance(value, types.SigmaNumber):
        return Like(name, (str(value.number),))
    if isinstance(value, types.SigmaBool):
        return Like(name, ("true" if value.boolean else "false",))
    if isinstance(value, types.SigmaNull):
        return Missing(name)
    if isinstance(value, types.SigmaRegularExpression):
        return Matches(name, str(value.regexp), "".join(sorted(_FLAGS[flag] for flag in value.flags)))
    if isinstance(value, types.SigmaCIDRExpression):
        return Within(name, value.network)
    if isinstance(value, types.SigmaCompareExpression):
        return Compared(name, _ORDERS[value.op.name], float(value.number.number))
    if isinstance(value, types.SigmaFieldReference):
        return SameAs(name, value.field, _PARTS[value.starts_with, value.ends_with])
    raise NotRead(f"{type(value).__name__} is not known")


def _pattern(value: types.SigmaString) -> Pattern:
    return tuple(_merged(_GAPS[part] if isinstance(part, types.SpecialChars) else str(part) for part in value.s))


def _merged(parts: Iterable[str | Gap]) -> list[str | Gap]:
    found: list[str | Gap] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return found

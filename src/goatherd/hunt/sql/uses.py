"""What the records that a rule is about are for: alerts by themselves, or a correlation, or what was never there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.hunt.rule import Correlation, New, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.hunt.rule import About


@frozen
class Use:
    """`name` is that by which the correlation calls the rule. `group` are the fields whose values make a group, `value`
    those whose values are counted or new; without any it is the record that counts.
    """

    number: int
    rule: Rule
    judge: Correlation | New | None = None
    name: str = ""

    @property
    def group(self) -> tuple[str, ...]:
        if isinstance(self.judge, Correlation):
            return self.judge.by
        return self.judge.per if isinstance(self.judge, New) else ()

    @property
    def value(self) -> tuple[str, ...]:
        if isinstance(self.judge, Correlation):
            return self.judge.counted
        return self.judge.fields if isinstance(self.judge, New) else ()


def uses(rules: Iterable[Rule], correlations: Iterable[Correlation]) -> list[Use]:
    """Numbered from 1."""
    naming: dict[str, list[Correlation]] = {}
    for correlation in correlations:
        for name in dict.fromkeys(correlation.rules):
            naming.setdefault(name, []).append(correlation)
    found: list[Use] = []

    def add(rule: Rule, judge: Correlation | New | None = None, name: str = "") -> None:
        found.append(Use(len(found) + 1, rule, judge, name))

    for rule in rules:
        waits = [(name, each) for name in rule.about.names for each in naming.get(name, ())]
        if rule.new is not None:
            add(rule, rule.new)
        elif all(each.generating for _, each in waits):
            add(rule)
        for name, each in waits:
            add(rule, each, name)
    return found


def judged(uses: Iterable[Use]) -> list[tuple[About, list[Use]]]:
    """What there can be alerts about, with the uses of rules that lead to it."""
    found: list[tuple[About, list[Use]]] = []
    correlated: dict[str, list[Use]] = {}
    for use in uses:
        if not isinstance(use.judge, Correlation):
            found.append((use.rule.about, [use]))
        elif use.judge.about.id in correlated:
            correlated[use.judge.about.id].append(use)
        else:
            correlated[use.judge.about.id] = [use]
            found.append((use.judge.about, correlated[use.judge.about.id]))
    return found

"""Functions that differ in nothing that their code can see: one is interpreted, the others are told what it showed.

One handler is often deployed many times: for each stage, region or kind of machine, or once more for use at a desk.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from goatherd.core.value import known_or
from goatherd.engine.labels import Label, Origin, mapped
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from goatherd.engine.facts import Facts, WriteFact
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger


_SEEN_OPTIONS = ("convention", "argument")


@frozen(eq=False)
class Ran:
    """What interpreting a function from each of its triggers showed."""

    triggers: Sequence[Trigger]
    facts: Facts
    files: tuple[str, ...]
    truncated: str


class Twins:
    """What those functions showed so far whose code is deployed more than once, by what they could see."""

    def __init__(self, functions: Iterable[Function]) -> None:
        counted = Counter(function.entry for function in functions if isinstance(function.entry, Entry))
        self._repeated = {entry for entry, times in counted.items() if times > 1 and not entry.inline}
        self._known: dict[Any, Ran] = {}

    def of(self, function: Function, entry: Entry, triggers: Sequence[Trigger], run: Callable[[], Ran]) -> Ran:
        """What a twin has shown, told for this function, or what `run` shows where there is none yet."""
        if entry not in self._repeated:
            return run()
        seen = _seen(function, entry, triggers)
        twin = self._known.get(seen)
        if twin is None:
            self._known[seen] = ran = run()
            return ran
        facts = _retold(twin.facts, dict(zip(twin.triggers, triggers, strict=True)))
        return Ran(triggers, facts, twin.files, twin.truncated)


def _seen(function: Function, entry: Entry, triggers: Sequence[Trigger]) -> Any:
    """Everything that a run depends on; equal for functions whose runs show the same."""
    environment = tuple((name, getattr(value, "value", None)) for name, value in function.environment.items())
    events = tuple(
        (trigger.kind, trigger.exposure, *(trigger.options.get(name) for name in _SEEN_OPTIONS), _replaced(trigger))
        for trigger in triggers
    )
    return entry, known_or(function.runtime, ""), environment, events


def _replaced(trigger: Trigger) -> tuple[bool, ...]:
    return tuple(name in trigger.options for name in ("input", "input_path", "input_transformer"))


def _retold(facts: Facts, triggers: dict[Trigger, Trigger]) -> Facts:
    """The facts of a twin, with each of its triggers replaced by the other's."""

    def change(label: Label) -> Label:
        origin = label.origin
        if origin.trigger is None:
            return label
        moved = Origin(origin.kind, origin.name, origin.place, triggers[origin.trigger])
        return Label(moved, label.access, label.preds, label.doubt, label.trace)

    return evolve(
        facts,
        flows={key: evolve(fact, label=change(fact.label)) for key, fact in facts.flows.items()},
        calls={
            key: evolve(fact, labels={spec: dict.fromkeys(map(change, labels)) for spec, labels in fact.labels.items()})
            for key, fact in facts.calls.items()
        },
        writes={
            key: {form: _rewritten(fact, change) for form, fact in forms.items()} for key, forms in facts.writes.items()
        },
    )


def _rewritten(fact: WriteFact, change: Callable[[Label], Label]) -> WriteFact:
    return evolve(fact, fields={path: mapped(labels, change) for path, labels in fact.fields.items()})

"""What is kept about people, in a log: single fields, and whole rows, documents and messages that have such fields.

What is logged whole says nothing of what is in it. That shows where the program reads its fields or names them in a
statement.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.core.personal import is_of_person
from goatherd.core.secrets import promises_secret
from goatherd.engine.doubts import no_trigger
from goatherd.engine.labels import CHOSEN, PROJECTED
from goatherd.model.trigger import PERSONAL_KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.facts import Facts, FlowFact
    from goatherd.engine.labels import Label
    from goatherd.model.function import Function

PERSONAL, RECORD, SECRET = "log-personal", "log-record", "log-secret"
LOGGED = frozenset({PERSONAL, RECORD})
RECORD_RESPONSE = "record-response"
MAX_FIELDS = 4  # of one record, that are told
ANY_OF_LIST = "*"
# What data passes through and is the same to those who read it.
_SAME = re.compile(
    r"\|(?:str|text|base64.*|lower|upper|title|capitalize|trim|l?strip|rstrip|toLowerCase|toUpperCase|.*parse(?:_qsl?)?"
    r"|(?:.*\.)?unquote(?:_plus)?|decodeURI(?:Component)?|.*deserialize|.*unmarshall|.*deepcopy|.*cloneDeep"
    r"|.*\.(?:exec|lean|limit|populate|skip|sort|toArray|toJSON|toObject|to_list))"
)
# Of an event: all of it, or all of its headers.
WHOLE = frozenset({(), ("headers",), ("multiValueHeaders",)})


@lru_cache(maxsize=4096)
def tells(field: str) -> bool:
    """Whether a field of this name makes whatever it stands in something that should not be in a log."""
    return is_of_person(field) or promises_secret(field) != ""


def is_as_read(label: Label) -> bool:
    """Whether it is the data itself: what is looked up by it, cut from it or worked out of it is something else."""
    return all(_SAME.fullmatch(step) for step in label.access if step.startswith("|"))


def names_of(label: Label, *, lists: bool = True) -> tuple[str, ...]:
    """The fields by which the code reached the data; elements of `lists` are alike, or left out."""
    names = (ANY_OF_LIST if step.lstrip("-").isdigit() else step for step in label.names)
    return tuple(name for name in names if lists or name != ANY_OF_LIST)


def told(function: Function, facts: Facts, fact: FlowFact) -> Iterator[FlowFact]:
    """The facts that a log of somebody's data stands for: one for every field that should not be there."""
    trigger = fact.label.origin.trigger
    hints = (*fact.hints, no_trigger()) if trigger is not None and trigger.kind == Kind.UNKNOWN else fact.hints
    if fact.kind == PERSONAL:
        yield evolve(fact, hints=hints)
        return
    sent = fact.label.origin.kind == "event" and fact.label.names in {*WHOLE, ("body",)}
    if sent and any(each.kind in PERSONAL_KINDS for each in function.triggers):
        return  # that it is logged at all is told
    fields = {field.names[-1]: field for field in reversed(_read(facts, fact.label))}
    for label in islice(fields.values(), MAX_FIELDS):
        kind = SECRET if promises_secret(label.names[-1]) else PERSONAL
        yield evolve(fact, kind=kind, label=label, hints=hints)


def answered(facts: Facts, fact: FlowFact) -> Iterator[FlowFact]:
    """The fact that somebody is given a record: of the password in it, where the program reads one there."""
    if PROJECTED in fact.label.preds:
        return
    fields = [label for label in _read(facts, fact.label) if promises_secret(label.names[-1]) == "password"]
    if fields:
        yield evolve(fact, label=fields[0])
    elif CHOSEN not in fact.label.preds:
        yield fact


def _read(facts: Facts, label: Label) -> list[Label]:
    """The fields of it that the program reads, or names in a statement."""
    whole = names_of(label)
    return [
        label.at((*label.access, *path[len(whole) :], field))
        for (origin, path), fields in facts.fields.items()
        if origin == label.origin and path[: len(whole)] == whole
        for field in fields
    ]

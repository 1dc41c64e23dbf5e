"""What a rule asks of one record, in whichever language it was written and whichever engine answers.

A field is a path of names ("requestParameters.bucketName"), written as the record writes them. Lists on the way are
looked into, so that a field can hold several values, and a question is answered with yes where one of them fits. Values
are texts: numbers and truth values as JSON writes them, an object as its JSON without blanks, in which quotation marks
that are written as \\" count as such. Null and empty lists are no value, and no value fits nothing. Capital and small
letters are the same in values, unless a question is `cased`. The field "" is the record itself.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Literal

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ipaddress import IPv4Network, IPv6Network


class Gap(Enum):
    """A part of a pattern that stands for other texts."""

    ANY = "*"
    ONE = "?"


Pattern = tuple[str | Gap, ...]
Order = Literal["<", "<=", ">", ">="]


@frozen
class Like:
    """The whole of a value is what the pattern says."""

    field: str
    pattern: Pattern
    cased: bool = False

    @property
    def literal(self) -> str | None:
        """The text, where the pattern is nothing else."""
        if not self.pattern:
            return ""
        return self.pattern[0] if len(self.pattern) == 1 and isinstance(self.pattern[0], str) else None


@frozen
class Matches:
    """The regular expression is found somewhere in a value. `flags` are of "ims", as Python writes them."""

    field: str
    expression: str
    flags: str = ""


@frozen
class Within:
    """A value is an address of the network."""

    field: str
    network: IPv4Network | IPv6Network


@frozen
class Compared:
    """A value is a number that stands so to `number`; a text that writes a number is one."""

    field: str
    order: Order
    number: float


@frozen
class Missing:
    """The field has no value."""

    field: str


@frozen
class SameAs:
    """A value of the field is one of the other field's too, or begins with, ends with or contains one."""

    field: str
    other: str
    part: Literal["whole", "start", "end", "inside"] = "whole"


@frozen
class All:
    parts: tuple[Condition, ...]


@frozen
class AnyOf:
    parts: tuple[Condition, ...]


@frozen
class Not:
    part: Condition


Question = Like | Matches | Within | Compared | Missing | SameAs
Condition = Question | All | AnyOf | Not


def questions(condition: Condition) -> Iterator[Question]:
    """All questions of a condition, from left to right."""
    if isinstance(condition, (All, AnyOf)):
        for part in condition.parts:
            yield from questions(part)
    elif isinstance(condition, Not):
        yield from questions(condition.part)
    else:
        yield condition


def fields(condition: Condition) -> frozenset[str]:
    found = {question.field for question in questions(condition)}
    found |= {question.other for question in questions(condition) if isinstance(question, SameAs)}
    return frozenset(found)


def literals_of(condition: Condition, field: str) -> frozenset[str] | None:
    """The texts of which `field` must hold one for the condition to be true, in small letters; None if it need not."""
    if isinstance(condition, Like) and condition.field == field and condition.literal is not None:
        return frozenset((condition.literal.lower(),))
    if isinstance(condition, All):
        known = [found for part in condition.parts if (found := literals_of(part, field)) is not None]
        return min(known, key=len) if known else None
    if isinstance(condition, AnyOf):
        parts = [literals_of(part, field) for part in condition.parts]
        return None if None in parts else frozenset().union(*(part for part in parts if part is not None))
    return None

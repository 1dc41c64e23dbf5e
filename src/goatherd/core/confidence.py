"""How sure a finding is, and why it is not surer: one rule, which docs/confidence.md states for users.

A finding has no confidence of its own. It has reasons to doubt it, each of a kind, and its confidence follows from
them: high without any, medium with one that is weak, low with two, or with one that is strong.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.source import Span


class Confidence(IntEnum):
    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def label(self) -> str:
        return self.name.lower()


class Doubt(Enum):
    """The kinds of reasons; MEANINGS says what each means."""

    UNKNOWN_CALL = "unknown call"
    CONVERSION = "conversion"
    UNKNOWN_RECEIVER = "unknown receiver"
    UNKNOWN_GUARD = "guard of unknown strength"
    LIMITED_USE = "limited use"
    GUESSED_ITEM = "guessed item"
    CUT_SHORT = "cut short"
    NO_TRIGGER = "no trigger"
    FROM_WITHIN = "from within"
    KNOWN_SENDER = "known sender"
    PASSED_ON = "passed on"
    BY_NAME = "by name"
    ONE_OF_SEVERAL = "one of several"
    UNSEEN = "unseen"
    OWNERS_CHOICE = "owner's choice"
    NOT_REACHED = "not reached"
    ONLY_POSSIBLE = "only possible"
    SELDOM_RIGHT = "seldom right"

    @property
    def strong(self) -> bool:
        """Whether one such reason is enough for low confidence."""
        return self in _STRONG


# Measured: of findings with one of these alone, fewer than six in ten were right.
_STRONG = frozenset(
    {
        *(Doubt.FROM_WITHIN, Doubt.KNOWN_SENDER, Doubt.OWNERS_CHOICE, Doubt.NOT_REACHED, Doubt.ONLY_POSSIBLE),
        Doubt.SELDOM_RIGHT,
    }
)

MEANINGS = {
    Doubt.UNKNOWN_CALL: (
        "the data passes through code that is not there to be read: a library that no model describes, a "
        "method of nobody knows what"
    ),
    Doubt.CONVERSION: (
        "the data is made into something whose code is not there to be read, or quoted in a way that is "
        "enough in some databases and not in others"
    ),
    Doubt.UNKNOWN_RECEIVER: (
        "the dangerous call is known by its name alone: `query()` of an object whose type is not known"
    ),
    Doubt.UNKNOWN_GUARD: (
        "something checks the data on the way, and how strictly is not known: a function without code that is "
        "called what checks are called, a pattern from a variable, a schema that says nothing of the field"
    ),
    Doubt.LIMITED_USE: "where the data arrives, it can do less than usual",
    Doubt.GUESSED_ITEM: (
        "what is read may be something else than what was written: another item of a table, another row, "
        "another queue's message"
    ),
    Doubt.CUT_SHORT: "the data passes through calls nested deeper than they are followed",
    Doubt.NO_TRIGGER: "no template says what triggers the function",
    Doubt.FROM_WITHIN: "only principals of the account can send the event",
    Doubt.KNOWN_SENDER: "who sends the event has to hold a secret of the application, and chooses this alone",
    Doubt.PASSED_ON: "who sends the event has to hold a secret of the application, and may pass on what others wrote",
    Doubt.BY_NAME: "its name or its looks alone say that it is what the check takes it for",
    Doubt.ONE_OF_SEVERAL: "it may be one of several values, and the others are harmless",
    Doubt.UNSEEN: "what was not read, or stands elsewhere, may make it harmless",
    Doubt.OWNERS_CHOICE: "it is so, and whether it is worth changing depends on what only the owner knows",
    Doubt.NOT_REACHED: "no code that was read uses what is vulnerable, though a package may",
    Doubt.ONLY_POSSIBLE: "it can be so, and nothing shows that it is",
    Doubt.SELDOM_RIGHT: "hardly more than half of such findings were worth changing in the code of strangers, or fewer",
}


@frozen
class Reason:
    """Why a finding may not hold. `words` go on after "medium confidence:"; `span` is where the doubt arises."""

    kind: Doubt
    words: str
    span: Span | None = None

    def __str__(self) -> str:
        return f"{self.words} ({self.span})" if self.span is not None else self.words


Reasons = tuple[Reason, ...]


def confidence_of(reasons: Iterable[Reason]) -> Confidence:
    return level(sum(weight(reason.kind) for reason in dict.fromkeys(reasons)))


def weight(kind: Doubt) -> int:
    return 2 if kind.strong else 1


def level(weight: int) -> Confidence:
    """The confidence that reasons of this weight together leave."""
    return Confidence(max(Confidence.HIGH - weight, Confidence.LOW))


# --- what checks say, each as a tuple, so that several can be added up --------------------------------


def by_name(words: str, span: Span | None = None) -> Reasons:
    """That the thing is what the check takes it for, its name or its looks alone say."""
    return (Reason(Doubt.BY_NAME, words, span),)


def one_of_several(words: str, span: Span | None = None) -> Reasons:
    """What is found is one of several things that it may be, and the others are harmless."""
    return (Reason(Doubt.ONE_OF_SEVERAL, words, span),)


def unseen(words: str, span: Span | None = None) -> Reasons:
    """Something that was not read, or stands elsewhere, may make it harmless."""
    return (Reason(Doubt.UNSEEN, words, span),)


def owners_choice(words: str) -> Reasons:
    """It is so, and many owners leave it as it is, for a reason of theirs."""
    return (Reason(Doubt.OWNERS_CHOICE, words),)


def not_reached(words: str) -> Reasons:
    """No code that was read uses it."""
    return (Reason(Doubt.NOT_REACHED, words),)


def only_possible(words: str, span: Span | None = None) -> Reasons:
    """It can be so, and nothing shows that it is."""
    return (Reason(Doubt.ONLY_POSSIBLE, words, span),)

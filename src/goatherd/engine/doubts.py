"""Why what the engine saw may not be so: hints, which labels and sinks carry and a flow tells as its reasons.

A test of unknown strength is a predicate of the data like any other, so that it holds where the test does; which test
it was stands in the predicate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.confidence import Doubt, Reason, level, weight
from goatherd.engine.kinds import WORDS
from goatherd.engine.labels import SQL, TESTED
from goatherd.engine.stories import span_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.confidence import Confidence, Reasons
    from goatherd.engine.facts import WriteFact
    from goatherd.engine.labels import Hint, Place

NOWHERE: Place = ("", 0)
# Tests that models know as such.
_KNOWN = {"validated": "a schema checks it", "walked": "code looks through its syntax tree"}
_HOW = "how strictly is not known"


def unknown_call(name: str, place: Place) -> Hint:
    """`name` is dotted, "?.name" for a method of nobody knows what, "" where not even the name is known."""
    if not name:
        return Doubt.UNKNOWN_CALL, "passes through a call that cannot be looked into", place
    if name.startswith("?."):
        return Doubt.UNKNOWN_CALL, f"passes through {spelled(name)} of an object whose type is not known", place
    if name.rpartition(".")[2][:1].isupper():
        return Doubt.CONVERSION, f"becomes what {spelled(name)} makes of it, which cannot be looked into", place
    return Doubt.UNKNOWN_CALL, f"passes through {spelled(name)}, which cannot be looked into", place


def spelled(name: str) -> str:
    """A dotted name as a reader knows it: of `../lib/ids.check`, that is the function and its module."""
    name = name.replace("builtins.", "")
    module, _, function = name.rpartition(".")
    if "/" in module:
        return f"`{function}()` of `{module}`"
    return f"`{function}()`" if name.startswith("?.") else f"`{name}()`"


def signed_by_others(name: str, place: Place) -> Hint:
    return Doubt.UNKNOWN_CALL, f"{spelled(name)} proves who sent it, who need not choose what is in it", place


def switched(place: Place) -> Hint:
    return Doubt.ONLY_POSSIBLE, "only where a setting of the deployment wants it", place


def doubled_quotes(place: Place) -> Hint:
    return (
        Doubt.CONVERSION,
        "its quotes are doubled or taken out; in some databases a backslash gets around that",
        place,
    )


def cut_short(name: str, place: Place) -> Hint:
    called = f"`{name}()`, which" if name else "a function that"
    return Doubt.CUT_SHORT, f"passes through {called} was not followed any deeper", place


def entrusted(name: str, place: Place, *, verifies: bool) -> tuple[Hint, ...]:
    """A token goes to unknown code, which by its name `verifies` it or not."""
    called = f"{spelled(name)}, which" if name else "a call that"
    goes = (Doubt.UNKNOWN_CALL, f"the token also goes to {called} cannot be looked into", place)
    return (
        (goes, (Doubt.UNKNOWN_GUARD, f"by its name, {spelled(name)} verifies the token", place))
        if verifies
        else (goes,)
    )


def unknown_service(place: Place) -> Hint:
    return Doubt.UNKNOWN_RECEIVER, "who runs the query is not known", place


def unknown_receiver(method: str, place: Place) -> Hint:
    return Doubt.UNKNOWN_RECEIVER, f"`{method}()` is known by its name alone, not the type of its object", place


def guessed_item(write: WriteFact) -> Hint:
    kept = "row" if write.channel[0] == SQL else "item"
    return Doubt.GUESSED_ITEM, f"whether it is the {kept} that is written here is a guess", write.place


def guessed_way(write: WriteFact) -> Hint:
    return Doubt.GUESSED_ITEM, "whether what is written here goes there is a guess", write.place


def no_trigger() -> Hint:
    return Doubt.NO_TRIGGER, "no template says what triggers the function", NOWHERE


def from_within() -> Hint:
    return Doubt.FROM_WITHIN, "the event comes from within the account", NOWHERE


def known_sender(kind: str) -> Hint:
    """Whoever sends the event holds a secret of the application, or signs with one."""
    if kind in WORDS:
        return Doubt.PASSED_ON, "who sends it holds a secret of the application, and passes on what others say", NOWHERE
    return Doubt.KNOWN_SENDER, "who sends it holds a secret of the application", NOWHERE


def limited(words: str, place: Place) -> Hint:
    return Doubt.LIMITED_USE, words, place


def tested(what: str, place: Place, outcome: bool | None = None) -> str:
    """The predicate that a test of unknown strength looked at the data, and with which `outcome`, if it has one.

    With the outcome in it, nothing holds any more once the paths behind both have met.
    """
    return f"{TESTED}{what}, {_HOW}\0{place[0]}\0{place[1]}\0{outcome}"


def by_schema(place: Place) -> frozenset[str]:
    """What holds for data that a schema checks of which no more is known."""
    return with_tests(frozenset({"validated"}), "", place)


def with_tests(preds: frozenset[str], name: str, place: Place) -> frozenset[str]:
    """What a call proves, and where, as far as how strict it is is not known."""
    known = [words for pred, words in _KNOWN.items() if pred in preds]
    return preds.union(tested(f"{words} in {spelled(name)}" if name else words, place) for words in known)


def tests_in(preds: Iterable[str]) -> Iterator[Hint]:
    """The tests of unknown strength among predicates, in the order of their places."""
    told = [pred.split("\0") for pred in preds if pred.startswith(TESTED)]
    for _, words, path, pos, _ in sorted(told, key=lambda parts: (parts[2], int(parts[3]), parts[1])):
        yield Doubt.UNKNOWN_GUARD, words, (path, int(pos))
    if not told:
        for pred, words in _KNOWN.items():
            if pred in preds:
                yield Doubt.UNKNOWN_GUARD, f"{words}, {_HOW}", NOWHERE


def reasons_of(hints: Iterable[Hint]) -> Reasons:
    return tuple(
        Reason(kind, words, span_of(place) if place != NOWHERE else None) for kind, words, place in dict.fromkeys(hints)
    )


def confidence_of(hints: Iterable[Hint]) -> Confidence:
    """As for the reasons that they become."""
    return level(sum(weight(kind) for kind, _, _ in dict.fromkeys(hints)))

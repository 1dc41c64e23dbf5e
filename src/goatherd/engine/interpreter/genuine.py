"""Webhooks whose sender says itself whether a request is one of its own: it is asked, with the signature that came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.engine.labels import Label, Origin, Trace
from goatherd.engine.values import CALLER, PARTNER

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Place
    from goatherd.engine.values import Guard, Value

KIND = "verdict"  # the kind of origin of what the sender answers
_HEADERS = frozenset({"headers", "multiValueHeaders"})
_SIGNATURE = regex(r"(?i)(?:.*[-_])?(?:signature|sig|hmac)(?:[-_].*)?")
_YES = frozenset({"success", "verified", "valid", "genuine", "true"})
_SAYS = frozenset({"verified", "valid", "is_valid", "isValid", "isVerified", "is_verified"})


def asks(m: Machine, args: Args) -> bool:
    """Whether a request, by what it is given, takes along the signature that came with the event."""
    return any(map(_is_signature, args.labels(m)))


def answered(m: Machine, name: str, args: Args, place: Place) -> tuple[Label, ...]:
    """What is known of the answer to a request: that it tells who calls, if a signature of theirs was sent along."""
    if not asks(m, args):
        return ()
    trace = Trace(place, f"{name}() asks whether the request is genuine", None)
    return (Label(Origin(KIND, "the answer whether a request is genuine", place), trace=trace),)


def of_equality(left: Value, right: Value, polarity: bool) -> tuple[Guard, ...]:
    """The guards of a comparison with the word for yes; a status says no more than that the question arrived."""
    constant = right.constant
    yes = constant is not None and str(constant.value).lower() in _YES
    return ((polarity, CALLER, PARTNER),) if yes and any(map(_is_read, left.labels)) else ()


def of_truth(value: Value) -> tuple[Guard, ...]:
    """The guards of `answer.valid`."""
    says = any(_is_read(label) and label.names[-1] in _SAYS for label in value.labels)
    return ((True, CALLER, PARTNER),) if says else ()


def _is_read(label: Label) -> bool:
    return label.origin.kind == KIND and bool(label.names)


def _is_signature(label: Label) -> bool:
    names = label.names
    sent = label.origin.kind == "event" and len(names) > 1 and not _HEADERS.isdisjoint(names[:-1])
    return sent and _SIGNATURE.fullmatch(names[-1]) is not None

"""Whether the code of a function makes its callers prove who they are, or at least looks at what they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.confidence import unseen
from goatherd.engine.admissions import IDLE
from goatherd.engine.interpreter.gates import asks
from goatherd.model.flow import AN_ANSWER
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.core.confidence import Reasons
    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.flow import Behaviour
    from goatherd.model.function import Function

# how the code reaches a credential or a signature in a request
_SHOWN = re.compile(
    r"(?i)\.(?:multiValue)?headers\.(?:authorization|cookie|x-(?:[\w-]*-)?(?:signature|token|auth)[\w-]*"
    r"|[\w-]+-signature(?:-256)?)\b|\.cookies\b"
)
# operations that change nothing
READS = re.compile(r"(?:Admin)?(?:Batch|Transact)?(?:Get|Query|Scan|List|Describe|Receive|Head|Select|Lookup|Search)")
_SIGNATURES = ("hmac.compare_digest", "crypto.timingSafeEqual", "jsonwebtoken.verify", "jwt.decode", "jose.")
_SIGNATURES_OF = (
    "stripe.Webhook",
    "stripe.webhook",
    "stripe().webhooks",
    "slack_sdk.signature",
    "slack_bolt",
    "@slack/bolt",
    "nacl.signing",
    "discord_interactions",
)

_OF_HUMANS = ("@google-cloud/recaptcha-enterprise", "google.cloud.recaptchaenterprise")


def authenticates(behaviour: Behaviour) -> bool:
    """Whether nothing is done for a caller who has not proved who they are."""
    return behaviour.asks_caller and not (behaviour.unasked or behaviour.switched or behaviour.truncated)


def asks_everybody(behaviour: Behaviour) -> bool:
    """Whether callers prove who they are, or code is called first that cannot be read and by its name asks them to."""
    return authenticates(behaviour) or is_asked_elsewhere(behaviour) or _is_asked_by_what_is_missing(behaviour)


def tells_callers_apart(function: Function, app: Application) -> bool:
    """Whether some of its callers have to show who they are, to the platform or to the code."""
    asked = any(trigger.exposure is Exposure.AUTHENTICATED for trigger in function.triggers)
    return asked or app.behaviour(function).asks_caller


def is_asked_elsewhere(behaviour: Behaviour) -> bool:
    """Whether everything is done behind code that cannot be read, and by its name asks who calls."""
    if behaviour.unasked or behaviour.switched or behaviour.truncated:
        return False
    return bool(behaviour.gated) and all(map(asks, behaviour.gated))


def _is_asked_by_what_is_missing(behaviour: Behaviour) -> bool:
    """Whether a file that is not in the tree is called so that it asks who calls, and no work is known besides."""
    return not (behaviour.unasked or behaviour.truncated) and any(
        call.name.startswith(".") and asks(call.name) for call in behaviour.calls
    )


def asks_as_far_as_is_seen(behaviour: Behaviour) -> bool:
    """Whether something asks who calls, or may, and nothing is known to be done for those who are not asked."""
    if behaviour.switched or (behaviour.asks_caller and any(name != AN_ANSWER for name in behaviour.unasked)):
        return False
    return hedge(behaviour) != ""


def asks_for_a_human(behaviour: Behaviour) -> bool:
    """Whether it has a service check that no program calls: what it does is meant for people whom nobody knows."""
    return any(
        call.name.startswith(_OF_HUMANS)
        or any(isinstance(text, str) and "/siteverify" in text for values in call.constants.values() for text in values)
        for call in behaviour.calls
    )


def is_perhaps_asked(behaviour: Behaviour) -> bool:
    """Whether what stands before the code cannot be read, and nothing else is known to ask who calls."""
    return bool(behaviour.gated) and not behaviour.asks_caller


def only_answers(behaviour: Behaviour) -> bool:
    """Whether all of the code was read and it does nothing: a first page, a greeting, an echo."""
    if not behaviour.files or behaviour.truncated or behaviour.aws_calls or behaviour.unseen or behaviour.handed:
        return False
    harmless = {"event-response", "error-response", "html", "redirect", "header", "log", "log-event", "log-personal"}
    return all(IDLE.fullmatch(call.name) for call in behaviour.calls) and all(
        flow.kind in harmless for flow in behaviour.flows
    )


def only_looks(behaviour: Behaviour) -> bool:
    """Whether nothing is known to change for callers who prove nothing."""
    return not behaviour.truncated and all(
        name == AN_ANSWER or READS.match(name.rpartition(".")[2].capitalize()) for name in behaviour.unasked
    )


def works_for_strangers(behaviour: Behaviour) -> bool:
    """Whether code that checks who calls also does more than read for those whom it has not asked."""
    return behaviour.asks_caller and any(map(_is_work, behaviour.unasked))


def changes_for_strangers(behaviour: Behaviour) -> tuple[Span, ...]:
    """Every place where something is changed for callers who prove nothing, in order of files and lines."""
    return _of_changes(behaviour.unasked_work)


def doors_for_strangers(behaviour: Behaviour) -> tuple[Span, ...]:
    """The functions by which requests get to these places, in order of files and lines."""
    return _of_changes(behaviour.unasked_handlers)


def _of_changes(work: Sequence[tuple[str, Span]]) -> tuple[Span, ...]:
    places = {
        (span.path, span.line): span
        for name, span in work
        if name != AN_ANSWER and READS.match(name.rpartition(".")[2].capitalize()) is None
    }
    return tuple(places[place] for place in sorted(places))


def _is_work(name: str) -> bool:
    return name != AN_ANSWER and READS.match(name.rpartition(".")[2]) is None


def hedge(behaviour: Behaviour) -> str:
    """What to add to "no authorizer is asked" where the code has something to do with who calls; else ""."""
    if behaviour.asks_caller and behaviour.unasked:
        name, span = max(behaviour.unasked.items(), key=lambda item: _is_work(item[0]))  # the first that weighs
        return f", and the code checks who calls, but also gets to {name} ({span.path}:{span.line}) without"
    if behaviour.asks_caller and behaviour.switched:
        name, span = next(iter(behaviour.switched.items()))
        where = f"{name} ({span.path}:{span.line})"
        return f", and a setting of the deployment decides whether the code asks before {where}"
    if behaviour.gated and not behaviour.unasked:
        return f", but {min(behaviour.gated)}, which is not in the tree, may ask who calls"
    if behaviour.asks_caller or asks_callers(behaviour):
        return ", only the code looks at who calls"
    if behaviour.questions:
        name, span = next(iter(behaviour.questions.items()))
        return f", but {name} ({span.path}:{span.line}) is called like something that asks who calls"
    package = next((module for module in behaviour.unseen if asks(module)), "")
    return f", but {package}, which is not in the tree, may ask who calls" if package else ""


def unproved_callers(hedge: str) -> Reasons:
    """Why an open door may be no weakness; `hedge` is what is known of the code's own check."""
    if not hedge:
        return unseen("it may be meant for everybody, or the code checks who calls")
    known = re.sub(r"^, (?:and |but )?", "", hedge)
    return (*unseen("it may be meant for everybody"), *unseen(known))


def asks_callers(behaviour: Behaviour) -> bool:
    """Whether something is done with a token or signature of the request. That it is enough is not said."""
    for call in behaviour.calls:
        if call.name.startswith((*_SIGNATURES, *_SIGNATURES_OF)):
            return True
        if any(_SHOWN.search(source.path) for labels in call.labels.values() for source in labels):
            return True
    return False

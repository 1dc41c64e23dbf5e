"""What a log tells besides forged lines: secrets, whole events and bodies, and what is known of people.

What is logged whole, a row, a document or a message, says nothing of what is in it. That shows where the program reads
its fields, or names them in a statement: it is noted here, and put together when all has run (goatherd.engine.records).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.paths import stem
from goatherd.core.personal import is_personal
from goatherd.core.secrets import words
from goatherd.engine.aws import writes
from goatherd.engine.interpreter import bodies, callers, clients, grants, predictable
from goatherd.engine.interpreter.members import deep_labels
from goatherd.engine.kinds import satisfied
from goatherd.engine.labels import LOGS, OF_PEOPLE, UNVERIFIED, Label, Origin
from goatherd.engine.records import LOGGED, is_as_read, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Place
    from goatherd.engine.values import Frame, Value

SECRET, EVENT, PERSONAL, RECORD = "log-secret", "log-event", "log-personal", "log-record"
EXPECTED = "the signature that makes a request count as genuine"
_SECRET = frozenset({"secret", "credentials"})
_CLAIMS = frozenset({(), ("payload",), ("token",)})
_LEVELS = frozenset(
    {"trace", "debug", "info", "notice", "warn", "warning", "error", "fatal", "critical", "write", "print"}
)
_OF_LOGS = frozenset({"log", "logs", "logger", "logging"})
_WHATSAPP = ("body", "entry", "changes", "value", "messages")
# Whom a message is from or to, and what it says, as services that pass them on post it.
_MESSAGE = frozenset(
    {
        *(("body", "From"), ("body", "To"), ("body", "Body")),  # Twilio
        ("body", "event", "text"),  # Slack
        *(("body", sent, what) for sent in ("message", "edited_message") for what in ("text", "caption")),  # Telegram
        ("body", "events", "message", "text"),  # LINE
        ("body", "entry", "messaging", "message", "text"),  # Messenger
        *((*_WHATSAPP, "from"), (*_WHATSAPP, "text", "body")),
        *(("message", "data", what) for what in ("from", "message")),  # of Azure Communication Services
        *(("Records", "Sns", "Message", what) for what in ("messageBody", "originationNumber")),  # of two-way SMS
        *(("Records", "ses", "mail", what) for what in ("source", "destination")),
    }
)
_TOKENS = frozenset({"AuthenticationResult", "AccessToken", "IdToken", "RefreshToken"})
# Levels that loggers leave out unless somebody asks for them.
_QUIET = re.compile(r"debug$|(?!console|firebase|@google|google|@nestjs|loguru).*\.(?:debug|trace|verbose|silly)$")


def written(m: Machine, value: Value, pos: int, name: str) -> None:
    labels = deep_labels(m, value)
    if not labels:
        return
    writes.put(m, (LOGS, ""), value, pos, name)
    masked, handed = bodies.masked(m, value), _handed(m)
    said = {label.key for label in deep_labels(m, m.caught)}  # by an error: what went wrong has to be logged
    for label in labels:
        if callers.covers_request(label):
            wanted = Label(Origin("signature", EXPECTED, label.origin.place, label.origin.trigger), trace=label.trace)
            m.facts.flow(SECRET, wanted, m.place(pos), name, entered=m.entrance(pos), handed=handed)
            continue
        if predictable.is_one_time(m, label):
            told = Label(Origin("secret", predictable.ONE_TIME, label.origin.place), trace=label.trace)
            m.facts.flow(SECRET, told, m.place(pos), name, entered=m.entrance(pos), handed=handed)
            continue
        if label.origin.name == grants.ANSWER and label.key in said:
            continue
        if clients.is_told(m, label, value, name):
            m.facts.flow(SECRET, label.at(()), m.place(pos), name, entered=m.entrance(pos), handed=handed)
        for kind in _kinds(m, label, name, masked=masked):
            if kind in LOGGED and label.key in said:
                continue
            m.facts.flow(kind, label, m.place(pos), name, entered=m.entrance(pos), handed=handed)


def _handed(m: Machine) -> Place | None:
    """Where what is written was handed to a logger of the application's own."""
    activation, place = m.activation, None
    while activation is not None and activation.outer is not None and _is_logger(activation.frame):
        place, activation = activation.site, activation.outer
    return place


def _is_logger(frame: Frame) -> bool:
    name = words(frame.function.name) if frame.function is not None else []
    own = len(name) == 1 and name[0] in _LEVELS
    return own or name[:1] == ["log"] or not _OF_LOGS.isdisjoint(words(stem(frame.module.path)))


def _kinds(m: Machine, label: Label, name: str, *, masked: bool) -> Iterator[str]:
    if label.origin.kind in _SECRET or _is_session(m, label) or _is_confidential(label):
        yield from () if satisfied(SECRET, m.known_of(label)) else (SECRET,)
    elif label.origin.kind == "link":
        # Of a form, the address alone lets nobody in.
        yield from (SECRET,) if _is_itself(m, label) and label.names != ("url",) else ()
    elif bodies.is_whole(label) or (bodies.is_body(m, label) and not masked):
        yield EVENT
        yield RECORD
    elif label.origin.kind in bodies.KEPT and not _QUIET.fullmatch(name) and _is_itself(m, label):
        told = _are_claims(label) or _is_of_message(label) or _is_of_people(label)
        if told or (label.names and is_personal(label.names[-1])):
            yield PERSONAL
        elif not masked and not bodies.is_less(m, label):
            yield RECORD


def _is_itself(m: Machine, label: Label) -> bool:
    """Whether it is the data as it was read, not what was worked out of it, cut from it or masked."""
    return "*" not in m.known_of(label) and is_as_read(label)


def _are_claims(label: Label) -> bool:
    """Whether it is all that a token says of its holder."""
    return label.origin.kind == "claims" and label.names in _CLAIMS


def _is_of_people(label: Label) -> bool:
    """Whether it is a whole record of somebody."""
    return OF_PEOPLE in label.preds and names_of(label, lists=False) in ((), ("rows",))


def _is_of_message(label: Label) -> bool:
    """Whether it is whom a message of a person is from or to, or what it says."""
    return label.origin.kind == "event" and names_of(label, lists=False) in _MESSAGE


def _is_session(m: Machine, label: Label) -> bool:
    """Whether it is what somebody got by signing in, with the tokens in it."""
    if label.origin.kind != grants.SESSION:
        return False
    return grants.is_told(m, label) if label.origin.name == grants.ANSWER else _TOKENS.issuperset(label.names)


def _is_confidential(label: Label) -> bool:
    """Whether a field of the event is by its name a credential, or a number that somebody pays or is known by.

    What a token says is none: without its signature it lets nobody in.
    """
    names = label.names
    if UNVERIFIED in label.preds:
        return False
    return label.origin.kind == "event" and bool(names) and bodies.confidential(names[-1])

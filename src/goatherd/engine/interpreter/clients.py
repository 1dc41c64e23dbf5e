"""What is secret in a request, and is shown with its error or its answer: some clients keep the whole request in both.

An error of axios holds the configuration of its request, with headers, body and parameters; one of a Python client says
the address. Who writes it to the log writes the credentials.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.engine.interpreter import bodies, grants
from goatherd.engine.interpreter.positions import behind_host
from goatherd.engine.interpreter.sent import IS_ONE, KIND
from goatherd.engine.labels import Label, Labels, Origin, Trace, union
from goatherd.engine.values import External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Place
    from goatherd.engine.values import Guard, Value

SHOWN = "sends it, and shows it in its errors"  # ends the note of the step that is the request
_VERBS = r"(?:get|post|put|patch|delete|head|options|request|postForm)"
# Of "request" it is the one with promises that throws.
_WHOLE = regex(rf"(?:axios|request)(?:\.{_VERBS})?")
_CLIENT = regex(r"axios\.create")
# Their errors say the address, and nothing else of the request.
_ADDRESS = regex(
    rf"(?:requests(?:\.Session\(\))?|httpx(?:\.(?:Async)?Client\(\))?|aiohttp\.ClientSession\(\))\.{_VERBS}"
)
_OF_PYTHON = frozenset({"requests", "httpx", "aiohttp"})
_SECRET = frozenset({"secret", "credentials"})
# Loggers that write all that an error has; others write its message and its stack trace.
_SHOW_ALL = frozenset(
    {"console", "firebase-functions/logger", "firebase-functions/v2", "log4js", "loglevel", "pino", "winston"}
)
# ... and those that follow what stands in an object only so far.
_SHALLOW = frozenset({"console", "log4js", "loglevel"})
_IS_ONE_OF_CLIENT = frozenset({"axios.isAxiosError"})
_CLASS = "axios.AxiosError"
_ANYTHING = frozenset({"builtins.Exception", "builtins.BaseException"})


def shown(m: Machine, name: str, receiver: Value | None, args: Args, place: Place) -> Labels:
    """What an error, and in JavaScript an answer or a client, shows of what a call of the library `name` is given."""
    if _WHOLE.fullmatch(name) or _CLIENT.fullmatch(name):
        given = args.labels(m)
    elif _ADDRESS.fullmatch(name):
        at = 1 if name.endswith(".request") else 0
        address = args.at(at) or args.keywords.get("url")
        params = args.keywords.get("params")
        given = union(behind_host(address) if address else (), m.deep_labels(params) if params else ())
    else:
        return ()
    held = tuple(label for label in receiver.labels if label.origin.kind == KIND) if receiver is not None else ()
    return tuple(dict.fromkeys((*held, *(_in_request(label, name, place) for label in given if _is_secret(m, label)))))


def of_answer(name: str, labels: Labels) -> Labels:
    """What the result of the call shows: an answer that holds its request, or a client with what it was made with."""
    return () if _ADDRESS.fullmatch(name) else labels


def _is_secret(m: Machine, label: Label) -> bool:
    if label.origin.kind == grants.SESSION:
        return grants.is_told(m, label)
    if label.origin.kind == "event":
        return bool(label.names) and bodies.confidential(label.names[-1])
    return label.origin.kind in _SECRET


def _in_request(label: Label, name: str, place: Place) -> Label:
    trace = Trace(place, f"{name}() {SHOWN}", label.trace)
    return Label(Origin(KIND, label.path, place, label.origin.trigger), doubt=label.doubt, trace=trace)


def is_told(m: Machine, label: Label, value: Value, name: str) -> bool:
    """Whether a logger shows the secret when it is given a value that is an error or an answer, or holds it."""
    if label.origin.kind != KIND or label.access[-1:] == (IS_ONE,) or "*" in m.known_of(label):
        return False
    if m.module.language != "javascript" or "string" in label.preds:
        return True  # a text that was made of it holds what it shows
    logger = name.partition(".")[0]
    return logger in _SHOW_ALL and (logger not in _SHALLOW or label in value.labels)


def guard(name: str, args: Args) -> tuple[Guard, ...]:
    """The guards of a test whether an error is one of the client's: where it is not, it shows no request."""
    value = args.at(0) if name in _IS_ONE_OF_CLIENT else None
    return tuple(_none_of_client(value)) if value is not None else ()


def of_kind(op: str, left: Value, right: Value) -> tuple[Guard, ...]:
    """The guards of `error instanceof AxiosError`."""
    return tuple(_none_of_client(left)) if op == "instanceof" and right.sole == External(_CLASS) else ()


def of_truth(value: Value) -> tuple[Guard, ...]:
    """The guards of `error.isAxiosError`."""
    told = (label for label in value.labels if label.origin.kind == KIND and label.access[-1:] == (IS_ONE,))
    return tuple((False, (label.origin, label.access[:-1]), frozenset({"*"})) for label in told)


def _none_of_client(value: Value) -> Iterator[Guard]:
    for label in value.labels:
        if label.origin.kind == KIND:
            yield False, label.key, frozenset({"*"})


def caught_as(labels: Labels, types: list[object]) -> Labels:
    """What is shown of an error that is caught as one of these types, those of a Python client or any."""
    fits = not types or any(_may_be_of_client(each) for each in types)
    return labels if fits else ()


def _may_be_of_client(kind: object) -> bool:
    if not isinstance(kind, External):
        return True
    return kind.name in _ANYTHING or kind.name.partition(".")[0] in _OF_PYTHON

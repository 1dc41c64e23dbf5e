"""Code that nobody can read between the caller and the work: a decorator, a wrapper, a middleware may ask who calls.

What runs behind it is noted as such. A decorator stands before what its function does; what else is handed to a package
while a module loads, or within a request together with that request, is called by it. A call within a handler that
is given the request stands before what follows only if it is called like something that asks.

Functions of the tree that are called so can be read. That they are called is noted, for a proof may not be seen: a
session that is looked up somewhere, or an answer that is compared in a way that is not understood.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from goatherd.code.paths import stem
from goatherd.core.secrets import words
from goatherd.engine.store import ASSUME
from goatherd.engine.values import ANY, Bound, External, Func, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Labels

_GATE = ("code that may ask", ())
_KEY = (ASSUME, _GATE)
_ASKING = frozenset(
    words(
        "auth authz authn authorization authorizer authorize authorized authenticate authenticated authentication "
        "login logged permission permissions acl rbac guard guards session sessions jwt protect protected restricted "
        "principal identity"
    )
)
# What tells a service who the program is.
_OF_THE_PROGRAM = (
    "@azure/identity",
    "azure.identity",
    "google.auth",
    "@octokit/auth",
    "@microsoft/microsoft-graph-client",
)
_OF_REQUESTS = frozenset({"headers", "multiValueHeaders", "cookies", "requestContext", "authorizationToken"})
# They only watch, and catch errors.
_WATCHING = (
    *("@sentry/", "sentry_sdk", "datadog", "newrelic", "@lumigo/", "lumigo_tracer", "epsagon", "aws_xray_sdk"),
    *("aws-xray", "express-async-handler", "@google-cloud/trace", "opentelemetry", "@opentelemetry/"),
)


def asks(name: str) -> bool:
    """Whether something of a package is called so that it asks who calls."""
    return not name.startswith(_OF_THE_PROGRAM) and not _ASKING.isdisjoint(words(name))


def questioned(m: Machine, function: Func, args: Args, pos: int) -> None:
    """A function of the tree is called; it may ask who calls, by its name or that of its file."""
    if not m.serving or not m.running or function.module.is_stub or m.module.is_stub:
        return
    path = function.module.path
    if (asks(function.ir.name) or (path != m.module.path and asks(stem(path)))) and _of_request(args.labels(m)):
        m.facts.questions.setdefault(function.ir.name, m.place(pos))


def decorated(m: Machine, decorator: Value, value: Value, pos: int) -> None:
    """A function gets a decorator that is not in the tree."""
    for item in decorator.atoms:
        if item is ANY:
            _stand_before(m, "a decorator", value.atoms, pos)
        elif isinstance(item, External) and is_outside(m, item.name):
            _stand_before(m, item.name, value.atoms, pos)


def handed(m: Machine, name: str, args: Args, pos: int) -> None:
    """A package, or nobody knows who, is handed functions while a module loads."""
    if m.activation is None and (not name or is_outside(m, name)):
        _stand_before(m, name or "a wrapper", (item for value in args.values() for item in value.atoms), pos)


def _stand_before(m: Machine, name: str, atoms: Iterable[object], pos: int) -> None:
    if name.startswith(_WATCHING):
        return
    for item in atoms:
        function = item.function if isinstance(item, Bound) else item
        if isinstance(function, Func) and not function.module.is_stub:
            m.gates.setdefault(function, _named(m, name, pos))


def _named(m: Machine, name: str, pos: int) -> str:
    name = name.replace("()", "")
    m.facts.gates.setdefault(name, m.place(pos))
    return name


def is_outside(m: Machine, name: str) -> bool:
    """Whether it belongs to a module of which nothing is known."""
    if name.startswith("?."):
        return True
    return any(name.startswith(module) and name[len(module) :][:1] in ("", ".", "(", "/") for module in m.outside)


def called(m: Machine, name: str, labels: Labels, pos: int) -> None:
    """Within a request, code that nobody can read is given it, and goes on."""
    if m.serving and asks(name) and _of_request(labels):
        m.assume(_GATE, frozenset({_named(m, name, pos)}))


@contextmanager
def behind(m: Machine, name: str, labels: Labels, pos: int) -> Iterator[None]:
    """Callbacks run that a package calls which was given the request."""
    with _assumed(m, _named(m, name, pos) if m.serving and _of_request(labels) and is_outside(m, name) else ""):
        yield


@contextmanager
def entering(m: Machine, function: Func) -> Iterator[None]:
    """A function runs: the handler, one that a framework calls, or one that a gate stands before by its name."""
    gate = m.gates.get(function, "") if m.serving else ""
    if gate and not m.running:
        m.facts.entrances.setdefault(gate)
    first = not m.running or m.running[-1].module.is_stub
    with _assumed(m, gate if first or asks(gate) else ""):
        yield


@contextmanager
def _assumed(m: Machine, gate: str) -> Iterator[None]:
    if not gate:
        yield
        return
    before = m.store.get(_KEY)
    m.assume(_GATE, frozenset({gate}))
    yield
    m.store.set(_KEY, before or frozenset())


def _of_request(labels: Labels) -> bool:
    return any(
        label.origin.kind == "event" and (not label.access or label.access[0] in _OF_REQUESTS) for label in labels
    )


def stands(m: Machine) -> str:
    """What stands between the caller and what happens here, "" if nothing does."""
    held = m.store.get(_KEY) if _GATE[0] in m.assumed else None
    return min(held) if held else ""

"""Authorizers that let everybody in: nothing of their answer depends on the request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.engine.interpreter import members
from goatherd.engine.stories import span_of
from goatherd.engine.values import Const, Obj, Value, const
from goatherd.model.resource import Api, Authorizer, StateMachine
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from goatherd.core.source import Span
    from goatherd.engine.facts import Facts
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Place
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.resource import Route
    from goatherd.model.trigger import Trigger

_AUTHORIZERS = frozenset({Kind.AUTHORIZER_TOKEN, Kind.AUTHORIZER_REQUEST})
# calls that change nothing and fetch nothing
IDLE = re.compile(
    r"(?:console|logging|builtins|JSON|json|Math|math|datetime|time|random|secrets|uuid|Object|Array|String|Number|Date"
    r"|Promise|Intl|RegExp|Error|URL|URLSearchParams|Buffer|http|response|context|event|firebase-functions"
    r"|functions_framework|urllib\.parse|querystring|base64|re|string|collections|functools|itertools|decimal|enum"
    r"|os\.(?:environ|getenv)|crypto\.random\w+)\b.*"
    r"|(?:@hapi/)?joi\b.*|(?:zod|yup|uuid|dotenv|cors)\b.*|(?:firebase-admin(?:\.app)?|firebase_admin)\.initialize_?[aA]pp"
    r"|require|print|logger|\?\.(?:send|json|status|end|write|setHeader|set|type|get_json)"
)


def note(m: Machine, result: Value, trigger: Trigger) -> None:
    """Remember what an authorizer answers: where it says yes, None for everything else."""
    if trigger.kind in _AUTHORIZERS:
        m.facts.verdicts += [_yes(m, item) if not m.answers else None for item in result.atoms] or [None]


def admit(application: Application, ran: Iterable[tuple[Function, Facts]]) -> None:
    """Make routes anonymous whose authorizer asks nobody, and tell where it does so."""
    open_to_all: dict[str, Span] = {}
    for function, facts in ran:
        behaviour = application.behaviours[function.id]
        place = _everybody(facts) if not behaviour.truncated else None
        if place is not None:
            behaviour.admits_everybody = open_to_all[function.id] = span_of(place)
    opened = {
        a.id: f"authorizer {a.id} lets everybody in" for a in application.of(Authorizer) if a.function in open_to_all
    }
    triggers = [trigger for _, trigger in application.triggers()]
    triggers += [trigger for machine in application.of(StateMachine) for trigger in machine.triggers]
    for trigger in triggers if opened else ():
        if trigger.authorizer in opened and trigger.exposure is Exposure.AUTHENTICATED:
            trigger.exposure, trigger.why = Exposure.ANONYMOUS, opened[trigger.authorizer]
    for api in application.of(Api) if opened else ():
        api.routes = [_admitting(route, opened) for route in api.routes]


def _admitting(route: Route, opened: Collection[str]) -> Route:
    guarded = route.authorizer in opened and route.exposure is Exposure.AUTHENTICATED
    return evolve(route, exposure=Exposure.ANONYMOUS) if guarded else route


def _everybody(facts: Facts) -> Place | None:
    """Where an authorizer says yes if nothing that it does could make it say anything else."""
    if facts.raises or facts.aws or facts.unseen or facts.handed or None in facts.verdicts:
        return None
    if not all(IDLE.fullmatch(call.name) for call in facts.calls.values()):
        return None
    return next(iter(facts.verdicts), None)


def _yes(m: Machine, item: object) -> Place | None:
    if not isinstance(item, Obj):
        return None
    simple = m.get_field(item, "isAuthorized")
    if simple is not None:
        return item.place if _is(simple, True) else None
    document = m.get_field(item, "policyDocument")
    return item.place if document is not None and _allows(m, document) else None


def _allows(m: Machine, document: Value) -> bool:
    statements = members.read(m, document, const("Statement"), 0)
    if not any(_is(members.read(m, Value((each,)), const("Effect"), 0), "Allow") for each in statements.atoms):
        statements = m.semantics.element(m, statements)
    return bool(statements.atoms) and all(_allows_all(m, Value((each,))) for each in statements.atoms)


def _allows_all(m: Machine, statement: Value) -> bool:
    resource = members.read(m, statement, const("Resource"), 0)
    return _is(members.read(m, statement, const("Effect"), 0), "Allow") and _may_be_any(m, resource)


def _may_be_any(m: Machine, resource: Value) -> bool:
    """Whether it is no fixed resource, to which other routes need not belong."""
    constants = [
        item.value for item in (*resource.atoms, *m.semantics.element(m, resource).atoms) if isinstance(item, Const)
    ]
    return all("*" in str(text) for text in constants)


def _is(value: Value, wanted: object) -> bool:
    return value.constants() == (wanted,)

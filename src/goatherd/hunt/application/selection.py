"""Which records are about an application, as rules that every engine can ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import INFO
from goatherd.hunt.application.changing import CHANGING
from goatherd.hunt.condition import All, AnyOf, Like, Matches
from goatherd.hunt.rule import About, Rule, Telemetry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.hunt.application.names import NameTable
    from goatherd.hunt.condition import Condition

_TRAIL, _LOG = Telemetry("aws", "cloudtrail"), Telemetry("aws", "lambda")
_ASSUMING = ("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "GetFederationToken", "GetSessionToken")


def selection(functions: NameTable, roles: NameTable) -> tuple[Rule, ...]:
    events = [*sorted(CHANGING), ("lambda", "Invoke"), *(("sts", name) for name in _ASSUMING)]
    return (
        _rule("sessions", _TRAIL, _sessions(functions, roles)),
        _rule("events", _TRAIL, AnyOf(tuple(_event(service, name) for service, name in events))),
        _rule("reports", _LOG, Like("type", ("report",))),
    )


def _rule(name: str, telemetry: Telemetry, condition: Condition) -> Rule:
    return Rule(About(f"application-{name}", f"what is about the application: {name}", INFO), telemetry, condition)


def _event(service: str, name: str) -> Condition:
    return All((Like("eventSource", (f"{service}.amazonaws.com",)), Like("eventName", (name,))))


def _sessions(functions: NameTable, roles: NameTable) -> Condition:
    assumed = Like("userIdentity.type", ("AssumedRole",))
    named = functions.expressions
    if named is None:
        return assumed
    held = roles.expressions or []
    either = [rf"[^/]{{1,64}}/(?:{_any(named)})", *([rf"(?:{_any(held)})/[^/]{{1,64}}"] if held else [])]
    start = r"^arn:[^:/]{1,20}:sts::[0-9]{0,12}:assumed-role/"
    return All((assumed, Matches("userIdentity.arn", f"{start}(?:{'|'.join(either)})$")))


def _any(expressions: Iterable[str]) -> str:
    return "|".join(sorted(set(expressions)))

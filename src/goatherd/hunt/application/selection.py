"""Which records are about an application, as rules that every engine can ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.finding import INFO
from goatherd.hunt.application.changing import CHANGING
from goatherd.hunt.application.observing import ASSUMING
from goatherd.hunt.condition import All, AnyOf, Gap, Like, Matches, Not
from goatherd.hunt.rule import About, Rule, Telemetry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.hunt.application.names import NameTable
    from goatherd.hunt.condition import Condition

_LONGEST = 8_000  # letters of an expression; RE2, which DuckDB asks, refuses some ten times as many
_LONGEST_ARN = 200  # letters; AWS has no longer one of a session, and a longer one takes the stream too long to ask
_TRAIL, _LOG = Telemetry("aws", "cloudtrail"), Telemetry("aws", "lambda")


@frozen
class Selection:
    """`sessions` chooses calls with the roles of functions, `events` what else is done to an application, `reports`
    what its logs tell of invocations.
    """

    sessions: Rule
    events: tuple[Rule, ...]
    reports: Rule

    @classmethod
    def of(cls, functions: NameTable, roles: NameTable) -> Selection:
        events = [*sorted(CHANGING), ("lambda", "Invoke"), *(("sts", name) for name in ASSUMING)]
        return cls(
            _rule("sessions", _TRAIL, _sessions(functions, roles)),
            tuple(_rule(f"{service}-{name}", _TRAIL, _event(service, name)) for service, name in events),
            _rule("reports", _LOG, Like("type", ("report",))),
        )

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (self.sessions, *self.events, self.reports)


def _rule(name: str, telemetry: Telemetry, condition: Condition) -> Rule:
    return Rule(About(f"application-{name}", f"what is about the application: {name}", INFO), telemetry, condition)


def _event(service: str, name: str) -> Condition:
    return All((Like("eventSource", (f"{service}.amazonaws.com",)), Like("eventName", (name,))))


def _sessions(functions: NameTable, roles: NameTable) -> Condition:
    assumed = Like("userIdentity.type", ("AssumedRole",))
    named = functions.expressions
    if named is None:
        return assumed
    either = [
        *(f"[^/]+/(?:{each})" for each in _any(named)),
        *(f"(?:{each})/[^/]+" for each in _any(roles.expressions)),
    ]
    long = Like("userIdentity.arn", (*[Gap.ONE] * _LONGEST_ARN, Gap.ANY))
    start = r"^arn:[^:/]{1,20}:sts::[0-9]{0,12}:assumed-role/"
    named_so = AnyOf(tuple(Matches("userIdentity.arn", f"{start}{each}$") for each in either or [""]))
    return All((assumed, Not(long), named_so))


def _any(expressions: Iterable[str] | None) -> Iterator[str]:
    """Expressions for any of them, of which none is too long for an engine."""
    waiting: list[str] = []
    for each in sorted(set(expressions or ())):
        if waiting and sum(map(len, waiting)) + len(each) > _LONGEST:
            yield "|".join(waiting)
            waiting = []
        waiting.append(each)
    if waiting:
        yield "|".join(waiting)

"""Alarms that a program hands to something that is not read: it may tell people of them, or go by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cdk.construct import Construct, construct_of
from goatherd.frontends.cdk.constructs.vocabulary import scalar
from goatherd.frontends.programs.values import Array, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.frontends.programs.values import ExternalCall, Value

_ALARM = "cloudwatch.Alarm"
# What only shows them.
_SHOWN_BY = ("Widget", "Dashboard", "Output")
_MAX_DEPTH = 3


def hand_over_alarms(calls: Iterable[ExternalCall]) -> None:
    for call in calls:
        if call.name.endswith(_SHOWN_BY):
            continue
        for value in (*call.arguments.args, *call.arguments.keywords.values()):
            for alarm in _alarms(value, _MAX_DEPTH):
                if alarm.main is not None:
                    alarm.main.list("AlarmActions").items.append(scalar("${?}", call.span))


def _alarms(value: Value, depth: int) -> Iterator[Construct]:
    if isinstance(value, (Array, Record)):
        for inner in (value.items if isinstance(value, Array) else value.entries.values()) if depth else ():
            yield from _alarms(inner, depth - 1)
    elif (construct := construct_of(value)) is not None and construct.kind == _ALARM:
        yield construct

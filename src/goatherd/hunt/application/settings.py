"""Settings of a function: which value deviates, and where the template says which one it is."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from goatherd.core.value import Known, place_of
from goatherd.guard.needs.wildcards import patterns
from goatherd.hunt.application.names import Owner
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.core.value import Value
    from goatherd.hunt.application.deployment import Deployment
    from goatherd.hunt.application.expected import Expected
    from goatherd.hunt.application.facts import Change

    Deviates = tuple[str, Span] | None  # what it was changed to, and the line that says otherwise
    Judge = Callable[[Change, Expected, Deployment], Deviates]


def _told(name: str, change: Change, value: Value[str] | Value[int], expected: Expected) -> Deviates:
    if not isinstance(value, Known) or value.replaceable or not value.value or str(value.value) == change.value:
        return None
    if isinstance(value.value, str) and "${" in value.value:
        return None
    return f"{name} {change.value}", place_of(value, expected.function.span)


def _role(change: Change, expected: Expected, deployment: Deployment) -> Deviates:
    role = expected.function.role
    name = change.value.rpartition("/")[2]
    if role is None or deployment.may_be_role(name, Owner(expected.application.name, role.id)):
        return None
    return f"role {name}", role.span


def _layers(change: Change, expected: Expected, deployment: Deployment) -> Deviates:
    function = expected.function
    if any(not isinstance(layer, Known) for layer in function.layers):
        return None
    meant = [each for layer in function.layers if isinstance(layer, Known) for each in _patterns(layer.value, expected)]
    other = next((arn for arn in change.value.split() if not any(fnmatchcase(arn, each) for each in meant)), "")
    return (f"layer {other}", function.span) if other else None


def _patterns(text: str, expected: Expected) -> list[str]:
    return patterns(text, expected.names)


def _environment(change: Change, expected: Expected, deployment: Deployment) -> Deviates:
    if change.deployed:
        return None
    places = [value.span for value in expected.function.environment.values() if value.span]
    return "an environment that was written by hand", places[0] if places else expected.function.span


def _url(change: Change, expected: Expected, deployment: Deployment) -> Deviates:
    function = expected.function
    declared = [trigger for trigger in function.triggers if trigger.kind == Kind.FUNCTION_URL]
    if not declared:
        return f"an address of its own (AuthType {change.value or 'NONE'})", function.span
    asked = all(trigger.exposure < Exposure.ANONYMOUS for trigger in declared)
    opened = asked and change.value == "NONE"
    return ("an address that asks nobody (AuthType NONE)", declared[0].span) if opened else None


def _concurrency(change: Change, expected: Expected, deployment: Deployment) -> Deviates:
    declared, said = expected.function.reserved_concurrency, change.value
    if declared is None:
        return (f"reserved concurrency {said}", expected.function.span) if said else None
    if not isinstance(declared, Known) or str(declared.value) == said:
        return None
    return f"reserved concurrency {said or 'of none'}", place_of(declared, expected.function.span)


SETTINGS: dict[str, Judge] = {
    "role": _role,
    "runtime": lambda change, expected, _: _told("runtime", change, expected.function.runtime, expected),
    "handler": lambda change, expected, _: _told("handler", change, expected.function.handler, expected),
    "memorySize": lambda change, expected, _: _told("a memory (MB) of", change, expected.function.memory, expected),
    "timeout": lambda change, expected, _: _told("a time limit (s) of", change, expected.function.timeout, expected),
    "layers": _layers,
    "environment": _environment,
    "url": _url,
    "concurrency": _concurrency,
}

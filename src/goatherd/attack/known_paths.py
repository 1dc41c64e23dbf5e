"""Fields of the event that the static analysis saw: inputs from the beginning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.events import Input
    from goatherd.attack.trial import Target

_STEP = re.compile(r"[^.\[\]]+|\[\]")
_FLAT = ("query", "form", "header", "cookie", "attribute", "metadata", "path")


def known_inputs(target: Target) -> list[Input]:
    """In the order in which flows were found; a path of another trigger's event leads nowhere."""
    paths = target.shape.application.behaviour(target.function).flows
    found = [_input(target, flow.source.path) for flow in paths if flow.source.kind == "event"]
    return list(dict.fromkeys(each for each in found if each))


def _input(target: Target, written: str) -> Input | None:
    steps = ["0" if step == "[]" else step for step in _STEP.findall(written)[1:]]
    for path in _readings(steps):
        found = target.shape.input_for(path)
        if found is not None:
            return None if found.place in _FLAT and "0" in found.steps else found
    return None


def _readings(steps: list[str]) -> Iterator[tuple[str, ...]]:
    """The path as it is, and with one of its texts decoded, which the analysis does not tell."""
    yield tuple(steps)
    for at in range(1, len(steps)):
        yield (*steps[:at], "@json", *steps[at:])

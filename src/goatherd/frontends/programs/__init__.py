"""Programs that configure: Python, JavaScript and TypeScript evaluated abstractly, never executed.

    program = evaluate_module(modules, "serverless.ts")
    node_of(program.exports["default"])      # configuration data, with the place of every value
    program.calls                            # calls and decorators of libraries, in order

What comes from packages is symbolic (`External`); `Hooks` gives it meaning. What cannot be known is an opaque Node.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.programs.hooks import Hooks
from goatherd.frontends.programs.limits import OutOfSteps
from goatherd.frontends.programs.values import node_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.programs.scope import ModuleState
    from goatherd.frontends.programs.values import Arguments, ExternalCall, Value

__all__ = ["Hooks", "Program", "evaluate_module", "node_of"]

_MAX_FRAMES = 12_000


@define
class Program:
    """What came of evaluating a program's first module.

    `exports` are that module's; `names` its variables; `calls` every call of something of a library. `diagnoses` say
    where the evaluation was given up.
    """

    machine: Machine
    exports: dict[str, Value] = field(factory=dict)
    names: dict[str, Value] = field(factory=dict)
    calls: list[ExternalCall] = field(factory=list)
    diagnoses: list[Diagnosis] = field(factory=list)

    def call(self, function: Value, arguments: Arguments) -> Value | None:
        """Call a function or instantiate a class of the program; None where that was given up."""
        with _bounded(self, arguments.span):
            return self.machine.call(function, arguments)
        return None


def evaluate_module(modules: Modules, path: str, hooks: Hooks | None = None, *, folder: str = "") -> Program:
    """Evaluate a file of the tree and what it imports; `folder` is the working directory of the program."""
    from goatherd.frontends.programs.machine import Machine

    machine = Machine(modules, hooks or Hooks(), folder)
    program = Program(machine, calls=machine.calls)
    with _bounded(program, Span(path, 1)):
        machine.module(path)
    state = machine.states.get(path)
    if state is not None:
        with _bounded(program, Span(path, 1)):  # modules may only now be asked for something
            _gather(program, state)
    return program


def _gather(program: Program, state: ModuleState) -> None:
    program.names = {name: value for name in state.scope.names if (value := state.scope.find(name)) is not None}
    exported = program.names if state.language == "python" else state.exported_names()
    program.exports = {name: value for name in exported if (value := state.get(name)) is not None}
    whole = state.common.get("exports")
    if "default" not in program.exports and not state.exports and state.language != "python":
        program.exports["default"] = whole


@contextmanager
def _bounded(program: Program, span: Span) -> Iterator[None]:
    """Programs nest deeply, and some do more than can be followed: what was evaluated until then is kept."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _MAX_FRAMES))
    try:
        yield
    except (OutOfSteps, RecursionError) as stop:
        place = stop.span if isinstance(stop, OutOfSteps) else None
        where = f" from {place} on" if place is not None else ""
        message = f"the program does more than can be evaluated; the rest is left out{where}"
        program.diagnoses.append(Diagnosis(span, message))
    except Exception as error:  # one program that defeats the evaluator must not hide the others
        program.diagnoses.append(Diagnosis(span, f"the program cannot be evaluated: {error!r}"))
    finally:
        message = "the statement is nested too deeply to be evaluated and is left out"
        program.diagnoses += [Diagnosis(place, message) for place in program.machine.skipped]
        program.diagnoses += [Diagnosis(place, message) for place, message in program.machine.cut.items()]
        program.machine.skipped.clear()
        program.machine.cut.clear()
        sys.setrecursionlimit(limit)

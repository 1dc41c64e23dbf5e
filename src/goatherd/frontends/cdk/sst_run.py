"""SST 1 and 2 deploy what a function of the program makes of the app that it is handed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.cdk.construct import Construct
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Arguments, Closure, Record

if TYPE_CHECKING:
    from goatherd.frontends.cdk.program import CdkProgram
    from goatherd.frontends.programs import Program
    from goatherd.frontends.programs.values import Value


def run_stacks(program: Program, kit: CdkProgram) -> None:
    """Hand an app to what the program exports: an object with `stacks`, or the function itself."""
    exported = program.exports.get("default") or program.exports.get("main")
    main: Value | None = exported
    if isinstance(exported, Record):
        main = exported.entries.get("stacks") or exported.entries.get("main")
    if not isinstance(main, Closure):
        path = next(iter(program.machine.states), "")
        span = exported.span if exported is not None else Span(path, 1)
        message = "what the program deploys is not known: its `stacks` are not found"
        kit.unit_of(span).diagnoses.append(Diagnosis(span, message))
        return
    span = main.span
    kit.machine = program.machine
    app = Construct(kit, "sst.App", None, "", Record({}, {}, span), span, None, None, Arguments([], {}, span))
    stage = Node.opaque("the stage is chosen when it is deployed", span)
    app.memory.update(stage=stage, mode=Node.scalar("deploy", span), local=Node.scalar(False, span))
    app.memory["region"] = Node.scalar("${AWS-Region}", span)
    kit.memory["*app"] = app
    program.call(main, Arguments([app], {}, span))

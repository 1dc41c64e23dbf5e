"""A program of SST -> the stack that it deploys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import parent
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.aws.stack import Stack
from goatherd.frontends.programs import evaluate_module
from goatherd.frontends.programs.values import Arguments, Closure, Record
from goatherd.frontends.sst.named import named_handlers
from goatherd.frontends.sst.program import SstProgram
from goatherd.frontends.terraform.resources import declared

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.frontends.programs import Program

FRAMEWORK = "sst"


def read_program(modules: Modules, path: str) -> Stack:
    """`run` of what is given to `$config` says what is deployed."""
    sst = SstProgram(parent(path), modules.tree)
    program = evaluate_module(modules, path, sst, folder=parent(path))
    ran = [_run(program, config) for config in sst.configs if isinstance(config, Record)]
    stack = Stack(path, FRAMEWORK, diagnoses=[*program.diagnoses, *sst.diagnoses], program=path)
    if not any(ran):
        stack.diagnoses.append(
            Diagnosis(Span(path, 1), "what the program deploys is not known: its `run` is not found")
        )
    blocks = [resource.block(path) for resource in sst.resources]
    for each in (*declared(blocks), *named_handlers(modules, path, program, sst, stack)):
        stack.resources[each.id] = each
    files = (resource.span.path for resource in stack.resources.values())
    stack.templates = list(dict.fromkeys((path, *files)))
    return stack


def _run(program: Program, config: Record) -> bool:
    run = config.entries.get("run")
    if not isinstance(run, Closure):
        return False
    program.call(run, Arguments([], {}, run.span))
    return True

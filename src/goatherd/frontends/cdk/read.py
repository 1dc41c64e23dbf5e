"""The whole way for programs: apps of a tree -> evaluated stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.frontends.cdk.apps import App, files_with_stacks, find_apps
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.cdk.program import CdkProgram
    from goatherd.frontends.programs import Program


def read_cdk(modules: Modules, synthesized: Collection[str] = ()) -> list[Stack]:
    """Every stack that the programs of the tree make, sorted by path; one for each class of stacks.

    `synthesized` are the folders whose apps have been read from what they were synthesized to.
    """
    stacks: dict[str, Stack] = {}
    loaded: set[str] = set()
    for app in find_apps(modules.tree):
        if app.folder not in synthesized:
            _collect(_run(app, modules, loaded), stacks)
    for app in files_with_stacks(modules.tree):
        if app.entry not in loaded and app.folder not in synthesized:
            _collect(_run(app, modules, loaded), stacks)
    return [stacks[path] for path in sorted(stacks)]


def functions_of(modules: Modules, folder: str) -> dict[str, Declared]:
    """The functions that the app of a folder makes, by their ids."""
    made = [stack for app in find_apps(modules.tree) if app.folder == folder for stack in _run(app, modules, set())]
    return {function.id: function for stack in made for function in stack.of("AWS::Lambda::Function")}


def _collect(made: list[Stack], stacks: dict[str, Stack]) -> None:
    """One stack a file: a file that several apps use is read by the first."""
    for stack in made:
        if stack.resources or stack.diagnoses:
            stacks.setdefault(stack.path, stack)


def _run(app: App, modules: Modules, loaded: set[str]) -> list[Stack]:
    from goatherd.frontends.cdk.program import CdkProgram
    from goatherd.frontends.programs import evaluate_module

    kit = CdkProgram(app.context, app.folder, modules.tree)
    program = evaluate_module(modules, app.entry, kit, folder=app.folder)
    _instantiate_rest(program, kit)
    loaded.update(program.machine.states)
    for diagnosis in program.diagnoses:
        kit.unit_of(diagnosis.span).diagnoses.append(diagnosis)
    return list(_stacks(kit))


def _stacks(kit: CdkProgram) -> Iterator[Stack]:
    for unit in kit.units.values():
        try:
            yield unit.stack()
        except RecursionError:
            from goatherd.frontends.aws.stack import Stack

            message = "the stack is nested too deeply to be read"
            yield Stack(unit.path, "cdk", templates=[unit.path], diagnoses=[Diagnosis(unit.span, message)])


def _instantiate_rest(program: Program, kit: CdkProgram) -> None:
    """Classes of stacks that nobody instantiates: libraries, or programs that could not be followed so far."""
    from goatherd.frontends.cdk.names import canonical
    from goatherd.frontends.cdk.objects import Construct
    from goatherd.frontends.programs.values import Arguments, Class, Record

    classes = [
        value
        for state in list(program.machine.states.values())
        for value in state.scope.names.values()
        if isinstance(value, Class) and value.scope is state.scope and value.library_base is not None
    ]
    bases = {base for cls in classes for base in cls.bases if isinstance(base, Class)}
    for cls in classes:
        base = cls.library_base
        stack = base is not None and (canonical(base.name) == "core.Stack" or _is_stack_of_others(base.name))
        if not stack or cls in bases or f"{cls.span.path}:{cls.name}" in kit.instantiated:
            continue
        nothing = Record({}, {}, cls.span)
        arguments = Arguments([], {}, cls.span, open=True)
        app = Construct(kit, "core.App", None, "", nothing, cls.span, None, None, arguments)
        given = Arguments([app, Node.scalar(cls.name, cls.span)], {}, cls.span, new=True, open=True)
        program.call(cls, given)


def _is_stack_of_others(name: str) -> bool:
    from goatherd.frontends.cdk.names import canonical

    return canonical(name) is None and name.endswith("Stack")

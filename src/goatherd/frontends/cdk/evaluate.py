"""One program of the kit, evaluated: the stacks that it makes, and those that only somebody else would make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from goatherd.core.finding import Diagnosis
from goatherd.frontends.aws.stack import Stack
from goatherd.frontends.cdk.alarms import hand_over_alarms
from goatherd.frontends.cdk.construct import Construct
from goatherd.frontends.cdk.names import canonical
from goatherd.frontends.cdk.program import CdkProgram
from goatherd.frontends.cdk.sst_run import run_stacks
from goatherd.frontends.node import Node
from goatherd.frontends.programs import evaluate_module
from goatherd.frontends.programs.values import Arguments, Class, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from goatherd.code.modules import Modules
    from goatherd.frontends.cdk.apps import App
    from goatherd.frontends.cdk.imports import Export
    from goatherd.frontends.programs import Program


@frozen
class Evaluation:
    """What came of one program: `loaded` are the files that it has evaluated, in `steps`.

    `makes`: whether it makes stacks itself, other than those that only somebody else would make.
    """

    stacks: list[Stack]
    makes: bool
    exports: list[Export]
    loaded: frozenset[str]
    steps: int


def evaluate_app(
    modules: Modules, app: App, constructs: Sequence[str], is_unmade: Callable[[Class, bool], bool]
) -> Evaluation:
    """Run the program abstractly. `constructs` are classes of it to make objects of, each in a stack of its own.

    `is_unmade` tells of a class that the program has no object of, and of whether it makes any stacks, whether nobody
    else would make one: its stack is marked as not deployed.
    """
    kit = CdkProgram(app.context, app.folder, modules.tree)
    program = evaluate_module(modules, app.entry, kit, folder=app.folder)
    if app.sst:
        run_stacks(program, kit)
    makes = bool(kit.instantiated)
    rest = _not_instantiated(program, kit)
    declined = program.machine.declined
    unmade = [cls for cls in rest if (makes and cls in declined) or is_unmade(cls, makes)]
    _instantiate_all(program, kit, [cls for cls in rest if cls not in unmade])
    for name in constructs:
        _instantiate_alone(program, kit, name)
    hand_over_alarms(program.machine.calls)
    for diagnosis in program.diagnoses:
        kit.unit_of(diagnosis.span).diagnoses.append(diagnosis)
    exports = [export for unit in kit.units.values() for export in unit.exports()]
    stacks = [*_stacks(kit), *_unmade_stacks(program, kit, unmade)]
    return Evaluation(stacks, makes, exports, frozenset(program.machine.states), program.machine.steps)


def _unmade_stacks(program: Program, kit: CdkProgram, classes: Sequence[Class]) -> Iterator[Stack]:
    kit.start_again()
    _instantiate_all(program, kit, classes)
    names = {cls.span.path: cls.name for cls in reversed(classes)}
    for stack in _stacks(kit):
        why = f"no program makes {names.get(stack.path, 'its stack')}: neither it nor its functions are deployed"
        yield evolve(stack, diagnoses=[], undeployed=why)


def _stacks(kit: CdkProgram) -> Iterator[Stack]:
    for unit in kit.units.values():
        try:
            yield unit.stack()
        except RecursionError:
            message = "the stack is nested too deeply to be read"
            yield Stack(unit.path, "cdk", templates=[unit.path], diagnoses=[Diagnosis(unit.span, message)])


def _not_instantiated(program: Program, kit: CdkProgram) -> list[Class]:
    """Classes of stacks that nobody instantiates: libraries, or programs that could not be followed so far."""
    classes = [
        value
        for state in list(program.machine.states.values())
        for value in state.scope.names.values()
        if isinstance(value, Class) and value.scope is state.scope and value.library_base is not None
    ]
    bases = {base for cls in classes for base in cls.bases if isinstance(base, Class)}
    rest: list[Class] = []
    for cls in classes:
        base = cls.library_base
        stack = base is not None and (
            canonical(base.name) in ("core.Stack", "sst.Stack") or _is_stack_of_others(base.name)
        )
        if not stack or cls in bases or f"{cls.span.path}:{cls.name}" in kit.instantiated:
            continue
        rest.append(cls)
    return rest


def _instantiate_all(program: Program, kit: CdkProgram, classes: Sequence[Class]) -> None:
    """Those of which no other has made an object by then."""
    for cls in classes:
        if f"{cls.span.path}:{cls.name}" not in kit.instantiated:
            _instantiate(program, cls, _made_of_nothing(kit, "core.App", cls))


def _instantiate_alone(program: Program, kit: CdkProgram, name: str) -> None:
    """A construct of a library, in a stack of its own."""
    cls = program.names.get(name)
    if isinstance(cls, Class):
        stack = _made_of_nothing(kit, "core.Stack", cls)
        stack.stack, stack.unit = stack, kit.unit_of(cls.span)
        _instantiate(program, cls, stack)


def _made_of_nothing(kit: CdkProgram, kind: str, cls: Class) -> Construct:
    arguments = Arguments([], {}, cls.span, open=True)
    return Construct(kit, kind, None, "", Record({}, {}, cls.span), cls.span, None, None, arguments)


def _instantiate(program: Program, cls: Class, scope: Construct) -> None:
    name = Node.scalar(cls.name, cls.span)
    program.call(cls, Arguments([scope, name], {}, cls.span, new=True, open=True))


def _is_stack_of_others(name: str) -> bool:
    return canonical(name) is None and name.endswith("Stack")

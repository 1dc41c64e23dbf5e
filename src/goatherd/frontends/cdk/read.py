"""The whole way for programs: apps of a tree -> evaluated stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.cdk.apps import App, files_with_constructs, find_apps
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.cdk.objects import Construct
    from goatherd.frontends.cdk.program import CdkProgram
    from goatherd.frontends.programs import Program
    from goatherd.frontends.programs.values import Class

_FUNCTION = "AWS::Lambda::Function"
_MAX_STEPS = 8_000_000  # of all programs of a tree together


def read_apps(modules: Modules, apps: list[App], others: list[App]) -> list[Stack]:
    """Every stack of the apps, and of those other files with stacks that no app has used, sorted by path."""
    run = _Run(modules)
    for app in apps:
        run.add(app)
    for app in others:
        if app.entry not in run.loaded:
            run.add(app)
    for app, classes in files_with_constructs(modules.tree, run.loaded):
        if app.entry not in run.loaded:
            run.add(app, classes)
    stacks = [run.stacks[path] for path in sorted(run.stacks)]
    if not any(stack.of(_FUNCTION) for stack in stacks):
        for stack in stacks:  # nothing was understood: what is not known may be all there is
            stack.diagnoses = [evolve(diagnosis, incomplete=True) for diagnosis in stack.diagnoses]
    return stacks


def functions_of(modules: Modules, folder: str) -> dict[str, Declared]:
    """The functions that the app of a folder makes, by their ids."""
    run = _Run(modules)
    for app in find_apps(modules.tree):
        if app.folder == folder:
            run.add(app)
    return {function.id: function for stack in run.stacks.values() for function in stack.of(_FUNCTION)}


@define
class _Run:
    """The apps of a tree, one after the other: `loaded` are the files that they have evaluated so far."""

    modules: Modules
    stacks: dict[str, Stack] = field(factory=dict)
    loaded: set[str] = field(factory=set)
    steps: int = 0

    def add(self, app: App, constructs: Sequence[str] = ()) -> None:
        """A file that several apps use is read by the first. `constructs` are classes to make objects of."""
        from goatherd.frontends.aws.stack import Stack

        if self.steps > _MAX_STEPS:
            message = "the programs of the tree do more than can be evaluated: this one is left out"
            left_out = Stack(app.entry, "cdk", diagnoses=[Diagnosis(Span(app.entry, 1), message)])
            self.stacks.setdefault(app.entry, left_out)
            return
        for stack in self._evaluate(app, constructs):
            if stack.resources or stack.diagnoses:
                self.stacks.setdefault(stack.path, stack)

    def _evaluate(self, app: App, constructs: Sequence[str]) -> list[Stack]:
        from goatherd.frontends.cdk.program import CdkProgram
        from goatherd.frontends.programs import evaluate_module

        kit = CdkProgram(app.context, app.folder, self.modules.tree)
        program = evaluate_module(self.modules, app.entry, kit, folder=app.folder)
        _instantiate_rest(program, kit)
        for name in constructs:
            _instantiate_alone(program, kit, name)
        self.loaded.update(program.machine.states)
        self.steps += program.machine.steps
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
    from goatherd.frontends.programs.values import Class

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
        _instantiate(program, cls, _made_of_nothing(kit, "core.App", cls))


def _instantiate_alone(program: Program, kit: CdkProgram, name: str) -> None:
    """A construct of a library, in a stack of its own."""
    from goatherd.frontends.programs.values import Class

    cls = program.names.get(name)
    if isinstance(cls, Class):
        stack = _made_of_nothing(kit, "core.Stack", cls)
        stack.stack, stack.unit = stack, kit.unit_of(cls.span)
        _instantiate(program, cls, stack)


def _made_of_nothing(kit: CdkProgram, kind: str, cls: Class) -> Construct:
    from goatherd.frontends.cdk.objects import Construct
    from goatherd.frontends.programs.values import Arguments, Record

    arguments = Arguments([], {}, cls.span, open=True)
    return Construct(kit, kind, None, "", Record({}, {}, cls.span), cls.span, None, None, arguments)


def _instantiate(program: Program, cls: Class, scope: Construct) -> None:
    from goatherd.frontends.programs.values import Arguments

    name = Node.scalar(cls.name, cls.span)
    program.call(cls, Arguments([scope, name], {}, cls.span, new=True, open=True))


def _is_stack_of_others(name: str) -> bool:
    from goatherd.frontends.cdk.names import canonical

    return canonical(name) is None and name.endswith("Stack")

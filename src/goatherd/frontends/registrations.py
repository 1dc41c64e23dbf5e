"""Functions that a program registers with a library, by decorators or calls: met where the program is evaluated."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.imported import imports_of
from goatherd.code.paths import language_of
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.core.value import HOLE
from goatherd.frontends.programs import Hooks, evaluate_module
from goatherd.frontends.programs.values import Array, Closure, External, Namespace, Record, node_of
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from goatherd.code import ir
    from goatherd.code.modules import Modules
    from goatherd.frontends.node import Node
    from goatherd.frontends.programs import Program
    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.programs.values import ExternalCall, Value

_NO_POSITION = sys.maxsize
_MAX_STEPS = 4_000_000  # of all programs of an application together


class _Libraries(Hooks):
    """The packages that functions are registered with stay symbolic, also where the tree has a copy of them."""

    def __init__(self, names: tuple[str, ...], environment: Mapping[str, Node] | None) -> None:
        self.names = names
        self.environment = environment or {}
        self._concerned: dict[str, bool] = {}

    def is_library(self, module: str) -> bool:
        return any(module == name or module.startswith((f"{name}.", f"{name}/")) for name in self.names)

    def concerns(self, machine: Machine, path: str) -> bool:
        """Whether a module, or one that it imports, uses one of the packages."""
        if path not in self._concerned:
            self._concerned |= self._reaching(machine, path)
        return self._concerned[path]

    def _reaching(self, machine: Machine, path: str) -> dict[str, bool]:
        """By module, for this one and all that it leads to."""
        importers: dict[str, list[str]] = {path: []}
        pending = [path]
        while pending:
            file = pending.pop()
            entry = Entry(file, "", language_of(file), 1, machine.folder)
            for other in sorted(imports_of(machine.modules, file, entry)):
                if other not in importers:
                    pending.append(other)
                importers.setdefault(other, []).append(file)
        reached = [file for file in importers if self._uses(machine, file)]
        found = dict.fromkeys(importers, False) | dict.fromkeys(reached, True)
        while reached:
            new = [file for file in importers[reached.pop()] if not found[file]]
            found.update(dict.fromkeys(new, True))
            reached += new
        return found

    def _uses(self, machine: Machine, file: str) -> bool:
        text = machine.modules.text(file)
        return any(name in text for name in self.names)


@frozen
class Registration:
    """A call `owner.name(arguments)` of something of a library, or a decorator with or without arguments."""

    call: ExternalCall

    @property
    def name(self) -> str:
        return self.call.name.rpartition(".")[2]

    @property
    def owner(self) -> ExternalCall | None:
        """The call that made what it is a method of; None for functions of the library itself."""
        return self.call.receiver.owner.origin if self.call.receiver.owner is not None else None

    @property
    def span(self) -> Span:
        return self.call.span

    @property
    def place(self) -> Span:
        """Where the module that registers it makes the call, be it by a helper of another module."""
        return self.call.place or self.call.span

    @property
    def function(self) -> ir.FunctionIR | None:
        """What it decorates."""
        return self.call.decorated.function if isinstance(self.call.decorated, Closure) else None

    @property
    def file(self) -> str:
        """Where the function that it decorates is."""
        return self.call.decorated.scope.module.path if isinstance(self.call.decorated, Closure) else ""

    def value(self, name: str, position: int = _NO_POSITION) -> Value:
        """An argument by its keyword or position; an absent Node where it is not given."""
        return self.call.arguments.get(position, name)

    def argument(self, name: str, position: int = _NO_POSITION) -> Node:
        return node_of(self.value(name, position))


def evaluate(
    modules: Modules,
    path: str,
    folder: str,
    libraries: tuple[str, ...],
    environment: Mapping[str, Node] | None = None,
) -> Program:
    """The program of a file, run in `folder`. `libraries` are names of packages."""
    return evaluate_module(modules, path, _Libraries(libraries, environment), folder=folder)


def registrations(program: Program) -> list[Registration]:
    """All of them, in the order in which the program makes them; decorators of one function from the outside in."""
    return [Registration(call) for call in program.calls]


def registrations_of(
    modules: Modules,
    paths: Iterable[str],
    folder: str,
    libraries: tuple[str, ...],
    diagnoses: list[Diagnosis],
    max_steps: int = _MAX_STEPS,
) -> list[Registration]:
    """Those of several files, each once, also where the files import each other."""
    found: dict[tuple[object, ...], Registration] = {}
    loaded: set[str] = set()
    steps = 0
    for path in paths:
        if path in loaded:
            continue
        if steps > max_steps:
            message = "the programs of the application do more than can be evaluated: this one is left out"
            diagnoses.append(Diagnosis(Span(path, 1), message))
            break
        program = evaluate(modules, path, folder, libraries)
        loaded.update(program.machine.states)
        steps += program.machine.steps
        diagnoses += program.diagnoses
        for each in registrations(program):
            position = each.function.pos if each.function is not None else 0
            found.setdefault((each.span, each.call.name, position, _subject(each)), each)
    return list(found.values())


def _subject(registration: Registration) -> object:
    """What tells calls of a loop apart: the text that is given first, or where what is given first was made."""
    value = registration.value("", 0)
    made = value.origin if isinstance(value, External) else None
    return made.span if made is not None else node_of(value).text()


def chain(value: External) -> Iterator[Registration]:
    """The calls that made an object of a library, from the last to the first: `library.a(…).b(…)` is b, then a."""
    current: External | None = value
    while current is not None:
        if current.call is not None:
            yield Registration(current.call)
            current = current.call.receiver
        current = current.owner


def word(value: Value) -> str | None:
    """A text, or the name of a constant of the library (`AuthLevel.ANONYMOUS`)."""
    return value.name.rpartition(".")[2] if isinstance(value, External) else node_of(value).text()


def words(value: Value) -> list[str]:
    """The same of every item of a list; `${?}` for what cannot be known."""
    items = value.items if isinstance(value, Array) else [value]
    return [word(item) or HOLE for item in items]


def objects(value: Value, path: tuple[str, ...] = (), depth: int = 20) -> Iterator[tuple[tuple[str, ...], External]]:
    """(keys, object) of everything of a library in a value, groups within groups too."""
    if isinstance(value, External):
        yield path, value
    elif isinstance(value, Record) and depth:
        for key, item in value.entries.items():
            yield from objects(item, (*path, key), depth - 1)
    elif isinstance(value, Namespace) and depth:
        for name, exported in value.members().items():
            yield from objects(exported, (*path, name), depth - 1)

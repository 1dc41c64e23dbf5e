"""The evaluator's state and its verbs: evaluate, run, call, look up. Each verb is in a file of its own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from goatherd.frontends.programs import calls, expressions, imports, members, statements
from goatherd.frontends.programs.limits import (
    MAX_CALLS,
    MAX_IDLE_STEPS,
    MAX_IDLE_STEPS_TOGETHER,
    MAX_RECURSION_STEPS,
    MAX_ROUNDS,
    MAX_SKIPPED,
    MAX_STEPS,
    OutOfSteps,
)
from goatherd.frontends.programs.scope import Link
from goatherd.frontends.programs.values import Value, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping, Sequence

    from goatherd.code import ir
    from goatherd.code.modules import Modules
    from goatherd.core.source import Span
    from goatherd.frontends.programs.hooks import Hooks
    from goatherd.frontends.programs.scope import ModuleState, Scope
    from goatherd.frontends.programs.statements import Completion
    from goatherd.frontends.programs.values import Arguments, Class, ExternalCall


# what was written, by (identity of the mapping, key): the mapping, and the value before or after
_Journal = dict[tuple[int, str], "tuple[MutableMapping[str, Any], Any]"]


class Machine:
    """Evaluates the modules of one program.

    `folder` is the working directory of the program. `calls` are all calls of what libraries give, in order.
    """

    def __init__(self, modules: Modules, hooks: Hooks, folder: str = "") -> None:
        self.modules = modules
        self.hooks = hooks
        self.folder = folder
        self.calls: list[ExternalCall] = []
        self.states: dict[str, ModuleState] = {}
        self.declined: list[Class] = []  # named where a switch has to be turned off first
        self.skipped: list[Span] = []
        self.cut: dict[Span, str] = {}  # where something went on and on, and what is left out of it
        self.depth = 0
        self.steps = 0
        self._limit = MAX_STEPS
        self._spare = MAX_IDLE_STEPS_TOGETHER
        self.running: dict[ir.FunctionIR, int] = {}  # the step at which the first call of each began
        self.endless: set[ir.FunctionIR] = set()
        self._journals: list[_Journal] = []
        self._loading = ""
        self._sites: list[Span] = []  # the calls that led here since the module began to load, the first one first

    def tick(self, cost: int = 1) -> None:
        self.steps += cost
        if self.steps > self._limit:
            raise OutOfSteps

    @property
    def is_spent(self) -> bool:
        return self.steps > MAX_STEPS

    def skip(self, span: Span) -> None:
        """Note a statement that is nested too deeply to be evaluated, of those in one another only the innermost."""
        if len(self.skipped) < MAX_SKIPPED:
            self.skipped.append(span)

    def left(self, span: Span, calls: int) -> None:
        """Note a loop that is left before its end, if it calls libraries: there were `calls` of them before it."""
        if len(self.calls) > calls and len(self.cut) < MAX_SKIPPED:
            self.cut[span] = f"the loop is followed for {MAX_ROUNDS} rounds; what it makes after them is left out"

    def too_deep(self, span: Span) -> None:
        """Note an object that is not made, as too many others are made around it."""
        if len(self.cut) < MAX_SKIPPED:
            self.cut[span] = "objects are made inside of one another on and on; from some depth they are left out"

    # --- verbs ---

    def eval(self, expr: ir.Expr, scope: Scope) -> Value:
        self.tick()
        return expressions.evaluate(self, expr, scope)

    def run(self, body: Sequence[ir.Stmt], scope: Scope) -> Completion | None:
        return statements.run(self, body, scope)

    def call(self, function: Value, arguments: Arguments) -> Value:
        self.tick()
        return calls.call(self, function, arguments)

    def member(self, value: Value, name: str, span: Span) -> Value:
        """`value.name`."""
        return members.member(self, value, name, span)

    def module(self, path: str) -> ModuleState:
        """The module of a file, evaluated once."""
        return imports.load(self, path)

    # --- memory ---

    @contextmanager
    def nested(self) -> Iterator[bool]:
        """One call deeper; False where that is too deep."""
        self.depth += 1
        try:
            yield self.depth <= MAX_CALLS
        finally:
            self.depth -= 1

    @contextmanager
    def loading(self, path: str) -> Iterator[None]:
        """A module runs, however deep in the calls of the one that imports it: its names are no branch's."""
        before = self._loading, self._sites, self._journals
        self._loading, self._sites, self._journals = path, [], []
        try:
            yield
        finally:
            self._loading, self._sites, self._journals = before

    @contextmanager
    def idle(self) -> Iterator[None]:
        """A module runs that makes nothing: it may not take the steps of those that do, its rest is left out."""
        first, limit = self.steps, self._limit
        self._limit = min(limit, first + MAX_IDLE_STEPS, first + self._spare)
        try:
            yield
        except OutOfSteps:
            if self.steps > limit:
                raise
        finally:
            self._limit = limit
            if limit == MAX_STEPS:
                self._spare = max(0, self._spare - (self.steps - first))

    @contextmanager
    def called_at(self, span: Span) -> Iterator[None]:
        self._sites.append(span)
        try:
            yield
        finally:
            self._sites.pop()

    def place(self, span: Span) -> Span:
        """Where the module that is being loaded makes the call at `span`."""
        return next((site for site in self._sites if site.path == self._loading), span)

    @contextmanager
    def running_of(self, function: ir.FunctionIR) -> Iterator[bool]:
        """A call of a function; False where it calls itself on and on, as over a folder that is not known."""
        first = self.running.get(function)
        if first is None:
            self.running[function] = self.steps
        elif self.steps - first > MAX_RECURSION_STEPS:
            self.endless.add(function)
        try:
            yield first is None or function not in self.endless
        finally:
            if first is None:
                del self.running[function]

    def write(self, mapping: MutableMapping[str, Any], key: str, value: Value) -> None:
        """`mapping[key] = value`, so that a branch can be taken back."""
        if self._journals:
            self._journals[-1].setdefault((id(mapping), key), (mapping, mapping.get(key)))
        mapping[key] = value

    def alternatives(self, branches: Sequence[Callable[[], Completion | None]], span: Span) -> list[Completion | None]:
        """Run branches of which one is taken, nobody knows which; afterwards names hold what all agree on."""
        outcomes: list[Completion | None] = []
        written: list[_Journal] = []
        for branch in branches:
            self._journals.append({})
            try:
                outcome = branch()
            finally:
                journal = self._journals.pop()
            outcomes.append(outcome)
            after = {key: (mapping, mapping.get(key[1])) for key, (mapping, _) in journal.items()}
            for (_, name), (mapping, before) in journal.items():
                _restore(mapping, name, before)
            if outcome is None or outcome.kind in ("break", "continue"):
                written.append(after)
        self._merge(written, span)
        return outcomes

    def _merge(self, written: Sequence[_Journal], span: Span) -> None:
        for key in dict.fromkeys(key for after in written for key in after):
            mapping = next(after[key][0] for after in written if key in after)
            now = mapping.get(key[1])
            values = [after[key][1] if key in after else now for after in written]
            self.write(mapping, key[1], _agreed([value for value in values if value is not None], span))


def _restore(mapping: MutableMapping[str, Any], key: str, before: Any) -> None:
    if before is None:
        mapping.pop(key, None)
    else:
        mapping[key] = before


def _agreed(values: list[Any], span: Span) -> Any:
    result = values[0]
    for value in values[1:]:
        linked = isinstance(result, Link) or isinstance(value, Link)
        result = value if linked else joined(result, value, span)
    return result

"""State machines: where the data that a task gets was before, in the execution's input or in what another task gave.

Source: Amazon States Language (states-language.net), AWS Step Functions developer guide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from goatherd.engine.channels import payloads
from goatherd.engine.channels.payloads import ELEMENT, Path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.resource import StateMachine

State = dict[str, Any]
MAX_STEPS = 500  # looked at for one question
_PASSING = frozenset({"Choice", "Wait", "Succeed", "Pass"})
_EQUAL = ("StringEquals", "NumericEquals", "BooleanEquals", "TimestampEquals", "IsNumeric", "IsBoolean", "IsNull")


@frozen
class Place:
    """A path in the input of the execution (`function` is None) or in what the task of a function gives back."""

    function: str | None
    path: Path


@frozen(eq=False)
class _Scope:
    """One level of states; `holder` is the Map or Parallel state around it, in the scope `outer`."""

    states: dict[str, State]
    start: str
    holder: str = ""
    outer: _Scope | None = None

    @property
    def ends(self) -> list[str]:
        return [name for name, state in self.states.items() if state.get("End") or state.get("Type") == "Succeed"]


@define(eq=False)
class Workflow:
    """The states of one machine, asked for the places that data comes from."""

    machine: StateMachine
    scopes: dict[str, _Scope] = field(factory=dict)  # by the name of a state, which is unique in a machine
    inner: dict[str, list[_Scope]] = field(factory=dict)  # by the name of the state that holds them
    functions: dict[str, str] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.functions = {state.name: state.function for state in self.machine.states if state.function}
        self._enter(self.machine.definition, "", None)

    def _enter(self, definition: object, holder: str, outer: _Scope | None) -> None:
        states = definition.get("States") if isinstance(definition, dict) else None
        if not isinstance(definition, dict) or not isinstance(states, dict):
            return
        own = {name: state for name, state in states.items() if isinstance(state, dict) and name not in self.scopes}
        scope = _Scope(own, str(definition.get("StartAt", "")), holder, outer)
        self.scopes.update(dict.fromkeys(own, scope))
        if holder:
            self.inner.setdefault(holder, []).append(scope)
        for name, state in own.items():
            branches = state.get("Branches")
            for branch in branches if isinstance(branches, list) else ():
                self._enter(branch, name, scope)
            for key in ("Iterator", "ItemProcessor"):
                self._enter(state.get(key), name, scope)

    def sources(self, state: str, path: Path, *, parameters: bool = True) -> list[Place]:
        """The places of what the task of `state` gets at `path`; without `parameters`: of what the state takes in."""
        scope = self.scopes.get(state)
        if scope is None:
            return [Place(None, path)]
        search = _Search(self)
        if parameters:
            search.task_input(state, scope.states[state], path)
        else:
            search.effective(state, scope.states[state], path)
        return list(search.found)


@define(eq=False)
class _Search:
    """One question, answered backwards along the transitions."""

    workflow: Workflow
    found: dict[Place, None] = field(factory=dict)
    seen: set[tuple[str, str, Path]] = field(factory=set)

    def _again(self, what: str, name: str, path: Path) -> bool:
        key = (what, name, path)
        if key in self.seen or len(self.seen) >= MAX_STEPS:
            return True
        self.seen.add(key)
        return False

    # --- what goes into a state ---

    def task_input(self, name: str, state: State, path: Path) -> None:
        """What the task gets: arguments made from the state's input."""
        template = _arguments(state)
        if template is payloads.NOTHING:
            self.effective(name, state, path)
            return
        if _is_invocation(state):
            path = ("Payload", *path)
        self._of_template(template, path, name, state)

    def _of_template(self, template: object, path: Path, name: str, state: State) -> None:
        for reference in payloads.references(template, path):
            self._follow(reference, name, state)

    def _follow(self, reference: payloads.Reference, name: str, state: State) -> None:
        if reference.root == "input":
            self.effective(name, state, reference.path)
        elif reference.root == "execution":
            self.found.setdefault(Place(None, reference.path))
        elif reference.root == "item":
            self._item(name, state, reference.path)
        elif reference.root == "result":
            self._task_result(name, state, reference.path)
        elif reference.root == "variable":
            self._variable(reference.path)

    def _item(self, name: str, state: State, path: Path) -> None:
        """An element of what a Map goes over; asked for by the Map itself, or by a state in it."""
        scope = self.workflow.scopes[name]
        if state.get("Type") != "Map" and scope.outer is not None:
            name, state = scope.holder, scope.outer.states[scope.holder]
        items = state.get("ItemsPath", state.get("Items", "$"))
        self._of_template({"items.$" if _is_path(items) else "items": items}, ("items", ELEMENT, *path), name, state)

    def _variable(self, path: Path) -> None:
        if not path or self._again("variable", path[0], path):
            return
        for name, scope in self.workflow.scopes.items():
            assigned = scope.states[name].get("Assign")
            if isinstance(assigned, dict) and {path[0], f"{path[0]}.$"} & assigned.keys():
                self._of_template(assigned, path, name, scope.states[name])

    def effective(self, name: str, state: State, path: Path) -> None:
        """What the state sees of its input, after InputPath."""
        selected = state.get("InputPath", "$")
        if selected is None:
            return
        for reference in payloads.references({"x.$": selected}, ("x", *path)):
            if reference.root == "input":
                self.raw(name, reference.path)
            else:
                self._follow(reference, name, state)

    def raw(self, name: str, path: Path) -> None:
        """What comes into a state, from those before it or from around it."""
        if self._again("raw", name, path):
            return
        scope = self.workflow.scopes[name]
        reached = scope.start == name
        if reached:
            self._from_around(scope, path)
        for before, state in scope.states.items():
            for condition, ends, caught in _transitions(state):
                if ends != name:
                    continue
                reached = True
                if _is_fixed(condition, path):
                    continue
                if caught is None:
                    self.output(before, state, path)
                else:
                    self._merged(before, path, caught, None)
        if not reached:  # nobody can read how it is
            self.found.setdefault(Place(None, ()))

    def _from_around(self, scope: _Scope, path: Path) -> None:
        if scope.outer is None:
            self.found.setdefault(Place(None, path))
            return
        state = scope.outer.states[scope.holder]
        selector = state.get("ItemSelector", state.get("Parameters") if state.get("Type") == "Map" else None)
        if state.get("Type") != "Map":
            self.task_input(scope.holder, state, path)
        elif selector is None:
            self._item(scope.holder, state, path)
        else:
            self._of_template(selector, path, scope.holder, state)

    # --- what comes out of a state ---

    def output(self, name: str, state: State, path: Path) -> None:
        if self._again("output", name, path):
            return
        if "Output" in state:
            self._of_template({"x": state["Output"]}, ("x", *path), name, state)
            return
        selected = state.get("OutputPath", "$")
        if selected is None:
            return
        for reference in payloads.references({"x.$": selected}, ("x", *path)):
            if reference.root == "input":
                result = state.get("ResultPath", "$") if state.get("Type") not in ("Choice", "Wait", "Succeed") else "$"
                self._merged(name, reference.path, result, state)
            else:
                self._follow(reference, name, state)

    def _merged(self, name: str, path: Path, result_path: object, state: State | None) -> None:
        """The state's input with its result put in at a path; `state` is None where the result is an error."""
        place = payloads.path_of(result_path) if isinstance(result_path, str) else None
        if place is None:
            self.raw(name, path)
            return
        shared = min(len(place), len(path))
        inside = path[:shared] == place[:shared]
        if state is not None and inside:
            self._result(name, state, path[len(place) :])
        if not inside or len(path) < len(place):
            self.raw(name, path)

    def _result(self, name: str, state: State, path: Path) -> None:
        if "ResultSelector" in state:
            for reference in payloads.references(state["ResultSelector"], path):
                if reference.root == "input":  # of the selector, the result
                    self._task_result(name, state, reference.path)
                else:
                    self._follow(reference, name, state)
            return
        self._task_result(name, state, path)

    def _task_result(self, name: str, state: State, path: Path) -> None:
        kind = state.get("Type")
        if kind in _PASSING:
            if "Result" not in state:
                self.task_input(name, state, path)
        elif kind == "Map":
            self._ends(self.workflow.inner.get(name, ()), path[1:])
        elif kind == "Parallel":
            branches = self.workflow.inner.get(name, [])
            index = int(path[0]) if path and path[0].isdigit() else None
            self._ends(branches[index : index + 1] if index is not None else branches, path[1:])
        elif (function := self.workflow.functions.get(name)) is not None:
            if _is_invocation(state):
                if path and path[0] != "Payload":
                    return
                path = path[1:]
            self.found.setdefault(Place(function, path))

    def _ends(self, scopes: Any, path: Path) -> None:
        for scope in scopes:
            for name in scope.ends:
                self.output(name, scope.states[name], path)


def _arguments(state: State) -> object:
    if state.get("Type") == "Map":
        return payloads.NOTHING
    for key in ("Parameters", "Arguments"):
        if key in state:
            return state[key]
    return payloads.NOTHING


def _is_invocation(state: State) -> bool:
    """Whether the task calls the function through the integration, which wraps what goes in and comes out."""
    return "lambda:invoke" in str(state.get("Resource", ""))


def _is_path(text: object) -> bool:
    return isinstance(text, str) and text.startswith("$")


def _transitions(state: State) -> Iterator[tuple[object, str, object]]:
    """(condition of a choice, next state, where the error is put or None: it is no error) of every way out."""
    yield None, str(state.get("Next", "")), None
    yield None, str(state.get("Default", "")), None
    choices = state.get("Choices")
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, dict):
            yield choice, str(choice.get("Next", "")), None
    catchers = state.get("Catch")
    for catcher in catchers if isinstance(catchers, list) else ():
        if isinstance(catcher, dict):
            yield None, str(catcher.get("Next", "")), catcher.get("ResultPath", "$")


def _is_fixed(condition: object, path: Path) -> bool:
    """Whether a condition only holds for values of the path that its author wrote."""
    if not isinstance(condition, dict):
        return False
    if isinstance(condition.get("And"), list):
        return any(_is_fixed(each, path) for each in condition["And"])
    if isinstance(condition.get("Or"), list):
        return bool(condition["Or"]) and all(_is_fixed(each, path) for each in condition["Or"])
    if isinstance(condition.get("Condition"), str):
        return payloads.compares(condition["Condition"], path)
    variable = payloads.path_of(str(condition.get("Variable", "")))
    return variable == path and any(condition.get(test) is not None for test in _EQUAL) and bool(path)

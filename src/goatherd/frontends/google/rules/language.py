"""Text in the rules language -> what it grants, of Firestore or Cloud Storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.budget import Budget, OutOfBudget
from goatherd.frontends.google.rules.expressions import Reader
from goatherd.frontends.google.rules.functions import TOO_MUCH, RulesFunction, put_in
from goatherd.frontends.google.rules.tokens import Text, tokens
from goatherd.model.security_rules import READS, WRITES, Expression, Grant, Method

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_NESTING = 30  # of `match` in `match`
_STEPS, _GRANT = 300_000, 300  # of all conditions, and for each: checks compare every grant with every other
_METHODS: dict[str, tuple[Method, ...]] = {
    "read": READS,
    "write": WRITES,
    **{method: (method,) for method in (*READS, *WRITES)},
}
# What stands before the paths of the records.
_ROOTS = {"cloud.firestore": ("databases", "documents"), "firebase.storage": ("b", "o")}
_STORES = {"cloud.firestore": "Firestore", "firebase.storage": "Cloud Storage"}


@define
class _Scope:
    """What stands between two braces; functions count from its beginning on and in all scopes within."""

    path: tuple[str, ...]
    functions: dict[str, RulesFunction]
    allows: list[tuple[frozenset[Method], Expression, Span]] = field(factory=list)
    within: list[_Scope] = field(factory=list)


@define
class ReadRules:
    """`services` by the names that the rules have for them ("cloud.firestore")."""

    services: dict[str, list[Grant]] = field(factory=dict)
    diagnoses: list[Diagnosis] = field(factory=list)

    def of(self, store: str) -> list[Grant]:
        return [grant for name, grants in self.services.items() if _STORES.get(name) == store for grant in grants]


def read_rules(text: str, path: str) -> ReadRules:
    """Every grant that stands before the first mistake, which is a diagnosis."""
    source, found = Text(text, path), ReadRules()
    services: dict[str, _Scope] = {}
    try:
        _File(Reader(source, tokens(source))).read(services)
    except ReadError as error:
        found.diagnoses.append(Diagnosis(error.span or Span(path, 1), f"security rules: {error.message}"))
    budget = Budget(_STEPS)
    try:
        for name, scope in services.items():
            _grants(scope, {}, _ROOTS.get(name, ()), budget, found.services.setdefault(name, []))
    except OutOfBudget:
        found.diagnoses.append(Diagnosis(Span(path, 1), TOO_MUCH))
    return found


def _grants(
    scope: _Scope,
    outer: Mapping[str, RulesFunction],
    root: tuple[str, ...],
    budget: Budget,
    found: list[Grant],
) -> None:
    functions = {**outer, **scope.functions}
    path = _below(scope.path, root)
    if path:
        for methods, asked, span in scope.allows:
            budget.spend(_GRANT)
            found.append(Grant(path, methods, put_in(asked, functions, budget), span))
    for within in scope.within:
        _grants(within, functions, root, budget, found)


def _below(path: tuple[str, ...], root: tuple[str, ...]) -> tuple[str, ...]:
    """`/databases/{database}/documents/users/{uid}` -> users, {uid}; () for what is no record."""
    if root and len(path) > 2 and (path[0], path[2]) == root:
        return path[3:]
    return path if path and path[0].endswith("**}") else ()


class _File:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self, services: dict[str, _Scope]) -> None:
        """Fills `services` as it goes, so that what was read stays where the rest is broken."""
        reader = self._reader
        functions: dict[str, RulesFunction] = {}
        while reader.next.kind != "end":
            if reader.at("function"):
                self._function(functions)
            elif reader.skip("service"):
                name = [reader.name()]
                while reader.skip("."):
                    name.append(reader.name())
                scope = services.setdefault(".".join(name), _Scope((), functions))
                self._block(scope, 0)
            elif reader.skip("rules_version"):
                reader.expect("=")
                reader.take()
                reader.skip(";")
            else:
                raise reader.error(f"{reader.next.text!r} is neither a service nor a function")

    def _block(self, scope: _Scope, depth: int) -> None:
        reader = self._reader
        if depth > MAX_NESTING:
            raise reader.error("`match` is nested too deeply")
        reader.expect("{")
        while not reader.skip("}"):
            if reader.at("function"):
                self._function(scope.functions)
            elif reader.skip("match"):
                within = _Scope((*scope.path, *self._path()), {})
                scope.within.append(within)
                self._block(within, depth + 1)
            elif reader.at("allow"):
                self._allow(scope)
            elif not reader.skip(";"):
                raise reader.error(f"{reader.next.text or 'the end'!r} is neither `match`, `allow` nor a function")

    def _path(self) -> list[str]:
        """The segments behind `match`; a part in braces is a variable."""
        reader, found = self._reader, []
        while reader.at("/"):
            start = reader.take().end
            variable = self._variable() if reader.at("{") else ""
            while reader.next.start == reader.last_end and reader.next.kind != "end" and not reader.at("/", "{"):
                reader.take()  # also of what stands behind a variable: ".png"
            found.append(variable or reader.source.text[start : reader.last_end])
        if not found:
            raise reader.error("a path is missing behind `match`")
        return found

    def _variable(self) -> str:
        reader = self._reader
        reader.expect("{")
        name = reader.name()
        rest = reader.skip("=") and reader.take().text == "**"
        reader.expect("}")
        return f"{{{name}=**}}" if rest else f"{{{name}}}"

    def _allow(self, scope: _Scope) -> None:
        reader = self._reader
        start = reader.take().start
        methods: list[Method] = []
        while True:
            named = _METHODS.get(reader.next.text)
            if named is None:
                raise reader.error(f"{reader.next.text!r} is nothing that rules can allow")
            methods += named
            reader.take()
            if not reader.skip(","):
                break
        head = reader.source.span(start, reader.last_end)
        if reader.skip(":"):
            reader.expect("if")
            condition = reader.expression()
        else:
            condition = Expression("literal", head, value=True)
        reader.skip(";")
        scope.allows.append((frozenset(methods), condition, reader.source.span(start, reader.last_end)))

    def _function(self, functions: dict[str, RulesFunction]) -> None:
        reader = self._reader
        reader.expect("function")
        name, parameters = reader.name(), []
        reader.expect("(")
        while not reader.skip(")"):
            parameters.append(reader.name())
            reader.skip(",")
        reader.expect("{")
        lets = []
        while reader.skip("let"):
            let = reader.name()
            reader.expect("=")
            lets.append((let, reader.expression()))
            reader.skip(";")
        reader.expect("return")
        functions[name] = RulesFunction(name, tuple(parameters), tuple(lets), reader.expression())
        reader.skip(";")
        reader.expect("}")

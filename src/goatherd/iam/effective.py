"""What a role may do: its statements, the policies it refers to, denials and the permissions boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from goatherd.core.frameworks import FRAMEWORKS
from goatherd.iam.arn import Names
from goatherd.iam.match import both, covers_action, either
from goatherd.iam.policy import expand, managed_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.role import PolicyReference, Role, Statement

# Statements that a framework adds for what is configured elsewhere, by their origin.
_FRAMEWORK_ORIGINS = frozenset({"dead-letter queue", "destination", FRAMEWORKS["serverless"].language})


@frozen
class Grant:
    """One allowed action pattern. `conditional`: only when conditions hold, or it cannot be read in full.

    With `negated` the action pattern is `*` and `actions_but` are the exceptions (NotAction); with
    `resources_but` every resource but those is covered (NotResource).
    """

    action: str
    resources: tuple[str, ...]
    span: Span
    origin: str = ""
    conditional: bool = False
    actions_but: tuple[str, ...] = ()
    resources_but: tuple[str, ...] = ()


@frozen
class Entry:
    """One policy as its author wrote it: a statement, or a reference with what is behind it.

    `name` is the managed policy or policy template, "" for a statement. `implicit` entries are those
    that the framework attaches by itself. The statements' resources are canonical (see arn.py).
    """

    kind: str  # "statement", "managed", "sam-template"
    name: str
    span: Span
    statements: tuple[Statement, ...]
    implicit: bool = False

    @property
    def grant(self) -> str:
        """The CDK's method that makes the statement, "" for one that is written out."""
        methods = self.statements[0].grants if self.kind == "statement" else ()
        return methods[0][0] if methods else ""

    def grants(self) -> Iterator[Grant]:
        for statement in self.statements:
            if statement.effect == "Allow":
                yield from _grants(statement)


@define
class Grants:
    """The effective permissions of one role; `unknown` lists what could not be read, and why."""

    entries: tuple[Entry, ...]
    names: Names
    unknown: tuple[tuple[Span, str], ...] = ()
    boundary: tuple[Statement, ...] | None = None  # None: there is none
    boundary_unknown: bool = False
    _allowed: list[Statement] = field(factory=list, init=False)
    _denied: list[Statement] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        for entry in self.entries:
            for statement in entry.statements:
                (self._allowed if statement.effect == "Allow" else self._denied).append(statement)

    def allows(self, action: str, resource: str) -> bool | None:
        """Whether the role may do this; None where that depends on what is not known.

        `resource` is symbolic text in any spelling ("${Table}", "${Table.Arn}", an ARN, "${?}").
        """
        target = self.names.canonical(resource)
        answer = self._by_policies(action, target)
        if self.boundary_unknown:
            return both(answer, None)
        if self.boundary is not None:
            limits = [s for s in self.boundary if s.effect == "Allow"]
            answer = both(answer, either([self._applies(s, action, target) for s in limits]))
            answer = both(answer, self._not_denied(self.boundary, action, target))
        return answer

    def allows_implicitly(self, action: str, resource: str) -> bool:
        """Whether what the framework attaches by itself certainly allows it, on canonical text."""
        statements = [s for entry in self.entries if entry.implicit for s in entry.statements if s.effect == "Allow"]
        return any(self._applies(statement, action, resource) is True for statement in statements)

    def denies(self, action: str, resource: str) -> bool:
        """Whether a statement of the role certainly denies it, on canonical text."""
        return self._not_denied(self._denied, action, resource) is False

    def granted(self) -> list[Grant]:
        """Every Allow as action patterns, in the order in which they were written."""
        return [grant for entry in self.entries for grant in entry.grants()]

    def _by_policies(self, action: str, target: str) -> bool | None:
        answers = [self._applies(statement, action, target) for statement in self._allowed]
        if self.unknown:
            answers.append(None)
        return both(either(answers), self._not_denied(self._denied, action, target))

    def _not_denied(self, statements: list[Statement] | tuple[Statement, ...], action: str, target: str) -> bool | None:
        denials = either([self._applies(s, action, target) for s in statements if s.effect == "Deny"])
        return None if denials is None else not denials

    def _applies(self, statement: Statement, action: str, target: str) -> bool | None:
        actions = either([covers_action(pattern, action) for pattern in statement.actions])
        if statement.not_action:
            actions = None if actions is None else not actions
        if actions is False:
            return False
        resources = either([self.names.covers(pattern, target) for pattern in statement.resources])
        if statement.not_resource:
            resources = None if resources is None else not resources
        answer = both(actions, resources)
        return both(answer, None) if statement.conditions else answer


def effective(role: Role, application: Application, names: Names | None = None) -> Grants:
    """What a role grants. `names` may be shared between the roles of one application."""
    names = names or Names(application)
    entries, unknown = [], list(role.unreadable)
    for statement in role.statements:
        canonical = _canonical(statement, names)
        implicit = statement.origin in _FRAMEWORK_ORIGINS
        entries.append(Entry("statement", "", statement.span, (canonical,), implicit))
    for reference in role.references:
        statements = expand(reference)
        if statements is None:
            unknown.append((reference.span, f"the policy {reference.name} is not known"))
            continue
        entries.append(_entry(reference, statements, names))
    boundary, boundary_unknown = _boundary(role, names)
    return Grants(tuple(entries), names, tuple(unknown), boundary, boundary_unknown)


def _entry(reference: PolicyReference, statements: tuple[Statement, ...], names: Names) -> Entry:
    name = managed_name(reference.name) if reference.kind == "managed" else reference.name
    canonical = tuple(_canonical(s, names) for s in statements)
    return Entry(reference.kind, name, reference.span, canonical, reference.implicit)


def _boundary(role: Role, names: Names) -> tuple[tuple[Statement, ...] | None, bool]:
    if role.boundary is None:
        return None, False
    statements = expand(role.boundary) if role.limits is None else tuple(role.limits)
    if statements is None:
        return None, True
    return tuple(_canonical(s, names) for s in statements), False


def _canonical(statement: Statement, names: Names) -> Statement:
    return evolve(statement, resources=tuple(names.canonical(text) for text in statement.resources))


def _grants(statement: Statement) -> Iterator[Grant]:
    conditional = bool(statement.conditions)
    resources = ("*",) if statement.not_resource else statement.resources
    resources_but = statement.resources if statement.not_resource else ()
    if statement.not_action:
        yield Grant("*", resources, statement.span, statement.origin, conditional, statement.actions, resources_but)
        return
    for index, action in enumerate(statement.actions):
        span = statement.action_spans[index] if index < len(statement.action_spans) else statement.span
        yield Grant(action, resources, span, statement.origin, conditional, (), resources_but)

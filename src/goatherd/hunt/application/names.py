"""Which names of the cloud may be which functions, roles and resources of an application.

A name that is written is matched as it stands, with the parts of it that only the deployment knows left open. Names
that CloudFormation makes are `stack-LogicalId-RANDOM`, so that the stack can be read out of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.core.value import HOLE, Known
from goatherd.iam.match import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.value import Value
    from goatherd.model.application import Application

LONGEST = 64  # letters of a name of a function or role
REMEMBERED = 50_000  # names, until it begins anew
LEFT = 16  # CloudFormation cuts long ids where a name has a limit; so much of one is always left
_PART = re.compile(r"\$\{[^}]*\}")
_RANDOM = r"[A-Za-z0-9]{12,13}"
_STACK = r"[A-Za-z][A-Za-z0-9-]{0,60}"
GENERATED = rf"({_STACK})-[A-Za-z0-9]{{1,60}}-{_RANDOM}"
_BY_CLOUDFORMATION = frozenset({"sam", "cloudformation", "cdk"})


@frozen
class Owner:
    """A function or role, by the name of its application and its id."""

    application: str
    id: str


@frozen
class Candidate:
    """What a name may be. `stack` is that of a name which was made by CloudFormation, "" for one that was written."""

    owner: Owner
    stack: str = ""


@define
class NameTable:
    """The names of functions, or those of roles. `nameless` are those whose name nothing in the tree tells."""

    _written: list[tuple[re.Pattern[str], Owner]] = field(factory=list)
    _generated: list[tuple[re.Pattern[str], Owner]] = field(factory=list)
    nameless: list[Owner] = field(factory=list)
    _known: dict[str, tuple[Candidate, ...]] = field(factory=dict)

    def add(self, owner: Owner, name: Value[str], framework: str) -> None:
        text = plain(name.value) if isinstance(name, Known) else HOLE
        if text and _PART.sub("", text).strip("-_"):
            self._written.append((re.compile(_expression(text)), owner))
        elif not text and framework in _BY_CLOUDFORMATION:
            self._generated.append((re.compile(_made_of(owner.id, framework)), owner))
        else:
            self.nameless.append(owner)

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """All that a name may be; the names that are written before those that were made."""
        if len(name) > LONGEST:
            return ()
        known = self._known.get(name)
        if known is None:
            written = tuple(Candidate(owner) for pattern, owner in self._written if pattern.fullmatch(name))
            made = tuple(
                Candidate(owner, match["stack"])
                for pattern, owner in self._generated
                if (match := pattern.fullmatch(name))
            )
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[name] = written or made
        return known

    @property
    def expressions(self) -> list[str] | None:
        """Regular expressions of which one fits every such name, and all that CloudFormation makes where it makes one
        of them; None where a name may be any.
        """
        if self.nameless:
            return None
        written = [pattern.pattern for pattern, _ in self._written]
        return [*written, *([GENERATED] if self._generated else [])]


def stack_of(name: str) -> str:
    """The stack in a name that CloudFormation may have made; "" where it did not."""
    found = re.fullmatch(GENERATED, name[: LONGEST + 1])
    return found[1] if found else ""


def function_names(applications: list[Application]) -> NameTable:
    found = NameTable()
    for application in applications:
        for function in application.functions:
            found.add(Owner(application.name, function.id), function.physical_name, application.framework)
    return found


def role_names(applications: list[Application]) -> NameTable:
    found = NameTable()
    for application in applications:
        for role in _roles(application):
            name = Known(role[1], explicit=bool(role[1]))
            found.add(Owner(application.name, role[0]), name, application.framework)
    return found


def _roles(application: Application) -> Iterator[tuple[str, str]]:
    seen = {role.id: role.name for role in application.roles.values()}
    seen |= {function.role.id: function.role.name for function in application.functions if function.role}
    yield from seen.items()


def _expression(text: str) -> str:
    """A name in which only the deployment knows a part. It says nothing of the name's length: RE2 writes each letter of
    `{1,64}` out, and refuses what becomes too long.
    """
    parts = [re.escape(part) for part in _PART.split(text)]
    return r"[A-Za-z0-9_.-]+".join(parts)


def _made_of(id: str, framework: str) -> str:
    """What CloudFormation calls the resource with this id: the CDK puts eight characters of its own behind it."""
    logical = re.sub(r"[^A-Za-z0-9]", "", id if framework == "cdk" else id.rpartition("/")[2])
    kept = re.escape(logical[:LEFT])
    if len(logical) > LEFT:
        rest = "".join(f"(?:{re.escape(letter)}" for letter in logical[LEFT:])
        kept += rest + ")?" * (len(logical) - LEFT)
    behind = "(?:[0-9A-F]{8})?" if framework == "cdk" else ""
    return rf"(?P<stack>{_STACK})-{kept}{behind}-{_RANDOM}"

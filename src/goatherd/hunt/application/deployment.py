"""Which functions in the logs are those of the application: told by their names, and never guessed.

A stack is one of the application's where its functions are: where the user names it, or where at least two of the
application's functions run in it and no more functions that the application does not have, or where no other stack has
any of them. Of a name that may be several functions nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.hunt.application.names import function_names, role_names, stack_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.hunt.application.names import Candidate, NameTable, Owner
    from goatherd.model.application import Application


@define
class Deployment:
    """`named` are the stacks that the user names, `stacks` after `settle` all of the application's. `passed_over` are
    stacks that may be the application's, each with why they are not taken for it; `unclear` are names of several
    functions.
    """

    functions: NameTable
    roles: NameTable
    named: frozenset[str]
    stacks: set[str] = field(factory=set)
    passed_over: dict[str, str] = field(factory=dict)
    unclear: list[str] = field(factory=list)
    strangers: list[str] = field(factory=list)
    seen: set[Owner] = field(factory=set)
    _stacks_seen: set[str] = field(factory=set)

    @classmethod
    def of(cls, applications: list[Application], stacks: Iterable[str]) -> Deployment:
        return cls(function_names(applications), role_names(applications), frozenset(stacks))

    def settle(self, names: Iterable[str]) -> None:
        """`names` are those of all functions in the logs; what was settled by fewer of them is settled anew."""
        self.stacks, self.seen = {*self.named}, set()
        self.passed_over, self.unclear, self.strangers = {}, [], []
        named = sorted(set(names))
        self._stacks_seen = {stack_of(name) for name in named}
        self._stacks_seen |= {each.stack for name in named for each in self.functions.candidates(name)}
        found: dict[str, list[str]] = {}
        for name in named:
            for stack in {each.stack for each in self.functions.candidates(name) if each.stack}:
                found.setdefault(stack, []).append(name)
        others = {stack: [n for n in named if stack_of(n) == stack and n not in own] for stack, own in found.items()}
        for stack, own in sorted(found.items()):
            if stack in self.stacks:
                continue
            if len(others[stack]) > len(own):
                self.passed_over[stack] = f"it has {len(others[stack])} functions that the application does not have"
            elif len(own) < 2 and len(found) > 1:
                self.passed_over[stack] = f"it has only {own[0]} of the application's functions"
            else:
                self.stacks.add(stack)
        for name in named:
            self._note(name)

    def has_functions_of(self, stack: str) -> bool:
        """Whether the logs do."""
        return stack in self._stacks_seen

    def _note(self, name: str) -> None:
        owners = {each.owner for each in self._accepted(self.functions, name)}
        if len(owners) > 1:
            self.unclear.append(name)
        elif owners:
            self.seen |= owners
        elif stack_of(name) in self.stacks and not self.functions.candidates(name):
            self.strangers.append(name)

    def function(self, name: str) -> Owner | None:
        """None too where it may be one of several."""
        return _only(self._accepted(self.functions, name))

    def role(self, name: str) -> Owner | None:
        return _only(self._accepted(self.roles, name))

    def may_be_role(self, name: str, owner: Owner) -> bool:
        """Whether a role may be called so; True too where nothing tells its name."""
        return owner in self.roles.nameless or any(each.owner == owner for each in self.roles.candidates(name))

    def _accepted(self, table: NameTable, name: str) -> Iterator[Candidate]:
        return (each for each in table.candidates(name) if not each.stack or each.stack in self.stacks)


def _only(candidates: Iterable[Candidate]) -> Owner | None:
    owners = {each.owner for each in candidates}
    return owners.pop() if len(owners) == 1 else None

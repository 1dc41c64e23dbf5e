"""What judges stand on: the facts of the logs, whose functions these are about, and what is expected of those."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.hunt.application.expected import Expected
from goatherd.hunt.application.names import Owner
from goatherd.iam.arn import Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.application.deployment import Deployment
    from goatherd.hunt.application.deviation import Place
    from goatherd.hunt.application.facts import Facts, Seen
    from goatherd.hunt.rule import About
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.role import Role


@frozen
class Found:
    """One fact that deviates. `sentence` has a `{}` for what deviates, of which `thing` is one; those of the same
    sentence about one function become one alert. `name` is that of a function which the application does not have.
    """

    about: About
    sentence: str
    thing: str
    seen: Seen
    owner: Owner | None = None
    name: str = ""
    place: Place | None = None


@define
class Ground:
    """`people` are addresses from which somebody works who is no function, with who that is."""

    facts: Facts
    deployment: Deployment
    people: dict[str, str]
    applications: dict[str, Application]
    unjudged: int = 0
    _expected: dict[Owner, Expected] = field(factory=dict)
    _names: dict[str, Names] = field(factory=dict)

    def names(self, application: str) -> Names:
        found = self._names.get(application)
        if found is None:
            found = self._names[application] = Names(self.applications[application])
        return found

    def expected(self, owner: Owner) -> Expected:
        found = self._expected.get(owner)
        if found is None:
            application = self.applications[owner.application]
            function = application.function(owner.id)
            assert function is not None
            names = self.names(owner.application)
            found = self._expected[owner] = Expected(function, application, names, self.deployment.stacks)
        return found

    def holders(self, role: Owner) -> Iterator[tuple[Owner, Function]]:
        """The functions that have a role."""
        for function in self.applications[role.application].functions:
            if function.role is not None and function.role.id == role.id:
                yield Owner(role.application, function.id), function

    def role(self, owner: Owner) -> Role | None:
        return next((function.role for _, function in self.holders(owner)), None)

"""How an oracle is written: one decorated function in one file.

The function is given an Opportunity (the outsider's text has reached a place that the oracle knows) and yields
Attacks. The campaign sends each, asks its `judge`, and reports only what a fresh process did again and what the
harmless twin of the event did not do. The module's docstring is documentation and test in one, as of a check:
*Vulnerable* must be proved at exactly the marked lines, *Fixed* must not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from goatherd.rules.rule import Rule

if TYPE_CHECKING:
    from goatherd.attack.events import Identity, Input
    from goatherd.attack.marks import Marks
    from goatherd.attack.search import Seed
    from goatherd.attack.trace import Link, Place, Trace
    from goatherd.core.finding import Severity
    from goatherd.sandbox.pod import Pod

    Judge = Callable[[Trace], str]


@frozen
class Opportunity:
    """`place` is where the outsider's text came to (see opportunities.py), `input` what carried it there.

    `note` is what the instrument or the cloud said: `text` the text at that place with `mark` in it, `where` the line
    of code, `resource` the id of the resource that it is about. For the places "target", "seed" and "bucket" there is
    no input.
    """

    place: str
    seed: Seed
    pod: Pod
    marks: Marks
    input: Input | None = None
    mark: str = ""
    note: Mapping[str, Any] = field(factory=dict)
    link: Link | None = None

    @property
    def text(self) -> str:
        return str(self.note.get("text", ""))

    @property
    def language(self) -> str:
        """Of the function in which the text arrived."""
        id = self.link.function if self.link else self.seed.attempt.target.function.id
        function = self.pod.application.function(id)
        return function.language if function else ""

    def attack(self, value: object, judge: Judge, **more: Any) -> Attack:
        """This seed's event with one input changed; its twin is the seed's event, as it was."""
        assert self.input is not None
        return Attack({**self.seed.attempt.values, self.input: value}, judge, **more)


@frozen
class Attack:
    """`judge` looks at what came of it: the evidence as a sentence, "" for none.

    `twin` are the values of an event that differs only in being harmless; None: the seed's own. With `alone` there is
    no twin: what is seen must not be seen whatever was sent. `setup` is sent before, in the same state of the cloud.
    `harmless` says whether the twin's event went as it should; one that was refused early says nothing.
    `where` finds the line of code in the trace where the opportunity does not know it. `command` does the same to a
    deployment where that is not sending the event.
    """

    values: Mapping[Input, object]
    judge: Judge
    twin: Mapping[Input, object] | None = None
    identity: Identity | None = None
    twin_identity: Identity | None = None
    setup: tuple[Mapping[Input, object], ...] = ()
    alone: bool = False
    harmless: Callable[[Trace], bool] | None = None
    where: Callable[[Trace], Place | None] | None = None
    command: str = ""


AttackFunction = Callable[["Opportunity"], Iterator["Attack"]]


@frozen
class Oracle(Rule):
    """A rule that runs: `places` are the opportunities that it is asked for, `attacks` what it makes of one."""

    places: tuple[str, ...]
    attacks: AttackFunction


def oracle(
    id: str, *, sas: int, cwe: int, severity: Severity, since: str, places: tuple[str, ...]
) -> Callable[[AttackFunction], AttackFunction]:
    """Declare an oracle. `sas` is the number of the risk (1 to 10), `cwe` of the weakness."""

    def declare(function: AttackFunction) -> AttackFunction:
        slug = function.__name__.replace("_", "-")
        function.__goatherd_oracle__ = Oracle(  # type: ignore[attr-defined]
            id, slug, sas, cwe, severity, since, function.__module__, places, function
        )
        return function

    return declare

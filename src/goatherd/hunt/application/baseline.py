"""An application as what is normal: which records are looked at, and what in them deviates."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.core.wording import counted
from goatherd.hunt.alerts import Alerts
from goatherd.hunt.application.callers import callers
from goatherd.hunt.application.calls import calls
from goatherd.hunt.application.changes import changes
from goatherd.hunt.application.deployment import Deployment
from goatherd.hunt.application.deviation import Context, Known
from goatherd.hunt.application.facts import Assumed, Call, Facts, Named
from goatherd.hunt.application.ground import Ground
from goatherd.hunt.application.invocations import Invocations
from goatherd.hunt.application.names import Owner
from goatherd.hunt.application.observing import calls_of, others_of, ran, session_of
from goatherd.hunt.application.remembered import Remembered
from goatherd.hunt.application.selection import Selection
from goatherd.hunt.application.strangers import function_of, strangers
from goatherd.hunt.placeholders import PLACEHOLDERS
from goatherd.hunt.telemetry.kind import text_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from goatherd.hunt.application.facts import Fact, Session
    from goatherd.hunt.application.ground import Found
    from goatherd.hunt.memory.store import Store
    from goatherd.hunt.rule import Rule
    from goatherd.hunt.stream.engine import Match
    from goatherd.hunt.telemetry.kind import Evidence
    from goatherd.model.application import Application

LISTED = 5  # of what deviates, in one sentence
_PEOPLES = ("IAMUser", "Root", "AssumedRole")
_PEOPLE = 50_000  # addresses that are kept
_JUDGES = (calls, callers, changes, strangers)


@define
class Baseline:
    """Applications that logs are held against. `known` is by application and id of the function; places begin at the
    root of the repository, which is `prefix` above the applications'. `failures` are our own. `passed_over` are alerts
    about what former runs have read, by the applications as they are now.
    """

    applications: Sequence[Application]
    deployment: Deployment
    _selection: Selection
    _known: Mapping[tuple[str, str], Known]
    _prefix: str = ""
    _stacks: tuple[str, ...] = ()
    _facts: Facts = field(factory=Facts)
    _invocations: Invocations = field(factory=Invocations)
    _people: dict[str, str] = field(factory=dict)
    _remembered: Remembered | None = None
    _fresh: bool = True
    unjudged: int = 0
    passed_over: int = 0
    failures: list[str] = field(factory=list)

    @classmethod
    def of(
        cls,
        applications: Sequence[Application],
        known: Mapping[tuple[str, str], Known] | None = None,
        stacks: Iterable[str] = (),
        prefix: str = "",
    ) -> Baseline:
        """`prefix` leads from the root of the repository to the applications' ("" or "a/b/")."""
        deployment = Deployment.of(list(applications), stacks)
        selection = Selection.of(deployment.functions, deployment.roles)
        return cls(applications, deployment, selection, known or {}, prefix, tuple(stacks))

    def again(self) -> Baseline:
        """The same for other logs: the rules that choose records are these."""
        deployment = Deployment.of(list(self.applications), self._stacks)
        return Baseline(self.applications, deployment, self._selection, self._known, self._prefix, self._stacks)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What chooses the records that are looked at."""
        return self._selection.rules

    @property
    def beyond(self) -> int:
        """Records that could not be kept any more."""
        return self._facts.beyond + self._invocations.beyond

    def remember(self, store: Store) -> None:
        """Go on where the run before has ended. Its records were held against the applications as they were then: what
        deviates from them only now is no news of the logs.
        """
        self._remembered = Remembered(store)
        self._remembered.load(self._facts, self._invocations, self._people)
        before = Alerts()
        self.judge(before)
        self.passed_over = len(before.ordered)

    def add(self, match: Match) -> None:
        """A record that one of the rules is about."""
        self._fresh = True
        for fact in self._read(match):
            self._facts.add(self._kept(fact), match)

    def _read(self, match: Match) -> Iterator[Fact]:
        if match.rule is self._selection.reports:
            self._invocations.add(match)
            return ran(match.event)
        self._note_people(match)
        return calls_of(match.event) if match.rule is self._selection.sessions else others_of(match.event)

    def _kept(self, fact: Fact) -> Fact:
        """Of what cannot be the application's, the name."""
        if not isinstance(fact, Call) or self._may_be_own(fact.session):
            return fact
        return Named(fact.session.name)

    def _may_be_own(self, session: Session) -> bool:
        names = self.deployment.functions.candidates(session.name)
        return bool(names or self.deployment.roles.candidates(session.role))

    def _note_people(self, match: Match) -> None:
        """Addresses from which somebody works with what people hold in their hands."""
        event = match.event
        agent = text_in(event, "userAgent")
        if not any(tool in agent for tool in PLACEHOLDERS["hand_tools"]):
            return
        identity = event.get("userIdentity")
        if not isinstance(identity, dict) or identity.get("invokedBy") or identity.get("type") not in _PEOPLES:
            return
        session = session_of(event)
        if session is not None and self._may_be_own(session):
            return
        address = text_in(event, "sourceIPAddress")
        if len(self._people) < _PEOPLE and _is_address(address):
            self._people.setdefault(address, match.evidence.actor)

    def judge(self, alerts: Alerts) -> None:
        if self._remembered is not None and not self._fresh:
            return
        self._fresh = False
        self.failures.clear()
        names = {function_of(fact) for fact in self._facts}
        self.deployment.settle(names - {""})
        ground = Ground(
            self._facts,
            self.deployment,
            self._people,
            {application.name: application for application in self.applications},
        )
        groups: dict[tuple[str, ...], list[Found]] = {}
        for found in self._found(ground):
            whose = (found.owner.application, found.owner.id) if found.owner else ("", found.name)
            groups.setdefault((found.about.id, *whose, found.sentence), []).append(found)
        self.unjudged = ground.unjudged
        for key, listed in groups.items():
            evidence = {each: None for found in listed for each in found.seen.evidence}
            again = sum(len(found.seen.evidence) for found in listed) - len(evidence)  # a record may be several facts
            count = sum(found.seen.count for found in listed) - again
            self._tell(alerts, "\x1f".join(key), listed, list(evidence), count)
        if self._remembered is not None:
            self._remembered.save(self._facts, self._invocations, self._people)

    def _tell(self, alerts: Alerts, key: str, listed: list[Found], evidence: list[Evidence], count: int) -> None:
        if self._remembered is not None:
            evidence, count = self._remembered.untold(key, evidence, count)
            if not count:
                return
            new = {*evidence}
            listed.sort(key=lambda found: new.isdisjoint(found.seen.evidence))
        alerts.add_deviation(listed[0].about, key, evidence, count, self._context(listed))

    def _found(self, ground: Ground) -> Iterator[Found]:
        """What all judges find; one that breaks hides nothing of what the others find."""
        for judge in (*_JUDGES, self._invocations.judge):
            try:
                yield from judge(ground)
            except Exception as error:
                self.failures.append(f"{type(error).__name__}: {error}")

    def _context(self, listed: list[Found]) -> Context:
        first = listed[0]
        things = list(dict.fromkeys(found.thing for found in listed))
        more = f" and {len(things) - LISTED:,} more" if len(things) > LISTED else ""
        application, function = (first.owner.application, first.owner.id) if first.owner else ("", first.name)
        said = f"{function} {first.sentence.replace('{}', ', '.join(things[:LISTED]) + more, 1)}"
        place = first.place
        if place is not None:
            place = evolve(place, span=place.span._replace(path=self._prefix + place.span.path))
        return Context(application, function, said, place)

    def known_of(self, function: tuple[str, str]) -> Known:
        """By application and id."""
        return self._known.get(function, Known())

    def sessions(self) -> Iterator[Assumed]:
        return (fact for fact, _ in self._facts.of(Assumed))

    def summary(self) -> Iterator[str]:
        """What could be matched between the logs and the application, and what not: each line once."""
        deployment = self.deployment
        all_owners = [Owner(app.name, function.id) for app in self.applications for function in app.functions]
        stacks = f", in {'stack' if len(deployment.stacks) == 1 else 'stacks'} {', '.join(sorted(deployment.stacks))}"
        told = f"{len(deployment.seen)} of {len(all_owners)} functions of the application are in the logs"
        yield told + (stacks if deployment.stacks else "")
        if missing := [owner.id for owner in all_owners if owner not in deployment.seen]:
            yield f"not in the logs: {_listed(missing)}"
        if nameless := [owner.id for owner in deployment.functions.nameless]:
            yield f"their names are not written, so that nothing was matched: {_listed(nameless)}"
        for stack, why in sorted(deployment.passed_over.items()):
            yield f"stack {stack} is not taken for the application's: {why}; --stack {stack} says that it is"
        if strange := [stack for stack in self._stacks if not deployment.has_functions_of(stack)]:
            yield f"no function in the logs is of a stack that --stack names: {_listed(strange)}"
        if deployment.unclear:
            yield f"may be several functions: {_listed(deployment.unclear)}"
        if self.unjudged:
            yield f"{self.unjudged:,} calls of functions whose code does not tell whether it makes them"
        for failure in self.failures:
            yield f"a part could not be judged ({failure}); this is a bug in goatherd, please report it"
        if self.beyond:
            yield f"{self.beyond:,} records more than could be kept were not held against the application"
        if self.passed_over:
            told = counted(self.passed_over, "alert")
            yield f"{told} about records of former runs left out, from which the application has changed since"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

"""What a run of the machine showed, collected while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.engine.doubts import confidence_of
from goatherd.engine.labels import TEXT_NOTES
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from goatherd.engine.aws.symbols import Outline
    from goatherd.engine.labels import Hint, Label, Labels, Origin, Place
    from goatherd.model.flow import Taken

_ANSWERS = frozenset({"error-response", "event-response"})
MAX_CALL_CONSTANTS = 8
MAX_CALL_TEXT = 1000  # characters
MAX_FORMS = 8
MAX_INPUTS = 32


@define(eq=False)
class FlowFact:
    """`reach` is who gets to the sink by what the code has asked before, whoever can send the event."""

    kind: str
    label: Label
    place: Place
    sink: str
    hints: tuple[Hint, ...] = ()  # doubt that is not the data's
    entered: Place | None = None  # where the code around the sink was called from another file, if it matters
    handed: Place | None = None  # of a log: where the application hands it to a logger of its own
    excused: bool = False  # something later on the path makes it harmless
    reach: Exposure = Exposure.ANONYMOUS

    @property
    def doubt(self) -> tuple[Hint, ...]:
        return (*self.label.doubt, *self.hints)

    @property
    def rank(self) -> tuple[int, int, int]:
        trigger = self.label.origin.trigger
        exposure = min(trigger.exposure, self.reach) if trigger is not None else 0
        return (-int(exposure), -confidence_of(self.doubt), len(self.doubt))


@define(eq=False)
class CallFact:
    name: str
    place: Place
    arguments: dict[str, None] = field(factory=dict)
    constants: dict[str, dict[Any, None]] = field(factory=dict)
    texts: dict[str, dict[tuple[str, ...], None]] = field(factory=dict)
    labels: dict[str, dict[Label, None]] = field(factory=dict)
    keys: dict[str | bytes, Taken] = field(factory=dict)  # constants that it takes as a key
    in_loop: bool = False
    places: dict[tuple[str, Any], Place] = field(factory=dict)  # of switches that stand in its options, by their value


@define(eq=False)
class AwsFact:
    """`forms` are the symbolic texts of parameters, apart for inputs that give different ones.

    `identities` are whether a client makes the call that has credentials of its own.
    """

    service: str
    operation: str
    place: Place
    forms: dict[frozenset[str], dict[str, dict[str, None]]] = field(factory=dict)
    tainted: dict[str, None] = field(factory=dict)
    places: dict[str, Place] = field(factory=dict)
    in_paging: bool = False
    identities: set[bool] = field(factory=set)

    @property
    def parameters(self) -> dict[str, dict[str, None]]:
        """Those of all inputs together."""
        together: dict[str, dict[str, None]] = {}
        for form in self.forms.values():
            for name, texts in form.items():
                together.setdefault(name, {}).update(texts)
        return together

    def form(self, names: frozenset[str]) -> dict[str, dict[str, None]]:
        """The inputs that give these parameters; past MAX_INPUTS, those that were first."""
        if len(self.forms) >= MAX_INPUTS and names not in self.forms:
            names = next(iter(self.forms))
        return self.forms.setdefault(names, {})


@define(eq=False)
class WriteFact:
    """Data put into a channel: `fields` maps a path inside it to the labels found there.

    `outline` is what is known of the rest of it, by parameter; empty where it was written in too many ways. `reach` is
    who gets it written, by what the code has asked before.
    """

    channel: tuple[str, str]  # (kind, resource name as symbolic text)
    place: Place
    fields: dict[tuple[str, ...], Labels]
    call: str
    outline: dict[str, Outline] = field(factory=dict)
    reach: Exposure = Exposure.ANONYMOUS


@define(eq=False)
class AccessFact:
    """Records of a store are read or changed. What chooses them, and what is written, as in interpreter/whose.py.

    `store` is symbolic text. `trigger` is the kind and exposure of the event that it happens for; `routes` are the
    routes of a router in the code, `methods` and `paths` those of the request where the code has asked.
    `roles`, `owned`: what holds of the caller there, and places of records that were compared with the identity.
    """

    service: str
    store: str
    operation: str
    verb: str
    place: Place
    trigger: tuple[str, int]
    reach: int
    roles: tuple[str, ...]
    owned: tuple[str, ...]
    chosen: dict[str, tuple[tuple[str, str, Place | None], ...]]
    conditions: dict[str, tuple[tuple[str, str, Place | None], ...]]
    written: dict[str, tuple[tuple[str, str, Place | None], ...]]
    cases: dict[tuple[str, tuple[str, ...], tuple[str, ...]], None] = field(factory=dict)  # route, methods, paths


@define(eq=False)
class WorkFact:
    """A call that a caller may have asked for, reached without a proof of who that is."""

    name: str
    place: Place
    excused: bool = False  # it only reads, and the proof comes later on the path
    switched: bool = False  # only where a setting of the deployment turns the proof off
    gate: str = ""  # what stands before it on every path, nobody knows whether to ask who calls
    handlers: dict[Place, None] = field(factory=dict)  # the first functions of the application on the way there


@define(eq=False)
class Facts:
    flows: dict[tuple[Any, ...], FlowFact] = field(factory=dict)
    # unverified claims that decide or select something: their paths, or where they were decoded
    relied: dict[str | Place, None] = field(factory=dict)
    fields: dict[tuple[Origin, tuple[str, ...]], dict[str, None]] = field(factory=dict)  # confidential ones, by holder
    calls: dict[tuple[str, Place], CallFact] = field(factory=dict)
    aws: dict[tuple[str, str, Place], AwsFact] = field(factory=dict)
    writes: dict[tuple[tuple[str, str], Place], dict[str, WriteFact]] = field(factory=dict)
    accesses: dict[tuple[Any, ...], AccessFact] = field(factory=dict)
    environment: dict[str, Place] = field(factory=dict)
    literals: dict[tuple[str, Place], str] = field(factory=dict)  # constants under names that promise secrets
    unseen: dict[str, Place] = field(factory=dict)  # modules outside of the tree of which nothing is known
    handed: dict[str, Place] = field(factory=dict)  # services whose clients unknown code gets
    loads: dict[Place, None] = field(factory=dict)  # where a module is loaded whose name nobody knows
    elsewhere: dict[str, None] = field(factory=dict)  # services with a client for a region of its own, "" for all
    dropped: dict[Place, None] = field(factory=dict)  # where a refusal is made and nobody takes it
    answered_twice: dict[Place, None] = field(factory=dict)  # where a request is answered that is answered once more
    unawaited: dict[Place, tuple[str, bool]] = field(factory=dict)  # checks of callers whose promise nobody awaits
    left_work: dict[Place, str] = field(factory=dict)  # calls that change something and whose promise nobody awaits
    any_origin: dict[Place, str] = field(factory=dict)  # answers that let any site's pages call with credentials
    swallowed: dict[Place, None] = field(factory=dict)  # handlers that drop every error without a word
    compared: dict[Place, None] = field(factory=dict)  # records that are compared with what is known or said of callers
    compared_fields: dict[str, None] = field(factory=dict)  # of requests, with records or what is known of callers
    decides: dict[tuple[str, Place], None] = field(factory=dict)  # by which fields, of records that are read where
    secret_names: dict[str, None] = field(factory=dict)  # what a store of secrets is asked by, its paths without "[]"
    # writes, and what another file calls for them: the attribute, whether it is a list, where its old value is read
    lost_updates: dict[tuple[Place, Place | None], tuple[str, bool, Place]] = field(factory=dict)
    told: dict[Place, bool] = field(factory=dict)  # where consumers log errors and go on; True: whatever went wrong
    fails: bool = False  # whether a consumer fails, or deals with it, where nothing can be stored, changed or sent
    catches: bool = False  # whether a consumer has a handler of every error
    ends_badly: bool = False  # whether an error may leave a consumer all the same
    unhandled: dict[Place, tuple[str, str]] = field(factory=dict)  # what raises over which data, caught by nothing
    rejected: dict[Place, int] = field(factory=dict)  # functions whose promises nobody watches over: what they await
    behind_account: dict[Place, None] = field(factory=dict)  # records written behind what makes an account for them
    escaped: dict[Place, None] = field(factory=dict)  # returned out of a `try`: promises that nobody else watches over
    asks_caller: bool = False  # whether any branch depends on a proof of who calls
    askers: dict[Place | None, None] = field(factory=dict)  # the functions of routes where they do; None: before these
    works_for_known: bool = False  # whether any work that is known comes behind such a proof
    borrowed: bool = False  # whether clients of AWS may get other credentials than the role's without being told so
    raises: bool = False  # whether any statement raises an error
    verdicts: list[Place | None] = field(
        factory=list
    )  # of an authorizer: where it says yes, None for what else it says
    answers: dict[Place, WorkFact] = field(factory=dict)  # that it went well, without one
    work: dict[tuple[str, Place], WorkFact] = field(factory=dict)
    entrances: dict[str, None] = field(factory=dict)  # such code that stands before the handler itself
    gates: dict[str, Place] = field(factory=dict)  # code that nobody can read and that may ask who calls
    questions: dict[str, Place] = field(factory=dict)  # functions of the tree that by their name ask who calls

    def flow(
        self,
        kind: str,
        label: Label,
        place: Place,
        sink: str,
        *hints: Hint,
        entered: Place | None = None,
        handed: Place | None = None,
        reach: Exposure = Exposure.ANONYMOUS,
    ) -> None:
        """One fact per sink, source field and cause; of several ways there the most exposed and surest is kept.

        What answers callers is a helper of many, each of which is to be named.
        """
        way = entered if kind in _ANSWERS else None
        key = (kind, place, label.origin.kind, label.path, _cause(label), way)
        fact = FlowFact(kind, label, place, sink, hints, entered, handed, reach=reach)
        known = self.flows.get(key)
        if known is None or fact.rank < known.rank:
            self.flows[key] = fact

    def call(self, name: str, place: Place, in_loop: bool) -> CallFact:
        fact = self.calls.get((name, place))
        if fact is None:
            fact = self.calls[name, place] = CallFact(name, place)
        fact.in_loop = fact.in_loop or in_loop
        return fact

    def aws_call(self, service: str, operation: str, place: Place) -> AwsFact:
        key = (service, operation, place)
        fact = self.aws.get(key)
        if fact is None:
            fact = self.aws[key] = AwsFact(service, operation, place)
        return fact

    def write(
        self,
        channel: tuple[str, str],
        place: Place,
        fields: dict[tuple[str, ...], Labels],
        call: str,
        outline: dict[str, Outline] | None = None,
        *,
        reach: Exposure = Exposure.ANONYMOUS,
    ) -> None:
        """What one place writes in different forms stays apart, up to MAX_FORMS of them."""
        forms = self.writes.setdefault((channel, place), {})
        form = repr(outline)
        if form not in forms and len(forms) >= MAX_FORMS:
            form, outline = "", None
        known = forms.get(form)
        if known is None:
            forms[form] = WriteFact(channel, place, fields, call, outline or {}, reach)
            return
        known.reach = max(known.reach, reach)
        for path, labels in fields.items():
            merged = dict.fromkeys(known.fields.get(path, ()))
            merged.update(dict.fromkeys(labels))
            known.fields[path] = tuple(merged)


def _cause(label: Label) -> Place | None:
    """Where the data becomes part of a text first; exceptions, which have no fields, are told apart by their place."""
    if label.origin.kind == "exception":
        return label.origin.place
    found, trace = None, label.trace
    while trace is not None:
        found = trace.place if trace.note in TEXT_NOTES else found
        trace = trace.prev
    return found

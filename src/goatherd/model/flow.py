"""What the code engine found out about one function."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.core.confidence import Confidence, confidence_of
from goatherd.core.finding import Finding, Step
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from goatherd.core.confidence import Reasons
    from goatherd.core.source import Span
    from goatherd.model.access import Access
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger


# What a text is dangerous for where it is put together, whoever runs it in the end.
_TEXTS = frozenset({"sql", "partiql", "query", "shell", "code", "nosql", "expression", "xpath", "ldap", "ssrf", "path"})


@frozen
class Source:
    """Where data came from.

    `kind`: "event" (an outsider's field of the event), "stored" (read back from a channel), "row" (from a table of a
    relational database), "remote" (received over the network from elsewhere),
    "exception", "secret" (read from a secret store or a secret-looking variable), "environment",
    "credentials" (an unverified token's claims), "signature" (what a request has to be signed with), "request" (a
    secret in a request that an error or an answer shows).
    `path` is how the code reached it ("event.body.cmd"). `reach` is whom the code lets get on with it: AUTHENTICATED
    for who has proved who that is, ACCOUNT for who holds a secret of the application or signs requests with one.
    """

    kind: str
    path: str
    span: Span
    trigger: Trigger | None = field(default=None, eq=False)
    reach: Exposure = field(default=Exposure.ANONYMOUS, eq=False)

    @property
    def exposure(self) -> Exposure | None:
        """Who can send it and is not refused."""
        return min(self.trigger.exposure, self.reach) if self.trigger is not None else None


@frozen
class Flow:
    """Data of `source` reaches `sink` in `function`.

    `kind` names what the sink is dangerous for ("shell", "sql", "path", "ssrf" …), `sink_name` the call
    as a reader knows it, `reasons` why the confidence is not high. `steps` start at the source and
    end at the sink; steps of other functions are part of them when the flow crosses a channel. `read` is what the
    function itself got then, where another one got `source`.
    """

    kind: str
    function: Function
    source: Source
    sink: Span
    sink_name: str
    steps: tuple[Step, ...]
    reasons: Reasons = ()
    via: tuple[str, ...] = ()  # ids of the functions and channels in between
    caller: Span | None = None  # of a log: where another file calls the logger that writes it
    handed: Span | None = None  # of a log: where it goes to a logger of the application's own
    read: Source | None = field(default=None, eq=False)

    @property
    def confidence(self) -> Confidence:
        return confidence_of(self.reasons)

    def finding(self, message: str, *, remedy: str = "") -> Finding:
        text, moved = self._made
        span = text if moved and text is not None and self.kind in _TEXTS else self.sink
        places = dict.fromkeys((self.sink, *self.entered) if span != self.sink else self.entered)
        return Finding(
            span=span,
            message=message,
            remedy=remedy,
            reasons=self.reasons,
            function=self.function.id,
            steps=self.steps,
            inside=self.inside,
            invoked=self.inside and self.source.trigger is not None and self.source.trigger.kind == Kind.DIRECT,
            subject=self.source.path,
            locations=tuple(place for place in places if (place.path, place.line) != (span.path, span.line)),
            cause=self.cause,
        )

    @property
    def cause(self) -> Span | None:
        """Where the last function that makes the data part of a text does so; None where none does."""
        return self._made[0]

    @property
    def _made(self) -> tuple[Span | None, bool]:
        """The same, and whether that function hands the whole text on to the one that holds the sink."""
        found, handed_on = None, False
        for index, step in enumerate(self.steps):
            if step.kind == "arrival":
                found, handed_on = None, False
            elif step.kind == "call" and index + 2 < len(self.steps):
                handed_on = True
            elif step.kind == "text" and (found is None or handed_on):
                found, handed_on = step.span, False
        return found, handed_on

    @property
    def entered(self) -> tuple[Span, ...]:
        """Where the data last goes into a function on its way: what to mend when the sink serves many callers."""
        if self.caller is not None:
            return (self.caller,)
        # Library code that calls back with data of its own is no place to mend.
        calls = [
            step.span
            for step in self.steps[1:]
            if step.kind == "call" and step.span.line != self.sink.line and step.span != self.steps[0].span
        ]
        return tuple(calls[-1:])

    @property
    def inside(self) -> bool:
        """Whether only principals of the account can send the data, or those who hold a secret of the application."""
        exposure = self.source.exposure
        return exposure is not None and exposure <= Exposure.ACCOUNT


@frozen
class AwsCall:
    """One call of an AWS API. `operation` is the API's own name ("PutObject"), `service` botocore's.

    `parameters` maps a parameter to the symbolic texts it may have; one that nobody knows is `${?}`.
    `tainted` names the parameters that the event says, wholly or in part; what is found in a store is not. `forms` has
    the parameters once for every choice of them that the place is given, where there is more than one. `by_role` and
    `by_others`: it is made with the rights of the function's role, or of credentials that the client is given; both
    where that depends.
    """

    service: str
    operation: str
    span: Span
    parameters: dict[str, tuple[str, ...]] = field(factory=dict, eq=False)
    tainted: frozenset[str] = frozenset()
    spans: dict[str, Span] = field(factory=dict, eq=False)  # of parameters, where they are written apart
    in_paging: bool = False  # in a loop over pages that itself names no ExclusiveStartKey
    forms: tuple[dict[str, tuple[str, ...]], ...] = field(default=(), eq=False)
    by_role: bool = True
    by_others: bool = False


@frozen
class Claim:
    """An attribute of the user that the code reads, and what it does by it: "refuses" callers or "chooses" data."""

    attribute: str
    use: str
    span: Span


@frozen
class Literal:
    """A constant text under a name that promises a secret, or with the name "" one that gives itself away."""

    name: str
    value: str
    span: Span
    in_comment: bool = False
    at_home: bool = False  # only used on a workstation
    for_trials: bool = False  # the code says so beside it


KEY_OF_A_SITE = "a signing key of Django"
PASSWORD_OF_SIGNING = "the password of the key that an Android program is signed with"
PASSWORDS_OF_PEOPLE = "hashes of people's passwords"
STATE_OF_TERRAFORM = "a state of Terraform"


@frozen
class Committed:
    """A secret in a file that need not be part of any function: `what` it is, under which `name` ("" for none).

    `ends` is when a token stops being accepted, in seconds since 1970; None where it says nothing. `compared`: the file
    compares a password with it. `signs_in`: it signs in to an account with it.
    """

    what: str
    name: str
    value: str
    span: Span
    among_tests: bool = False
    by_name: bool = False  # only the name says that it is one
    compared: bool = False
    signs_in: bool = False
    ends: int | None = None


@frozen
class DebugSwitch:
    """Where the only settings of a Django site switch debugging on."""

    span: Span


@frozen
class KeyFile:
    """Where code signs in to Google's cloud with a `file` that is packed with it.

    `at_home`: perhaps only in an emulator.
    """

    file: str
    at_home: bool
    span: Span


@frozen
class BrowserKey:
    """Where a page reads a variable with the `name` of a secret that its build compiles into it."""

    name: str
    span: Span


@frozen
class PipelineKey:
    """Where a pipeline is handed a key to a cloud ("AWS", "Azure", "Google Cloud") that is good until it is revoked."""

    cloud: str
    span: Span


@frozen
class PipelineAction:
    """An action ("owner/name@v1") in a job that is signed in to a cloud, at a name that can be moved.

    `branch`: what it is at is no release. `handed_secret`: its step is given a secret of the repository. `trusted`: it
    is one of GitHub or of a cloud.
    """

    name: str
    branch: bool
    handed_secret: bool
    span: Span
    trusted: bool = False


@frozen
class CodeUpdate:
    """Where a script or a pipeline puts code into a function; `name` is the function's, "" where that is computed."""

    name: str
    span: Span


@frozen
class PipelineTool:
    """What is installed at whatever is its newest version ("serverless", "a script of example.com").

    `deploys`: where the rights to deploy are, else where functions are built.
    """

    name: str
    deploys: bool
    span: Span


@frozen
class PipelineDeployment:
    """What deploys and asks nobody. `command`: what does; `production`: it says that it is, or runs by itself."""

    command: str
    production: bool
    span: Span


@frozen
class PublishedRepository:
    """A site that is all of a repository. `shown` is what of it is not for pages: files and folders at its top."""

    shown: tuple[str, ...]
    span: Span


class Taken(IntEnum):
    """How a call takes a constant as its key: for a server on the machine itself, as one of several values, surely."""

    LOCALLY = 0
    PERHAPS = 1
    ALWAYS = 2


@frozen
class LibraryCall:
    """A call of something that is not application code. `name` is dotted ("hashlib.md5").

    `constants` maps an argument (its position as text, or its keyword) to the constants it may be;
    `arguments` names every argument that was given; `labels` maps an argument to the sources whose data it holds.
    `texts` maps an argument that is no constant to the symbolic texts that it may be, one in a tuple each; those of a
    list are its elements', under the argument's name with `[]` behind it. `keys` are the constants that it takes as a
    key or password, each with how surely. `places` is where switches in its options are written, by name and value.
    """

    name: str
    span: Span
    arguments: tuple[str, ...] = ()
    constants: dict[str, tuple[object, ...]] = field(factory=dict, eq=False)
    texts: dict[str, tuple[tuple[str, ...], ...]] = field(factory=dict, eq=False)
    labels: dict[str, tuple[Source, ...]] = field(factory=dict, eq=False)
    in_loop: bool = False
    keys: dict[str | bytes, Taken] = field(factory=dict, eq=False)
    places: dict[tuple[str, object], Span] = field(factory=dict, eq=False)


@frozen
class Unawaited:
    """A call of an async function `name` that asks who calls, and whose promise is dropped, or `tested` itself."""

    span: Span
    name: str
    tested: bool


@frozen
class AnswerToAll:
    """What a trigger of a user pool answers whoever asks: "tokens" for any challenge, "confirmed" for any sign-up.

    `verified`: the address that somebody signs up with counts as theirs.
    """

    kind: str
    span: Span
    verified: bool


@frozen
class LostUpdate:
    """Where an `attribute` of an item is written on no condition, its new value made of the one that was `read`.

    `listed`: it is a list, whose elements were changed in memory. `entered` is where another file calls what writes.
    """

    attribute: str
    span: Span
    read: Span
    listed: bool = False
    entered: Span | None = None


AN_ANSWER = "an answer"
# What is let in with credentials: whatever origin asks, or "*", which browsers refuse.
ASKING_ORIGIN, ANY_ORIGIN = "asking", "*"


@define(eq=False)
class Behaviour:
    """Everything that interpreting one function from all its triggers showed.

    `truncated` is why interpretation stopped early, "" when it did not. `files` are those of the
    application that were interpreted. `environment` are the variables that the code reads. `names` are
    the attributes, modules and imported names that stand in those files: what the code could call.
    `unseen` are modules outside of the tree of which nothing is known, `handed` the services whose clients
    go to code that cannot be read (botocore's names, "" for one that is not known), each with the place where it first
    happens. `loads` are the places that load a module whose name nobody knows, `elsewhere` the services with a client
    for a region that the code names ("" for all of them).
    `asks_caller` is whether any branch of what answers web requests depends on a proof of who calls (a signature, a
    secret, a token), `unasked` what is called for callers without one, each with a place (`AN_ANSWER` where no work
    is known), `switched` what is called so where a setting of the deployment says it, `gated` what only code may ask
    for whose name is given with its place, since nobody can read it: a decorator or wrapper of another package.
    `questions` are functions of the tree that get the request and ask who calls, by their names alone.
    `rights` are the attributes by which its files refuse callers ("role", "admin"), "" where only a name says so.
    `admits_everybody` is where an authorizer lets its callers in, if nothing that it does depends on them.
    """

    function: Function
    flows: list[Flow] = field(factory=list)
    aws_calls: list[AwsCall] = field(factory=list)
    calls: list[LibraryCall] = field(factory=list)
    accesses: list[Access] = field(factory=list)
    environment: dict[str, Span] = field(factory=dict)
    literals: list[Literal] = field(factory=list)
    dropped: list[Span] = field(factory=list)  # statements that make a refusal (4xx) and go on
    answered_twice: list[Span] = field(factory=list)  # statements that answer a request which is answered once more
    unawaited: list[Unawaited] = field(factory=list)  # questions who calls whose answer comes too late
    claims: list[Claim] = field(factory=list)
    rights: frozenset[str] = frozenset()
    rights_in: frozenset[str] = frozenset()  # the files that do so
    sign_in_links: list[tuple[Span, str]] = field(factory=list)  # OAuth's, without a state or with this constant one
    first_records: list[Span] = field(factory=list)  # where code takes the first record that never looks at others
    answers_to_all: list[AnswerToAll] = field(factory=list)
    left_work: list[tuple[Span, str]] = field(factory=list)  # what is begun and not waited for, by its name
    unraised: list[tuple[Span, str]] = field(factory=list)  # errors that are made and not raised, by their classes
    unsettled: list[tuple[Span, bool]] = field(factory=list)  # promises that never settle, or (True) when work fails
    unasked_results: list[tuple[Span, str]] = field(factory=list)  # of work whose errors are in them, by what made them
    without_key: list[tuple[Span, str]] = field(factory=list)  # where callers pass if this key is not there
    without_secret: list[tuple[Span, str]] = field(factory=list)  # ... or this variable of the environment
    asked_whether_there: set[Span] = field(factory=set)  # queries of which only counts whether they find anything
    refuses_what_exists: frozenset[str] = frozenset()  # the files that tell callers that something is there already
    any_origin: dict[Span, str] = field(factory=dict)  # answers that any site's pages get with credentials
    unhandled: list[tuple[Span, str, str]] = field(factory=list)  # what raises over which data of strangers, uncaught
    rejected: list[tuple[Span, Span]] = field(factory=list)  # routes whose promises nobody watches over; what awaits
    behind_account: list[Span] = field(factory=list)  # records written behind what makes an account in a user pool
    escaped: list[Span] = field(factory=list)  # promises returned out of a `try` that does not hear of their rejection
    swallowed: list[Span] = field(factory=list)  # handlers of every exception that say nothing
    lost_updates: list[LostUpdate] = field(factory=list)
    compared: frozenset[Span] = frozenset()  # where records are read that are compared with what callers are or send
    decides: tuple[tuple[str, Span], ...] = ()  # fields of records by which the code decides, and where these are read
    compared_fields: frozenset[str] = frozenset()  # of requests, that are compared with records or with who calls
    never_fails: bool = False  # whether it is a consumer that catches every error itself
    goes_on: list[Span] = field(factory=list)  # where a consumer whose changes failed logs that at most, and ends well
    files: tuple[str, ...] = ()
    truncated: str = ""
    unseen: dict[str, Span] = field(factory=dict)
    handed: dict[str, Span] = field(factory=dict)
    loads: tuple[Span, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    asks_caller: bool = False
    asking_handlers: list[Span] = field(factory=list)  # the only functions by which requests get where it is asked
    unasked: dict[str, Span] = field(factory=dict)
    unasked_work: list[tuple[str, Span]] = field(factory=list)  # the same, every place of it
    unasked_handlers: list[tuple[str, Span]] = field(factory=list)  # and the functions by which requests get there
    switched: dict[str, Span] = field(factory=dict)
    gated: dict[str, Span] = field(factory=dict)
    questions: dict[str, Span] = field(factory=dict)
    admits_everybody: Span | None = None

    def flows_to(self, *kinds: str) -> list[Flow]:
        return [f for f in self.flows if f.kind in kinds]

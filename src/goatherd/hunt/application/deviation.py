"""What may deviate, and what an alert about it says more than that of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from goatherd.core.finding import HIGH, INFO, MEDIUM, Severity
from goatherd.hunt.rule import About

if TYPE_CHECKING:
    from goatherd.core.finding import Finding
    from goatherd.core.source import Span


@frozen
class Place:
    """A line of the application, and what it `says` of an alert: "allowed here"."""

    span: Span
    says: str


def declared(span: Span) -> Place:
    """What deviates is declared here."""
    return Place(span, "declared here")


@frozen
class Known:
    """What scan and map say of a function: the findings that are open for it, and how far somebody gets who has taken
    it over, a sentence a line.
    """

    findings: tuple[Finding, ...] = ()
    reach: tuple[str, ...] = ()


@frozen
class Context:
    """What the application says about an alert. `said` is what deviates, in a sentence."""

    application: str
    function: str
    said: str
    place: Place | None = None


def milder(about: About) -> About:
    """One severity less, for what may have a harmless reason that nobody can see."""
    return evolve(about, severity=Severity(max(about.severity - 1, INFO)))


_T1078 = "T1078.004"
CALL_NOT_IN_CODE = About(
    id="GOAT0190",
    title="A function called what its code never calls",
    severity=HIGH,
    risk=1,
    techniques=(_T1078, "T1580"),
    description="The role of the function made a call of AWS that stands nowhere in its code.",
    remedy="Look at the calls of that session: whoever made them runs code in the function or holds its credentials. "
    "Revoke the sessions of the role, mend what let them in, and take from the role what the code does not need.",
    false_positives=("A deployment of other code than the one that was read.",),
)
CALL_ELSEWHERE = About(
    id="GOAT0191",
    title="A function acted on what its code never touches",
    severity=HIGH,
    risk=1,
    techniques=(_T1078, "T1530"),
    description="The code makes such calls, but on other tables, buckets, queues or secrets.",
    remedy="Find out who chose the name: a request, or somebody with the function's credentials. "
    "Limit the role to the resources that the code uses.",
    false_positives=("A name that the code puts together in a way that was not understood.",),
)
OUTSIDE = About(
    id="GOAT0192",
    title="The credentials of a function were used outside of it",
    severity=HIGH,
    risk=1,
    techniques=("T1552.005", _T1078),
    description="Every SDK in Lambda says that it runs there. These calls do not, or come from where somebody works.",
    remedy="Revoke the sessions of the role (a policy with aws:TokenIssueTime), then find how the credentials came "
    "out: a file, a request or a log that shows the environment.",
    false_positives=("Code that sets a user agent of its own.",),
)
ROLE_ASSUMED = About(
    id="GOAT0290",
    title="The role of a function was assumed by something else",
    severity=HIGH,
    risk=2,
    techniques=(_T1078, "T1098.003"),
    description="Lambda calls the session of a role as the function. This session is called otherwise.",
    remedy="Compare the role's trust policy with the template, and take out who does not belong there.",
    false_positives=("A person who tries the function out with its role.",),
)
SETTING_CHANGED = About(
    id="GOAT0390",
    title="A function was changed to what its template does not say",
    severity=HIGH,
    risk=3,
    techniques=("T1578", "T1525"),
    description="Role, runtime, handler, layers, memory, time limit, environment or URL deviate from the template.",
    remedy="Deploy the template again, and find out who changed it and how they could.",
    false_positives=("A change in an emergency that has not been put into the template.",),
)
UNDECLARED_FUNCTION = About(
    id="GOAT0391",
    title="A function that no template has",
    severity=HIGH,
    risk=3,
    techniques=("T1578", "T1525"),
    description="It runs in the application's stack or with one of its roles, and the template does not know it.",
    remedy="Look at who made it and what it does; delete it, or put it into the template.",
    false_positives=("A newer version of the template than the one that was read.",),
)
MORE_THAN_ALLOWED = About(
    id="GOAT0490",
    title="A function did what its template does not allow",
    severity=HIGH,
    risk=4,
    techniques=("T1098.003",),
    description="The call succeeded, and no policy in the template allows it: the role has been given more.",
    remedy="Compare the role's policies in the account with the template, and take out what is more.",
    false_positives=("A policy of the resource, in another template, that names the role.",),
)
REFUSED = About(
    id="GOAT0491",
    title="A function was refused what its policies do not allow",
    severity=MEDIUM,
    risk=4,
    techniques=("T1580",),
    description="The code makes the call, and the role may not.",
    remedy="Allow it in the template, or take the call out. If the code has not changed, look at who made it.",
    false_positives=("A call that the code expects to fail.",),
)
ROLE_CHANGED = About(
    id="GOAT0492",
    title="The role of a function was changed to what its template does not say",
    severity=HIGH,
    risk=4,
    techniques=("T1098.003",),
    description="A policy was attached, written or a trust changed that the template does not have.",
    remedy="Take it off again, and find out who did it and how they could.",
    false_positives=("A newer version of the template than the one that was read.",),
)
UNDECLARED_CALLER = About(
    id="GOAT0990",
    title="A function was invoked by what no trigger declares",
    severity=MEDIUM,
    risk=9,
    techniques=("T1648",),
    description="Somebody, or another service, invoked the function past the ways in that the template declares.",
    remedy="Look at what was sent. Limit who has lambda:InvokeFunction, and check events in the function.",
    false_positives=("A developer who tries the function out.",),
)
TRIGGER_CHANGED = About(
    id="GOAT0991",
    title="A function was wired to what its template does not declare",
    severity=HIGH,
    risk=9,
    techniques=("T1546", "T1648"),
    description="A permission, event source, schedule, notification or destination that is not in the template.",
    remedy="Remove it, or declare it; look at who made it and what has come or gone through it since.",
    false_positives=("A newer version of the template than the one that was read.",),
)
NO_TRACE = About(
    id="GOAT0590",
    title="An attack leaves no trace in the logs that the template sets up",
    severity=MEDIUM,
    risk=5,
    techniques=("T1562.008",),
    description="What goatherd attack has proved was written as logs, and none that the template sets up has a record "
    "that harmless use would not leave as well.",
    remedy="Set up the logs that are named: data events of a trail for what the application stores, access logs of its "
    "APIs with path and status. Where no log has a trace, put the guard before the function.",
    false_positives=("Trails and logs that another template sets up for the whole account.",),
)
MORE_THAN_USUAL = About(
    id="GOAT0890",
    title="A function took or cost more than is usual at such a time",
    severity=MEDIUM,
    risk=8,
    techniques=("T1496", "T1499"),
    description="Time, memory or cost of an hour lie far above the same hour of other weeks or days.",
    remedy="Look at what was sent in that hour and by whom. Limit concurrency, size and number of what one caller may "
    "send, and set an alarm on the function's cost.",
    false_positives=("More users than ever.", "A new version that does more."),
)
UNUSUAL_FAILURES = About(
    id="GOAT1090",
    title="A function failed more often than is usual",
    severity=MEDIUM,
    risk=10,
    techniques=("T1499", "T1190"),
    description="The share of invocations that fail or time out lies far above what is usual.",
    remedy="Read the errors of that hour: whoever tries holes makes functions fail.",
    false_positives=("A broken deployment, or a service that was not there.",),
)

"""Which logged events are worth a word, and how much."""

from __future__ import annotations

from goatherd.checks.runner import run_checks
from goatherd.checks.sas05_monitoring.event_in_log import event_in_log
from goatherd.core.finding import LOW, Finding, Severity
from goatherd.core.source import Span
from goatherd.model.application import Application
from goatherd.model.flow import Behaviour, Flow, Source
from goatherd.model.function import CodeSource, Function
from goatherd.model.trigger import Exposure, Kind, Trigger

HERE = Span("app.py", 3)


def severities(kind: str, via: tuple[str, ...] = (), sender: str = "") -> list[Severity | None]:
    """For a function with a trigger of `kind`; `sender` is the trigger of the function that handed the data on."""
    function = Function("Pay", HERE, CodeSource(""), triggers=[Trigger(kind, Exposure.ANONYMOUS, HERE)])
    source = Source("event", "event", HERE, Trigger(sender or kind, Exposure.ANONYMOUS, HERE))
    flow = Flow("log-event", function, source, HERE, "print", (), via=via)
    app = Application("t", "sam", functions=[function], behaviours={"Pay": Behaviour(function, flows=[flow])})
    found = run_checks(app, [event_in_log.__goatherd_check__])  # type: ignore[attr-defined]
    return [finding.severity for finding in found if isinstance(finding, Finding)]


def test_events_that_carry_tokens() -> None:
    assert severities(Kind.HTTP_API) == [LOW]
    assert severities(Kind.COGNITO) == [LOW]


def test_events_of_which_only_the_sender_knows_the_content() -> None:
    assert severities(Kind.STEP_FUNCTIONS) == []
    assert severities(Kind.DIRECT) == []
    assert severities(Kind.UNKNOWN) == []
    assert severities(Kind.DIRECT, via=("Front", "Pay"), sender=Kind.HTTP_API) == [LOW]


def test_events_of_services() -> None:
    assert severities(Kind.S3) == []
    assert severities(Kind.SQS, via=("Store", "Queue"), sender=Kind.HTTP_API) == []  # it is the queue's event

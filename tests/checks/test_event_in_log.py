"""Which logged events are worth a word, and how much."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.checks.runner import run_checks
from goatherd.checks.sas05_monitoring.event_in_log import event_in_log
from goatherd.core.config import Config
from goatherd.core.finding import LOW, Finding, Severity
from goatherd.core.source import Span
from goatherd.model.application import Application
from goatherd.model.flow import Behaviour, Flow, Source
from goatherd.model.function import CodeSource, Function
from goatherd.model.trigger import Exposure, Kind, Trigger
from goatherd.review import review
from goatherd.scan import scan

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


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("print(list(event.keys()))", []),
        ("print(sorted(event), [name for name in event])", []),
        ("print({name: 1 for name in event})", []),
        ("print(dict(event))", ["The whole event"]),
        ("print(event['headers'])", ["All headers of the request"]),
        ("print({name: event[name] for name in event})", ["The whole body of the request"]),
        ("print({name: value for name, value in event.items()})", ["The whole body of the request"]),
    ],
)
def test_what_an_events_fields_are_called_is_not_the_event(tmp_path: Path, line: str, found: list[str]) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.py").write_text(f"def handler(event, context):\n    {line}\n")
    config = Config(select=("GOAT0522",))
    messages = [finding.message for finding in review(scan(str(tmp_path), config), config).findings]
    assert [message.partition(" is ")[0].partition(" are ")[0] for message in messages] == found


TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events: {Post: {Type: HttpApi, Properties: {Path: /, Method: post}}}
"""

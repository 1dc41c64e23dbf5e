"""Which alerts are one incident."""

from __future__ import annotations

import pytest

from goatherd.core.finding import HIGH
from goatherd.hunt.alerts import Alert
from goatherd.hunt.application.facts import Assumed
from goatherd.hunt.rule import About
from goatherd.hunt.stories import stories_of
from goatherd.hunt.telemetry.kind import Evidence, Principal

TAKE, PRINT = ("app", "Take"), ("app", "Print")


def alert(
    actor: str, time: str = "2026-03-02T10:00:00Z", functions: tuple[tuple[str, str], ...] = (), account: str = ""
) -> Alert:
    found = Alert(About("R", "t", HIGH), functions=functions)
    found.add(Evidence(time, actor, "1.2.3.4", "Invoke", "eu-west-1", "f", 1, account=account))
    return found


def assumed(actor: str, session: str) -> Assumed:
    return Assumed(Principal("", actor), Principal("", session))


def incidents(alerts: list[Alert], *sessions: Assumed) -> list[int]:
    return [len(story.alerts) for story in stories_of(alerts, sessions)]


def test_the_same_principal():
    assert incidents([alert("erin"), alert("erin"), alert("hugo")]) == [2, 1]


def test_two_accounts_have_principals_of_one_name():
    assert incidents([alert("erin", account="111122223333"), alert("erin", account="444455556666")]) == [1, 1]


def test_a_chain_from_one_account_to_another():
    erin, admin = Principal("111122223333", "erin"), Principal("444455556666", "Admin/x")
    alerts = [alert("erin", account="111122223333"), alert("Admin/x", account="444455556666")]
    (story,) = stories_of(alerts, [Assumed(erin, admin)])
    assert story.chains == [("erin of 111122223333", "Admin/x of 444455556666")]


def test_the_same_function():
    assert incidents([alert("erin", functions=(TAKE,)), alert("hugo", functions=(PRINT, TAKE))]) == [2]


def test_a_chain_of_sessions():
    chain = [assumed("erin", "Dev/erin"), assumed("Dev/erin", "Admin/x")]
    (story,) = stories_of([alert("Admin/x"), alert("erin")], chain)
    assert story.chains == [("erin", "Dev/erin", "Admin/x")]


def test_a_session_that_several_have_assumed():
    assert incidents([alert("Admin/x"), alert("erin")], assumed("erin", "Admin/x"), assumed("hugo", "Admin/x")) == [
        1,
        1,
    ]


def test_sessions_that_assume_each_other():
    circle = (assumed("A/a", "B/b"), assumed("B/b", "A/a"))
    assert incidents([alert("A/a"), alert("B/b")], *circle) == [1, 1]


@pytest.mark.parametrize(
    ("times", "found"),
    [
        (["2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z"], [2]),
        (["2026-03-02T10:00:00Z", "2026-03-03T10:00:01Z"], [1, 1]),
        (["2026-03-04T00:00:00Z", "2026-03-02T10:00:00+02:00", "2026-03-03T07:00:00Z"], [3]),
        (["", "2026-03-02T10:00:00Z"], [1, 1]),
    ],
)
def test_no_more_than_a_day_lies_between(times, found):
    assert incidents([alert("erin", time) for time in times]) == found


@pytest.mark.parametrize("nobody", ["", "unknown", "s3.amazonaws.com"])
def test_nobody_is_not_one_principal(nobody):
    assert incidents([alert(nobody), alert(nobody)]) == [1, 1]


def test_events_in_order_of_time_with_all_their_alerts():
    later, earlier = alert("erin", "2026-03-02T11:00:00Z"), alert("erin")
    (story,) = stories_of([later, earlier, alert("erin")])
    assert [(event.evidence.time[11:13], len(event.alerts)) for event in story.events] == [("10", 2), ("11", 1)]
    assert (story.first, story.last) == ("2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z")

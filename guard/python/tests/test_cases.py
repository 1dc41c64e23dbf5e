"""The numbered cases. guard/node/test/cases.test.cjs asks the same of them."""

import json
from pathlib import Path

import pytest
from goatherd_guard.decisions import Blocked
from goatherd_guard.guard import Guard
from goatherd_guard.invocations import Invocation
from goatherd_guard.policy import ALLOW, BLOCK, REPORT, Policy, PolicyError, program_file
from goatherd_guard.samples import row
from goatherd_guard.sinks.addresses import is_internal

CASES = Path(__file__).parents[2] / "cases"
TABLE = json.loads((CASES / "table.json").read_text(encoding="utf-8"))
TABLE["kinds"] = json.loads((CASES.parent / "kinds.json").read_text(encoding="utf-8"))
TABLE["fetching"] = json.loads((CASES.parent / "fetching.json").read_text(encoding="utf-8"))
FILES = sorted(CASES.glob("[0-9]*.json"))


def read(file):
    case = json.loads(file.read_text(encoding="utf-8"))
    return pytest.param(case, id=file.stem)


@pytest.mark.usefixtures("expressions")
@pytest.mark.parametrize("case", [read(file) for file in FILES])
def test_a_case_has_its_verdict(case):
    guard = Guard(Policy({"version": 1, "mode": "block", **case["policy"]}), lambda: TABLE)
    guard.telemetry.decided = lambda *_: None
    if "event" in case:
        found = of_event(guard, case["event"])
    elif "sink" in case:
        found = of_sink(guard, case["sink"])
    elif "start" in case["action"]:
        found = {"environment": guard.policy.environment.left(case["action"]["start"], case["action"]["environment"])}
    else:
        found = {**of_action(guard.policy, case["action"]), "message": message_of(guard, case["action"])}
    assert {key: found[key] for key in case["expect"]} == case["expect"]


def of_event(guard, event):
    reading = guard.parts.wall.read(event)
    rules = sorted({rule for each in reading.decisions for rule in each.rule.split("+")})
    verdict = BLOCK if reading.refused else REPORT if reading.decisions else ALLOW
    field = reading.decisions[0].field if reading.decisions else ""
    return {"verdict": verdict, "records": sorted(reading.refused - {-1}), "rules": rules, "field": field}


def of_sink(guard, sink):
    family, text = sink["family"], sink.get("text", "")
    with Invocation(sink["event"]) as invocation:
        try:
            if family == "path":
                guard.path(text)
            elif "command" in sink:
                guard.fetching(sink["command"])
            elif family == "ssrf":
                guard.host(text)
            else:
                guard.text(family, text, sink.get("dialect", family), "a case")
        except Blocked:
            assert invocation.stopped is not None
    decisions = invocation.decisions
    if not decisions:
        return {"verdict": ALLOW}
    first = decisions[0]
    return {"verdict": first.verdict, "field": first.field, "message": first.what}


def of_action(policy, action):
    """The verdict, and what a sample tells of it."""
    if "process" in action:
        asked = (program_file(action["process"][0]), action["process"])
        section, allowed = policy.processes, policy.processes.allows(*asked)
    elif "read" in action:
        asked = ("read", action["read"])
        section, allowed = policy.files, policy.files.may_read(action["read"])
    elif "write" in action:
        asked = ("write", action["write"])
        section, allowed = policy.files, policy.files.may_write(action["write"])
    elif "connect" in action:
        asked = (action["connect"], action.get("port"))
        section, allowed = policy.network, policy.network.allows(*asked)
    else:
        asked = (*action["aws"].split(":"), action["resources"])
        section, allowed = policy.aws, policy.aws.allows(*asked)
    verdict = ALLOW if section.silent or allowed else policy.verdict(section.others)
    return {"verdict": verdict, "doings": [row(*entry) for entry in section.entries(*asked)]}


SAID = {"process": "starts", "read": "reads", "write": "writes", "connect": "reaches", "aws": "calls"}


def message_of(guard, action):
    """What a log says of it while the event is worked on, if it is refused."""
    with Invocation(action.get("event", {})):
        section = next(each for each in SAID if each in action)
        names = {"process": action["process"][:1]} if section == "process" else {"aws": action.get("resources", [])}
        shown = [guard.shown(name) for name in names.get(section, [action[section]])]
        told = f"{action['aws']} on {', '.join(shown)}" if section == "aws" else shown[0]
        return f"{SAID[section]} {told}"


def test_there_are_enough_cases_and_no_number_is_given_twice():
    numbers = [file.name[:4] for file in FILES]
    assert numbers == [f"{number:04d}" for number in range(1, len(FILES) + 1)]
    assert len(numbers) >= 25


ADDRESSES = json.loads((CASES / "addresses.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("host", "inside"), [(host, kind == "internal") for kind in ADDRESSES for host in ADDRESSES[kind]]
)
def test_an_address_is_inside_or_on_the_internet(host, inside):
    assert is_internal(host) is inside


@pytest.mark.parametrize("case", json.loads((CASES / "policies.json").read_text(encoding="utf-8")))
def test_a_policy_with_words_that_it_may_not_use_cannot_be_read(case):
    if case["error"] is None:
        Policy(case["policy"])
        return
    with pytest.raises(PolicyError) as raised:
        Policy(case["policy"])
    assert str(raised.value) == case["error"]

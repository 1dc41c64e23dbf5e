"""Dispatch by annotation, and what becomes of a check that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.checks.api import check
from goatherd.checks.runner import run_checks
from goatherd.core.confidence import Confidence
from goatherd.core.finding import LOW, Diagnosis, Finding, Severity
from goatherd.core.source import Span
from goatherd.model.application import Application
from goatherd.model.flow import AwsCall, Behaviour, Flow, Source
from goatherd.model.function import CodeSource, Function
from goatherd.model.resource import Bucket, Resource
from goatherd.model.role import Role
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.checks.api import Check

HERE = Span("template.yaml", 3)


def application() -> Application:
    function = Function("Pay", HERE, CodeSource(""), triggers=[Trigger(Kind.S3, Exposure.INTERNAL, HERE)])
    behaviour = Behaviour(function, aws_calls=[AwsCall("s3", "PutObject", HERE)])
    return Application(
        "template.yaml",
        "sam",
        functions=[function],
        resources={
            "Files": Bucket(id="Files", type="AWS::S3::Bucket", span=HERE),
            "Other": Resource(id="Other", type="AWS::Some::Thing", span=Span("template.yaml", 9)),
        },
        roles={"PayRole": Role("PayRole", HERE)},
        behaviours={"Pay": behaviour},
    )


@check("GOAT9901", sas=3, cwe=732, severity=LOW, since="0.1")
def per_bucket(bucket: Bucket, app: Application) -> Iterator[Finding]:
    yield Finding(bucket.span, f"{bucket.id} of {app.name}")


@check("GOAT9902", sas=3, cwe=732, severity=LOW, since="0.1")
def per_resource(resource: Resource) -> Iterator[Finding]:
    yield Finding(resource.span, resource.id, severity=Severity.HIGH)


@check("GOAT9903", sas=3, cwe=732, severity=LOW, since="0.1")
def per_trigger(trigger: Trigger, function: Function, app: Application) -> Iterator[Finding]:
    yield Finding(trigger.span, f"{trigger.kind} {function.id} {app.name}")


@check("GOAT9904", sas=3, cwe=732, severity=LOW, since="0.1")
def per_call(call: AwsCall) -> Iterator[Finding]:
    yield Finding(call.span, call.operation)


@check("GOAT9905", sas=3, cwe=732, severity=LOW, since="0.1")
def per_role(role: Role) -> Iterator[Finding]:
    yield Finding(role.span, role.id)
    yield Finding(role.span, role.id)
    yield Finding(role.span, "another thing in the same place")


@check("GOAT9906", sas=3, cwe=732, severity=LOW, since="0.1")
def crashing(resource: Resource) -> Iterator[Finding]:
    if resource.id == "Files":
        raise ValueError("no such thing")
    yield Finding(resource.span, resource.id)


@check("GOAT9907", sas=3, cwe=732, severity=LOW, since="0.1")
def misdirected(number: int) -> Iterator[Finding]:
    yield Finding(HERE, "never")


@check("GOAT9908", sas=3, cwe=732, severity=Severity.HIGH, since="0.1")
def from_inside(function: Function) -> Iterator[Finding]:
    for line, exposure in enumerate(Exposure, 1):
        trigger = Trigger(Kind.S3, exposure, HERE)
        source = Source("event", "event.key", HERE, trigger)
        sink = Span("app.py", line)
        yield Flow("path", function, source, sink, "open", ()).finding(exposure.label)


@check("GOAT9909", sas=4, cwe=250, severity=Severity.HIGH, since="0.1")
def written_by_amplify(app: Application) -> Iterator[Finding]:
    for kind in ("analytics", "function"):
        yield Finding(Span(f"web/amplify/backend/{kind}/shop/shop-cloudformation-template.json", 3), kind)


def run(function: Any) -> list[Finding | Diagnosis]:
    declared: Check = function.__goatherd_check__
    return list(run_checks(application(), [declared]))


def messages(function: Any) -> list[str]:
    return [result.message for result in run(function)]


def test_the_annotation_says_what_a_check_is_run_on() -> None:
    assert messages(per_bucket) == ["Files of template.yaml"]
    assert messages(per_resource) == ["Files", "Other"]
    assert messages(per_trigger) == ["s3 Pay template.yaml"]
    assert messages(per_call) == ["PutObject"]


def test_one_finding_per_place_and_thing() -> None:
    assert messages(per_role) == ["PayRole", "another thing in the same place"]


def test_findings_are_completed_from_the_check() -> None:
    (finding,) = run(per_call)
    assert isinstance(finding, Finding)
    assert (finding.id, finding.slug, finding.sas, finding.cwe) == ("GOAT9904", "per-call", 3, 732)
    assert (finding.severity, finding.function) == (LOW, "Pay")
    raised = run(per_resource)[0]
    assert isinstance(raised, Finding)
    assert raised.severity is Severity.HIGH


def test_what_only_the_account_can_send_weighs_less() -> None:
    found = {result.message: result.severity for result in run(from_inside) if isinstance(result, Finding)}
    assert found == {
        "internal": Severity.MEDIUM,
        "account": Severity.MEDIUM,
        "authenticated": Severity.HIGH,
        "anonymous": Severity.HIGH,
    }


def test_what_a_tool_writes_again_is_hardly_the_owners_to_change() -> None:
    found = [result for result in run(written_by_amplify) if isinstance(result, Finding)]
    assert {(f.message, f.severity, f.certainty) for f in found} == {
        ("analytics", LOW, Confidence.LOW),
        ("function", Severity.HIGH, Confidence.HIGH),
    }


def test_a_check_that_raises_is_named_and_goes_on() -> None:
    failure, finding = run(crashing)
    assert isinstance(failure, Diagnosis)
    assert failure.incomplete
    assert failure.span == HERE
    assert failure.message == "check GOAT9906 (crashing) failed: ValueError: no such thing"
    assert finding.message == "Other"


def test_a_check_on_something_else_is_a_diagnosis() -> None:
    (failure,) = run(misdirected)
    assert isinstance(failure, Diagnosis)
    assert "GOAT9907" in failure.message

"""Run checks over an application. What a check's parameters are annotated with says what they receive."""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import evolve

from goatherd.checks.judged import is_reliable, seldom_right
from goatherd.checks.requests import in_words_of_the_platform
from goatherd.code.paths import language_of
from goatherd.core.confidence import Doubt, Reason, owners_choice
from goatherd.core.finding import INFO, LOW, MEDIUM, Diagnosis, Finding, Severity
from goatherd.core.incomplete import FAILURE
from goatherd.core.local_runs import is_of_a_workstation
from goatherd.core.source import Span
from goatherd.model.application import Application
from goatherd.model.flow import AwsCall, Flow, LibraryCall
from goatherd.model.function import Function
from goatherd.model.package import Package
from goatherd.model.resource import Resource
from goatherd.model.role import Role
from goatherd.model.security_rules import SecurityRules
from goatherd.model.trigger import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.checks.api import Check, CheckFunction

Subject = tuple[Any, Function | None]
# Amplify's own functions for what it sets up, and what the Serverless Framework packages: the next run writes these.
_WRITTEN_BY_A_TOOL = re.compile(
    r"(?:^|/)amplify/backend/(?:analytics|interactions|notifications|predictions)/"
    r"|(?:^|/)(?:cloudformation-template-(?:create|update)-stack|serverless-state)\.json$"
)
_REWRITTEN = owners_choice("a tool writes this file, and writes it again")
_AT_A_DESK = owners_choice("by its name the file is for runs on a workstation")
_DECLARED_AT_A_DESK = owners_choice("by its name the file that declares the function is for runs on a workstation")
# Of fourteen notes that were drawn at random, their owners would have changed two.
_NOTE = owners_choice("it is a note: most owners leave it as it is")
_GUESS = Reason(Doubt.NO_TRIGGER, "that this is a function is a guess: nothing declares it")


def run_checks(application: Application, checks: Iterable[Check]) -> Iterator[Finding | Diagnosis]:
    """Findings, complete but for their fingerprint; each is told once per place and function.

    A check that raises is a Diagnosis that names it; it goes on with its next subject.
    """
    subjects = _Subjects(application)
    for check in checks:
        try:
            parameters = _parameters(check.function)
            found = subjects.of(parameters[0])
        except Exception as error:
            yield _failure(check, application, application, error)
            continue
        if found:
            yield from _run(application, check, parameters, found)


def about_any_cloud(check: Check) -> bool:
    """Whether what the check is run on is found outside of AWS: not its resources, roles and calls."""
    kind = _parameters(check.function)[0]
    return kind not in (Role, AwsCall) and not issubclass(kind, Resource)


def is_about_security_rules(check: Check) -> bool:
    return _parameters(check.function)[0] is SecurityRules


def _run(
    application: Application, check: Check, parameters: tuple[Any, ...], subjects: list[Subject]
) -> Iterator[Finding | Diagnosis]:
    seen: set[tuple[Span, str, str]] = set()
    failed = False
    for subject, function in subjects:
        try:
            for finding in check.function(*_arguments(parameters, subject, function, application)):
                whole = _complete(finding, check, function, application)
                owner = function or application.function(whole.function)
                whole = in_words_of_the_platform(whole, owner, application)
                told = (whole.span, whole.function, whole.message)
                if told not in seen and _is_worth_a_guess(whole, function, application):
                    seen.add(told)
                    yield whole
        except Exception as error:
            if not failed:
                failed = True
                yield _failure(check, subject, application, error)


class _Subjects:
    """What there is of each kind in an application, looked up once for all checks."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._known: dict[Any, list[Subject]] = {}

    def of(self, kind: Any) -> list[Subject]:
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = list(_subjects(self._application, kind))
        return found


def _subjects(application: Application, kind: Any) -> Iterator[Subject]:
    if kind is Application:
        yield application, None
    elif kind is Role:
        yield from ((role, None) for role in application.roles.values())
    elif kind is Package:
        yield from ((package, None) for manifest in application.manifests for package in manifest.packages)
    elif isinstance(kind, type) and issubclass(kind, Resource):
        yield from ((resource, None) for resource in application.of(kind))
    else:
        for function in application.functions:
            yield from ((subject, function) for subject in _of_function(application, function, kind))


def _of_function(application: Application, function: Function, kind: Any) -> Iterable[Any]:
    if kind is Function:
        return (function,)
    if kind is Trigger:
        return function.triggers
    behaviour = application.behaviour(function)
    if kind is Flow:
        return behaviour.flows
    if kind is AwsCall:
        return behaviour.aws_calls
    if kind is LibraryCall:
        return behaviour.calls
    raise TypeError(f"checks cannot be run on {kind!r}")


@cache
def _parameters(function: CheckFunction) -> tuple[Any, ...]:
    """What the parameters of a check are annotated with."""
    annotations = [parameter.annotation for parameter in inspect.signature(function).parameters.values()]
    return tuple(eval(a, function.__globals__) if isinstance(a, str) else a for a in annotations)


def _arguments(parameters: tuple[Any, ...], subject: Any, function: Function | None, app: Application) -> list[Any]:
    return [subject, *(function if wanted is Function else app for wanted in parameters[1:])]


def _complete(finding: Finding, check: Check, function: Function | None, application: Application) -> Finding:
    owner = function or application.function(finding.function)
    whole = evolve(
        finding,
        id=check.id,
        slug=check.slug,
        sas=check.sas,
        cwe=finding.cwe or check.cwe,
        severity=_severity(finding, check),
        remedy=finding.remedy or _remedy(check, finding, owner, application),
        function=finding.function or (function.id if function else ""),
        applications=(application.name,),
        reliable=is_reliable(check),
        seldom_right=seldom_right(check),
    )
    if _WRITTEN_BY_A_TOOL.search(whole.span.path):
        whole = _at_most(LOW, whole, (*whole.reasons, *_REWRITTEN))
    elif is_of_a_workstation(whole.span.path):
        whole = _at_most(LOW, whole, (*whole.reasons, *_AT_A_DESK))
    elif owner is not None and is_of_a_workstation(owner.span.path):
        whole = _at_most(MEDIUM, whole, (*whole.reasons, *_DECLARED_AT_A_DESK))
    elif whole.severity == INFO and all(reason.kind != Doubt.OWNERS_CHOICE for reason in whole.reasons):
        whole = evolve(whole, reasons=(*whole.reasons, *_NOTE))
    return _as_a_guess(whole, owner) if owner is not None and owner.guessed else whole


def _severity(finding: Finding, check: Check) -> Severity:
    if finding.severity is not None:
        return finding.severity
    return check.weight(inside=finding.inside, invoked=finding.invoked)


def _is_worth_a_guess(finding: Finding, function: Function | None, application: Application) -> bool:
    """Whether it is told: what weighs little is not, of what is most likely no function."""
    owner = function or application.function(finding.function)
    return owner is None or not owner.passed_over or finding.severity is None or finding.severity > LOW


def _as_a_guess(finding: Finding, function: Function) -> Finding:
    """Said of a function that may be none: nobody is to be alarmed by it; medium is little of what hardly is one."""
    assert finding.severity is not None
    most = LOW if function.passed_over and finding.severity <= MEDIUM else MEDIUM
    return _at_most(most, finding, (*(r for r in finding.reasons if r.kind != Doubt.NO_TRIGGER), _GUESS))


def _at_most(severity: Severity, finding: Finding, reasons: tuple[Reason, ...]) -> Finding:
    assert finding.severity is not None
    return evolve(finding, severity=min(finding.severity, severity), reasons=reasons)


def _remedy(check: Check, finding: Finding, function: Function | None, application: Application) -> str:
    path = finding.span.path
    manifest = next((manifest for manifest in application.manifests if manifest.path == path), None)
    language = manifest.language if manifest else function.language if function else language_of(path)
    return check.remedy(application.framework, function.span.path if function else path, language)


def _failure(check: Check, subject: Any, application: Application, error: Exception) -> Diagnosis:
    span = getattr(subject, "span", None)
    where = span if isinstance(span, Span) else Span(application.name, 1)
    message = f"check {check.id} ({check.slug}) failed: {type(error).__name__}: {error}"
    return Diagnosis(where, message, id=FAILURE)

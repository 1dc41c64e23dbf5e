"""Findings say how to mend them in the language of the application."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import pytest

from goatherd.checks.registry import all_checks
from goatherd.checks.runner import run_checks
from goatherd.checks.sas05_monitoring.api_without_access_log import api_without_access_log
from goatherd.checks.sas06_dependencies.deprecated_runtime import deprecated_runtime
from goatherd.core.finding import Finding
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.flow import AwsCall, Flow, LibraryCall
from goatherd.model.function import CodeSource, Function
from goatherd.model.resource import Api
from goatherd.rules.rule import LANGUAGES

if TYPE_CHECKING:
    from goatherd.checks.api import Check

_CODE = {kind.__name__ for kind in (Flow, AwsCall, LibraryCall)}
# What is written with a capital in every language: names of metrics, of fields of events, of kinds of values.
_EVERYWHERE = frozenset({"Errors", "Throttles", "SecureString", "StringEquals", "TLSv1", "FunctionError"})
# Parameters of templates; the Serverless Framework passes them on as they are, Terraform has none of the kind.
_OF_TEMPLATES = frozenset({"secret-in-parameter-default", "secret-parameter-shown"})
_SAM = frozenset(
    {"Globals", "Auth", "DefaultAuthorizer", "EventInvokeConfig", "AccessLogSetting", "Tracing", "Timeout"}
)
_QUOTED = re.compile(r"`([^`]+)`")
_PROPERTY = re.compile(r"(?<![\w.$:-])([A-Z][a-z]+[A-Za-z]*)\b")


def properties(remedy: str) -> set[str]:
    """What looks like a property of CloudFormation or SAM."""
    found = {name for quoted in _QUOTED.findall(remedy) for name in _PROPERTY.findall(quoted)}
    return found - _EVERYWHERE


def declared(framework: str) -> Application:
    api = Api(id="Shop", type="AWS::ApiGateway::RestApi", span=Span("here", 1), access_logging=Known(False))
    return Application("here", framework, resources={api.id: api})


@pytest.mark.parametrize(
    ("framework", "wording"),
    [
        ("sam", "Set `AccessLogSetting`"),
        ("cloudformation", "Set `AccessLogSetting`"),
        ("terraform", "Write `access_log_settings`"),
        ("serverless", "Set `provider.logs`"),
        ("cdk", "Set `accessLogDestination"),
    ],
)
def test_the_language_of_the_application_is_spoken(framework: str, wording: str) -> None:
    (finding,) = run_checks(declared(framework), [api_without_access_log.__goatherd_check__])  # type: ignore[attr-defined]
    assert isinstance(finding, Finding)
    assert wording in finding.remedy


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_a_property_of_a_template_is_named_in_other_languages_too(check: Check) -> None:
    if _is_about_code(check):
        return
    named = properties(check.remedy())
    if named and check.slug not in _OF_TEMPLATES:
        assert check.remedy("terraform") != check.remedy()
    if named:
        assert check.remedy("cdk") != check.remedy()
    if named & _SAM:
        assert check.remedy("serverless") != check.remedy()


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
@pytest.mark.parametrize("framework", ["sam", *LANGUAGES])
def test_a_remedy_speaks_one_language(check: Check, framework: str) -> None:
    remedy = check.remedy(framework)
    assert "Serverless Framework" not in remedy
    assert "Terraform" not in remedy
    if framework in ("terraform", "serverless", "cdk"):
        assert "SAM" not in remedy


@pytest.mark.parametrize(
    ("old", "constant"),
    [
        ("nodejs16.x", "NODEJS_24_X"),
        ("python3.8", "PYTHON_3_14"),
        ("provided", "PROVIDED_AL2023"),
        ("java8", "JAVA_25"),
    ],
)
def test_the_cdk_has_constants_for_runtimes(old: str, constant: str) -> None:
    function = Function("Pay", Span("here", 1), CodeSource(""), runtime=Known(old))
    app = Application("here", "cdk", functions=[function])
    (finding,) = run_checks(app, [deprecated_runtime.__goatherd_check__])  # type: ignore[attr-defined]
    assert isinstance(finding, Finding)
    assert finding.remedy == f"Change the runtime to `lambda.Runtime.{constant}`."


def test_sections_are_titled_as_the_languages_are() -> None:
    known = {"Remedy", *(f"Remedy in {language}" for language in LANGUAGES.values())}
    titles = {title for check in all_checks() for title in re.findall(r"(?m)^## (Remedy.*)$", check.documentation)}
    assert titles <= known


def _is_about_code(check: Check) -> bool:
    first = next(iter(inspect.signature(check.function).parameters.values()))
    return first.annotation in _CODE

"""Findings say how to mend them in the language of the application."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import pytest

from goatherd.attack.oracles.registry import all_oracles
from goatherd.checks.api import Check
from goatherd.checks.registry import all_checks
from goatherd.checks.runner import run_checks
from goatherd.checks.sas05_monitoring.api_without_access_log import api_without_access_log
from goatherd.checks.sas06_dependencies.deprecated_runtime import deprecated_runtime
from goatherd.core.finding import Finding
from goatherd.core.frameworks import FRAMEWORKS
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.flow import AwsCall, Flow, LibraryCall
from goatherd.model.function import CodeSource, Function
from goatherd.model.resource import Api
from goatherd.rules.python import in_python

if TYPE_CHECKING:
    from goatherd.rules.rule import Rule

RULES: tuple[Rule, ...] = (*all_checks(), *all_oracles())
_INPUTS = (1,)  # risks whose oracles are about code alone
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


def test_a_cdk_program_in_python_is_told_what_python_calls_it() -> None:
    rules = {rule.slug: rule for rule in RULES}
    api = rules["api-without-access-log"].remedy("cdk", "shop/stack.py")
    assert "Set `access_log_destination=apigateway.LogGroupLogDestination(log_group)`" in api
    assert "`accessLogDestination: new" in rules["api-without-access-log"].remedy("cdk", "lib/shop.ts")


@pytest.mark.parametrize(
    ("typescript", "python"),
    [
        ("mfaSecondFactor: { otp: true, sms: false }", "mfa_second_factor=dict(otp=True, sms=False)"),
        ("oAuth: { flows: { userPassword: true } }", "o_auth=dict(flows=dict(user_password=True))"),
        ("defaultMethodOptions: { authorizer }", "default_method_options=dict(authorizer=authorizer)"),
        ('addCatch(…, { errors: ["States.ALL"] })', 'add_catch(…, errors=["States.ALL"])'),
        ("addFunctionUrl({ authType: lambda.Auth.AWS_IAM })", "add_function_url(auth_type=lambda_.Auth.AWS_IAM)"),
        ("sourceAccount: this.account", "source_account=self.account"),
        ("iam:PassedToService", "iam:PassedToService"),
        ("$context.requestId", "$context.requestId"),
    ],
)
def test_typescript_in_python(typescript: str, python: str) -> None:
    assert in_python(f"Write `{typescript}`, newly.") == f"Write `{python}`, newly."


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_property_of_a_template_is_named_in_other_languages_too(rule: Rule) -> None:
    if _is_about_code(rule):
        return
    named = properties(rule.remedy())
    if named and rule.slug not in _OF_TEMPLATES:
        assert rule.remedy("terraform") != rule.remedy()
    if named:
        assert rule.remedy("cdk") != rule.remedy()
    if named & _SAM:
        assert rule.remedy("serverless") != rule.remedy()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_remedy_speaks_one_language(rule: Rule, framework: str) -> None:
    remedy = rule.remedy(framework)
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
    known = {"Remedy", *(f"Remedy in {framework.language}" for framework in FRAMEWORKS.values() if framework.language)}
    titles = {title for rule in RULES for title in re.findall(r"(?m)^## (Remedy.*)$", rule.documentation)}
    assert titles <= known


def _is_about_code(rule: Rule) -> bool:
    if not isinstance(rule, Check):
        return rule.sas in _INPUTS
    first = next(iter(inspect.signature(rule.function).parameters.values()))
    return first.annotation in _CODE

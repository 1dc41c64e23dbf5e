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
from goatherd.checks.sas01_injection.event_data_in_shell import event_data_in_shell
from goatherd.checks.sas05_monitoring.api_without_access_log import api_without_access_log
from goatherd.checks.sas06_dependencies.deprecated_runtime import deprecated_runtime
from goatherd.core.finding import Finding
from goatherd.core.frameworks import FRAMEWORKS
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.flow import AwsCall, Behaviour, Flow, LibraryCall, Source
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.resource import Api
from goatherd.rules.python import in_python
from goatherd.rules.remedies import LANGUAGES, every_remedy, remedies, remedy_for
from goatherd.rules.rule import is_oracle_id

if TYPE_CHECKING:
    from goatherd.rules.rule import Rule

RULES: tuple[Rule, ...] = (*all_checks(), *all_oracles())
_INPUTS = (1,)  # risks whose oracles are about code alone
_CODE = {kind.__name__ for kind in (Flow, AwsCall, LibraryCall)}
# What is written with a capital in every language: names of metrics, of fields of events, of kinds of values.
_EVERYWHERE = frozenset({"Errors", "Throttles", "SecureString", "StringEquals", "TLSv1", "FunctionError"})
# Parameters of templates; the Serverless Framework passes them on as they are, Terraform has none of the kind.
_OF_TEMPLATES = frozenset({"secret-in-parameter-default", "secret-parameter-shown"})
# Oracles whose remedy is typed into a template.
_ABOUT_INFRASTRUCTURE = frozenset({"data-is-public", "message-is-retried"})
_SAM = frozenset(
    {"Globals", "Auth", "DefaultAuthorizer", "EventInvokeConfig", "AccessLogSetting", "Tracing", "Timeout"}
)
# What one language alone has: the others have no remedy of their own for these.
_ONE_LANGUAGE = {
    "event-data-in-prototype": "JavaScript",
    "prototype-is-polluted": "JavaScript",
    "logging-switched-off": "Python",
}
# Names of one language that are easily written where the other is spoken, beside those that the remedies quote.
_OF = {
    "Python": {
        "shlex",
        "subprocess",
        "defusedxml",
        "pickle",
        "hmac",
        "hashlib",
        "except",
        "raise",
        "str(",
        "dict",
        "None",
        "True",
        "os.",
        "secrets.",
        "%s",
    },
    "JavaScript": {
        "execFile",
        "Object.create",
        "Map",
        "JSON.",
        "Buffer",
        "crypto.",
        "String(",
        "catch",
        "throw",
        "console.",
        "undefined",
        "process.env",
        "$1",
    },
}
_LIBRARIES = {
    "Python": re.compile(r"\b(?:Python|PyJWT|Jinja2|lxml|defusedxml|ldap3|argon2-cffi|sqlite3|pickle)\b"),
    "JavaScript": re.compile(
        r"\b(?:JavaScript|Node\.js|Handlebars|EJS|lodash|ldapts|jsonwebtoken|libxmljs|fast-xml-parser|npm)\b"
    ),
}
# What is quoted for everybody: written the same in every language, or by the service.
_FOR_EVERYBODY = re.compile(
    r"[A-Z]\w+|__proto__|constructor|prototype|[<>&*-]+|content-length-range|return refuse\(…\)"
    r"|maxReceiveCount|goatherd scan"
)
_NAME = re.compile(r"[\w@/-]+(?:\.\w+)+|\b\w+\(")
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


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_names_one_language_has_a_remedy_for_each(rule: Rule) -> None:
    named = set(LANGUAGES.values()) & set(remedies(rule.documentation))
    only = _ONE_LANGUAGE.get(rule.slug)
    assert named == ({only} if only else set(LANGUAGES.values()) if named else set())
    if named or _is_about_code(rule) or is_oracle_id(rule.id):
        quoted = [text for text in _QUOTED.findall(rule.remedy()) if not _FOR_EVERYBODY.fullmatch(text)]
        assert quoted == [] or rule.slug in _ABOUT_INFRASTRUCTURE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("framework", ["", "sam", "terraform", "serverless"])
def test_no_remedy_names_what_is_of_the_other_language(rule: Rule, language: str, framework: str) -> None:
    (other,) = set(LANGUAGES.values()) - {LANGUAGES[language]}
    remedy = rule.remedy(framework, "template.yaml", language)
    quoted = " ".join(_QUOTED.findall(remedy))
    assert [name for name in _foreign(other) if re.search(rf"(?<![\w.]){re.escape(name)}", quoted)] == []
    assert _LIBRARIES[other].findall(remedy) == []


def test_remedies_for_both_languages_are_told_apart_by_the_names_in_them() -> None:
    assert {"shlex.quote", "yaml.safe_load", "hmac.compare_digest", "os.path.realpath"} <= _foreign("Python")
    assert {"path.basename", "crypto.timingSafeEqual", "JSON.parse", "execFile("} <= _foreign("JavaScript")


def test_infrastructure_is_told_first_and_code_after_it() -> None:
    documentation = """Summary.

## Remedy
Set `A`.

## Remedy in Python
Call `a()`.

## Remedy in the CDK
Set `aB: new C()`.
"""
    assert remedy_for(documentation, "sam", "template.yaml", "python") == "Set `A`. Call `a()`."
    assert remedy_for(documentation, "sam", "template.yaml", "javascript") == "Set `A`."
    assert remedy_for(documentation, "cdk", "lib/shop.ts", "python") == "Set `aB: new C()`. Call `a()`."
    assert remedy_for(documentation, "cdk", "shop/stack.py", "javascript") == "Set `a_b=C()`."
    assert every_remedy(documentation) == "Set `A`. In Python: Call `a()`. In the CDK: Set `aB: new C()`."


def test_firebase_in_python_is_told_what_python_calls_it() -> None:
    (rule,) = (rule for rule in RULES if rule.slug == "route-without-authorizer")
    assert "`on_call`" in rule.remedy("firebase", "main.py", "python")
    assert '`invoker="private"`' in rule.remedy("firebase", "main.py", "python")
    assert "`onCall`" in rule.remedy("firebase", "index.ts", "javascript")


def test_a_function_in_another_language_than_its_cdk_program() -> None:
    function = Function("Pay", Span("lib/shop.ts", 1), CodeSource(""), runtime=Known("python3.13"))
    function.entry = Entry("src/app.py", "handler", "python", 1, "src")
    flow = Flow("shell", function, Source("event", "event.a", Span("src/app.py", 1)), Span("src/app.py", 2), "run", ())
    app = Application("here", "cdk", functions=[function], behaviours={"Pay": Behaviour(function, flows=[flow])})
    (finding,) = run_checks(app, [event_data_in_shell.__goatherd_check__])  # type: ignore[attr-defined]
    assert isinstance(finding, Finding)
    assert "shlex" in finding.remedy
    oracle = next(rule for rule in RULES if rule.slug == "message-is-retried")
    assert "`retryAttempts`" in oracle.remedy("cdk", function.span.path, function.language)


def test_sections_are_titled_as_the_languages_are() -> None:
    languages = [*LANGUAGES.values(), *(framework.language for framework in FRAMEWORKS.values() if framework.language)]
    known = {"Remedy", *(f"Remedy in {language}" for language in languages)}
    titles = {title for rule in RULES for title in re.findall(r"(?m)^## (Remedy.*)$", rule.documentation)}
    assert titles <= known


def _is_about_code(rule: Rule) -> bool:
    if not isinstance(rule, Check):
        return rule.sas in _INPUTS
    first = next(iter(inspect.signature(rule.function).parameters.values()))
    return first.annotation in _CODE


def _foreign(language: str) -> set[str]:
    """Names that belong to one language alone: those of the test, and what only its remedies quote."""
    quoted = {name: _names_in(f"Remedy in {name}") for name in LANGUAGES.values()}
    (other,) = set(LANGUAGES.values()) - {language}
    return (quoted[language] | _OF[language]) - quoted[other]


def _names_in(title: str) -> set[str]:
    named = [remedies(rule.documentation).get(title.removeprefix("Remedy in "), "") for rule in RULES]
    return {name for text in named for quoted in _QUOTED.findall(text) for name in _NAME.findall(quoted)}

"""Of other clouds HTTP functions are run, in their own way; of all others it is said why they are not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from goatherd.model.trigger import Exposure, Kind, Trigger
from goatherd.sandbox.conventions import Convention, NoConvention, convention_of
from tests.sandbox.pods import TEMPLATE, in_pod, read, summary, written

if TYPE_CHECKING:
    from pathlib import Path

HTTP = '{"bindings": [{"type": "httpTrigger", "name": "req", "authLevel": "anonymous"}]}'
TIMER = '{"bindings": [{"type": "timerTrigger", "name": "timer", "schedule": "0 * * * *"}]}'
FILES = {
    "host.json": '{"version": "2.0"}',
    "Hello/function.json": HTTP,
    "Hello/index.js": "module.exports = async (context, req) => ({ body: `hello ${req.query.name}` });\n",
    "Hourly/function.json": TIMER,
    "Hourly/index.js": "module.exports = async () => {};\n",
}
EVENT = {"rawPath": "/api/Hello", "rawQueryString": "name=me", "queryStringParameters": {"name": "me"}}


def test_an_http_function_of_azure_answers_and_a_timer_is_not_run(tmp_path: Path) -> None:
    root = written(tmp_path / "tree", FILES)

    def work(pod):
        yield summary(pod.invoke("Hello", EVENT))["response"]["body"]
        yield pod.undeployable

    why = "of other clouds only HTTP functions are run, and what fires this one is: schedule"
    assert in_pod(root, work) == ["hello me", {"Hourly": why}]


def test_a_function_of_lambda_has_no_other_convention(tmp_path: Path) -> None:
    root = written(tmp_path, {"template.yaml": TEMPLATE, "app.py": "def handler(event, context):\n    pass\n"})
    application = read(root)
    assert convention_of(application.functions[0], application) is None


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        (Kind.GOOGLE_HTTP, {}, Convention("google", {"callable": False})),
        (Kind.CALLABLE, {}, Convention("google", {"callable": True})),
        (Kind.WEB, {"argument": "makes"}, Convention("web", {"manner": "makes"})),
        (Kind.AZURE_HTTP, {}, Convention("azure", {"argument": "", "described": False})),
    ],
)
def test_the_trigger_says_which_convention_it_is(tmp_path, kind, options, expected):
    application = read(written(tmp_path, FILES))
    function = application.functions[0]
    function.triggers = [Trigger(kind, Exposure.ANONYMOUS, function.span, options=options)]
    assert convention_of(function, application) == expected


def test_a_callable_for_the_genuine_app_alone_is_not_run(tmp_path: Path) -> None:
    application = read(written(tmp_path, FILES))
    function = application.functions[0]
    function.triggers = [Trigger(Kind.CALLABLE, Exposure.ANONYMOUS, function.span, options={"app_check": True})]
    with pytest.raises(NoConvention, match="App Check"):
        convention_of(function, application)


def test_settings_that_no_file_makes_have_a_value_where_their_names_say_enough(tmp_path: Path) -> None:
    names = "COSMOS_ENDPOINT", "API_SECRET", "DEBUG", "AzureWebJobsStorage"
    body = ", ".join(f"process.env.{name} ?? null" for name in names)
    files = {**FILES, "Hello/index.js": f"module.exports = async () => ({{ body: [{body}] }});\n"}
    root = written(tmp_path / "tree", files)

    def work(pod):
        yield json.loads(summary(pod.invoke("Hello", EVENT))["response"]["body"])

    ((endpoint, secret, debug, storage),) = in_pod(root, work)
    assert endpoint == "https://cosmos-endpoint.example.org"
    assert secret
    assert debug is None
    assert "AccountName=" in storage

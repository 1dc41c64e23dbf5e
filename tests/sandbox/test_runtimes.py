"""Functions of both languages run as Lambda would run them, and end as it would end them."""

from __future__ import annotations

import pytest

from tests.sandbox.handlers import FILES, FUNCTIONS, HUGE, template
from tests.sandbox.pods import in_pod, summary, written


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = written(tmp_path_factory.mktemp("app"), {"template.yaml": template(), **FILES})

    def work(pod):
        yield "undeployable", pod.undeployable
        for id in ("PyInline", "JsInline", *FUNCTIONS):
            if id not in pod.undeployable:
                with pytest.MonkeyPatch.context() as patch:
                    if id == "PyEndless":
                        patch.setattr("goatherd.sandbox.host.INIT_SECONDS", 2.0)
                    yield id, summary(pod.invoke(id, {"n": [1, None]} if "Huge" not in id else 100))
        for id in ("PyWarm", "JsWarm", "PyExits", "JsLater", "JsEmptied"):
            yield f"{id} again", summary(pod.invoke(id, {}))
        yield "broken", pod.broken
        for id in ("PyHuge", "JsHuge"):
            yield f"{id} limit", len(pod.invoke(id, HUGE - 2).raw)
            for name, size in (("more", HUGE + 200), ("far more", HUGE * 2), ("after", 2)):
                yield f"{id} {name}", summary(pod.invoke(id, size))

    return dict(in_pod(folder, work))


def said(ran, *ids):
    assert {id: ran[id]["error"] for id in ids if ran[id]["ended"] != "response"} == {}
    return [ran[id]["response"] for id in ids]


def ended(ran, *ids):
    return [(ran[id]["ended"], (ran[id]["error"] or {}).get("errorType"), ran[id]["response"]) for id in ids]


@pytest.mark.parametrize("id", ["PyPlain", "JsPlain"])
def test_events_come_back_as_they_are(ran, id):
    assert said(ran, id) == [{"n": [1, None]}]


def test_handlers_are_found_in_folders_layers_modules_and_templates(ran):
    assert said(ran, "PyInner", "PySlashed") == ["folder.deeper.inner"] * 2
    assert said(ran, "JsInner", "JsCommon", "Module") == ["/var/task/folder/inner.js", "cjs", "of a module"]
    assert said(ran, "JsEsm") == [["top", "function", "file:///var/task/esm.mjs"]]
    assert said(ran, "PyLayered", "JsLayered") == [
        ["of the layer", "of the function"],
        ["of the layer", "data of the layer"],
    ]
    assert said(ran, "PyInline", "JsInline") == [["inline", "/var/task/index.py"], ["inline", "/var/task/index.js"]]


def test_what_cannot_run_here_is_told(ran):
    assert set(ran["undeployable"]) == {"Image", "Java"}


def test_answers_of_every_kind(ran):
    assert said(ran, "PyBytes", "JsNothing", "JsCallback") == ["x", None, {"got": {"n": [1, None]}}]
    assert said(ran, "JsSucceed", "JsEmptied", "JsEmptied again") == ["by context", "at once", "at once"]
    assert said(ran, "JsStreamed", "JsPiped") == [
        {"statusCode": 201, "headers": {"X-A": "b"}, "body": "one,goatherd-JsStreamed"},
        {"statusCode": 200, "headers": {"Content-Type": "text/css"}, "body": "ab"},
    ]


def test_errors_are_told_as_lambda_tells_them(ran):
    assert ended(ran, "PyError", "PyOwn", "PyStrange", "PyCircular") == [
        ("error", "ValueError", None),
        ("error", "OwnError", None),
        ("error", "Runtime.MarshalError", None),
        ("error", "Runtime.MarshalError", None),
    ]
    ids = ("JsError", "JsText", "JsSync", "JsLater", "JsRejected", "JsFailing", "JsCircular", "JsBroken")
    types = ("TypeError", "string", "RangeError", "Error", "Error", "Error", "TypeError", "Error")
    assert ended(ran, *ids) == [("error", type, None) for type in types]
    assert [ran[id]["error"]["errorMessage"] for id in ("PyError", "JsError", "JsText")] == ["some ü"] * 2 + [
        "only text"
    ]
    assert 'File "/var/task/app.py", line 4, in error' in ran["PyError"]["error"]["stackTrace"][0]
    assert "/var/task/app.js:4:" in ran["JsError"]["error"]["trace"][1]
    assert "ValueError: some ü" in ran["PyError"]["log"]
    assert "TypeError: some ü" in ran["JsError"]["log"]


def test_functions_that_do_not_start(ran):
    assert ended(ran, "PySyntax", "PyImporting", "PyRaising", "PyLeaving", "PyEndless") == [
        ("init-error", "Runtime.UserCodeSyntaxError", None),
        ("init-error", "Runtime.ImportModuleError", None),
        ("init-error", "RuntimeError", None),
        ("init-error", "Runtime.ExitError", None),
        ("init-error", "Runtime.ExitError", None),
    ]
    assert ended(ran, "JsSyntax", "JsImporting", "JsRaising", "JsLeaving", "JsWaiting") == [
        ("init-error", "Runtime.UserCodeSyntaxError", None),
        ("init-error", "Runtime.ImportModuleError", None),
        ("init-error", "Error", None),
        ("init-error", "Runtime.ExitError", None),
        ("init-error", "Runtime.ExitError", None),
    ]
    assert len(ran["broken"]) == 10
    assert ran["broken"]["PyLeaving"] == "the process ended with exit code 9 while it started"
    assert ran["broken"]["PyEndless"] == "no answer within 2 s while it started"


def test_functions_that_end_or_take_too_long(ran):
    assert [ran[id]["why"] for id in ("PyExits", "JsExits")] == ["the process ended with exit code 4"] * 2
    for id in ("PySlow", "JsSlow", "JsWaits"):
        assert (ran[id]["ended"], ran[id]["why"]) == ("timeout", "no answer within 1 s")
    assert ran["PySlow"]["log"] == "before\n"


def test_processes_stay_warm_unless_they_ended(ran):
    assert said(ran, "PyWarm", "PyWarm again", "JsWarm", "JsWarm again") == [1, 2, 1, 2]
    assert ran["PyExits again"]["why"] == "the process ended with exit code 4"
    assert ended(ran, "JsLater again") == [("error", "Error", None)]


@pytest.mark.parametrize("id", ["PyContext", "JsContext"])
def test_the_context(ran, id):
    (context,) = said(ran, id)
    assert 0 < context["left"] <= 10_000
    assert len(context["id"]) == 36
    assert (context["name"], context["memory"], context["version"]) == (f"goatherd-{id}", "256", "$LATEST")
    assert context["arn"] == f"arn:aws:lambda:us-east-1:123456789012:function:goatherd-{id}"
    assert context["group"] == f"/aws/lambda/goatherd-{id}"
    assert context["trace"].startswith("Root=1-")
    assert (context["folder"], context["root"]) == ("/var/task", "/var/task")
    assert "goatherd" not in str(context["argv"]) or id == "JsContext"
    assert context["handler"].startswith("app.context")


def test_logs(ran):
    assert ran["PyLogs"]["log"].startswith("to stdout\nto stderr\n\ufffd raw\n[WARNING]")
    assert "logged text" in ran["PyLogs"]["log"]
    assert ran["JsLogs"]["log"] == "to stdout\nto stderr\nraw\n"


@pytest.mark.parametrize("id", ["PyHuge", "JsHuge"])
def test_responses_that_are_too_large_are_errors(ran, id):
    assert ran[f"{id} limit"] == HUGE
    for size in ("more", "far more"):
        assert ended(ran, f"{id} {size}") == [("error", "Function.ResponseSizeTooLarge", None)]
    assert said(ran, f"{id} after") == ["xx"]

"""A layer: what is in it, that it is the same on every run, and what its wrapper does."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile

import pytest

from goatherd.guard.layer import LANGUAGES, build_layer, layer_files, policy_name, zip_layer
from goatherd.guard.rules import compiled_rules

POLICY = {"version": 1, "function": "Convert", "mode": "block"}
COMMON = {"goatherd-guard", "goatherd/policies/Convert.json", "goatherd/rules.json"}
RUNTIME = {"python": "goatherd/python/goatherd_guard/__init__.py", "javascript": "goatherd/node/src/index.cjs"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_layer_holds_wrapper_policies_rules_and_runtime(language):
    files = {name: (data, mode) for name, data, mode in layer_files(language, {"Convert": POLICY}, compiled_rules())}
    assert {*COMMON, RUNTIME[language]} <= files.keys()
    assert list(files) == sorted(files)
    assert json.loads(files["goatherd/policies/Convert.json"][0]) == POLICY
    assert {mode for _, mode in files.values()} == {0o755, 0o644} and files["goatherd-guard"][1] == 0o755
    assert not any("__pycache__" in name or "/test" in name for name in files)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_archive_is_the_same_on_every_run(tmp_path, language):
    rules = compiled_rules()
    for name in ("one.zip", "two.zip"):
        zip_layer(language, {"Convert": POLICY}, rules, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.getinfo("goatherd-guard").external_attr >> 16 == 0o100755


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wrapper_starts_the_runtime_with_the_guard_in_front(tmp_path, language):
    build_layer(language, {"Convert": POLICY}, compiled_rules(), tmp_path)
    variables = {
        "_HANDLER": "app.handler",
        "PATH": os.environ["PATH"],
        "NODE_OPTIONS": "--no-warnings",
        "PYTHONPATH": "/a",
    }
    done = subprocess.run(
        [tmp_path / "goatherd-guard", "env"], env=variables, capture_output=True, text=True, check=True
    )
    told = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert told["GOATHERD_HANDLER"] == "app.handler"
    if language == "python":
        assert (told["_HANDLER"], told["PYTHONPATH"]) == ("goatherd_guard.entry.handler", "/opt/goatherd/python:/a")
    else:
        runtime = "/opt/goatherd/node/src"
        assert told["_HANDLER"] == f"{runtime}/entry.handler"
        assert told["NODE_OPTIONS"] == f"--require {runtime}/preload.cjs --no-warnings"


def test_the_guard_of_a_layer_finds_its_policy(tmp_path, monkeypatch):
    """As a function does: by the name that GOATHERD_GUARD has."""
    build_layer("python", {"Convert": POLICY}, compiled_rules(), tmp_path)
    monkeypatch.setenv("GOATHERD_GUARD_FOLDER", str(tmp_path / "goatherd"))
    monkeypatch.setenv("GOATHERD_GUARD", policy_name("Convert"))
    from goatherd_guard.guard import find

    assert find().policy.function == "Convert"


def test_names_of_policies_are_names_of_files_and_no_two_are_the_same():
    ids = [
        "Convert",
        "Stack/Convert",
        'aws_lambda_function.a["x"]',
        "aws_lambda_function.a['x']",
        "../../etc/passwd",
        "…",
    ]
    names = [policy_name(id) for id in ids]
    assert names[:2] == ["Convert", "Stack.Convert"]
    assert len(set(names)) == len(names)
    assert all("/" not in name and name and name[0] != "." for name in names)


FORBIDDING = {
    **POLICY,
    "processes": {"allow": [], "others": "block"},
    "code": {"evaluation": "block", "native": "block"},
}
NEEDS = {
    "a program": {**FORBIDDING, "processes": {"allow": [{"program": "/bin/ls"}], "others": "block"}},
    "nobody knows what": {**FORBIDDING, "processes": {"others": "monitor"}},
    "native code": {**FORBIDDING, "code": {"native": "allow"}},
    "to be watched": {**FORBIDDING, "mode": "monitor"},
}


@pytest.mark.parametrize("runtime", ["nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"])
def test_a_function_that_starts_no_program_gets_the_permission_model_of_its_node(tmp_path, runtime):
    build_layer("javascript", {"Convert": FORBIDDING}, compiled_rules(), tmp_path)
    wrapper = (tmp_path / "goatherd-guard").read_text().replace("/opt/goatherd/", f"{tmp_path}/goatherd/")
    variables = {"_HANDLER": "app.handler", "GOATHERD_GUARD": "Convert", "AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}"}
    command = ["/bin/sh", "-c", wrapper, "wrapper", "/bin/sh", "-c", 'echo "$NODE_OPTIONS"']
    options = subprocess.run(command, env=variables, capture_output=True, text=True, check=True).stdout.split()[2:]
    first = {"nodejs18.x": [], "nodejs20.x": ["--experimental-permission"]}.get(runtime, ["--permission"])
    assert options[:1] == first and ("--allow-addons" in options) == bool(first)


@pytest.mark.parametrize("policy", NEEDS.values(), ids=NEEDS)
def test_others_do_not(policy):
    names = [name for name, *_ in layer_files("javascript", {"Convert": policy}, compiled_rules())]
    assert not [name for name in names if "permissions" in name]

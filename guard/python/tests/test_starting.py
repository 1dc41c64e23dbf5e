"""What becomes of a function whose guard cannot start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
WRAPPED = "from goatherd_guard import guarded\n@guarded\ndef handler(event, context):\n    return 'ran'\n"
UNREADABLE = [None, "{", '{"version": 1, "mode": "blok"}', '{"version": 1, "files": {"read": 3}}']
BARE = "def handler(event, context):\n    return 'ran'\n"


def ran(folder, policy, failure=None, layer=False, app=WRAPPED, main=""):
    """(exit code, findings, counters, whether the handler ran); `policy` is the text of its file, None for none."""
    if policy is not None:
        (folder / "policy.json").write_text(policy)
    table = json.loads((TOP / "cases" / "table.json").read_text(encoding="utf-8"))
    table["kinds"] = json.loads((TOP / "kinds.json").read_text(encoding="utf-8"))
    (folder / "rules.json").write_text(json.dumps(table))
    (folder / "app.py").write_text(BARE if layer else app)
    module = "goatherd_guard.entry" if layer else "app"
    (folder / "main.py").write_text(main or f"from {module} import handler\nprint('ANSWER', handler({{}}, None))\n")
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{TOP / 'python' / 'src'}:{folder}",
        "GOATHERD_GUARD": "Own",
        "GOATHERD_GUARD_FOLDER": str(folder),
        "GOATHERD_GUARD_POLICY": str(folder / "policy.json"),
        "GOATHERD_HANDLER": "app.handler",
        **({"GOATHERD_GUARD_FAILURE": failure} if failure else {}),
    }
    command = [sys.executable, "-B", "main.py"]
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    findings = [row for row in rows if "class_uid" in row]
    return done.returncode, findings, [row for row in rows if "_aws" in row], "ANSWER ran" in done.stdout


@pytest.mark.parametrize("layer", [False, True])
@pytest.mark.parametrize("policy", UNREADABLE)
def test_a_guard_that_cannot_start_says_so_and_the_function_runs(tmp_path, policy, layer):
    code, findings, counters, has_run = ran(tmp_path, policy, layer=layer)
    assert (code, has_run) == (0, True)
    (finding,) = findings
    assert finding["message"].startswith(f"guard is off: {tmp_path}/policy.json: ")
    assert (finding["action_id"], finding["finding_info"]["analytic"]["uid"]) == (1, "guard-off")
    assert finding["resources"][0]["name"] == "Own"
    assert [(row["function"], row["off"]) for row in counters] == [("Own", 1)]


@pytest.mark.parametrize("layer", [False, True])
def test_where_it_has_to_start_the_function_does_not_run_without_it(tmp_path, layer):
    code, (finding,), counters, has_run = ran(tmp_path, None, "closed", layer=layer)
    assert (code, has_run, finding["action_id"], len(counters)) == (1, False, 2, 1)


THREE = WRAPPED + "@guarded\ndef other(event, context): pass\n@guarded\ndef third(event, context): pass\n"
BLOCK = (
    '{"version": 1, "mode": "block", "processes": {"allow": [], "others": "monitor"}, "code": {"native": "monitor"}}'
)


def test_several_guarded_functions_of_a_process_have_one_guard(tmp_path):
    main = "import os\nfrom app import *\nos.system('true')\nprint('ANSWER', handler({}, None))\n"
    code, findings, _, has_run = ran(tmp_path, BLOCK, app=THREE, main=main)
    assert (code, has_run) == (0, True)
    messages = [finding["message"] for finding in findings]
    assert len(set(messages)) == len(messages) and all(each.startswith("starts /bin/sh") for each in messages)


def test_a_guard_that_cannot_start_says_so_once(tmp_path):
    code, findings, counters, has_run = ran(tmp_path, None, app=THREE)
    assert (code, has_run, len(findings), len(counters)) == (0, True, 1, 1)


# What azure.functions makes of a function, as far as the guard looks at it.
AZURE = """
import os, sys, types
module = types.ModuleType("azure.functions.decorators")
exec('''
class Function:
    def __init__(self, function): self._func = function
class FunctionBuilder:
    def __init__(self, function): self._function = Function(function)
    def __call__(self, *given): return self._function._func(*given)
class FunctionApp:
    def __init__(self): self._function_builders = []
    def route(self, function):
        self._function_builders.append(FunctionBuilder(function))
        return self._function_builders[-1]
''', module.__dict__)
for each in (module.Function, module.FunctionBuilder, module.FunctionApp):
    each.__module__ = module.__name__
from goatherd_guard import guarded
app = module.FunctionApp()
def handler(event, context): return os.system("echo " + event["a"])
"""
AZURE_BLOCK = '{"version": 1, "mode": "block", "sinks": {"others": "block"}, "events": {"fields": []}}'
CALLED = """
from app import *
try:
    print("ANSWER", app._function_builders[0]._function._func({"a": "b; echo c"}, None))
except PermissionError as error:
    print("ANSWER ran into", type(error).__name__)
"""


@pytest.mark.parametrize("way", ["guarded(app.route(handler))", "app.route(handler); guarded(app)"])
def test_what_azure_made_of_a_function_is_guarded_within(tmp_path, way):
    code, (finding,), _, _ = ran(tmp_path, AZURE_BLOCK, app=f"{AZURE}\n{way}\n", main=CALLED)
    assert (code, finding["finding_info"]["analytic"]["uid"]) == (0, "sink-shell")


@pytest.mark.parametrize("policy", [AZURE_BLOCK, None])
@pytest.mark.parametrize("what", ["guarded(app)", "guarded(module.Function(handler))", "guarded(3)", "guarded(None)"])
def test_what_is_no_function_is_refused_when_it_is_loaded(tmp_path, what, policy):
    main = (
        "try:\n    import app\nexcept TypeError as error:\n    assert '@guarded' in str(error)\n    print('ANSWER ran')"
    )
    code, _, _, has_run = ran(tmp_path, policy, app=f"{AZURE}\n{what}\n", main=main)
    assert (code, has_run) == (0, True)

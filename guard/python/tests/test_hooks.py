"""Hooks in a process of their own: what is audited once is audited for good."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
FUNCTION = """
import json, os, pathlib, sys, urllib.request
from goatherd_guard import guarded

def do(what, value):
    if what == "shell":
        os.system("echo " + value + " > /dev/null")
    elif what == "fetch":
        os.execvp("curl", ["curl", "-s", value])
    elif what == "path":
        open(os.path.join(os.getcwd(), "files", value)).close()
    elif what == "exists":
        file = os.path.join(os.getcwd(), "files", value)
        os.path.exists(file), pathlib.Path(file).is_file(), os.path.getsize(file)
    elif what == "resolve":
        os.path.realpath(os.path.join(os.getcwd(), "files", value))
    elif what == "eval":
        eval(value)
    elif what == "address":
        urllib.request.urlopen("http://" + value + "/", timeout=5)

@guarded
def handler(event, context):
    if "Records" in event:
        for record in event["Records"]:
            if record["body"].startswith("shell "):
                try:
                    do("shell", record["body"])
                except PermissionError:
                    if not record.get("swallow"):
                        raise
        return {"seen": [record["body"] for record in event["Records"]]}
    query = event["queryStringParameters"]
    try:
        do(query["what"], query["value"])
    except Exception as error:
        if query.get("swallow"):
            return {"statusCode": 200}
        if isinstance(error, PermissionError):
            raise
        return {"statusCode": 500}
    return {"statusCode": 200}

print("ANSWER", json.dumps(handler(json.loads(sys.argv[1]), None)))
"""
POLICY = {
    "version": 1,
    "mode": "block",
    "sinks": {"others": "block"},
    "events": {
        "kinds": [{"kind": "sqs"}],
        "fields": [{"path": "Records[].body", "families": ["shell"]}],
        "record": "partial",
    },
}


def ran(folder, event, before="", late="", **events):
    """The answer, and the rules that decided; `events` changes that section of the policy. Code may stand `before` the
    guard, and be run `late`, when it is there.
    """
    table = json.loads((TOP / "cases" / "table.json").read_text(encoding="utf-8"))
    table["kinds"] = json.loads((TOP / "kinds.json").read_text(encoding="utf-8"))
    table["fetching"] = json.loads((TOP / "fetching.json").read_text(encoding="utf-8"))
    (folder / "rules.json").write_text(json.dumps(table))
    (folder / "policy.json").write_text(json.dumps({**POLICY, "events": {**POLICY["events"], **events}}))
    (folder / "app.py").write_text(before + FUNCTION.replace("print(", f"{late}\nprint("))
    (folder / "files").mkdir()
    (folder / "files" / "a.txt").write_text("a")
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(TOP / "python" / "src"),
        "GOATHERD_GUARD_FOLDER": str(folder),
        "GOATHERD_GUARD_POLICY": str(folder / "policy.json"),
    }
    command = [sys.executable, "-B", "app.py", json.dumps(event)]
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    rows = [json.loads(line) for line in lines if line.startswith("{")]
    answer = next(json.loads(line.removeprefix("ANSWER ")) for line in lines if line.startswith("ANSWER "))
    return answer, [row["finding_info"]["analytic"]["uid"] for row in rows if row.get("class_uid") == 2004]


def call(what, value, **more):
    query = {"what": what, "value": value, **more}
    context = {"http": {"method": "GET", "path": "/"}, "requestId": "r-1"}
    return {"version": "2.0", "rawPath": "/", "queryStringParameters": query, "requestContext": context, "headers": {}}


@pytest.mark.parametrize(
    ("what", "value", "rule"),
    [
        ("shell", "a; touch made", "sink-shell"),
        ("path", "../../../etc/passwd", "sink-path"),
        ("exists", "../../../etc/passwd", "sink-path"),
        ("eval", "print('evaluated')", "sink-code"),
        ("shell", "http://evil.example/a", "sink-ssrf"),
        ("fetch", "127.0.0.1:9/a", "sink-ssrf"),
        ("address", "127.0.0.1:9", "sink-ssrf"),
        ("path", "../../../{place}/{0.__class__}", "sink-path"),
        ("address", "127.0.0.1:9/{url}/{0.__class__}", "sink-ssrf"),
    ],
)
def test_what_changes_the_structure_is_answered_by_403(tmp_path, what, value, rule):
    for number, more in enumerate(({}, {"swallow": "yes"})):
        folder = tmp_path / str(number)
        folder.mkdir()
        answer, rules = ran(folder, call(what, value, **more))
        assert (answer["statusCode"], set(rules)) == (403, {rule})
        assert not (folder / "made").exists()


@pytest.mark.parametrize(("what", "value"), [("shell", "a"), ("path", "a.txt"), ("exists", "a.txt"), ("eval", "12")])
def test_what_is_one_literal_is_not(tmp_path, what, value):
    assert ran(tmp_path, call(what, value)) == ({"statusCode": 200}, [])


def test_code_may_find_out_where_a_path_leads(tmp_path):
    assert ran(tmp_path, call("resolve", "../../../etc/passwd")) == ({"statusCode": 200}, [])


def test_trees_are_removed_as_safely_as_before(tmp_path):
    late = "import os, shutil; assert shutil.rmtree.avoids_symlink_attacks and os.stat in os.supports_dir_fd"
    assert ran(tmp_path, call("eval", "12"), late=late) == ({"statusCode": 200}, [])


def test_another_finder_of_modules_that_asks_all_finders_finds_them(tmp_path):
    tracer = """
import sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        others = [each for each in sys.meta_path if each is not self] if name == "sqlite3.dbapi2" else []
        return next(filter(None, (each.find_spec(name, path, target) for each in others)), None)

sys.meta_path.insert(0, Finder())
"""
    late = 'import importlib; importlib.import_module("sqlite3")'
    assert ran(tmp_path, call("eval", "12"), before=tracer, late=late) == ({"statusCode": 200}, [])


def test_a_refused_record_is_named_and_the_others_are_handed_on(tmp_path):
    records = [{"messageId": f"m-{n}", "eventSource": "aws:sqs", "body": b} for n, b in enumerate(["a", "b; cat x"])]
    answer, rules = ran(tmp_path, {"Records": records})
    assert answer == {"seen": ["a"], "batchItemFailures": [{"itemIdentifier": "m-1"}]}
    assert rules == ["T1"]


def batch(*bodies, **more):
    return {
        "Records": [{"messageId": f"m-{n}", "eventSource": "aws:sqs", "body": b, **more} for n, b in enumerate(bodies)]
    }


def test_where_records_are_dropped_no_batch_fails(tmp_path):
    for number, (bodies, seen) in enumerate([(("a", "b; cat x"), {"seen": ["a"]}), (("b; cat x",), None)]):
        (tmp_path / str(number)).mkdir()
        assert ran(tmp_path / str(number), batch(*bodies), record="drop") == (seen, ["T1"])


UNSEEN = {"fields": [{"path": "Records[].body", "families": []}]}  # nothing is asked of them before the handler runs


def test_a_record_of_which_something_is_stopped_is_refused_alone(tmp_path):
    for record, more in (("drop", {}), ("partial", {"batchItemFailures": [{"itemIdentifier": "m-1"}]})):
        (tmp_path / record).mkdir()
        answer, rules = ran(tmp_path / record, batch("a", "shell b; touch made", "c"), record=record, **UNSEEN)
        assert (answer, rules) == ({"seen": ["a", "c"], **more}, ["sink-shell"])
        assert not (tmp_path / record / "made").exists()


def test_a_batch_whose_function_goes_on_after_what_was_stopped_does_not_fail(tmp_path):
    answer, rules = ran(tmp_path, batch("shell b; touch made", "c", swallow=True), record="drop", **UNSEEN)
    assert (answer, rules) == ({"seen": ["shell b; touch made", "c"]}, ["sink-shell"])


def ran_alone(folder, body, **policy):
    """What a handler with this body gives, and the rules that decided."""
    kinds = json.loads((TOP / "kinds.json").read_text(encoding="utf-8"))
    (folder / "rules.json").write_text(json.dumps({"rules": [], "kinds": kinds}))
    (folder / "policy.json").write_text(json.dumps({"version": 1, "mode": "block", **policy}))
    (folder / "app.py").write_text(
        f"from goatherd_guard import guarded\ndef handler(event, context):\n    {body}\n"
        "try:\n    print('ANSWER', guarded(handler)({'a': 'b'}, None))\nexcept PermissionError:\n    print('STOPPED')\n"
    )
    variables = {"PYTHONPATH": str(TOP / "python" / "src"), "GOATHERD_GUARD_FOLDER": str(folder)}
    variables["GOATHERD_GUARD_POLICY"] = str(folder / "policy.json")
    done = subprocess.run([sys.executable, "app.py"], cwd=folder, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    rows = [json.loads(line) for line in lines if line.startswith("{")]
    rules = [row["finding_info"]["analytic"]["uid"] for row in rows if row.get("class_uid") == 2004]
    return lines[-1], rules


def test_a_module_that_the_handler_imports_first_leaves_no_bytecode(tmp_path):
    (tmp_path / "later.py").write_text("X = 1\n")
    files = {"read": [], "write": [], "others": "block"}
    assert ran_alone(tmp_path, "import later; return later.X", files=files) == ("ANSWER 1", [])
    assert not (tmp_path / "__pycache__").exists()


@pytest.mark.skipif(not os.path.exists("/bin/uname"), reason="there is no uname")
def test_python_may_ask_for_the_processor_and_nobody_for_the_rest(tmp_path):
    processes = {"allow": [{"program": "/bin/true"}], "others": "block"}
    body = "import platform; return isinstance(platform.processor(), str)"
    assert ran_alone(tmp_path, body, processes=processes) == ("ANSWER True", [])
    body = "import subprocess; return subprocess.run(['uname', '-a'])"
    assert ran_alone(tmp_path, body, processes=processes) == ("STOPPED", ["confinement-processes"])


@pytest.mark.parametrize(
    ("object", "rules"),
    [
        (b"\x80\x04\x8c\x04uuid\x8c\x09os.getcwd\x93)R.", ["sink-deserialization"]),
        (b"\x80\x04\x8c\x07pathlib\x8c\x09Path.home\x93)R.", ["sink-deserialization"]),
        (b"\x80\x04\x8c\x07pathlib\x8c\x0dPurePosixPath\x93)R.", []),
    ],
)
def test_functions_behind_a_harmless_module_are_not_unpickled(tmp_path, object, rules):
    found = ran_alone(tmp_path, f"import pickle; return pickle.loads({object!r})", sinks={"others": "block"})
    assert found == ("STOPPED" if rules else "ANSWER .", rules)

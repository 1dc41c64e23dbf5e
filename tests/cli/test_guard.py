"""`goatherd guard`, as a user sees it."""

from __future__ import annotations

import gzip
import io
import json

import pytest

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Convert:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Events:
        Call: {Type: HttpApi, Properties: {Path: /, Method: POST}}
"""
CODE = """\
import os


def handler(event, context):
    os.system("convert " + event["queryStringParameters"]["file"])
"""
TOLD = """\
Convert: block
  events      http-api
              queryStringParameters.file is asked for shell (src/app.py:5)
  processes   /bin/sh (src/app.py:5); convert (src/app.py:5)  [others: block]
  files       none  [others: block]
  network     none  [others: block]
  aws         none  [others: block]
  code        evaluation: block, native: block

"""


THEN = ": run goatherd guard policy --write, then goatherd guard apply"


@pytest.fixture
def app(root):
    (root / "template.yaml").write_text(TEMPLATE)
    (root / "src" / "app.py").write_text(CODE)
    return root


def test_policies_are_told_with_the_places_they_come_from(goatherd, app):
    run = goatherd("guard", "policy")
    assert (run.code, run.out, run.err) == (0, TOLD, "")
    assert not (app / "goatherd-guard").exists()


def test_policies_are_written_where_they_are_asked_for(goatherd, app):
    run = goatherd("guard", "policy", "--write", "-q", "--mode", "monitor")
    assert run.code == 0 and run.out == "" and run.err.endswith("Convert.json: written\n")
    written = json.loads((app / "goatherd-guard" / "policies" / "Convert.json").read_text())
    assert (written["function"], written["mode"]) == ("Convert", "monitor")
    assert goatherd("guard", "policy", "-o", "elsewhere", "--function", "Convert").code == 0
    assert [each.name for each in (app / "elsewhere").glob("*.json")] == ["Convert.json"]


def test_a_function_that_is_not_there_is_told(goatherd, app):
    run = goatherd("guard", "policy", "--function", "Covert")
    assert (run.code, run.err) == (2, "error: no function is called 'Covert'\n  help: functions: Convert\n")


def test_the_json_of_one_policy_is_the_policy(goatherd, app):
    assert json.loads(goatherd("guard", "policy", "--format", "json").out)["function"] == "Convert"


def test_nothing_to_protect_is_told(goatherd, root):
    (root / "template.yaml").write_text(TEMPLATE.replace("python3.13", "go1.x"))
    (root / "src" / "app.py").unlink()
    run = goatherd("guard", "policy")
    assert run.code == 4 and "no function is there that the guard can run in" in run.err


def test_check_tells_what_changed_in_the_code(goatherd, app):
    goatherd("guard", "policy", "--write", "-q")
    assert goatherd("guard", "check").code == 0
    moved = CODE.replace("import os\n", "import os\n\n# a line more\n")
    (app / "src" / "app.py").write_text(moved)
    assert goatherd("guard", "check").code == 0  # lines move, needs do not
    (app / "src" / "app.py").write_text(CODE.replace("convert ", "identify ") + "    open('/mnt/a')\n")
    run = goatherd("guard", "check")
    assert run.code == 1
    assert run.out.splitlines() == [
        f"Convert: the code needs processes: identify at src/app.py:5{THEN}",
        f"Convert: the code needs files.read: /mnt/a at src/app.py:6{THEN}",
        f"Convert: nothing in the code needs processes: convert any more{THEN}",
    ]
    assert goatherd("guard", "policy", "--write", "-q").code == 0
    assert goatherd("guard", "check").code == 0


def test_check_is_content_with_what_people_took_out_or_widened(goatherd, app):
    (app / "src" / "app.py").write_text(CODE + "    open('/mnt/a')\n")
    goatherd("guard", "policy", "--write", "-q")
    file = app / "goatherd-guard" / "policies" / "Convert.json"
    policy = json.loads(file.read_text())
    policy["files"]["read"] = []
    policy["processes"]["allow"][1]["program"] = "con*"
    file.write_text(json.dumps(policy))
    assert (goatherd("guard", "check").out, goatherd("guard", "check").code) == ("", 0)
    (app / "src" / "app.py").write_text(CODE + "    open('/mnt/a')\n    open('/mnt/b')\n")
    assert goatherd("guard", "check").out == f"Convert: the code needs files.read: /mnt/b at src/app.py:7{THEN}\n"


def test_apply_names_functions_whose_policy_no_longer_fits_the_code(goatherd, app):
    assert goatherd("guard", "apply").code == 0
    (app / "src" / "app.py").write_text(CODE + "    open('/mnt/a')\n")
    run = goatherd("guard", "apply", "-q")
    said = "Convert: its policy goatherd-guard/policies/Convert.json no longer fits the code: "
    assert (run.code, run.err) == (1, f"{said}run goatherd guard policy --write, then this command again\n")
    goatherd("guard", "policy", "--write", "-q")
    assert goatherd("guard", "apply", "-q").code == 0 and goatherd("guard", "check").code == 0


def test_check_leaves_alone_what_people_added(goatherd, app):
    goatherd("guard", "policy", "--write", "-q")
    file = app / "goatherd-guard" / "policies" / "Convert.json"
    policy = json.loads(file.read_text())
    policy["network"]["allow"].append({"host": "partner.example", "why": "the partner's proxy"})
    file.write_text(json.dumps(policy))
    assert goatherd("guard", "check").code == 0


def test_check_tells_of_functions_and_policies_without_the_other(goatherd, app):
    goatherd("guard", "policy", "--write", "-q")
    (app / "template.yaml").write_text(TEMPLATE.replace("  Convert:", "  Change:"))
    (app / "goatherd-guard" / "policies" / "Convert.json").rename(app / "Convert.json")
    goatherd("guard", "policy", "--write", "-q")
    (app / "Convert.json").rename(app / "goatherd-guard" / "policies" / "Convert.json")
    assert goatherd("guard", "check").out == "Convert: the policy is of no function\n"


def test_a_renamed_function_is_told_with_the_policy_that_it_had(goatherd, app):
    assert goatherd("guard", "policy", "--write", "-q").code == 0
    (app / "template.yaml").write_text(TEMPLATE.replace("Convert:", "Change:"))
    told = "Change: there is no policy, and of no function: Convert.json; "
    told += "where a function was renamed, its policy is to be called Change.json\n"
    check, policy = goatherd("guard", "check"), goatherd("guard", "policy", "--write", "-q")
    assert (check.code, check.out) == (1, told)
    assert policy.err.startswith(told)


def test_check_without_policies_says_how_to_make_them(goatherd, app):
    run = goatherd("guard", "check")
    assert (run.code, run.err) == (4, "no policies are there: goatherd guard policy --write makes them\n")


def test_a_policy_that_is_none_is_told_in_one_line(goatherd, app):
    folder = app / "goatherd-guard" / "policies"
    folder.mkdir(parents=True)
    (folder / "Convert.json").write_text("[1]")
    run = goatherd("guard", "check")
    assert run.code == 2 and "is no policy of version 1" in run.err


def _seen(what, action=1):
    told = {"stage": "confinement", "family": "files", "verdict": "report"}
    row = {"class_uid": 2004, "action_id": action, "message": what, "unmapped": {"goatherd": told}}
    row |= {"resources": [{"name": "Convert"}], "metadata": {"product": {"name": "goatherd-guard"}}}
    return json.dumps(row, separators=(",", ":"))


def test_learning_allows_what_was_reported_and_not_what_was_refused(goatherd, app):
    lines = ["START", "2026-11-29T10:00:00Z " + _seen("reads /etc/motd"), _seen("starts /bin/rm", 2)]
    (app / "log.txt").write_text("\n".join([*lines, _seen("reads /etc/motd")]))
    run = goatherd("guard", "policy", "--learn", "log.txt")
    assert run.code == 0
    added = {line.strip("+ ,") for line in run.out.splitlines()[2:] if line[:1] == "+"}
    removed = [line for line in run.out.splitlines()[2:] if line[:1] == "-"]
    assert (added, removed) == ({'"path": "/etc/motd"', '"why": "seen 2 times"', "{", "}"}, [])


def test_learning_says_what_it_cannot_learn(goatherd, app):
    (app / "log.txt").write_text(_seen("reads /srv/<redacted>"))
    run = goatherd("guard", "policy", "--learn", "log.txt")
    assert run.out.startswith("# Convert.json: files: reports name what events held, which is not in the log and not")


TABLES = """\
import os
import boto3


def handler(event, context):
    open("/mnt/menu.txt")
    boto3.client("dynamodb").get_item(TableName="orders", Key={})
    os.execv("/opt/bin/stamp", ["stamp"])
"""


def test_what_no_invocation_used_is_named_and_taken_out_once_enough_were_seen(goatherd, app):
    (app / "src" / "app.py").write_text(TABLES)
    assert goatherd("guard", "policy", "--write", "-q").code == 0
    used = [{"process": "/opt/bin/stamp"}, {"connect": "*.amazonaws.com"}]
    used += [{"aws": "dynamodb:GetItem", "resources": ["orders"]}]
    line = json.dumps({"goatherd": "sample", "function": "Convert", "invocations": 100, "doings": used})
    (app / "log.txt").write_text(f"{line}\n" * 4)
    run = goatherd("guard", "policy", "--learn", "log.txt")
    unused = "Convert.json: not used in 400 invocations: files.read: /mnt/menu.txt, src/app.py:6"
    assert run.out == f"# {unused} (kept, since fewer than 1000 invocations were seen)\n"
    run = goatherd("guard", "policy", "--learn", "log.txt", "--least", "400", "--write")
    assert f"# {unused} (taken out)\n" in run.out
    assert '-        "path": "/mnt/menu.txt",' in run.out.splitlines()
    assert goatherd("guard", "check").code == 0


def test_the_rules_are_goatherds_own_where_there_is_no_copy(goatherd, app, monkeypatch, tmp_path):
    monkeypatch.setattr("goatherd.guard.rules.DEBIAN", tmp_path / "none")
    run = goatherd("guard", "rules", "-o", "rules.json")
    assert run.code == 0 and "there is no copy of the Core Rule Set: --crs names one" in run.err
    again = goatherd("guard", "rules")
    assert (app / "rules.json").read_text() == again.out
    assert {rule["id"][0] for rule in json.loads(again.out)["rules"]} == {"G"}


def test_a_layer_is_built_as_a_folder_or_an_archive(goatherd, app):
    run = goatherd("guard", "layer", "-o", "out")
    assert run.code == 0 and run.err.endswith("out/python: the layer for python, with 1 policy\n")
    assert (app / "out" / "python" / "goatherd" / "policies" / "Convert.json").is_file()
    assert goatherd("guard", "layer", "-o", "one.zip").code == 0
    assert goatherd("guard", "layer", "-o", "two.zip").code == 0
    assert (app / "one.zip").read_bytes() == (app / "two.zip").read_bytes()


def test_a_layer_has_the_policies_that_are_there(goatherd, app):
    goatherd("guard", "policy", "--write", "-q", "--mode", "monitor")
    goatherd("guard", "layer", "-o", "out")
    built = json.loads((app / "out" / "python" / "goatherd" / "policies" / "Convert.json").read_text())
    assert built["mode"] == "monitor"


def test_a_command_that_does_not_exist_is_told_with_the_nearest(goatherd, app):
    run = goatherd("guard", "polcy")
    assert run.code == 2 and "no such command 'polcy' of guard" in run.err and "policy" in run.err


def test_apply_shows_the_changes_and_writes_them_only_when_asked_to(goatherd, app):
    shown = goatherd("guard", "apply", "--diff")
    assert shown.code == 0 and (app / "template.yaml").read_text() == TEMPLATE
    assert "+          GOATHERD_GUARD: Convert\n" in shown.out and not (app / "goatherd-guard").exists()
    run = goatherd("guard", "apply")
    assert (run.code, run.out) == (0, "") and run.err.endswith("template.yaml: changed\n")
    assert "GOATHERD_GUARD: Convert" in (app / "template.yaml").read_text()
    wrapper = app / "goatherd-guard" / "python" / "goatherd-guard"
    assert wrapper.stat().st_mode & 0o777 == 0o755
    assert goatherd("guard", "check").code == 0
    assert goatherd("guard", "remove").code == 0
    assert (app / "template.yaml").read_text() == TEMPLATE
    assert goatherd("guard", "remove").code == 4


def test_apply_builds_the_same_layer_again_and_keeps_edited_policies(goatherd, app):
    goatherd("guard", "apply")
    file = app / "goatherd-guard" / "policies" / "Convert.json"
    file.write_text(file.read_text().replace('"mode": "block"', '"mode": "monitor"'))
    goatherd("guard", "apply")
    built = app / "goatherd-guard" / "python" / "goatherd" / "policies" / "Convert.json"
    assert json.loads(built.read_text())["mode"] == json.loads(file.read_text())["mode"] == "monitor"


def test_the_layer_keeps_the_policies_of_functions_that_were_guarded_before(goatherd, app):
    (app / "template.yaml").write_text(TEMPLATE + TEMPLATE.partition("Resources:\n")[2].replace("Convert:", "Print:"))
    assert goatherd("guard", "apply", "--function", "Convert").code == 0
    assert goatherd("guard", "apply", "--function", "Print").code == 0
    layer = app / "goatherd-guard" / "python"
    assert sorted(file.name for file in layer.rglob("policies/*.json")) == ["Convert.json", "Print.json"]


def test_apply_names_functions_that_may_fetch_nothing_an_event_names_any_more(goatherd, app):
    assert "may ask no host" not in goatherd("guard", "apply", "--diff").err
    fetching = "import urllib.request\ndef handler(event, context):\n    urllib.request.urlopen(event['body'])\n"
    (app / "src" / "app.py").write_text(fetching)
    for arguments in (("guard", "apply", "--diff"), ("guard", "apply")):
        assert "Convert may ask no host that an event names: if it is there for that" in goatherd(*arguments).err
    file = app / "goatherd-guard" / "policies" / "Convert.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "sinks": {"ssrf": "internal", "others": "block"}}))
    assert "may ask no host" not in goatherd("guard", "apply").err


def test_apply_writes_through_no_link(goatherd, app, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (app / "goatherd-guard").symlink_to(outside)
    for arguments in (("guard", "apply"), ("guard", "policy", "--write")):
        run = goatherd(*arguments)
        assert run.code == 2 and "cannot be written" in run.err
    assert list(outside.iterdir()) == [] and (app / "template.yaml").read_text() == TEMPLATE


def test_apply_says_which_functions_stay_as_they_are(goatherd, app):
    set_already = "      Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/other}}\n"
    (app / "template.yaml").write_text(TEMPLATE + set_already)
    run = goatherd("guard", "apply")
    assert run.code == 1
    why = "it has another wrapper (AWS_LAMBDA_EXEC_WRAPPER), and there can be only one"
    told = run.err[run.err.index("template.yaml:3 Convert stays as it is: ") :]
    assert told.splitlines() == [
        f"template.yaml:3 Convert stays as it is: {why}",
        "  by hand:",
        "    goatherd guard layer -o goatherd-guard-layer",
        "    put goatherd-guard-layer/python/goatherd beside the code as goatherd, and set",
        "    GOATHERD_GUARD_FOLDER=goatherd GOATHERD_GUARD_POLICY=goatherd/policies/Convert.json",
        "    PYTHONPATH=goatherd/python",
        "    from goatherd_guard import guarded",
        "    handler = guarded(handler)",
        "    its policy: goatherd-guard/policies/Convert.json",
    ]
    assert (app / "goatherd-guard" / "policies" / "Convert.json").is_file()


def _stopped(field, what, function="Convert", action=2):
    told = {"stage": "event", "family": "shell", "verdict": "block"}
    row = {
        "class_uid": 2004,
        "action_id": action,
        "message": what,
        "unmapped": {"goatherd": told},
        "time": 1796000000000,
    }
    row |= {"resources": [{"name": function}], "metadata": {"product": {"name": "goatherd-guard"}}}
    row |= {"evidences": [{"data": {"field": field}}], "finding_info": {"analytic": {"uid": "932230"}}}
    return json.dumps(row, separators=(",", ":"))


REPORT = """\
3 stopped, 1 only reported in 2 functions, from 2026-11-30 00:53:20 to 2026-11-30 00:53:20 UTC

Convert: 3 stopped, 0 only reported
  3 stopped  event · shell · 932230 of body.file
      body.file: a command

Show: 0 stopped, 1 only reported
  1 reported  event · shell · 932230 of body.name
      body.name: a command
"""


def test_the_report_counts_by_function_rule_and_field(goatherd, app):
    log = [_stopped("body.file", "body.file: a command")] * 3
    (app / "log").write_text("\n".join([*log, _stopped("body.name", "body.name: a command", "Show", 1)]))
    run = goatherd("guard", "report", "log")
    assert (run.code, run.out, run.err) == (0, REPORT, "")
    data = json.loads(goatherd("guard", "report", "log", "--format", "json").out)
    assert [(each["function"], each["stopped"]) for each in data["functions"]] == [("Convert", 3), ("Show", 0)]


def test_the_report_reads_folders_and_standard_input(goatherd, app, monkeypatch):
    logs = app / "logs" / "day"
    logs.mkdir(parents=True)
    (logs / "a.log").write_text(_seen("reads /etc/motd"))
    (logs / "b.log.gz").write_bytes(gzip.compress(_seen("reads /etc/motd").encode()))
    (logs / "c.log").symlink_to(logs / "a.log")
    assert json.loads(goatherd("guard", "report", "logs", "--format", "json").out)["reported"] == 2
    packed = io.BytesIO((logs / "b.log.gz").read_bytes())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(packed)))
    assert json.loads(goatherd("guard", "report", "-", "--format", "json").out)["reported"] == 1


def test_a_parameter_of_two_maps_is_reported_as_one(goatherd, app):
    names = ("queryStringParameters.q", "multiValueQueryStringParameters.q[]")
    told = [json.loads(_seen("a shell runs it")) | {"evidences": [{"data": {"field": name}}]} for name in names]
    (app / "log").write_text("".join(json.dumps(each) + "\n" for each in told))
    (function,) = json.loads(goatherd("guard", "report", "log", "--format", "json").out)["functions"]
    assert [(cause["field"], cause["reported"]) for cause in function["causes"]] == [("queryStringParameters.q", 2)]


def test_the_report_says_that_the_guard_was_off(goatherd, app):
    row = json.loads(_stopped("", "guard is off: policy.json: no such file", action=1))
    row["unmapped"]["goatherd"] |= {"stage": "guard", "family": "guard"}
    row["finding_info"]["analytic"]["uid"] = "guard-off"
    (app / "log").write_text(json.dumps(row, separators=(",", ":")))
    run = goatherd("guard", "report", "log")
    assert "the guard was off at 1 start" in run.out and "guard is off: policy.json: no such file" in run.out
    data = json.loads(goatherd("guard", "report", "log", "--format", "json").out)
    assert (data["guard_off"], data["failures"]) == (1, 0)
    assert "The guard was off at 1 start" in goatherd("guard", "report", "log", "--format", "html").out


def test_a_log_without_the_guard_is_told(goatherd, app):
    (app / "log").write_text("START\nEND\n")
    run = goatherd("guard", "report", "log")
    assert (run.code, run.err) == (4, "nothing of the guard is in the logs\n")


HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e${x}{{y}}'\""


@pytest.mark.parametrize("format", ["text", "json", "html"])
def test_what_logs_hold_drives_no_terminal_and_no_browser(goatherd, app, format):
    (app / "log").write_text(_stopped(HOSTILE, HOSTILE, HOSTILE))
    run = goatherd("guard", "report", "log", "--format", format)
    assert run.code == 0
    assert not set(run.out) & {"\x1b", "\u202e"}
    if format == "html":
        assert "<script" not in run.out and "&lt;script&gt;alert(1)" in run.out
        assert "default-src &#39;none&#39;" in run.out


def test_whoever_attacks_does_not_choose_how_long_the_text_is(goatherd, app):
    (app / "log").write_text("\n".join(_stopped(f"body.k{n}", "a" * 5000) for n in range(300)))
    run = goatherd("guard", "report", "log")
    assert len(run.out) < 20_000 and "… and 275 more causes; -v shows them" in run.out
    assert len(goatherd("guard", "report", "log", "-v").out.splitlines()) > 600


def test_the_page_is_written_where_it_is_asked_for(goatherd, app):
    (app / "log").write_text(_stopped("body.file", "body.file: a command"))
    run = goatherd("guard", "report", "log", "--format", "html", "-o", "page.html")
    assert (run.code, run.out) == (0, "")
    assert "<h1>What the guard stopped</h1>" in (app / "page.html").read_text()


def test_a_template_that_is_a_link_is_followed_nowhere(goatherd, app):
    outside = app / "other"
    (outside / "src").mkdir(parents=True)
    (outside / "src" / "app.py").write_text(CODE)
    (app / "template.yaml").rename(outside / "template.yaml")
    linked = app / "linked"
    linked.mkdir()
    (linked / "template.yaml").symlink_to(outside / "template.yaml")
    (app / "template.yaml").write_text(TEMPLATE)
    for path in ("linked", "linked/template.yaml"):
        for command in ("apply", "remove", "policy", "check"):
            run = goatherd("guard", command, path)
            assert run.code == 3 and run.err.count("template.yaml:1 is a symbolic link, which is not followed") == 1
    assert {(folder / "template.yaml").read_text() for folder in (app, outside)} == {TEMPLATE}


def test_what_stands_beside_the_named_folder_stays_as_it_is(goatherd, app):
    run = goatherd("guard", "apply", "src")
    why = "template.yaml is outside of what was asked for: name its folder"
    assert (run.code, run.err) == (1, f"template.yaml:3 Convert stays as it is: {why}\n")
    assert (app / "template.yaml").read_text() == TEMPLATE


BROKEN = "Resources:\n  Convert: {Type: AWS::Serverless::Function\n  GOATHERD_GUARD: [\n"


@pytest.mark.parametrize("command", ["policy", "apply", "layer -o out", "remove", "check"])
def test_a_template_that_cannot_be_read_is_told_where_nothing_else_is_there(goatherd, app, command):
    (app / "template.yaml").write_text(BROKEN)
    (app / "src" / "app.py").unlink()
    run = goatherd("guard", *command.split())
    assert run.code == 3 and "incomplete: template.yaml:" in run.err and "YAML" in run.err


def _function(id, runtime="python3.13", more=""):
    properties = f"{{Runtime: {runtime}, Handler: app.handler, CodeUri: src/{more}}}"
    return f"  {id}: {{Type: AWS::Serverless::Function, Properties: {properties}}}\n"


OTHER_WRAPPER = ", Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/other}}"


def test_check_is_content_after_apply_where_a_function_stays_as_it_is(goatherd, app):
    (app / "template.yaml").write_text(TEMPLATE + _function("Other", more=OTHER_WRAPPER))
    assert goatherd("guard", "apply").code == 1
    assert goatherd("guard", "check").code == 0
    (app / "goatherd-guard" / "policies" / "Other.json").unlink()
    assert goatherd("guard", "check").out == "Other: there is no policy for the function\n"


def test_check_calls_functions_as_apply_does(goatherd, app):
    (app / "backend").mkdir()
    (app / "backend" / "lambda.py").write_text("import boto3\ndef handler(event, context):\n    return event['body']\n")
    id = "backend/lambda.handler"
    assert f" {id} stays as it is: " in goatherd("guard", "apply").err
    assert goatherd("guard", "policy", "--write", "--function", id).code == 0
    (app / "backend" / "lambda.py").write_text("import os\ndef handler(event, context):\n    os.system('ls')\n")
    told = goatherd("guard", "check").out.splitlines()
    assert told and {line.partition(":")[0] for line in told} == {id}


def test_quiet_leaves_out_what_was_done_and_not_what_was_left(goatherd, app):
    (app / "template.yaml").write_text(TEMPLATE + _function("Other", more=OTHER_WRAPPER))
    why = "it has another wrapper (AWS_LAMBDA_EXEC_WRAPPER), and there can be only one"
    run = goatherd("guard", "apply", "-q")
    assert (run.code, run.out, run.err) == (1, "", f"template.yaml:11 Other stays as it is: {why}\n")
    assert goatherd("guard", "layer", "-o", "out", "-q").err == ""
    assert goatherd("guard", "remove", "-q").err == ""


@pytest.mark.parametrize("runtime", ["python3.8", "nodejs16.x", "java17"])
def test_functions_in_other_runtimes_are_named_and_get_no_guard(goatherd, app, runtime):
    if runtime.startswith("nodejs"):
        (app / "src" / "app.js").write_text("exports.handler = async () => ({});\n")
    (app / "template.yaml").write_text(TEMPLATE + _function("Old", runtime))
    why = f"the guard runs in Python 3.9 to 3.14 and Node.js 18 to 24, not in {runtime}"
    newer = {"python3.8": "python3.13", "nodejs16.x": "nodejs22.x"}.get(runtime)
    if newer:
        why += f": write {newer} in template.yaml:11, or let goatherd guard apply --raise-runtime do it"
    run = goatherd("guard", "policy", "--write", "-q")
    assert run.code == 0 and f"template.yaml:11 Old gets no policy: {why}\n" in run.err
    assert [each.name for each in (app / "goatherd-guard" / "policies").glob("*.json")] == ["Convert.json"]
    run = goatherd("guard", "apply", "-q")
    assert (run.code, run.err) == (1, f"template.yaml:11 Old stays as it is: {why}\n")
    assert (app / "template.yaml").read_text().count("GOATHERD_GUARD") == 1
    assert goatherd("guard", "check").code == 0


def test_apply_raises_runtimes_that_are_too_old_when_it_is_told_to(goatherd, app):
    (app / "src" / "app.js").write_text("const AWS = require('aws-sdk');\nexports.handler = async () => ({});\n")
    (app / "template.yaml").write_text(TEMPLATE + _function("Old", "nodejs8.10") + _function("Older", "nodejs8.10"))
    run = goatherd("guard", "apply", "--raise-runtime", "--diff")
    assert run.code == 0 and run.out.count("{Runtime: nodejs22.x, ") == 2
    assert "nodejs8.10" in (app / "template.yaml").read_text()
    run = goatherd("guard", "apply", "--raise-runtime")
    assert run.code == 0
    assert "template.yaml:11 Old: its runtime becomes nodejs22.x\n" in run.err
    told = "Old uses the package aws-sdk, which Node.js 18 and newer do not bring: run npm install aws-sdk@2 in src\n"
    assert told in run.err
    text = (app / "template.yaml").read_text()
    assert (text.count("nodejs22.x"), text.count("nodejs8.10"), text.count("GOATHERD_GUARD: ")) == (2, 0, 3)
    assert goatherd("guard", "check").code == 0


def test_the_ending_of_an_archive_is_known_in_capitals(goatherd, app):
    assert goatherd("guard", "layer", "-o", "l.ZIP").code == 0
    assert (app / "l.ZIP").is_file()


def test_an_empty_log_is_told_in_one_sentence(goatherd, app):
    (app / "log").write_text("START\nEND\n")
    assert goatherd("guard", "report", "log").out == ""
    assert json.loads(goatherd("guard", "report", "log", "--format", "json").out)["functions"] == []


def test_a_file_that_is_no_policy_is_not_written_over(goatherd, app):
    folder = app / "goatherd-guard" / "policies"
    folder.mkdir(parents=True)
    (folder / "Convert.json").write_text("{oops")
    for arguments in ([], ["--write"]):
        run = goatherd("guard", "policy", *arguments)
        assert run.code == 2 and "Convert.json" in run.err
    assert (folder / "Convert.json").read_text() == "{oops"


@pytest.mark.parametrize("command", [("apply",), ("layer", "-o", "out")])
def test_a_mode_that_policies_do_not_take_is_told(goatherd, app, command):
    assert goatherd("guard", "policy", "--write", "-q").code == 0
    assert goatherd("guard", *command, "-q").code == 0
    assert goatherd("guard", *command, "-q", "--mode", "block").code == 0
    run = goatherd("guard", *command, "-q", "--mode", "monitor")
    how = "goatherd guard policy --mode monitor --write changes it"
    assert (run.code, run.err) == (1, f"Convert: its policy stays in block: {how}\n")


def test_a_mode_holds_for_policies_that_are_new(goatherd, app):
    assert goatherd("guard", "apply", "-q", "--mode", "monitor").code == 0
    assert json.loads((app / "goatherd-guard" / "policies" / "Convert.json").read_text())["mode"] == "monitor"


def test_policies_of_two_functions_with_one_name_are_not_written_over_each_other(goatherd, app):
    for name in ("a", "b"):
        (app / name / "src").mkdir(parents=True)
        (app / name / "template.yaml").write_text(TEMPLATE)
        (app / name / "src" / "app.py").write_text(CODE)
    (app / "template.yaml").unlink()
    run = goatherd("guard", "policy", "-q", "-o", "out")
    assert run.code == 2 and "two applications have a function Convert" in run.err
    assert not (app / "out").exists()
    assert goatherd("guard", "policy", "-q", "--write").code == 0


def test_remove_says_that_raised_runtimes_stay(goatherd):
    assert "--raise-runtime raised stay" in " ".join(goatherd("guard", "remove", "--help").out.split())

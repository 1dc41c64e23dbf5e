"""Signals, a time limit and failures end a run in order: what was found until then is told."""

from __future__ import annotations

import errno
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from goatherd.cli.stopping import ended_by_signals, until_stopped
from goatherd.core.events import CutShort, ScanStarted
from goatherd.report import FILE_FORMATS
from goatherd.sandbox.processes import descendants
from tests.cli.running import Running

SCHEMA = Path(__file__).parents[2] / "docs" / "json-schema" / "report-1.json"
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Quick:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.quick, CodeUri: src/, Timeout: 900}
  Slow:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.slow, CodeUri: src/, Timeout: 900}
"""
_DEPTH = 40  # each function calls the next three: far more steps than any effort allows


def _calling(number: int) -> str:
    calls = "".join(f"    x = f{next}(x + [{number}])\n" for next in range(number + 1, min(number + 4, _DEPTH)))
    return f"def f{number}(x):\n{calls}    return x\n"


SLOW = "".join(map(_calling, range(_DEPTH)))
APP = f"""\
import os

{SLOW}

def quick(event, context):
    os.system(event["name"])


def slow(event, context):
    os.system("ls " + event["folder"])
    return f0([event["name"]])
"""

# The second way into the function is taken when the first one is done with: it never answers.
ATTACKED = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: src/
      Timeout: 900
      Events:
        Call: {Type: HttpApi, Properties: {Path: /count, Method: get}}
        Hang: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
"""
HANGS = """\
import subprocess
import time


def handler(event, context):
    if "queryStringParameters" not in event and "rawPath" not in event:
        time.sleep(900)
    name = event["queryStringParameters"]["name"]
    said = subprocess.run(f"printf %s {name} | wc -c", shell=True, capture_output=True, text=True)
    return {"statusCode": 200, "body": said.stdout}
"""
HANGING = "2/2 Count by schedule"


def tree(folder: Path, template: str, app: str) -> Path:
    (folder / "tree" / "src").mkdir(parents=True)
    (folder / "tree" / ".git").mkdir()
    (folder / "tree" / "template.yaml").write_text(template)
    (folder / "tree" / "src" / "app.py").write_text(app)
    return folder / "tree"


@pytest.fixture(autouse=True)
def nothing_left():
    yield
    Running.end_all()


@pytest.fixture
def slow(tmp_path):
    """A tree that takes a scan minutes, nearly all of them in one function."""
    return tree(tmp_path, TEMPLATE, APP)


@pytest.fixture
def hanging(tmp_path):
    return tree(tmp_path, ATTACKED, HANGS)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_in_the_middle_of_one_function_keeps_what_was_found(slow, name):
    run = Running(slow, "scan", "--effort", "10", "--profile", "everything", "--format", "json", "--no-cache")
    run.until("interpreting Slow")
    run.send(getattr(signal, name))
    code, out = run.finish()
    report = json.loads(out)
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(report)
    assert code == report["summary"]["exit_code"] == 3
    by = "Ctrl-C" if name == "SIGINT" else name
    assert report["summary"]["cut_short"] == f"by {by}: 1 of 2 functions were interpreted"
    # What the function does before it takes long is among it, and so is what has nothing to do with code.
    found = {(finding["id"], finding["function"]) for finding in report["findings"]}
    assert found == {("GOAT0101", "Quick"), ("GOAT0101", "Slow"), ("GOAT0503", "")}


def test_the_line_of_progress_moves_while_one_function_takes_long(slow):
    run = Running(slow, "scan", "--effort", "10", "--no-cache")
    while len(set(re.findall(r"interpreting Slow … (\d+) s", run.told))) < 3:
        assert run.listen()
    run.send(signal.SIGINT)
    assert run.finish()[0] == 3


def test_a_time_limit_ends_a_scan(slow):
    arguments = ["scan", "--effort", "10", "--time-limit", "2", "--no-cache", "--width", "100"]
    run = subprocess.run(
        [sys.executable, "-m", "goatherd", *arguments], cwd=slow, capture_output=True, text=True, check=False
    )
    assert run.returncode == 3
    assert "\nExit 3: cut short after 2 s" in run.stdout
    assert "Traceback" not in run.stderr


def test_what_was_cut_short_is_not_remembered_as_the_whole(slow):
    run = Running(slow, "scan", "--format", "json")
    run.until("interpreting Slow")
    run.send(signal.SIGINT)
    assert json.loads(run.finish()[1])["summary"]["cut_short"]
    _, out = Running(slow, "scan", "--format", "json").finish()
    report = json.loads(out)
    assert not report["summary"].get("cut_short")
    (diagnosis,) = (each["message"] for each in report["diagnoses"])
    assert "the code of Slow was interpreted to its end, but not each" in diagnosis


def test_the_second_signal_ends_it_at_once(slow):
    """Standard output is not read, so that the report of the first one, which is long, cannot come to its end."""
    quick = TEMPLATE[TEMPLATE.index("  Quick:") : TEMPLATE.index("  Slow:")]
    others = [quick.replace("Quick", f"Q{number}").replace("app.quick", f"many.q{number}") for number in range(400)]
    (slow / "template.yaml").write_text(TEMPLATE.replace("  Slow:", "".join(others) + "  Slow:"))
    code = "".join(f"def q{number}(event, context):\n    eval(event['name'])\n\n\n" for number in range(400))
    (slow / "src" / "many.py").write_text(code)
    run = Running(slow, "scan", "--effort", "10", "--format", "json", "--no-cache")
    run.until("interpreting Slow")
    while not run.ended():
        run.send(signal.SIGINT)
    # While the interpreter clears up, the kernel's own answer to it is the other half of what a shell calls 130.
    assert run.finish()[0] in (130, -signal.SIGINT)


def test_every_format_says_that_the_run_was_cut_short(slow):
    reports = [f"{format}=report.{format}" for format in FILE_FORMATS]
    run = Running(
        slow, "scan", "--effort", "10", "--no-cache", *(word for each in reports for word in ("--report", each))
    )
    run.until("interpreting Slow")
    run.send(signal.SIGINT)
    code, out = run.finish()
    assert code == 3
    assert "Exit 3: cut short by Ctrl-C: " in out
    for format in FILE_FORMATS:
        assert "cut short by Ctrl-C" in (slow / f"report.{format}").read_text(), format
    (sarif,) = json.loads((slow / "report.sarif").read_text())["runs"]
    assert not sarif["invocations"][0]["executionSuccessful"]


def test_half_a_scan_changes_no_file(slow):
    before = (slow / "template.yaml").read_bytes()
    run = Running(slow, "scan", "--effort", "10", "--no-cache", "--fix", "--write-baseline", "baseline.json")
    run.until("interpreting Slow")
    run.send(signal.SIGINT)
    code, out = run.finish()
    assert code == 3
    assert "GOAT0101" in out
    assert "cut short: nothing is fixed" in run.told
    assert "cut short: no baseline is written" in run.told
    assert (slow / "template.yaml").read_bytes() == before
    assert not (slow / "baseline.json").exists()


def test_half_a_map_is_drawn_and_compared_with_nothing(slow):
    run = Running(slow, "map", "--effort", "10", "--no-cache")
    run.until("interpreting Slow")
    run.send(signal.SIGINT)
    code, out = run.finish()
    assert code == 3
    assert "Quick" in out
    assert "cut short by Ctrl-C" in out
    author = ("-c", "user.name=a", "-c", "user.email=a@b")
    for command in (["init", "-q"], [*author, "commit", "-q", "--allow-empty", "-m", "empty"]):
        subprocess.run(["git", *command], cwd=slow, check=True)
    run = Running(slow, "map", "--effort", "10", "--no-cache", "--diff", "HEAD")
    run.until("interpreting Slow")
    run.send(signal.SIGINT)
    assert run.finish() == (130, "")


def test_proofs_survive_an_interrupt_and_nothing_else_does(hanging):
    run = Running(
        hanging, "attack", "--no-cache", "--format", "json", "--report", "sarif=r.sarif", "--save-tests", "tests"
    )
    run.until(HANGING)
    processes = set(descendants(run.pid)) - {run.pid}
    assert processes
    run.send(signal.SIGINT)
    code, out = run.finish()
    report = json.loads(out)
    assert code == 3
    assert report["summary"]["cut_short"] == "by Ctrl-C: 1 of 2 ways in were attacked"
    assert report["summary"]["attack"]["targets"] == 1
    assert report["summary"]["attack"]["attempts"] > 10
    assert "GOAT0151" in {finding["id"] for finding in report["findings"]}
    assert "GOAT0151" in (hanging / "r.sarif").read_text()
    assert "def test_goat0151_count" in (hanging / "tests" / "test_goatherd.py").read_text()
    assert not [pid for pid in processes if Path(f"/proc/{pid}/cmdline").exists()]
    assert "Traceback" not in run.told


def test_a_scan_that_proves_keeps_findings_and_proofs(hanging):
    run = Running(
        hanging, "scan", "--prove", "--no-cache", "--format", "json", "--select", "GOAT0101,GOAT1052,GOAT0801"
    )
    run.until(HANGING)
    run.send(signal.SIGTERM)
    code, out = run.finish()
    report = json.loads(out)
    assert code == 3
    proofs = {finding["id"]: finding["proof"] for finding in report["findings"]}
    assert proofs["GOAT0101"]["status"] == "proved"
    assert report["summary"]["cut_short"] == "by SIGTERM: 1 of 2 ways in were attacked"


def test_one_function_run_by_hand_has_nothing_to_keep(hanging):
    run = Running(hanging, "invoke", "Count", "--kind", "schedule")
    while len(set(re.findall(r"running Count … (\d+) s", run.told))) < 2:
        assert run.listen()
    run.send(signal.SIGINT)
    assert run.finish() == (130, "")
    assert "Traceback" not in run.told


def test_a_time_limit_ends_an_attack(hanging):
    (hanging / "src" / "app.py").write_text("import time\ndef handler(event, context):\n    time.sleep(900)\n")
    arguments = ["attack", "--time-limit", "1", "--no-cache", "--format", "json"]
    run = subprocess.run([sys.executable, "-m", "goatherd", *arguments], cwd=hanging, capture_output=True, check=False)
    assert run.returncode == 3
    assert json.loads(run.stdout)["summary"]["cut_short"] == "after 1 s: 0 of 2 ways in were attacked"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ZeroDivisionError("by what?"), "because goatherd itself failed (ZeroDivisionError: by what?); this is a bug"),
        (OSError(errno.ENOSPC, "No space left on device", "/tmp/x"), "by the machine: /tmp/x: No space left on device"),
        (MemoryError(), "by the machine: there is not enough memory"),
    ],
)
def test_a_failure_of_goatherd_itself_loses_no_finding(goatherd, slow, monkeypatch, error, why):
    def fail(*arguments, **options):
        raise error

    monkeypatch.setattr("goatherd.scan._compared", fail)
    (slow / "src" / "app.py").write_text("import os\ndef quick(event, context):\n    os.system(event['name'])\n")
    written = f"jsonl={slow / 'report'}"
    run = goatherd("scan", str(slow), "--profile", "everything", "--format", "json", "--report", written)
    report = json.loads(run.out)
    assert run.code == 3
    assert "GOAT0101" in {finding["id"] for finding in report["findings"]}
    assert report["summary"]["cut_short"].startswith(why)
    assert why in (slow / "report").read_text()
    assert ("Traceback" in run.err) == isinstance(error, ZeroDivisionError)


@pytest.fixture
def heard():
    """Ctrl-C is not ignored, as it is for what a shell has started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_a_signal_that_comes_while_an_object_is_deleted_is_heeded():
    class Deleted:
        def __del__(self):
            signal.raise_signal(signal.SIGINT)

    def events():
        yield ScanStarted("", None)
        Deleted()
        while True:
            continue

    with ended_by_signals():
        assert list(until_stopped(events()))[1:] == [CutShort("by Ctrl-C")]

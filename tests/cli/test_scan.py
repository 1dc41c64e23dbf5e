from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from io import StringIO

import pytest

from goatherd.cli import progress
from goatherd.core.events import ApplicationRead, ScanFinished, ScanStarted
from goatherd.model.application import Application

from .conftest import APP, TEMPLATE


def test_findings_on_the_terminal(scan, snapshot):
    assert str(scan()) == snapshot


def test_one_line_a_finding(scan, snapshot):
    assert str(scan("-q")) == snapshot


def test_one_line_names_the_function_that_the_message_does_not(goatherd, root):
    (root / "src" / "app.py").write_text("import os\n\n\ndef handler(event, context):\n    os.system(event['x'])\n")
    template = (root / "template.yaml").read_text()
    (root / "template.yaml").write_text(template + template.partition("Resources:\n")[2].replace("Convert", "Other"))
    lines = goatherd("scan", "-q", "--profile", "everything").out.splitlines()
    assert len(set(lines)) == len(lines)
    assert any("(in Convert, Other)" in line for line in lines)


def test_everything(scan, snapshot):
    assert str(scan("-v")) == snapshot


def test_nothing_found(scan, root, snapshot):
    (root / "template.yaml").write_text((root / "template.yaml").read_text().replace("900", "9"))
    assert str(scan()) == snapshot


def test_nothing_to_scan(scan, root, snapshot):
    (root / "template.yaml").unlink()
    (root / "src" / "app.py").unlink()
    assert str(scan()) == snapshot


def test_a_broken_template_does_not_hide_the_findings_of_another(scan, root, snapshot):
    (root / "other").mkdir()
    (root / "other" / "template.yaml").write_text(TEMPLATE + "  Broken: {\n")
    assert str(scan()) == snapshot


def test_a_crashing_check_does_not_hide_the_findings_of_another(scan, snapshot):
    assert str(scan("--select", "GOAT9902")) == snapshot


@pytest.mark.parametrize("format", ["github", "gitlab", "html", "json", "jsonl", "junit", "markdown", "sarif"])
def test_the_exit_code_is_the_same_for_every_format(scan, format):
    assert scan("--format", format).code == 1


@pytest.fixture
def packages(root):
    (root / "src" / "requirements.txt").write_text("attrs==23.2.0\n")


def test_reports_say_from_when_the_advisories_are(scan, packages):
    day = json.loads(scan("--format", "json").out)["summary"]["advisories"][0]["newest"]
    assert day >= "2024-10-08"
    for format in ("terminal", "html", "markdown"):
        text = " ".join(scan("--format", format).out.split())
        assert f"that come with goatherd, an extract up to {day} (PyPI)" in text
        assert "goatherd advisories update" in text


def test_without_packages_nothing_is_said_of_advisories(scan):
    assert json.loads(scan("--format", "json").out)["summary"]["advisories"] == []
    for format in ("terminal", "html", "markdown"):
        assert "dvisories" not in scan("--format", format).out


def test_reports_say_how_fresh_a_copy_of_the_advisories_is(scan, packages, tmp_path):
    document = {
        "id": "PYSEC-1",
        "published": "2026-03-04T05:06:07Z",
        "affected": [{"package": {"ecosystem": "PyPI", "name": "attrs"}, "versions": ["1.0"]}],
    }
    (tmp_path / "osv").mkdir()
    (tmp_path / "osv" / "PYSEC-1.json").write_text(json.dumps(document))
    run = scan("--advisories", str(tmp_path / "osv"))
    assert "Packages were compared with advisories of your own, up to 2026-03-04 (PyPI)." in " ".join(run.out.split())


def test_formats_on_stdout(scan, snapshot):
    assert scan("--format", "json").out == snapshot(name="json")
    assert scan("--format", "github").out == snapshot(name="github")


def test_several_reports_in_one_run(scan, root):
    run = scan("--report", "sarif=out.sarif", "--report", "json=out.json", "-q")
    assert run.code == 1
    assert json.loads((root / "out.sarif").read_text())["version"] == "2.1.0"
    assert len(json.loads((root / "out.json").read_text())["findings"]) == 1


def test_an_ignore_comment(scan, root):
    text = (root / "template.yaml").read_text()
    (root / "template.yaml").write_text(
        text.replace("900", "900  # goatherd: ignore[gauge-of-the-test-suite] a batch job")
    )
    run = scan("-v")
    assert run.code == 0
    assert "by comment: a batch job" in run.out


def test_a_baseline_from_writing_to_using(scan, root, snapshot):
    assert str(scan("--write-baseline", "known.json")) == snapshot(name="written")
    assert json.loads((root / "known.json").read_text())["entries"][0]["id"] == "GOAT9901"
    text = (root / "template.yaml").read_text()
    (root / "template.yaml").write_text("# a comment above\n" + text)
    assert scan("--baseline", "known.json").code == 0


def test_what_a_baseline_keeps_of_earlier_runs_is_told(goatherd, weak, root):
    goatherd("scan", "--profile", "everything", "--write-baseline", "known.json")
    everything = len(json.loads((root / "known.json").read_text())["entries"])
    run = goatherd("scan", "--write-baseline", "known.json")
    entries = json.loads((root / "known.json").read_text())["entries"]
    written = int(run.err.split(" finding")[0])
    assert 0 < written < len(entries) == everything
    kept = everything - written
    assert f"written to known.json, which keeps {kept} of earlier runs besides and has {everything} entries" in run.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--fail-on", "low"], 1),
        (["--fail-on", "medium"], 0),
        (["--fail-on", "never"], 0),
        (["--min-severity", "medium"], 0),
        (["--min-confidence", "high"], 1),
        (["--ignore", "gauge-of-the-test-suite"], 0),
        (["--ignore", "SAS-8"], 0),
    ],
)
def test_thresholds(scan, arguments, code):
    assert scan(*arguments).code == code


def test_configuration_and_the_command_line_over_it(scan, root):
    (root / "goatherd.toml").write_text('fail-on = "high"\nreports = {json = "out.json"}\n')
    assert scan().code == 0
    assert (root / "out.json").exists()
    assert scan("--fail-on", "low").code == 1
    assert scan("--no-config").code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--select", "GOAT99x"],
        ["--select", "gauge-of-the-test-siute"],
        ["--fail-on", "hgih"],
        ["--report", "sarif"],
        ["--report", "pdf=x.pdf"],
        ["--report", "json=missing/x.json"],
        ["--baseline", "missing.json"],
        ["--baseline", "a", "--write-baseline", "b"],
        ["--write-baseline", "missing/b.json"],
        ["--config", "missing.toml"],
        ["missing"],
    ],
    ids=" ".join,
)
def test_usage_errors(scan, snapshot, arguments):
    run = scan(*arguments)
    assert run.code == 2
    assert run.err == snapshot


def test_configuration_errors(scan, root, snapshot):
    (root / "goatherd.toml").write_text('\n[report]\nsarif = "x"\n')
    run = scan()
    assert (run.code, run.out) == (2, "")
    assert run.err == snapshot


def test_an_unknown_check_in_the_configuration_is_named_with_its_line(scan, root):
    (root / "goatherd.toml").write_text('fail-on = "high"\nignore = ["GOAT0101", "GOAT77"]\n')
    run = scan()
    assert run.code == 2
    assert "'GOAT77' names no check" in run.err
    assert "where: @TMP@/tree/goatherd.toml:2" in run.err
    assert "where" not in scan("--ignore", "GOAT77").err


def test_a_report_overwrites_nothing_but_a_report(scan, root):
    (root / "goatherd.toml").write_text('[reports]\nsarif = "template.yaml"\n')
    assert scan().code == 2
    (root / "goatherd.toml").unlink()
    run = scan("--report", "sarif=template.yaml")
    assert (run.code, run.out) == (2, "")
    assert "template.yaml is there already and is no sarif report of goatherd" in run.err
    assert (root / "template.yaml").read_text() == TEMPLATE
    (root / "empty.json").touch()
    assert [scan("--report", "json=empty.json").code for _ in range(2)] == [1, 1]
    assert scan("--report", "sarif=empty.json").code == 2
    assert scan("--report", f"json={os.devnull}", "--report", f"sarif={os.devnull}").code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--report", "json=out", "--report", "sarif=out"],
        ["--report", "json=out", "--report", "json=src/../out"],
        ["--report", "json=out", "--write-baseline", "out"],
    ],
)
def test_two_results_do_not_go_into_one_file(scan, root, arguments):
    run = scan(*arguments)
    assert run.code == 2 and "two results would be written to @TMP@/tree/out" in run.err
    assert not (root / "out").exists()


def test_a_configured_report_is_replaced_by_the_next_run(scan, root):
    (root / "goatherd.toml").write_text('[reports]\nsarif = "out.sarif"\n')
    assert [scan().code, scan().code] == [1, 1]


def test_checks_that_cannot_be_imported(goatherd, root, tmp_path):
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "broken.py").write_text("\nimport nothing_of_that_name\n")
    run = goatherd("scan", "--checks-from", str(tmp_path / "checks"))
    assert run.code == 2
    assert "where: @TMP@/checks/broken.py:2" in run.err


def test_a_single_template_is_scanned(scan, root):
    assert scan("template.yaml", "-q").out == ("template.yaml:9:16: low GOAT9901 Convert may run for 900 seconds\n")


TWO = """\
  Other:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: other/
      Timeout: 800
"""


@pytest.mark.parametrize("path", ["src/app.py", "src"])
def test_a_part_of_an_application_is_scanned_in_it(scan, root, path):
    (root / "other").mkdir()
    (root / "other" / "app.py").write_text(APP)
    (root / "template.yaml").write_text(TEMPLATE + TWO)
    run = scan(path, "-q")
    assert run.out == "template.yaml:9:16: low GOAT9901 Convert may run for 900 seconds\n"
    assert "1 function of 1 application" in scan(path).out
    assert len(scan("-q").out.splitlines()) == 2


def test_applications_without_functions_are_counted_for_themselves(scan, root):
    bucket = "Resources:\n  Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 7}}\n"
    (root / "logs.yaml").write_text(bucket)
    assert "1 function of 1 application and 1 application without functions" in scan().out
    (root / "template.yaml").unlink()
    (root / "src" / "app.py").unlink()
    assert "0 findings in 1 application without functions" in scan().out


def test_a_folder_with_a_template_of_its_own_is_scanned_alone(scan, root):
    (root / "inner" / "deep").mkdir(parents=True)
    (root / "inner" / "deep" / "template.yaml").write_text(TEMPLATE.replace("900", "700"))
    assert scan("inner", "-q").out == "inner/deep/template.yaml:9:16: low GOAT9901 Convert may run for 700 seconds\n"


SERVICE = """\
service: orders
provider: {name: aws, runtime: python3.12, timeout: 900}
functions: {convert: {handler: src/app.handler}}
"""
CONFIGURATION = """\
data "archive_file" "code" {
  type       = "zip"
  source_dir = "${path.module}/src"
}
resource "aws_lambda_function" "convert" {
  filename = data.archive_file.code.output_path
  handler  = "app.handler"
  runtime  = "python3.12"
  timeout  = 900
}
"""


@pytest.mark.parametrize(("name", "text", "line"), [("serverless.yml", SERVICE, 2), ("main.tf", CONFIGURATION, 9)])
def test_so_is_a_part_in_other_languages(scan, root, name, text, line):
    (root / "template.yaml").unlink()
    (root / name).write_text(text)
    assert scan("src/app.py", "-q").out.startswith(f"{name}:{line}:")


def test_no_template_above_the_work_tree_is_looked_for(scan, root):
    (root / "src" / ".git").mkdir()
    assert scan("src", "-q").out == ""


def test_no_baseline_is_written_for_a_part(scan):
    run = scan("src", "--write-baseline", "known.json")
    assert run.code == 2
    assert "is a part of the application in" in run.err


def test_quiet_says_why_a_run_is_incomplete(scan, root):
    (root / "template.yaml").write_text(TEMPLATE + "  Broken: {\n")
    run = scan("-q")
    assert run.code == 3
    assert run.err.startswith("incomplete: template.yaml:")
    assert len(run.err.splitlines()) == 1


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii"])
@pytest.mark.parametrize("command", ["scan", "checks"])
def test_any_encoding_of_standard_output_will_do(root, encoding, command):
    (root / "src" / "app.py").write_text(
        "import os\n\n\ndef handler(event, context):\n    os.system(event['a'])  # ☃\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "goatherd", command, *(("--profile", "everything") if command == "scan" else ())],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        check=False,
    )
    assert done.returncode in (0, 1)
    assert b"GOAT" in done.stdout
    assert done.stderr == b""


def test_the_same_bytes_for_every_hash_seed(root):
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "goatherd", "scan", ".", "--profile", "everything", "--format", "json"],
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            check=False,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
    assert json.loads(outputs.pop())["functions"]


def test_a_closed_pipe_is_no_traceback(root):
    process = subprocess.Popen(
        [sys.executable, "-m", "goatherd", "scan", ".", "--format", "sarif"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    error = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 3
    assert error == b""


def test_a_closed_standard_error_changes_nothing(root):
    command = f"{sys.executable} -m goatherd scan . -q --no-cache --profile everything --format json"
    closed, open_ = (subprocess.run(command + end, shell=True, stdout=subprocess.PIPE) for end in (" 2>&-", ""))
    assert closed.returncode == open_.returncode
    assert json.loads(closed.stdout)["findings"] == json.loads(open_.stdout)["findings"] != []


def test_a_folder_that_was_deleted_is_no_bug_of_goatherd(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f"rmdir {gone}; exec {sys.executable} -m goatherd scan ."
    run = subprocess.run(command, shell=True, cwd=gone, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "error: the current folder does not exist any more\n  help: change to one that does\n"


def test_an_interrupt_while_modules_are_loaded_is_no_traceback(tmp_path):
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n")
    program = "import runpy; runpy.run_module('goatherd', run_name='__main__')"
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}"}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment, check=False)
    assert (run.returncode, run.stderr) == (130, b"")


@pytest.mark.parametrize("arguments", [["-q"], ["-q", "--format", "json"]])
def test_a_quiet_scan_of_nothing_says_so(goatherd, root, arguments):
    (root / "src" / "empty").mkdir()
    run = goatherd("scan", "src/empty", *arguments)
    assert (run.err, run.code) == ("no serverless application was found\n", 4)


def test_a_handler_that_is_left_out_stands_there(goatherd, root):
    (root / "generated.py").write_text("# generated by a tool; do not edit\n" + APP)
    assert "  generated.py (generated code, though it seems to hold a handler)\n" in goatherd("scan", "-v").out


def test_nothing_of_the_tree_runs_and_no_socket_is_opened(scan, root, monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    (root / "src" / "app.py").write_text(f"open({str(root / 'ran')!r}, 'w').close()\n" + APP)
    (root / "conftest.py").write_text((root / "src" / "app.py").read_text())
    assert scan("--no-ignores").code == 1
    assert not (root / "ran").exists()


class Stream(StringIO):
    def __init__(self, terminal):
        super().__init__()
        self.terminal = terminal

    def isatty(self):
        return self.terminal


@pytest.fixture
def said(monkeypatch):
    """What a run of four steps, each of which took so many seconds, says on stderr."""

    def run(seconds, *, terminal, quiet=False):
        stream, now = Stream(terminal), [0.0]

        def slowly():
            for event in events:
                now[0] += seconds
                yield event

        app = Application("shop/template.yaml", "cloudformation")
        events = [ScanStarted("", None), *(ApplicationRead(app) for _ in range(3)), ScanFinished(1.0, 1, 0)]
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
        assert list(progress.with_progress(slowly(), quiet=quiet)) == events
        return stream.getvalue()

    return run


def test_a_long_scan_says_how_far_it_is_when_somebody_reads_it(said):
    text = said(0.3, terminal=True)
    assert "1 application, 0 functions, the last shop/template.yaml …" in text
    assert text.endswith("\r\x1b[K")
    assert "\n" not in text


def test_a_log_gets_a_line_each_ten_seconds(said):
    assert said(4.0, terminal=False) == "2 applications, 0 functions, the last shop/template.yaml … 12 s\n"
    assert said(6.0, terminal=False).count("\n") == 2
    assert said(11.0, terminal=False).count("\n") == 4


def test_a_short_or_quiet_run_says_nothing_in_a_log(said):
    assert said(2.0, terminal=False) == ""
    assert said(11.0, terminal=False, quiet=True) == ""


def test_progress_is_silent_when_nobody_reads_it(scan):
    assert scan().err == ""


def test_what_cannot_be_read_is_accepted_by_the_baseline_until_there_is_more_of_it(scan, root):
    (root / "other.yaml").write_text(TEMPLATE + "  Broken: {\n")
    first = scan()
    assert first.code == 3
    assert "other.yaml:11 (unread)" in first.out
    assert "goatherd scan --write-baseline FILE" in first.out
    written = scan("--write-baseline", "known.json")
    assert (written.code, written.err) == (0, "1 finding and 1 place not read or decided written to known.json\n")
    later = scan("--baseline", "known.json", "-v")
    assert later.code == 0
    assert "other.yaml:11 unread by baseline" in later.out
    assert "--write-baseline" not in later.out
    (root / "more.yaml").write_text(TEMPLATE + "  Broken: {\n")
    assert scan("--baseline", "known.json").code == 3


def test_what_cannot_be_read_is_accepted_in_the_configuration(scan, root):
    (root / "other.yaml").write_text(TEMPLATE + "  Broken: {\n")
    table = '[[accept]]\nid = "unread"\npath = "other.*"\nreason = "a draft"\nexpires = '
    (root / "goatherd.toml").write_text(table + "2126-01-01\n")
    assert scan("--fail-on", "high").code == 0
    (root / "goatherd.toml").write_text(table + "2026-01-01\n")
    run = scan("--fail-on", "high")
    assert run.code == 3
    assert "accept 'unread' for other.* expired on 2026-01-01" in run.out


SHELL = """\
import os


def handler(event, context):
    os.system(event["queryStringParameters"]["x"])
    return {}
"""


@pytest.fixture
def weak(root):
    """A function that runs what it is sent, and much that few owners would mend."""
    (root / "src" / "app.py").write_text(SHELL)
    api = "      Events: {Api: {Type: HttpApi}}\n"
    (root / "template.yaml").write_text((root / "template.yaml").read_text() + api)


def test_by_default_a_run_is_about_what_nearly_every_owner_would_mend(goatherd, weak):
    found = goatherd("scan", "--format", "json")
    summary = json.loads(found.out)["summary"]
    assert found.code == 1
    assert summary["profile"] == "ci"
    assert summary["by_severity"]["low"] == summary["by_severity"]["info"] == 0 < summary["findings"]
    out = goatherd("scan", "--width", "200").out
    assert f"The profile ci leaves out {summary['outside_profile']} findings" in out
    everything = json.loads(goatherd("scan", "--profile", "everything", "--format", "json").out)["summary"]
    assert everything["findings"] == summary["findings"] + summary["outside_profile"]
    audit = json.loads(goatherd("scan", "--profile", "audit", "--format", "json").out)["summary"]
    assert summary["findings"] < audit["findings"] < everything["findings"]


def test_a_run_that_only_leaves_out_findings_passes(goatherd, root):
    run = goatherd("scan")
    assert run.code == 0
    assert "The profile ci leaves out " in run.out


@pytest.mark.parametrize("asked", [["--min-severity", "info"], ["--select", "SAS-5,SAS-8"]])
def test_whoever_asks_for_something_else_gets_it(goatherd, root, asked):
    assert json.loads(goatherd("scan", "--format", "json", *asked).out)["summary"]["outside_profile"] == 0


@pytest.mark.parametrize(("level", "code"), [("low", 1), ("critical", 1), ("never", 0)])
def test_what_fails_a_run_changes_its_exit_code_alone(goatherd, root, weak, level, code):
    shown = json.loads(goatherd("scan", "--format", "json").out)
    on_command_line = goatherd("scan", "--format", "json", "--fail-on", level)
    (root / "goatherd.toml").write_text(f'fail-on = "{level}"\n')
    configured = goatherd("scan", "--format", "json")
    for run in (on_command_line, configured):
        told = json.loads(run.out)
        assert (told["findings"], told["summary"]["profile"]) == (shown["findings"], "ci")
        assert run.code == code


def test_a_profile_of_the_configuration_counts_and_the_command_line_comes_first(goatherd, root):
    (root / "goatherd.toml").write_text('profile = "audit"\n')
    assert json.loads(goatherd("scan", "--format", "json").out)["summary"]["profile"] == "audit"
    run = goatherd("scan", "--format", "json", "--profile", "ci", "--fail-on", "high")
    assert json.loads(run.out)["summary"]["profile"] == "ci"
    (root / "goatherd.toml").write_text('min-severity = "low"\n')
    assert json.loads(goatherd("scan", "--format", "json").out)["summary"]["profile"] == "everything"
    (root / "goatherd.toml").write_text('profile = "some"\n')
    assert "'profile' is 'some'" in goatherd("scan").err


def test_what_git_ignores_is_left_out_and_said(scan, root):
    (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (root / ".gitignore").write_text("template.yaml\n")
    assert scan().code == 0
    assert "template.yaml (ignored by git)" in scan("-v").out
    for option in ("--all-files", "--no-ignores"):
        assert scan(option).code == 1

from __future__ import annotations

import json
import socket
import subprocess
import sys
from io import StringIO

import pytest

from goatherd.cli import progress
from goatherd.core.events import ApplicationRead, ScanFinished, ScanStarted

from .conftest import APP, TEMPLATE


def test_findings_on_the_terminal(scan, snapshot):
    assert str(scan()) == snapshot


def test_one_line_a_finding(scan, snapshot):
    assert str(scan("-q")) == snapshot


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


@pytest.mark.parametrize("format", ["github", "gitlab", "json", "jsonl", "junit", "markdown", "sarif"])
def test_the_exit_code_is_the_same_for_every_format(scan, format):
    assert scan("--format", format).code == 1


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
        text.replace("900", "900  # goatherd: ignore[function-may-run-long] a batch job")
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


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--fail-on", "low"], 1),
        (["--fail-on", "medium"], 0),
        (["--fail-on", "never"], 0),
        (["--min-severity", "medium"], 0),
        (["--min-confidence", "high"], 1),
        (["--ignore", "function-may-run-long"], 0),
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
        ["--select", "function-may-run-lnog"],
        ["--fail-on", "hgih"],
        ["--report", "sarif"],
        ["--report", "html=x.html"],
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


def test_checks_that_cannot_be_imported(goatherd, root, tmp_path):
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "broken.py").write_text("\nimport nothing_of_that_name\n")
    run = goatherd("scan", "--checks-from", str(tmp_path / "checks"))
    assert run.code == 2
    assert "where: @TMP@/checks/broken.py:2" in run.err


def test_a_single_template_is_scanned(scan, root):
    assert scan("template.yaml", "-q").out == ("template.yaml:9:16: low GOAT9901 Convert may run for 900 seconds\n")


def test_the_same_bytes_for_every_hash_seed(root):
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "goatherd", "scan", ".", "--format", "json"],
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


def test_nothing_of_the_tree_runs_and_no_socket_is_opened(scan, root, monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    (root / "src" / "app.py").write_text(f"open({str(root / 'ran')!r}, 'w').close()\n" + APP)
    (root / "conftest.py").write_text((root / "src" / "app.py").read_text())
    assert scan("--no-ignores").code == 1
    assert not (root / "ran").exists()


def test_a_long_scan_says_how_far_it_is_when_somebody_reads_it(monkeypatch):
    class Terminal(StringIO):
        def isatty(self):
            return True

    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "_DELAY", 0)
    events = [ScanStarted("", None), ApplicationRead(None), ScanFinished(1.0, 1, 0)]
    assert list(progress.with_progress(events)) == events
    assert "0 applications, 0 functions …" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_progress_is_silent_when_nobody_reads_it(scan):
    assert scan().err == ""

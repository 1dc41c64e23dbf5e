"""Ordinary circumstances of a machine: each is told in a line, none ends in a traceback, and nothing else is lost."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile

import pytest

NO_ROOM = "No space left on device"
GOATHERD = [sys.executable, "-m", "goatherd"]
as_root = pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="mounts need root")


@pytest.fixture
def run(root, tmp_path):
    """Run a line of the shell in which `goatherd` is the command line; it must say nothing of a bug."""

    def shell(line, **variables):
        environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), **variables}
        command = f'goatherd() {{ "{sys.executable}" -m goatherd "$@"; }}\n{line}'
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        assert "bug in goatherd" not in done.stdout + done.stderr
        return done.returncode, done.stdout, done.stderr

    (root / "src" / "app.py").write_text("import os\ndef handler(event, context):\n    os.system(event['body'])\n")
    with (root / "template.yaml").open("a") as template:
        template.write("      Events: {Say: {Type: Api, Properties: {Path: /, Method: post}}}\n")
    return shell


@pytest.mark.parametrize(
    "command",
    ["scan", "scan --format json", "scan --format html", "map", "map --format svg", "checks", "--help", "--version"],
)
def test_a_full_disk_behind_standard_output(run, command):
    code, _, err = run(f"goatherd {command} >/dev/full")
    assert (code, err.splitlines()[0]) == (2, f"error: the output cannot be written: {NO_ROOM}")


@pytest.mark.parametrize("end", ["2>/dev/full", "2>&-", "<&-", "<&- 2>&-"])
def test_streams_that_are_full_or_closed_change_no_result(run, end):
    code, out, err = run(f"goatherd scan -q {end}")
    assert (code, err) == (1, "")
    assert out.startswith("src/app.py:3:")


def test_a_mistake_that_cannot_be_told_is_one_all_the_same(run):
    assert run("goatherd scan --jobs many 2>/dev/full") == (2, "", "")


def test_without_standard_output_nothing_is_scanned(run):
    assert run("goatherd scan >&-")[:2] == (2, "")
    assert run("goatherd scan <&- >&- 2>&-") == (2, "", "")


def test_no_file_takes_the_number_of_a_stream_that_is_closed(run):
    """Else what is written to standard error would be in the report."""
    code, _, _ = run("goatherd scan -q --jobs 2 --report json=report.json <&- 2>&-")
    assert code == 1
    code, out, _ = run("cat report.json")
    assert json.loads(out)["findings"]


@pytest.mark.parametrize("command", ["scan", "map"])
def test_a_report_that_cannot_be_written_is_told_after_all_that_can(run, command):
    good, bad = ("sarif", "json") if command == "scan" else ("svg", "json")
    code, out, err = run(f"goatherd {command} --report {bad}=/dev/full --report {good}=good --report html=/dev/full")
    assert code == 2
    assert "Convert" in out or "src/app.py" in out
    assert err.splitlines()[-2] == f"error: /dev/full cannot be written: {NO_ROOM}; " + (
        f"/dev/full cannot be written: {NO_ROOM}"
    )
    assert run("cat good")[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("scan --report json=none/x.json", "none/x.json cannot be written: No such file or directory"),
        ("scan --report json=src", "src cannot be written: Is a directory"),
        ("scan --report json=template.yaml/x", "template.yaml/x cannot be written: Not a directory"),
        ("scan --write-baseline none/x", "none/x cannot be written: No such file or directory"),
        ("map --report json=none/x.json", "none/x.json cannot be written: No such file or directory"),
        ("attack --save-tests template.yaml/tests", "template.yaml/tests cannot be written: Not a directory"),
        ("attack --report json=none/x.json", "none/x.json cannot be written: No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_before_anything_is_read(run, options, said):
    code, out, err = run(f"goatherd {options} --no-config --exclude '**'")
    assert (code, out) == (2, "")
    assert err.splitlines()[0].endswith(said)


@pytest.mark.parametrize(
    "variables",
    [
        {"HOME": "/dev/null", "XDG_CACHE_HOME": ""},
        {"HOME": "", "XDG_CACHE_HOME": ""},
        {"XDG_CACHE_HOME": "/dev/null"},
        {"XDG_CACHE_HOME": "/proc"},
        {"XDG_CACHE_HOME": "in-the-tree"},
        {"COLUMNS": "0"},
        {"COLUMNS": "-5"},
        {"COLUMNS": "wide"},
        {"COLUMNS": "99999999999999999999"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LANG": "xx_XX", "LC_ALL": "xx"},
        {"TERM": "nonsense"},
        {"TMPDIR": "/dev/null"},
    ],
)
def test_odd_surroundings_change_no_result(run, root, variables):
    (root / "größe.yaml").write_text("Resources: {}\n")
    before = sorted(os.listdir(root))
    if not variables.get("HOME", "x"):
        code, out, _ = run("unset HOME; goatherd scan", XDG_CACHE_HOME="")
    else:
        code, out, _ = run("goatherd scan", **variables)
    assert code == 1 or "PYTHONUTF8" in variables
    assert "GOAT0101" in out
    assert sorted(os.listdir(root)) == before


@pytest.mark.parametrize("command", ["scan", "map", "attack"])
def test_a_path_that_is_neither_file_nor_folder(run, tmp_path, command):
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
    for name in (tmp_path / "fifo", tmp_path / "socket", "/dev/null", "/dev/zero"):
        code, _, _ = run(f"goatherd {command} {name}")
        assert code in (3, 4)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("- <&-", "the event is no JSON"),
        ("- </dev/zero", "the event has more than 20,000,000 bytes"),
        ("- < <(head -c 1000000 /dev/zero | tr '\\0' '[')", "the event is nested too deeply"),
        ("src", "Is a directory"),
    ],
)
def test_events_that_are_none(run, given, said):
    code, _, err = run(f"goatherd invoke Convert --event {given}")
    assert code == 2
    assert said in err


@pytest.mark.parametrize("command", ["attack", "scan --prove", "invoke Convert"])
def test_without_the_extra_it_says_what_to_install(root, command):
    program = "import sys; sys.modules['moto'] = None; from goatherd.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, *command.split()], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "error: running functions needs moto",
        "  help: install goatherd with its extra, in its clone: pip install '.[attack]'",
    ]


@pytest.mark.parametrize("command", ["attack", "scan --prove", "invoke Convert"])
def test_without_bubblewrap_it_says_what_to_install(run, command):
    code, _, err = run(f"PATH=/nowhere goatherd {command}")
    assert code == 2
    assert err.startswith("error: the sandbox needs bubblewrap")


@pytest.mark.parametrize("command", ["attack", "scan --prove", "invoke Convert --kind direct"])
def test_the_users_own_settings_of_aws_are_not_read(run, root, tmp_path, command):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[broken")
    (root / "src" / "app.py").write_text("def handler(event, context):\n    return 1\n")
    broken = str(tmp_path / ".aws" / "config")
    settings = {"AWS_CONFIG_FILE": broken, "AWS_SHARED_CREDENTIALS_FILE": broken, "AWS_DATA_PATH": "/dev/null"}
    code, _, err = run(f"goatherd {command}", AWS_PROFILE="nonexistent", AWS_CA_BUNDLE="/nowhere", **settings)
    assert code in (0, 1), err


@as_root
@pytest.mark.parametrize(("options", "why"), [("nr_inodes=1", NO_ROOM), ("ro", "Read-only file system")])
def test_no_room_for_the_sandbox(run, root, options, why):
    with tempfile.TemporaryDirectory(dir="/var/tmp") as elsewhere:
        shutil.copytree(root, elsewhere, dirs_exist_ok=True)
        inside = f'mount -t tmpfs -o {options} tmpfs /tmp; exec "{sys.executable}" -m goatherd attack -q {elsewhere}'
        code, out, err = run(f"unshare -m bash -c '{inside}'")
    assert (code, out) == (3, "")
    assert err.startswith("incomplete: template.yaml:1 attacking failed: /tmp/goatherd-")
    assert err.endswith(f": {why}\n")


@as_root
def test_a_disk_that_becomes_full(run, tmp_path):
    (tmp_path / "small").mkdir()
    small = tmp_path / "small"
    inside = (
        f'mount -t tmpfs -o size=8k tmpfs {small}; XDG_CACHE_HOME={small} exec "{sys.executable}" -m goatherd scan -q '
        f"--report html={small}/a --report json=here"
    )
    code, out, err = run(f"unshare -m bash -c '{inside}'")
    assert (code, err.splitlines()[0]) == (2, f"error: {small}/a cannot be written: {NO_ROOM}")
    assert "GOAT0101" in out
    assert "GOAT0101" in run("cat here")[1]


@as_root
def test_a_home_that_cannot_be_written(run, tmp_path):
    (tmp_path / "home").mkdir()
    inside = f'mount -t tmpfs -o ro tmpfs {tmp_path}/home; exec "{sys.executable}" -m goatherd scan -q'
    code, out, err = run(f"unshare -m bash -c '{inside}'", HOME=str(tmp_path / "home"), XDG_CACHE_HOME="")
    assert (code, err) == (1, "")
    assert "GOAT0101" in out

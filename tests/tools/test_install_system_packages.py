"""What `make test` does about programs that the machine lacks. Only apt-get, sudo and the user are played."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "install-system-packages"
APT = '#!/bin/sh\necho "apt-get $*" >> "$LOG"\nexit ${APT_FAILS:-0}\n'
SUDO = '#!/bin/sh\nshift\n"$@"\n'
SUDO_THAT_ASKS = "#!/bin/sh\nexit 1\n"


@pytest.fixture
def run(tmp_path):
    """The tool on a machine that has only the given programs, as the given user; (exit code, output, apt-get calls)."""
    folder = tmp_path / "bin"
    folder.mkdir()
    log = tmp_path / "log"

    def run(*wanted, user=0, apt=True, sudo="", **environment):
        scripts = {"id": f"#!/bin/sh\necho {user}\n", "apt-get": APT if apt else "", "sudo": sudo}
        for name, text in scripts.items():
            if text:
                (folder / name).write_text(text)
                (folder / name).chmod(0o755)
        variables = {"PATH": str(folder), "LOG": str(log), **environment}
        done = subprocess.run(
            ["/bin/sh", str(TOOL), "make test", *wanted], env=variables, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr, log.read_text().splitlines() if log.exists() else []

    run.folder = folder
    return run


def test_nothing_is_said_or_installed_where_all_is_there(run):
    for name in ("true", "false"):
        (run.folder / name).symlink_to(shutil.which(name))
    assert run("true", "false") == (0, "", [])


@pytest.mark.parametrize(("user", "sudo"), [(0, ""), (1000, SUDO)])
def test_what_is_missing_is_installed_by_those_who_may(run, user, sudo):
    (run.folder / "node").symlink_to("/bin/true")
    code, output, calls = run("venv", "bwrap", "node", "npm", "chromedriver", user=user, sudo=sudo)
    assert code == 0
    assert output == (
        "make test needs packages that are not here; installing: python3-venv bubblewrap npm chromium-driver\n"
    )
    assert calls == [
        "apt-get update -qq",
        "apt-get install -y -qq --no-install-recommends python3-venv bubblewrap npm chromium-driver",
    ]


@pytest.mark.parametrize("sudo", ["", SUDO_THAT_ASKS])
def test_others_are_told_what_to_type(run, sudo):
    assert run("bwrap", "node", user=1000, sudo=sudo) == (
        1,
        "make test needs packages that are not here; type: sudo apt-get install bubblewrap nodejs\n",
        [],
    )


def test_other_systems_are_told_which_programs(run):
    assert run("bwrap", "node", apt=False) == (
        1,
        "make test needs programs that are not here; install them, then run it again: bwrap node\n",
        [],
    )


def test_a_failure_of_apt_is_told(run):
    code, output, _ = run("bwrap", APT_FAILS="100")
    assert (code, output.splitlines()[-1]) == (1, "make test needs packages that apt-get could not install: bubblewrap")

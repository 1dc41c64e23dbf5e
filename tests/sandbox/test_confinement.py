"""Processes of goatherd's own that functions talk to see nothing of the machine, and can do nothing with it."""

from __future__ import annotations

import json
import mmap
import os

import pytest

from goatherd.sandbox.bubblewrap import Bubblewrap
from goatherd.sandbox.processes import libc
from tests.sandbox.pods import TEMPLATE, in_pod, written


def look() -> dict[str, object]:
    """What a confined process finds."""

    def refused(attempt) -> bool:
        try:
            attempt()
        except OSError:
            return True
        return False

    return {
        "root": sorted(os.listdir("/")),
        "etc": sorted(os.listdir("/etc")),
        "tmp": os.listdir("/tmp"),
        "dev": sorted(os.listdir("/dev")),
        "programs": os.path.exists("/usr/bin") or os.path.exists("/bin"),
        "refused": [
            refused(lambda: os.execv("/proc/self/exe", ["x"])),
            refused(lambda: os.mkdir("/new")),
            refused(lambda: os.chroot("/tmp")),
            refused(lambda: os.setuid(1)),
        ],
        "keyring": libc.syscall(250 if os.uname().machine == "x86_64" else 219, 0, -3, 0),
        "variables": sorted(name for name in os.environ if not name.startswith("AWS_")),
        "open": [number for number in range(3, 64) if _leads_somewhere(number)],
    }


def _leads_somewhere(descriptor: int) -> bool:
    """Whether a descriptor is open to something else than /dev/null."""
    try:
        found = os.fstat(descriptor)
    except OSError:
        return False
    return found.st_rdev != os.stat("/dev/null").st_rdev


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder, isolation = tmp_path_factory.mktemp("pod"), Bubblewrap()
    secret = os.open(__file__, os.O_RDONLY)
    reading, writing = os.pipe()

    def inside() -> None:
        isolation.make_room(folder, 1 << 28)
        (folder / "room").mkdir()
        isolation.confine_itself(folder / "room", (), (writing,))
        os.write(writing, json.dumps({"writing": writing, **look()}).encode())

    os.waitpid(isolation.spawn(inside), 0)
    os.close(writing)
    os.close(secret)
    with os.fdopen(reading) as said:
        return json.load(said)


def test_only_its_own_program_is_seen(found):
    own = {place.split(os.sep)[1] for place in (os.path.realpath(__file__), os.path.realpath(os.__file__))}
    assert set(found["root"]) <= {"dev", "etc", "lib", "lib32", "lib64", "tmp", "usr"} | own
    assert found["etc"] == ["hosts", "ld.so.cache", "nsswitch.conf", "resolv.conf"]
    assert found["tmp"] == []
    assert found["dev"] == ["null", "random", "urandom", "zero"]
    assert not found["programs"]


def test_nothing_can_be_started_or_changed(found):
    assert found["refused"] == [True] * 4
    assert found["keyring"] == -1


def test_nothing_of_the_user_is_left(found):
    assert found["variables"] == ["DOCKER_HOST", "HOME", "LANG", "PATH"]
    assert found["open"] == [found["writing"]]


def test_what_goatherd_holds_already_is_not_counted(tmp_path):
    """A process that has read much forks a sandbox in which clouds and functions still have all their memory."""
    handler = "def handler(event, context): return boto3.client('sts').get_caller_identity()['Account']"
    folder = written(tmp_path, {"template.yaml": TEMPLATE, "app.py": f"import boto3\n{handler}\n"})
    with mmap.mmap(-1, 4 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS):
        assert in_pod(folder, lambda pod: iter([pod.invoke("Run", {}).ended])) == ["response"]

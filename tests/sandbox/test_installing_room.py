"""What pip and npm run in: were their code hostile, they would see, reach and leave nothing of this machine."""

from __future__ import annotations

import json
import os
import select
import socket
import threading

import pytest

from goatherd.sandbox.enclosure import ENCLOSED, UNSAFE
from goatherd.sandbox.installing import proxy, room
from goatherd.sandbox.installing.proxy import Proxy
from goatherd.sandbox.installing.result import check
from goatherd.sandbox.installing.room import Ended, Room, python_alone
from goatherd.sandbox.installing.system import place_of_authorities
from tests.sandbox.pods import written
from tests.sandbox.registries import registries

LOOK = """
import glob, json, os, socket, sys
def tried(what):
    try:
        return what()
    except OSError as error:
        return type(error).__name__
def status(name):
    return next(line.split()[1] for line in open("/proc/self/status") if line.startswith(name))
print(json.dumps({
    "home": tried(lambda: os.listdir(os.environ["HOME"])),
    "file": tried(lambda: open(sys.argv[1]).read()),
    "passwords": tried(lambda: open("/etc/shadow").read()),
    "homes": sorted(glob.glob("/home/*") + glob.glob("/root/.[a-oq-z]*")),
    "write": tried(lambda: open("/usr/evil", "w")),
    "host": tried(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[2])), 3)),
    "address": tried(lambda: socket.create_connection(("192.0.2.1", 443), 3)),
    "links": sorted(os.listdir("/sys/class/net")) if os.path.exists("/sys/class/net") else [],
    "processes": len([name for name in os.listdir("/proc") if name.isdigit()]),
    "variables": sorted(os.environ),
    "capabilities": status("CapEff:"),
    "privileges": status("NoNewPrivs:"),
    "calls": status("Seccomp:"),
    "user": os.getuid(),
    "descriptors": sorted(os.listdir("/proc/self/fd")),
}))
"""


def made(tmp_path, isolation=ENCLOSED, **options):
    for name in ("work",):
        (tmp_path / name).mkdir(exist_ok=True)
    return Room(isolation, tmp_path / "work", **options)


def ran(place, code, *arguments, hosts=()):
    return place.run(lambda confined: [*python_alone(), "-c", code, *arguments], "trying", hosts=hosts)


def test_nothing_of_the_machine_is_seen_or_reached(tmp_path, monkeypatch):
    (tmp_path / "private").write_text("secretword")
    monkeypatch.setenv("SECRET", "secretword")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        code, said = ran(made(tmp_path), LOOK, str(tmp_path / "private"), str(listening.getsockname()[1]))
    assert code == 0, said
    seen = json.loads(said)
    assert seen["home"] == []
    assert (seen["file"], seen["passwords"], seen["write"]) == ("FileNotFoundError", "FileNotFoundError", "OSError")
    assert seen["homes"] == []
    assert (seen["host"], seen["address"]) == ("ConnectionRefusedError", "OSError")
    assert seen["processes"] == 2
    assert not {"SECRET", "SSL_CERT_FILE", "USER"} & set(seen["variables"])
    assert (int(seen["capabilities"], 16), seen["privileges"], seen["calls"], seen["user"]) == (0, "1", "2", 1000)
    assert len(seen["descriptors"]) == 4  # the three that everybody has, and that of the listing


ASK = """
import os, socket, sys
host, port = os.environ["HTTPS_PROXY"].removeprefix("http://").split(":")
for request in sys.argv[1:]:
    with socket.create_connection((host, int(port)), 20) as asked:
        asked.sendall(request.encode())
        try:
            print(asked.recv(100).decode().partition("\\r\\n")[0])
        except ConnectionResetError:
            print()
"""


def test_the_proxy_lets_through_what_goes_to_the_registry(tmp_path, monkeypatch):
    with registries(tmp_path, monkeypatch) as played:
        through, refused = "HTTP/1.1 200 Connection established", "HTTP/1.1 403 Forbidden"
        requests = {
            "CONNECT registry.invalid:443 HTTP/1.1\r\n\r\n": through,
            "CONNECT REGISTRY.invalid:443 HTTP/1.1\r\nHost: elsewhere.invalid:443\r\n\r\n": through,
            "CONNECT elsewhere.invalid:443 HTTP/1.1\r\n\r\n": refused,
            "CONNECT registry.invalid:22 HTTP/1.1\r\n\r\n": refused,
            "CONNECT registry.invalid.elsewhere.invalid:443 HTTP/1.1\r\n\r\n": refused,
            "CONNECT elsewhere.invalid:443@registry.invalid:443 HTTP/1.1\r\n\r\n": refused,
            "CONNECT 127.0.0.1:443 HTTP/1.1\r\n\r\n": refused,
            "GET https://registry.invalid/ HTTP/1.1\r\n\r\n": refused,
            "GET / HTTP/1.1\r\n\r\nCONNECT registry.invalid:443 HTTP/1.1\r\n\r\n": refused,
            "x" * 20_000: "",
        }
        code, said = ran(made(tmp_path), ASK, *requests, hosts={"registry.invalid"})
        assert code == 0, said
        assert said.split("\n")[:-1] == list(requests.values())
        assert played.connected == {"registry.invalid:443"}


def test_the_proxy_serves_so_many_at_a_time_and_leaves_no_thread(tmp_path, monkeypatch):
    monkeypatch.setattr(proxy, "_MOST_CONNECTIONS", 2)
    listener = socket.create_server(("127.0.0.1", 0))
    before = threading.active_count()
    with Proxy(listener, {"registry.invalid"}):
        first = [socket.create_connection(listener.getsockname()) for _ in range(2)]
        with socket.create_connection(listener.getsockname()) as third:
            assert third.recv(1) == b""
    assert threading.active_count() == before
    for each in first:
        each.close()


FORKS = """
import os, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)  # leaves an orphan
        break
open(sys.argv[1] + str(os.getpid()), "w").write(str(os.getpid()))
while True:
    signal.pause()
"""


@pytest.mark.parametrize("isolation", [ENCLOSED, UNSAFE], ids=["enclosed", "unprotected"])
def test_the_time_limit_ends_all_of_it(tmp_path, monkeypatch, isolation):
    mark = f"mark-of-{tmp_path.name}"

    def over_once_they_run(said):
        if len(list(place.work.glob(f"{mark}*"))) == 4:
            monkeypatch.setattr(room, "SECONDS", 0)

    place = made(tmp_path, isolation, say=over_once_they_run)
    monkeypatch.setattr(room, "_SECONDS_OF_SILENCE", 0)
    with pytest.raises(Ended, match="it took more than 0 s"):
        place.run(lambda confined: [*python_alone(), "-c", FORKS, f"{confined.at(str(place.work))}/{mark}"], "trying")
    assert all(map(ends, processes_with(mark)))


def processes_with(mark):
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/cmdline") as file:
                if mark in file.read():
                    yield os.pidfd_open(int(name))
        except OSError:
            continue


def ends(process):
    """Whether it does: who was killed may take a moment."""
    try:
        return bool(select.select([process], [], [], 30)[0])
    finally:
        os.close(process)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("x = open('big', 'wb')\nwhile True: x.write(bytes(1 << 20)); x.flush()", "MB of files"),
        ("import os\nfor n in range(10**9): open(f'many{n}', 'w').close()", "more than 500 files"),
        ("x = []\nwhile True: x.append(bytearray(b'x' * (1 << 24)))", "MB of memory"),
        ("import os, time\nwhile True:\n  if os.fork() == 0: time.sleep(600)", "processes"),
    ],
    ids=["bytes", "files", "memory", "processes"],
)
def test_limits_end_it(tmp_path, monkeypatch, code, why):
    monkeypatch.setattr(room, "_SECONDS_BETWEEN_LOOKS", 0.1)
    monkeypatch.setattr(room, "MOST_BYTES", 32 << 20)
    monkeypatch.setattr(room, "MOST_FILES", 500)
    monkeypatch.setattr(room, "_LIMITS", room.Limits(memory=256 << 20, processes=64))
    with pytest.raises(Ended, match=why):
        ran(made(tmp_path), code)


def test_it_says_so_when_it_takes_long(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "_SECONDS_OF_SILENCE", 0)
    said = []

    def hear(text):
        said.append(text)
        (tmp_path / "work" / "heard").touch()

    code, _ = ran(made(tmp_path, say=hear), "import os\nwhile not os.path.exists('heard'): pass")
    assert code == 0
    assert said[0].startswith("still trying (")


def test_a_program_that_cannot_start_is_told(tmp_path):
    code, said = made(tmp_path).run(lambda confined: ["/nowhere/program"], "trying")
    assert code != 0
    assert "No such file" in said


@pytest.mark.parametrize("target", ["/etc/passwd", "../../outside", "inner/../../../outside", "loop"])
def test_what_holds_a_way_out_is_not_taken(tmp_path, target):
    folder = written(tmp_path / "made", {"inner/file": "", "good": ""})
    (folder / "inner" / "back").symlink_to("../good")
    check(folder)
    (folder / "inner" / "bad").symlink_to(target)
    if target == "loop":
        (folder / "inner" / "loop").symlink_to("../../made-elsewhere")
    with pytest.raises(Ended, match="leads out"):
        check(folder)


def test_what_is_no_plain_file_is_not_taken(tmp_path):
    folder = written(tmp_path / "made", {"program": ""})
    (folder / "program").chmod(0o6755)
    check(folder)
    assert (folder / "program").stat().st_mode & 0o7777 == 0o755
    os.mkfifo(folder / "pipe")
    with pytest.raises(Ended, match="neither a file nor a folder"):
        check(folder)


def test_authorities_stand_where_the_pip_of_a_system_looks(tmp_path):
    code, said = ran(made(tmp_path), "import sys; print(open(sys.argv[1]).read(64))", place_of_authorities())
    assert (code, "CERTIFICATE" in said or said.startswith("#")) == (0, True), said

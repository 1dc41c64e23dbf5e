"""What the kernel refuses where a policy blocks files, and what goes on working. In processes of their own: nothing
takes it back.
"""

import ctypes
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from goatherd_guard.hooks import landlock, reach
from goatherd_guard.policy import Policy

TOP = Path(__file__).parents[2]
FRAME = """
import os, sys
from goatherd_guard import guarded
TOOLS, SCRATCH, OUTSIDE = (os.environ[name] for name in ("TOOLS", "SCRATCH", "OUTSIDE"))
{before}
@guarded
def handler(event, context):
{code}
handler({{}}, None)
print("DONE")
"""
HAS_LANDLOCK = landlock.version(ctypes.CDLL(None)) >= landlock.OLDEST
needs_landlock = pytest.mark.skipif(not HAS_LANDLOCK, reason="the kernel has no Landlock")
needs_ports = pytest.mark.skipif(landlock.version(ctypes.CDLL(None)) < 4, reason="the kernel's Landlock knows no ports")


def policy_in(folder, **sections):
    scratch = [{"path": f"{folder}/scratch/**"}]
    programs = [{"program": each} for each in ("/bin/sh", "/bin/cat", sys.executable)]
    return {
        "version": 1,
        "mode": "block",
        "processes": {"allow": programs, "others": "block"},
        "files": {"read": scratch, "write": scratch, "others": "block"},
        "telemetry": {"sample": 0},
        **sections,
    }


def ran(folder, body, *, before="", variables=(), **sections):
    """What a function with this body said, under a guard whose policy allows one folder."""
    for name in ("app", "scratch", "outside"):
        (folder / name).mkdir()
    (folder / "outside" / "secret.txt").write_text("the secret")
    (folder / "app" / "later.py").write_text("VALUE = 'imported'\n")
    table = json.loads((TOP / "cases" / "table.json").read_text(encoding="utf-8"))
    table["kinds"] = json.loads((TOP / "kinds.json").read_text(encoding="utf-8"))
    (folder / "rules.json").write_text(json.dumps(table))
    (folder / "policy.json").write_text(json.dumps(policy_in(folder, **sections)))
    indented = "\n".join("    " + line for line in body.strip().splitlines())
    (folder / "app" / "app.py").write_text(FRAME.format(before=before, code=indented))
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(TOP / "python" / "src"),
        "GOATHERD_GUARD_FOLDER": str(folder),
        "GOATHERD_GUARD_POLICY": str(folder / "policy.json"),
        "DB_PASSWORD": "the secret",
        "TOOLS": str(Path(sys.executable).parent),
        "SCRATCH": str(folder / "scratch"),
        "OUTSIDE": str(folder / "outside"),
        **dict(variables),
    }
    done = subprocess.run(
        [sys.executable, "-B", "app.py"], cwd=folder / "app", env=environment, capture_output=True, text=True
    )
    assert done.stdout.endswith("DONE\n"), done.stdout + done.stderr
    return done.stdout


WORKS = {
    "modules that are imported late": "import later, sqlite3, xml.sax, decimal\nprint(later.VALUE)",
    "time zones": "import time\nos.environ['TZ'] = 'Europe/Berlin'\ntime.tzset()\nassert 'CET' in time.tzname",
    "certificates": "import ssl\nssl.create_default_context()",
    "names of hosts": "import socket\nsocket.getaddrinfo('localhost', 80)\nsocket.gethostname()",
    "users": "import pwd\npwd.getpwuid(os.getuid())",
    "files that are moved from folder to folder": """
os.makedirs(SCRATCH + '/a'), os.makedirs(SCRATCH + '/b')
open(SCRATCH + '/a/file', 'w').write('text')
os.replace(SCRATCH + '/a/file', SCRATCH + '/b/file')
os.truncate(SCRATCH + '/b/file', 2)
os.link(SCRATCH + '/b/file', SCRATCH + '/a/link')
os.symlink(SCRATCH + '/b/file', SCRATCH + '/a/symbolic')
assert open(SCRATCH + '/a/symbolic').read() == open(SCRATCH + '/a/link').read() == 'te'
import shutil
shutil.rmtree(SCRATCH + '/a')
""",
    "temporary files": "import tempfile\nwith tempfile.TemporaryFile(dir=SCRATCH) as file: file.write(b'x')",
    "a database in a file": """
import sqlite3
database = sqlite3.connect(SCRATCH + '/data.db')
database.execute('create table t (a)'), database.execute('insert into t values (1)')
database.commit()
""",
    "sockets of extensions": """
import socket
server = socket.socket(socket.AF_UNIX)
server.bind(SCRATCH + '/socket'), server.listen()
client = socket.socket(socket.AF_UNIX)
client.connect(SCRATCH + '/socket')
""",
    "processes that are forked, with a pipe, a queue and shared memory": """
import multiprocessing
from multiprocessing import shared_memory
context = multiprocessing.get_context('fork')
queue, (here, there) = context.Queue(), context.Pipe()
shared = shared_memory.SharedMemory(create=True, size=16)
child = context.Process(target=lambda: (queue.put(1), there.send(2), shared.buf.__setitem__(0, 3)))
child.start(), child.join()
assert (queue.get(), here.recv(), shared.buf[0]) == (1, 2, 3)
shared.close(), shared.unlink()
""",
    "threads": """
import threading
seen = []
thread = threading.Thread(target=lambda: seen.append(open(SCRATCH + '/x', 'w').write('x')))
thread.start(), thread.join()
assert seen == [1]
""",
    "programs, with pipes and temporary files": """
import subprocess
code = 'import json, ssl, sys; open(sys.argv[1], "w").write("made"); print(json.dumps(1))'
subprocess.run([sys.executable, '-c', code, SCRATCH + '/made'], check=True)
command = ['/bin/sh', '-c', 'cat < "$0" 2> /dev/null', SCRATCH + '/made']
assert subprocess.run(command, capture_output=True).stdout == b'made'
""",
    "what the process reads of itself": """
import ctypes, locale, platform, resource
locale.setlocale(locale.LC_ALL, ''), platform.libc_ver(), os.cpu_count(), os.getloadavg(), os.listdir('/proc/self/fd')
""",
    "what is written to the outputs": "import logging\nlogging.warning('a'), print('b', file=sys.stderr)",
}


@pytest.mark.parametrize("code", WORKS.values(), ids=WORKS)
def test_it_goes_on_working(tmp_path, code):
    assert '"action_id":2' not in ran(tmp_path, code)


def test_the_data_files_of_an_sdk_are_read(tmp_path):
    pytest.importorskip("boto3")
    code = "import boto3\nprint(boto3.client('s3', region_name='eu-west-1').meta.endpoint_url)"
    assert "amazonaws.com" in ran(tmp_path, code, aws={"others": "allow"})


REFUSED = {
    "reading by a program": "import subprocess\nsubprocess.run(['/bin/cat', OUTSIDE + '/secret.txt'])",
    "reading by a program that a program starts": """
import subprocess
subprocess.run(['/bin/sh', '-c', 'for file in $0/*; do sh -c "cat $file"; done; cat "$0/secret.txt"', OUTSIDE])
""",
    "the environment": "import subprocess\nsubprocess.run(['/bin/sh', '-c', 'cat /proc/$PPID/environ'])",
    "a forked process": """
if not os.fork():
    import subprocess
    subprocess.run(['/bin/cat', OUTSIDE + '/secret.txt'])
    os._exit(0)
os.wait()
""",
    "a thread": """
import subprocess, threading
thread = threading.Thread(target=lambda: subprocess.run(['/bin/cat', OUTSIDE + '/secret.txt']))
thread.start(), thread.join()
""",
    "native code": """
library.strerror.restype = ctypes.c_char_p
file = library.open(os.fsencode(OUTSIDE + '/secret.txt'), 0)
found = ctypes.create_string_buffer(100)
library.read(file, found, 100)
print(found.value)
""",
}


@needs_landlock
@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_without_a_word(tmp_path, code):
    before = "import ctypes\nlibrary = ctypes.CDLL(None)"
    said = ran(tmp_path, code, before=before, code={"native": "allow"})
    assert "the secret" not in said and "class_uid" not in said
    # It is what the policy's section says: where that only watches, the same is done.
    watched = {"others": "monitor"}
    folder = tmp_path / "watched"
    folder.mkdir()
    assert "the secret" in ran(folder, code, before=before, code={"native": "allow"}, files=watched)


def test_the_memory_of_the_process_is_refused_to_what_it_starts(tmp_path):
    reads = """
import ctypes, os, sys
library = ctypes.CDLL(None, use_errno=True)
class Piece(ctypes.Structure):
    _fields_ = [("at", ctypes.c_void_p), ("size", ctypes.c_size_t)]
mine = ctypes.create_string_buffer(10)
here, there = Piece(ctypes.addressof(mine), 10), Piece(int(sys.argv[1]), 10)
library.process_vm_readv(os.getppid(), ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
print(mine.value)
"""
    code = f"import subprocess\nsubprocess.run([sys.executable, '-c', {reads!r}, str(ctypes.addressof(kept))])"
    before = "import ctypes\nkept = ctypes.create_string_buffer(b'the secret')"
    assert "the secret" not in ran(tmp_path, code, before=before)


@pytest.fixture
def listening():
    """The ports of two servers that answer each connection."""
    servers = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    threads = [threading.Thread(target=answering, args=(server,)) for server in servers]
    for thread in threads:
        thread.start()
    yield [server.getsockname()[1] for server in servers]
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown(socket.SHUT_RDWR)  # wakes the thread, which closing does not
        thread.join()
        server.close()


def answering(server):
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        connection.close()


@needs_ports
@pytest.mark.skipif(os.path.isdir("/opt/extensions"), reason="this machine has extensions of Lambda")
def test_what_is_started_reaches_only_ports_that_the_policy_has(tmp_path, listening):
    runtime, other = listening
    connect = "socket.create_connection(('127.0.0.1', int(sys.argv[1])))"
    connect = f"import socket, sys\n{connect}\nprint('reached', sys.argv[1])"
    start = f"subprocess.run([sys.executable, '-c', {connect!r}, str(port)])"
    code = f"import subprocess\nfor port in {listening}:\n    {start}"
    variables = {"AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime}"}
    allowed = {"none": [], "a port": [{"host": "db.example", "ports": [other]}], "a host": [{"host": "db.example"}]}
    reached = {}
    for name, row in allowed.items():
        (tmp_path / name).mkdir()
        said = ran(tmp_path / name, code, variables=variables, network={"allow": row, "others": "block"})
        reached[name] = [f"reached {port}\n" in said for port in listening]
    assert reached == {"none": [True, False], "a port": [True, True], "a host": [True, True]}


def test_where_the_kernel_has_no_landlock_nothing_is_said_and_the_function_runs(tmp_path):
    before = "from goatherd_guard.hooks import landlock\nlandlock._CREATE = -1  # which no kernel knows"
    code = "import subprocess\nsubprocess.run(['/bin/cat', OUTSIDE + '/secret.txt'])"
    assert ran(tmp_path, code, before=before) == "the secretDONE\n"


def reached(row, how):
    policy = Policy({"version": 1, **row})
    return set(reach.readable(policy, ()) if how == "read" else reach.writable(policy))


def test_patterns_become_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "file.txt").touch()
    files = [f"{tmp_path}/data/file.txt", f"{tmp_path}/data/*.json", "**/.aws/config", "/proc/uptime"]
    read = reached({"files": {"read": [{"path": each} for each in files], "others": "block"}}, "read")
    assert {f"{tmp_path}/data", f"{tmp_path}/.aws", "/proc/uptime"} <= read
    assert not {str(tmp_path), "/", "/proc"} & {each.rstrip("/") or "/" for each in read - {"/proc"}}
    assert "/" in reached({"files": {"read": [{"path": "**/any"}], "others": "block"}}, "read")
    written = [f"{tmp_path}/data/file.txt", f"{tmp_path}/new/folder/**"]
    found = reached({"files": {"write": [{"path": each} for each in written], "others": "block"}}, "write")
    assert {f"{tmp_path}/data", str(tmp_path)} <= found and "/" not in found


@pytest.mark.parametrize("others", ["block", "monitor"])
def test_programs_that_are_not_named_may_look_at_themselves(others):
    assert ("/proc" in reached({"processes": {"others": others}}, "read")) is (others != "block")


def test_a_program_of_the_policy_can_be_started_wherever_it_lies(tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    shutil.copy("/bin/cat", tools / "own-cat")
    allowed = {"allow": [{"program": str(tools / "own-cat")}], "others": "block"}
    code = f"import subprocess\nsubprocess.run(['{tools}/own-cat', SCRATCH + '/x'], check=True)"
    folder = tmp_path / "function"
    folder.mkdir()
    assert "class_uid" not in ran(folder, f"open(SCRATCH + '/x', 'w').write('x')\n{code}", processes=allowed)

"""Notes that the instruments did not write are not believed, and odd ones never reach an oracle."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.sandbox.notes import Sealed, notes_in, seal
from goatherd.sandbox.pod import Options
from tests.sandbox.pods import in_pod, written

KEY = b"k" * 64
REACH = {"kind": "reach", "sink": "shell", "what": "subprocess.Popen", "text": "gh", "where": "app.py:1"}
DOCUMENTED = [
    {"kind": "read", "path": ["body", 0, "@json"], "missing": False},
    {"kind": "iterate", "path": []},
    {"kind": "closed", "path": ["a"]},
    {**REACH, "args": ["sh", "-c", "gh"]},
    {**REACH, "sink": "path", "write": False, "exists": True},
    {"kind": "spawn", "argv": ["ls"], "shell": False},
    {"kind": "connect", "host": "10.0.0.1", "port": 443},
    {"kind": "connect", "host": "/tmp/socket", "port": 0},
    {"kind": "polluted", "property": "x", "on": "Object.prototype", "text": "y"},
    {"kind": "lines", "files": {"app.py": [1, 2]}},
    {"kind": "cpu", "seconds": 0.01, "peak": 41943040},
    {"kind": "missing-module", "name": "foo"},
]
ODD = [
    5,
    None,
    [],
    {},
    {"kind": 5},
    {"kind": []},
    {"kind": "unheard"},
    {"kind": "read"},
    {"kind": "read", "path": "body", "missing": False},
    {"kind": "read", "path": [["body"]], "missing": False},
    {"kind": "read", "path": ["body"], "missing": None},
    {**REACH, "text": 5},
    {**REACH, "text": "x" * 30_000},
    {**REACH, "sink": []},
    {name: value for name, value in REACH.items() if name != "where"},
    {"kind": "spawn", "argv": [], "shell": False},
    {"kind": "spawn", "argv": [5], "shell": False},
    {"kind": "lines", "files": []},
    {"kind": "lines", "files": {"app.py": ["1"]}},
    {"kind": "lines", "files": {"app.py": [-1]}},
    {"kind": "lines", "files": {"app.py": [True]}},
    {"kind": "cpu", "seconds": "1", "peak": 1},
    {"kind": "cpu", "seconds": -1, "peak": 1},
    {"kind": "cpu", "seconds": 1, "peak": 10**300},
    {"kind": "missing-module", "name": None},
]


def sealed(*notes, number=1, process="7", key=KEY):
    head, text = f"{process}.{number}".encode(), json.dumps(notes).encode()
    return b"\n" + head + b" " + seal(key, head + b" " + text) + b" " + text + b"\n"


def heard(*parts, most=1 << 20):
    """(the notes of what arrives, how many lines were forged)"""
    listening = Sealed(KEY, most)
    for part in parts:
        listening.add(part)
    return [note for line in listening.take() for note in notes_in(line)], listening.forged


def test_every_documented_note_arrives_as_it_is():
    assert heard(sealed(*DOCUMENTED)) == (DOCUMENTED, 0)


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_notes_of_another_form_are_left_out(odd):
    assert heard(sealed(odd, DOCUMENTED[0])) == ([DOCUMENTED[0]], 0)


@pytest.mark.parametrize("where", ["", "app.py", "app.py:", "app.py:None", "app.py:\u0663", "app.py:" + "9" * 5000])
def test_a_place_that_is_none_is_no_place(where):
    ((note,), _) = heard(sealed({**REACH, "where": where}))
    assert note == {**REACH, "where": ""}


def test_members_that_are_not_documented_are_left_out():
    assert heard(sealed({**REACH, "safe": "yes", "own": [[]]})) == ([REACH], 0)


@pytest.mark.parametrize(
    "line",
    [
        json.dumps(REACH).encode() + b"\n",
        b"junk\n",
        b"\xff" * 100 + b"\n",
        b"[" * 200_000 + b"\n",
        sealed(REACH, key=b"another key"),
        sealed(REACH).replace(b"shell", b"shelf"),
        sealed(REACH).replace(b"7.1 ", b"7.2 "),
        sealed(REACH).replace(b"7.1 ", b"8.1 "),
    ],
)
def test_lines_without_the_seal_are_counted_and_not_believed(line):
    assert heard(line, sealed(DOCUMENTED[0], number=3)) == ([DOCUMENTED[0]], 1)
    assert heard(b"no end of a line", sealed(DOCUMENTED[0])) == ([DOCUMENTED[0]], 1)


def test_a_line_counts_once_whatever_the_order():
    lines = [sealed({"kind": "missing-module", "name": str(number)}, number=number) for number in (2, 1, 3)]
    found, forged = heard(*lines, *lines)
    assert ([note["name"] for note in found], forged) == (["2", "1", "3"], 3)


def test_a_line_of_long_ago_does_not_count_again():
    lines = [sealed(number=number) for number in range(1, 5000)]
    assert heard(*lines, lines[0], lines[3], most=1 << 22) == ([], 2)


def test_what_is_too_much_is_left_out_and_is_no_forgery():
    whole = sealed(DOCUMENTED[0])
    listening = Sealed(KEY, 2 * len(whole))
    for number in (1, 2, 3, 4):
        listening.add(sealed(DOCUMENTED[0], number=number))
    assert len(list(listening.take())) == 2
    listening.add(sealed(DOCUMENTED[0], number=5))
    assert (len(list(listening.take())), listening.forged) == (1, 0)


@given(st.lists(st.binary(max_size=60) | st.sampled_from([b"\n", sealed(REACH), sealed(REACH)[:40], b"7.1 "])))
@settings(derandomize=True, deadline=None)
def test_nothing_that_is_written_breaks_the_reader(parts):
    found, _ = heard(*parts)
    assert found in ([], [REACH])


TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Python:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: ., Timeout: 5, MemorySize: 512}
  Node:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs20.x, Handler: app.handler, CodeUri: ., Timeout: 5, MemorySize: 512}
"""
FORGED = json.dumps(REACH | {"text": "forged"})
PYTHON = f"""
import json, os, subprocess, sys
FORGED = '{FORGED}\\n'.encode()
def is_pipe(descriptor):
    try: return os.readlink(f'/proc/self/fd/{{descriptor}}').startswith('pipe')
    except OSError: return False
def everywhere(data):
    for descriptor in filter(is_pipe, range(3, 64)): os.write(descriptor, data)
def handler(event, context):
    if event == 'write':
        everywhere(FORGED)
        everywhere(b'[' * 20_000 + b'\\n')
        everywhere(b'1.1 ' + b'0' * 32 + b' [' + FORGED[:-1] + b']\\n')
    elif event == 'child':
        pipes = list(filter(is_pipe, range(3, 64)))
        code = f"import os\\nfor pipe in {{pipes}}: os.write(pipe, {{FORGED}})"
        return subprocess.run([sys.executable, '-c', code], pass_fds=pipes, capture_output=True, text=True).stderr
    elif event == 'fork':
        pid = os.fork()
        if not pid:
            subprocess.run(['true', 'of-the-child'])
            os._exit(0)
        os.waitpid(pid, 0)
        subprocess.run(['true', 'of-the-parent'])
    elif event == 'told':
        line = open('/proc/self/cmdline', 'rb').read() + open('/proc/self/environ', 'rb').read()
        return [len(sys.stdin.read()), os.readlink('/proc/self/fd/0'), line.decode().split('\\0')]
    return 'done'
"""
NODE = f"""
const fs = require('node:fs');
const FORGED = '{FORGED}\\n';
exports.handler = async (event) => {{
  if (event === 'write') {{
    for (let descriptor = 3; descriptor < 64; descriptor += 1) {{
      let info = '';
      const place = `/proc/self/fd/${{descriptor}}`;
      try {{ info = fs.readlinkSync(place) + fs.readFileSync(place.replace("fd", "fdinfo"), "utf8"); }} catch {{}}
      // Node's own do not block, or are closed on exec.
      const flags = parseInt(/^pipe[^]*flags:\\s+(\\d+)/.exec(info)?.[1] ?? '0', 8);
      if ((flags & 0o2004003) === 1) fs.writeSync(descriptor, FORGED);
    }}
  }} else if (event === 'replaced') {{
    const crypto = require('node:crypto');
    const keys = [];
    const prototype = Object.getPrototypeOf(crypto.createHash('sha256'));
    const update = prototype.update;
    prototype.update = function seen(...given) {{ keys.push(String(given[0])); return update.apply(this, given); }};
    crypto.createHash = () => {{ throw new Error('replaced'); }};
    const {{ stringify }} = JSON;
    JSON.stringify = () => '"replaced"';
    fs.readFileSync('/etc/hosts');
        await new Promise((resolve) => {{ setTimeout(resolve, 5); }});
    prototype.update = update;
    JSON.stringify = stringify;
    return keys.length;
  }} else if (event === 'told') {{
    const line = fs.readFileSync('/proc/self/cmdline', 'utf8') + fs.readFileSync('/proc/self/environ', 'utf8');
    return [fs.readFileSync(0).length, fs.readlinkSync('/proc/self/fd/0'), line.split('\\0')];
  }}
  return 'done';
}};
"""
WATCH = "ghwatched"
EVENTS = {"Python": ["write", "child", "fork", "told"], "Node": ["write", "replaced", "told"]}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """(function, event) -> (response, notes, forged); "suspicious" -> what the pod found suspicious."""
    folder = written(tmp_path_factory.mktemp("app"), {"template.yaml": TEMPLATE, "app.py": PYTHON, "app.js": NODE})

    def work(pod):
        for function, events in EVENTS.items():
            for event in events:
                done = pod.invoke(function, event)
                yield [function, event], [done.response, done.notes, done.forged], done.why or done.error
        yield ["", "suspicious"], list(pod.suspicious), None

    return {tuple(key): value for key, value, _ in in_pod(folder, work, Options(watch=WATCH))}


@pytest.mark.parametrize("case", [("Python", "write"), ("Python", "child"), ("Node", "write")], ids=str)
def test_notes_that_a_function_writes_itself_prove_nothing(outcome, case):
    response, notes, forged = outcome[case]
    assert response in ("done", ""), response
    assert [note for note in notes if note["kind"] == "reach"] == []
    assert [note["kind"] for note in notes][-1] == "cpu"  # those of the instruments are all there
    assert forged >= 1


def test_it_is_told_that_a_function_tried(outcome):
    assert outcome["", "suspicious"] == [
        f"{function} wrote in the place of its instruments, which is not believed" for function in ("Python", "Node")
    ]


def test_what_forked_processes_do_is_seen(outcome):
    _, notes, forged = outcome["Python", "fork"]
    assert [note["argv"][1] for note in notes if note["kind"] == "spawn"] == ["of-the-child", "of-the-parent"]
    assert forged == 0


def test_replacing_what_notes_are_sealed_with_shows_no_key_and_changes_nothing(outcome):
    response, notes, forged = outcome["Node", "replaced"]
    assert (response, forged) == (0, 0)
    assert notes[-1]["kind"] == "cpu"


@pytest.mark.parametrize("function", ["Python", "Node"])
def test_a_function_is_told_nothing_of_its_instruments(outcome, function):
    (size, standard_input, words), _, _ = outcome[function, "told"]
    assert (size, standard_input) == (0, "/dev/null")
    assert not [word for word in words if WATCH in word]
    (bootstrap,) = (place for place, word in enumerate(words) if "/bootstrap." in word)
    assert words[bootstrap + 1] == "app.handler"
    assert "=" in words[bootstrap + 2]  # no more arguments: the environment begins

"""Junk in the protocols of MySQL and PostgreSQL, and on the socket of the Data API: the next client is served."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.sandbox.canaries import Canaries
from goatherd.sandbox.cloud.sql import data_api, mysql, postgres
from goatherd.sandbox.cloud.sql.databases import Database
from goatherd.sandbox.cloud.sql.engine import MAX_SECONDS
from goatherd.sandbox.cloud.sql.errors import SqlError
from goatherd.sandbox.cloud.sql.reading import statements
from goatherd.sandbox.cloud.sql.types import Session
from goatherd.sandbox.cloud.sql.wire import Closed, Wire
from tests.sandbox.fuzz.lab import MILLION, in_lab, junk, say


def packet(payload, number=0):
    """MySQL's."""
    return len(payload).to_bytes(3, "little") + bytes((number,)) + payload


def message(kind, body):
    """PostgreSQL's."""
    return kind + struct.pack("!i", len(body) + 4) + body


HELLO = {
    "mysql": packet(struct.pack("<IIB23x", 0x8200 | 0x2, 1 << 24, 45) + b"app\0" + b"\0", 1),
    "postgres": struct.pack("!iI", 8 + 10, 3 << 16) + b"user\0app\0\0",
}
ASK = {
    "mysql": lambda text: packet(b"\x03" + text),
    "postgres": lambda text: message(b"Q", text + b"\0"),
}
PREPARE = {
    "mysql": lambda text: packet(b"\x16" + text),
    "postgres": lambda text: message(b"P", b"\0" + text + b"\0\0\0"),
}
PORTS = {"mysql": 3306, "postgres": 5432}
STATEMENTS = {
    "open brackets": b"SELECT " + b"(" * 200_000,
    "nested selects": b"SELECT * FROM (" * 20_000,
    "long chain": b"SELECT 1" + b"+1" * 200_000,
    "not not": b"SELECT " + b"NOT " * 200_000 + b"1",
    "unions": b"SELECT 1 UNION " * 20_000 + b"SELECT 1",
    "long text": b"SELECT '" + b"a''" * 300_000,
    "long name": b"SELECT " + b"a" * MILLION + b"!",
    "savepoint": b"SAVEPOINT " + b"a" * 200_000 + b" !",
    "set": b"SET " + b"a" * 200_000 + b" !",
    "show": b"SHOW " + b" " * 200_000 + b"!",
    "describe": b"DESCRIBE " + b" " * 200_000 + b"!",
    "like": b"SHOW VARIABLES LIKE '" + b"%_" * 60 + b"!'",
    "many": b"SELECT 1;" * 50_000,
    "comments": b"/*" * 400_000,
    "dollars": b"$a$" * 300_000,
    "endless number": b"SELECT " + b"9" * 100_000,
    "nul": b"SELECT '\0'; \0 SELECT",
    "no text": b"\xff\xfe" * 1000,
    "deep json": b"SELECT JSON_EXTRACT('" + b"[" * 100_000 + b"', '$.a')",
    "recursive": b"WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
    "large": b"SELECT REPEAT('a', 1000000000)",
}
FORMS = {
    "junk": lambda dialect: junk(dialect),
    "junk after the greeting": lambda dialect: HELLO[dialect] + junk(dialect),
    "lengths": lambda dialect: HELLO[dialect] + b"\xff" * MILLION,
    "nothing": lambda dialect: HELLO[dialect] + b"\0" * MILLION,
    "large text": lambda dialect: HELLO[dialect] + ASK[dialect](b"SELECT '" + b"a" * (7 << 20) + b"'"),
    "statement": lambda dialect: HELLO[dialect] + ASK[dialect](STATEMENTS["open brackets"]),
    "prepared": lambda dialect: HELLO[dialect] + PREPARE[dialect](b"SELECT ?, $1") * 1000,
    "prepared junk": lambda dialect: HELLO[dialect] + PREPARE[dialect](junk(dialect, 100_000)),
}
HONEST = b"SELECT 40 + 2"


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """(database, name of the junk) -> what an honest client is answered, in another process and afterwards"""

    def work(pod):
        host, _ = pod.cloud
        for dialect, port in PORTS.items():
            for name, form in FORMS.items():
                say((host, port), form(dialect), pod=pod)
                answer = say((host, port), HELLO[dialect] + ASK[dialect](HONEST), pod=pod)
                yield dialect, name, answer.decode("latin-1")
                pod.restore()

    found = in_lab(tmp_path_factory.mktemp("app"), work)
    return {(dialect, name): answer for dialect, name, answer in found}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("dialect", PORTS)
def test_the_next_client_is_answered(outcome, dialect, name):
    assert "42" in outcome[dialect, name]


@pytest.mark.parametrize(
    "data",
    [
        junk("data api"),
        struct.pack("!i", -1),
        struct.pack("!i", 1 << 30),
        struct.pack("!i", 200_000) + b"[" * 200_000,
        struct.pack("!i", 2) + b"[]",
    ],
    ids=["junk", "negative", "large", "deep", "list"],
)
def test_junk_on_the_socket_of_the_data_api(tmp_path, data):
    question = {"operation": "ExecuteStatement", "dialect": "postgres", "body": {"sql": "SELECT 40 + 2"}}

    def work(pod):
        path = pod._databases.path
        say(path, data, pod=pod)
        asked = json.dumps(question).encode()
        yield say(path, struct.pack("!i", len(asked)) + asked, pod=pod).decode()

    (answer,) = in_lab(tmp_path, work)
    assert json.loads(answer)["body"]["records"] == [[{"longValue": 42}]]


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["SELECT :a", "a"])
NAMES = st.sampled_from(["name", "value", "blobValue", "stringValue"])
BODIES = st.dictionaries(
    st.sampled_from(["sql", "parameters", "parameterSets", "database", "formatRecordsAs", "includeResultMetadata"]),
    st.recursive(
        LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
    ),
)


@given(st.sampled_from(sorted(data_api.OPERATIONS)), st.sampled_from(["mysql", "postgres"]), BODIES)
@settings(derandomize=True, deadline=None, max_examples=150)
def test_any_question_of_the_data_api_is_answered_or_refused(operation, dialect, body):
    status, answer = asked_in_process(operation, dialect, body)
    assert status in (200, 400), answer


def asked_in_process(operation, dialect, body):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        question = json.dumps({"operation": operation, "body": body, "dialect": dialect}).encode()
        ours.sendall(struct.pack("!i", len(question)) + question)
        data_api.answer(Wire(theirs, NO_TLS), {dialect: SHARED[dialect]})
        theirs.shutdown(socket.SHUT_WR)
        answer = json.loads(ours.makefile().read())
    return answer["status"], answer["body"]


NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
CONVERSATIONS = {"mysql": mysql.Conversation, "postgres": postgres.Conversation}


def database(dialect):
    return Database(dialect, "ghmark", Canaries.seeded(0), lambda kind, **what: None)


BYTES = st.binary(max_size=30)
KINDS = st.sampled_from([bytes((kind,)) for kind in b"PBDECQSHdF"])
BOUND = [b"\0SELECT $1\0\0\0", b"\0\0\0\0\0\1\0\0\0\1a\0\0", b"S\0"]
SHARED = {dialect: database(dialect) for dialect in CONVERSATIONS}
PARTS = {
    "mysql": st.builds(lambda command, rest: packet(bytes((command,)) + rest), st.integers(0, 0x1F), BYTES),
    "postgres": st.builds(message, KINDS, BYTES | st.sampled_from(BOUND)),
}


@pytest.mark.parametrize("dialect", CONVERSATIONS)
def test_any_packets_are_answered_or_the_connection_ends(dialect):
    @given(st.lists(PARTS[dialect], max_size=8))
    @settings(derandomize=True, deadline=None, max_examples=150)
    def converse(parts):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.sendall(HELLO[dialect] + b"".join(parts))
            ours.shutdown(socket.SHUT_WR)
            reader = threading.Thread(target=lambda: ours.makefile("rb").read())
            reader.start()
            try:
                CONVERSATIONS[dialect](Wire(theirs, NO_TLS), SHARED[dialect]).run()
            except Closed:
                pass
            finally:
                theirs.shutdown(socket.SHUT_RDWR)
                reader.join()

    converse()
    assert SHARED[dialect].run("SELECT 40 + 2", (), Session()).rows == [(42,)]


@pytest.mark.parametrize("dialect", CONVERSATIONS)
def test_any_statement_is_answered_or_refused(dialect):
    words = [
        "SELECT",
        "*",
        "FROM",
        "a",
        "(",
        ")",
        ",",
        "'",
        '"',
        "`",
        "$1",
        "?",
        "--",
        "/*",
        ";",
        "::",
        "INSERT INTO",
        "1",
    ]

    @given(st.lists(st.sampled_from(words) | st.text(max_size=3), max_size=12).map(" ".join))
    @settings(derandomize=True, deadline=None, max_examples=200)
    def ask(text):
        try:
            SHARED[dialect].run(text, (), Session())
        except SqlError:
            pass

    ask()


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize("dialect", CONVERSATIONS)
def test_a_hostile_statement_takes_no_longer_than_others(dialect, name):
    for each in statements(STATEMENTS[name].decode("utf-8", "replace"), dialect)[:20]:
        used = time.thread_time()
        with suppress(SqlError):
            SHARED[dialect].run(each, (), Session())
        assert time.thread_time() - used < 2 * MAX_SECONDS

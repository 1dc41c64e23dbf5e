"""What those who may not see the pages, but can connect to their port, take from the learner."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager
from select import select
from urllib.request import urlopen

import pytest

from goatherd.learn.web.server import HOST, OURS, PLACES, Handler, Server


class Patient(Handler):
    arrival = 600.0


class Impatient(Handler):
    arrival = 0.1


@contextmanager
def served(handler):
    """The port of a server, and the threads that serve it."""

    def app(environ, start):
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start("200 OK", [("Content-Length", "5")])
        return [b"hello"]

    with socket.create_server((HOST, 0)) as listening:
        port = listening.getsockname()[1]
        server = Server(listening, app, handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_connections_are_counted():
    with served(Patient) as port, ExitStack() as stack:
        before = threading.active_count()
        held = [stack.enter_context(socket.create_connection((HOST, port))) for _ in range(PLACES)]
        for _ in range(3):
            with socket.create_connection((HOST, port)) as more:
                head, _, line = more.makefile("rb").read().partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 503 ") and line == b"Too many connections at once: try again.\n"
        assert threading.active_count() <= before + PLACES
        held[0].shutdown(socket.SHUT_WR)
        assert held[0].recv(1) == b""  # its place is free
        assert urlopen(f"http://{HOST}:{port}").read() == b"hello"


STRANGER = f"""
import encodings.idna, os, socket, sys  # afterwards the interpreter may lie where only root reads
os.setgid(65534), os.setuid(65534)
held = [socket.create_connection(("{HOST}", int(sys.argv[1]))) for _ in range({PLACES + 5})]
print(sum(each.recv(20).startswith(b"HTTP/1.1 503") for each in held[{PLACES - OURS}:]), flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_other_users_cannot_take_all_places():
    with served(Patient) as port:
        words = [sys.executable, "-c", STRANGER, str(port)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as stranger:
            assert stranger.stdout.readline() == f"{OURS + 5}\n"
            for _ in range(3):
                assert urlopen(f"http://{HOST}:{port}").read() == b"hello"
            stranger.stdin.close()


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nX: ", b"POST / HTTP/1.1\r\nContent-Length: 99999\r\n\r\n"])
def test_a_request_that_does_not_arrive_is_not_waited_for(begun):
    with served(Impatient) as port, socket.create_connection((HOST, port)) as slow:
        slow.sendall(begun)
        assert any(has_ended(slow) for _ in range(3000))


def has_ended(connection):
    """Whether the other side has ended it; if not, it is sent a byte more."""
    try:
        if connection in select([connection], [], [], 0.01)[0]:
            return not connection.recv(1)
        connection.sendall(b"x")
    except OSError:
        return True
    return False

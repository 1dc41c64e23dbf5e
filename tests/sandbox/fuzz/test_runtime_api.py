"""Anything at all said to the runtime API of a function: it takes a whole request, waits for more, or hangs up."""

from __future__ import annotations

import random
import socket
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.sandbox.loop import Loop
from goatherd.sandbox.runtime_api import MAX_BODY, MAX_HEAD, RuntimeApi
from tests.sandbox.fuzz.lab import MILLION, junk

NEXT = b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
PARTS = [
    *(b"GET ", b"POST ", b" HTTP/1.1", b"\r\n", b"\r\n\r\n", b": ", b"Content-Length: ", b"5", b"-1", b"\xb2", b"0"),
    *(
        b"Transfer-Encoding: chunked",
        b"/2018-06-01/runtime/",
        b"invocation/next",
        b"init/error",
        b"ffffff",
        b"9" * 5000,
    ),
]
FORMS = {
    "junk": junk("runtime"),
    "no head": b"a" * MILLION,
    "lines": b"\r\n" * (MILLION // 2),
    "heads": b"a: b\r\n" * (MILLION // 6),
    "requests": b"GET / HTTP/1.1\r\n\r\n" * (MILLION // 18),
    "chunks": CHUNKED + b"1\r\na\r\n" * (MILLION // 6),
    "large chunk": CHUNKED + b"f" * 4000 + b"\r\n" + b"a" * MILLION,
    "long body": b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n" + b"a" * (9 * MILLION),
}


@pytest.fixture
def api():
    loop = Loop()
    api = RuntimeApi(loop, lambda connection: True)
    api.loop = loop
    yield api
    api.close()


def throw(api, data):
    """Say it, and let the API look at it; whoever is dropped says no more."""
    host, port = api.address.split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.settimeout(0.01)
        while data:
            try:
                data = data[connection.send(data) :]
            except TimeoutError:
                pass
            except ConnectionError:
                break
            api.loop.drain()
        api.loop.drain()
    api.loop.drain()


def is_served(api):
    host, port = api.address.split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(NEXT)
        assert api.loop.until(lambda: api.idle, time.monotonic() + 20)
        api.send(b'"event"', "arn", 0)
        return connection.recv(1 << 16).endswith(b'\r\n\r\n"event"')


@pytest.mark.parametrize("name", FORMS)
def test_the_function_is_served_after_a_million_bytes(api, name):
    used = time.thread_time()
    throw(api, FORMS[name])
    assert is_served(api)
    assert time.thread_time() - used < 5


def test_what_is_kept_of_a_connection_is_bounded(api):
    host, port = api.address.split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.settimeout(0.01)
        connection.sendall(b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n")
        most = 0
        for _ in range(1000):
            try:
                connection.send(b"a" * 65536)
            except TimeoutError:
                pass
            except ConnectionError:
                break
            api.loop.drain()
            most = max([most, *(len(each.received) for each in api._connections.values())])
    assert MAX_BODY < most < MAX_BODY + MAX_HEAD + (1 << 19)


def test_any_mixture_of_requests_leaves_it_serving(api):
    @given(st.lists(st.sampled_from(PARTS) | st.binary(max_size=8), max_size=20).map(b"".join))
    @settings(derandomize=True, deadline=None, max_examples=200)
    def say(data):
        throw(api, data)

    say()
    assert is_served(api)


def test_requests_may_arrive_in_any_pieces(api):
    drawn = random.Random("pieces")
    body = b"x" * 100
    whole = b"POST /2018-06-01/runtime/init/error HTTP/1.1\r\nContent-Length: 100\r\n\r\n" + body
    host, port = api.address.split(":")
    with socket.create_connection((host, int(port))) as connection:
        while whole:
            size = drawn.randint(1, 9)
            connection.sendall(whole[:size])
            whole = whole[size:]
            api.loop.drain()
        assert api.loop.until(lambda: api.answer is not None, time.monotonic() + 20)
    assert api.answer.body == body

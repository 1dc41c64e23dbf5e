"""The cloud's process: it is seeded once, and a fork of it serves until the pod wants the seeded state back."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import threading
import traceback
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn

from goatherd.sandbox.cloud import dns
from goatherd.sandbox.cloud.channel import Channel
from goatherd.sandbox.isolation import Address

if TYPE_CHECKING:
    from collections.abc import Callable
    from ssl import SSLContext

    from goatherd.sandbox.cloud.certificates import Authority
    from goatherd.sandbox.cloud.gateway import Gateway


MAX_CONNECTIONS = 300


class Listeners:
    """Made once, before the first fork: a connection that comes while no fork serves waits for the next."""

    def __init__(self, at: Address) -> None:
        self.http = socket.create_server((at.host, at.http), backlog=256)
        self.https = socket.create_server((at.host, at.https), backlog=256)
        self.dns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.dns.bind((at.host, at.dns))
        # An answer must come from the address that was asked; the kernel tells it per packet.
        self.dns.setsockopt(socket.IPPROTO_IP, 8, 1)  # IP_PKTINFO

    def elsewhere(self) -> dict[int, int]:
        """The ports that clients call -> those that answer, as far as they are not the same."""
        usual = Address()
        pairs = ((usual.http, self.http), (usual.https, self.https), (usual.dns, self.dns))
        ports = {port: int(listener.getsockname()[1]) for port, listener in pairs}
        return {port: own for port, own in ports.items() if port != own}

    def descriptors(self) -> list[int]:
        return [listener.fileno() for listener in (self.http, self.https, self.dns)]

    def close(self) -> None:
        for listener in (self.http, self.https, self.dns):
            listener.close()


class Recorder:
    """Tells the pod what happens, and asks it to run functions."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._numbers = count()
        self._waiting: dict[int, tuple[threading.Event, dict[str, Any]]] = {}
        threading.Thread(target=self._listen, daemon=True).start()

    def record(self, kind: str, **what: Any) -> None:
        self._channel.send({"kind": kind, **what})

    def invoke(self, function: str, payload: str, kind: str) -> dict[str, Any]:
        """Have a function run; `kind` is Lambda's type of the invocation. See Pod for the answer."""
        number, done = next(self._numbers), threading.Event()
        answer: dict[str, Any] = {}
        self._waiting[number] = done, answer
        self.record("invoke", number=number, function=function, payload=payload, how=kind)
        done.wait()
        return answer

    def _listen(self) -> None:
        try:
            while True:
                for message in self._channel.receive():
                    done, answer = self._waiting.pop(message["number"])
                    answer.update(message)
                    done.set()
        except (EOFError, OSError):
            os._exit(0)


def serve_forks(
    control: socket.socket,
    listeners: Listeners,
    seed: Callable[[], tuple[dict[str, Any], Callable[[Recorder, list[str]], Gateway]]],
    authority: Authority,
) -> None:
    """The seeded process: answers every line on `control` with a new fork and the socket to talk to it.

    `seed` fills the cloud and gives what is sent first, as JSON and a newline, and what makes a fork's gateway. A line
    is the list, as JSON, of the access keys that are known besides those of functions.
    """
    seeded, prepare = seed()
    control.sendall(json.dumps(seeded).encode() + b"\n")
    context = authority.server_context()
    # A collection in a fork would touch, and so copy, everything that was loaded.
    gc.collect()
    gc.freeze()
    gc.disable()
    serving = 0
    for line in control.makefile("rb"):
        if serving:
            os.kill(serving, signal.SIGKILL)
            os.waitpid(serving, 0)
        ours, theirs = socket.socketpair()
        serving = os.fork()
        if not serving:
            control.close()
            ours.close()
            recorder = Recorder(Channel(theirs))
            run_and_exit(partial(_serve, listeners, prepare(recorder, json.loads(line)), context))
        theirs.close()
        socket.send_fds(control, [b"."], [ours.fileno()])
        ours.close()


def run_and_exit(body: Callable[[], None]) -> NoReturn:
    """All that a forked process does; what it raises is said, never handed to the code that forked."""
    try:
        body()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _serve(listeners: Listeners, gateway: Gateway, context: SSLContext) -> None:
    from moto.moto_server.werkzeug_app import MotoRequestHandler
    from werkzeug.serving import ThreadedWSGIServer

    class Handler(MotoRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log(self, type: str, message: str, *args: Any) -> None:
            pass

        def log_error(self, *args: Any) -> None:
            pass

    class Server(ThreadedWSGIServer):
        daemon_threads = True
        block_on_close = False

        def process_request(self, request: Any, client_address: Any) -> None:
            if threading.active_count() > MAX_CONNECTIONS:
                self.shutdown_request(request)
            else:
                super().process_request(request, client_address)

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # a client that goes away, or that trusts no certificate

        def log(self, type: str, message: str, *args: Any) -> None:
            pass

    class SecureServer(Server):
        def finish_request(self, request: Any, client_address: Any) -> None:
            # Not where connections are accepted: a client that says nothing would keep all others waiting.
            with context.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)

    threading.Thread(target=_answer_names, args=(listeners.dns, gateway), daemon=True).start()
    plain = Server("", 0, gateway, Handler, fd=os.dup(listeners.http.fileno()))
    threading.Thread(target=plain.serve_forever, daemon=True).start()
    secure = SecureServer("", 0, gateway, Handler, fd=os.dup(listeners.https.fileno()))
    secure.ssl_context = context
    secure.serve_forever()


def _answer_names(listener: socket.socket, gateway: Gateway) -> None:
    while True:
        query, details, _, client = listener.recvmsg(512, 128)
        found = dns.answer(query)
        if found is None:
            continue
        name, reply = found
        gateway.looked_up(name)
        try:
            listener.sendmsg([reply], _from_same_address(details), 0, client)
        except OSError:
            pass


def _from_same_address(details: list[tuple[int, int, bytes]]) -> list[tuple[int, int, bytes]]:
    """Source: ip(7), IP_PKTINFO: index, address to send from, address of the header."""
    return [
        (level, kind, data[:4] + data[8:12] + bytes(4)) for level, kind, data in details if level == socket.IPPROTO_IP
    ]

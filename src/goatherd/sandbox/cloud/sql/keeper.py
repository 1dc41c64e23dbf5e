"""The databases' process, as the pod sees it."""

from __future__ import annotations

import os
import signal
import socket
from typing import TYPE_CHECKING, Any

from goatherd.sandbox.cloud.channel import Channel
from goatherd.sandbox.cloud.server import run_and_exit
from goatherd.sandbox.cloud.sql.server import SqlListeners, serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goatherd.sandbox.canaries import Canaries
    from goatherd.sandbox.cloud.certificates import Authority
    from goatherd.sandbox.isolation import Isolation
    from goatherd.sandbox.loop import Loop

SECONDS = 5.0  # for forgetting; a process that takes longer is replaced


class Keeper:
    """Starts the process, tells what it tells to `note`, adds its canaries, and has it forget.

    It is no part of the cloud's process, which is replaced with every state: clients keep their connections over many
    invocations, and none of them takes the loss of one lightly. `path` is where the gateway asks it, `elsewhere`
    maps ports that clients call to those that answer, where they are others.
    """

    def __init__(
        self,
        isolation: Isolation,
        folder: Path,
        authority: Authority,
        loop: Loop,
        watch: str,
        canaries: Canaries,
        note: Callable[[dict[str, Any]], None],
    ) -> None:
        self.path = str(folder / "databases")
        self._isolation, self._folder, self._starts = isolation, folder, 0
        self._listeners = SqlListeners(isolation.cloud, self.path)
        self.elsewhere = self._listeners.elsewhere()
        self._authority, self._loop, self._watch = authority, loop, watch
        self._canaries, self._note = canaries, note
        self._asked = self._forgotten = self._gone = False
        self._start()

    def forget(self) -> None:
        """Put the databases back to how they were; connections stay."""
        if not self._asked:
            return
        self._asked = self._forgotten = False
        try:
            self._channel.send({"kind": "forget"})
            self._loop.until(lambda: self._forgotten or self._gone, self._loop.time() + SECONDS)
        except OSError:
            pass  # it is gone, and nobody has heard of it yet
        if not self._forgotten:
            self._replace()
        self._asked = False

    def _replace(self) -> None:
        self._loop.forget(self._channel.socket.fileno())
        self._channel.socket.close()
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        self._start()

    def _start(self) -> None:
        self._gone = False
        ours, theirs = socket.socketpair()
        room = self._folder / f"databases{self._starts}"
        room.mkdir()
        self._starts += 1
        self._process = os.fork()
        if not self._process:
            ours.close()

            def confined() -> None:
                self._isolation.confine_itself(room, (), (theirs.fileno(), *self._listeners.descriptors()))
                serve(Channel(theirs), self._listeners, self._authority, self._watch, self._canaries)

            run_and_exit(confined)
        theirs.close()
        self._channel = Channel(ours)
        self._loop.watch(ours.fileno(), self._heard)

    def _heard(self) -> None:
        try:
            messages = list(self._channel.receive())
        except (EOFError, OSError):
            self._loop.forget(self._channel.socket.fileno())
            self._asked = self._gone = True
            return
        for message in messages:
            if message["kind"] == "forgotten":
                self._forgotten = True
                continue
            self._asked = True
            if message["kind"] == "begun":
                continue
            if message["kind"] == "canary":
                self._canaries.add(message["text"], "row", message["place"], message["owner"])
            else:
                self._note(message)

"""The process that plays the databases: it lives as long as the pod, so that a warm function's connections do, too.

Its state is put back by forgetting it: all there is was made up from statements.
"""

from __future__ import annotations

import os
import socket
import threading
from typing import TYPE_CHECKING, Any

from goatherd.sandbox.cloud.sql.databases import Database
from goatherd.sandbox.cloud.sql.wire import Closed, Wire
from goatherd.sandbox.isolation import Address

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from goatherd.sandbox.canaries import Canaries
    from goatherd.sandbox.cloud.certificates import Authority
    from goatherd.sandbox.cloud.channel import Channel
    from goatherd.sandbox.cloud.sql import mysql, postgres

MAX_CONNECTIONS = 100


class SqlListeners:
    """Made once. `path` is a socket for the gateway, which no function sees."""

    def __init__(self, at: Address, path: str) -> None:
        self.mysql = socket.create_server((at.host, at.mysql), backlog=64)
        self.postgres = socket.create_server((at.host, at.postgres), backlog=64)
        self.data_api = socket.socket(socket.AF_UNIX)
        self.data_api.bind(path)
        self.data_api.listen(64)

    def descriptors(self) -> list[int]:
        return [listener.fileno() for listener in (self.mysql, self.postgres, self.data_api)]

    def elsewhere(self) -> dict[int, int]:
        """The ports that clients call -> those that answer, as far as they are not the same."""
        usual = Address()
        pairs = ((usual.mysql, self.mysql), (usual.postgres, self.postgres))
        ports = {port: int(listener.getsockname()[1]) for port, listener in pairs}
        return {port: own for port, own in ports.items() if port != own}


def serve(channel: Channel, listeners: SqlListeners, authority: Authority, watch: str, canaries: Canaries) -> None:
    """Until the pod is gone; every message on the channel is its wish to have all forgotten."""
    from goatherd.sandbox.cloud.sql import data_api, mysql, postgres  # which the pod does not need

    def tell(kind: str, **what: Any) -> None:
        channel.send({"kind": kind, **what})

    databases = {name: Database(name, watch, canaries, tell) for name in ("mysql", "postgres")}
    context = authority.server_context()
    talks: tuple[tuple[socket.socket, Callable[[Wire], None]], ...] = (
        (listeners.mysql, lambda wire: _converse(mysql.Conversation(wire, databases["mysql"]), databases["mysql"])),
        (
            listeners.postgres,
            lambda wire: _converse(postgres.Conversation(wire, databases["postgres"]), databases["postgres"]),
        ),
        (listeners.data_api, lambda wire: data_api.answer(wire, databases)),
    )
    for listener, talk in talks:
        threading.Thread(target=_accept, args=(listener, context, talk), daemon=True).start()
    try:
        while True:
            for _ in channel.receive():
                for database in databases.values():
                    database.forget()
                tell("forgotten")
    except (EOFError, OSError):
        os._exit(0)


def _converse(conversation: mysql.Conversation | postgres.Conversation, database: Database) -> None:
    try:
        conversation.run()
    finally:
        database.leave(conversation.session)


def _accept(listener: socket.socket, context: ssl.SSLContext, talk: Callable[[Wire], None]) -> None:
    while True:
        connection, _ = listener.accept()
        if threading.active_count() > MAX_CONNECTIONS:
            connection.close()
            continue
        threading.Thread(target=_talk, args=(Wire(connection, context), talk), daemon=True).start()


def _talk(wire: Wire, talk: Callable[[Wire], None]) -> None:
    try:
        talk(wire)
    except Closed:
        pass
    except Exception:
        pass  # what no client sends; it learns by the end of the connection
    finally:
        wire.close()

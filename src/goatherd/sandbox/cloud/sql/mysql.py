"""The server's side of a conversation in MySQL's protocol.

Source: "MySQL Client/Server Protocol" of MySQL's source documentation. Everybody may come in, whatever the password.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.sandbox.cloud.sql.errors import SqlError
from goatherd.sandbox.cloud.sql.mysql_values import (
    Reader,
    binary_row,
    definition,
    end,
    failure,
    length,
    ok,
    parameters,
    text_row,
)
from goatherd.sandbox.cloud.sql.reading import named, statements
from goatherd.sandbox.cloud.sql.settings import MYSQL_VERSION
from goatherd.sandbox.cloud.sql.types import Column, Session
from goatherd.sandbox.cloud.sql.wire import MAX_MESSAGE, Closed

if TYPE_CHECKING:
    from goatherd.sandbox.cloud.sql.databases import Database
    from goatherd.sandbox.cloud.sql.types import Result
    from goatherd.sandbox.cloud.sql.wire import Wire

MAX_PREPARED = 500
_WITH_DATABASE, _TLS, _SECURE, _MULTI, _PLUGIN, _COUNTED = 0x8, 0x800, 0x8000, 0x10000, 0x80000, 0x200000
_OFFERED = 0x1 | 0x2 | 0x4 | _WITH_DATABASE | 0x200 | _TLS | 0x2000 | _SECURE | _MULTI | 0x60000 | _PLUGIN
_OFFERED |= 0x100000 | _COUNTED
_FAST = "caching_sha2_password"
_BIGGEST = 0xFFFFFF
_IN_TRANSACTION, _AUTOCOMMIT, _MORE = 1, 2, 8


@define
class _Prepared:
    text: str
    count: int
    types: list[int] = field(factory=list)
    long: dict[int, bytes] = field(factory=dict)


class Conversation:
    """One connection."""

    def __init__(self, wire: Wire, database: Database) -> None:
        self._wire, self._database = wire, database
        self.session = Session()
        self._number = 0
        self._several = False
        self._prepared: dict[int, _Prepared] = {}

    def run(self) -> None:
        """Until the client leaves; raises Closed."""
        self._greet()
        while True:
            self._number = 0
            packet = self._receive()
            if not packet or packet[0] == 1:
                return
            try:
                self._answer(packet[0], packet[1:])
            except SqlError as error:
                self._send(failure(error))
            except (IndexError, struct.error):
                self._send(failure(SqlError("gap", "a packet of another form")))
            self._wire.flush()

    def _greet(self) -> None:
        salt = bytes(1 + byte % 127 for byte in os.urandom(20))
        greeting = b"\x0a" + MYSQL_VERSION.encode() + b"\0" + struct.pack("<I", 8) + salt[:8] + b"\0"
        greeting += struct.pack("<HBHHB", _OFFERED & 0xFFFF, 45, _AUTOCOMMIT, _OFFERED >> 16, 21) + bytes(10)
        self._send(greeting + salt[8:] + b"\0" + _FAST.encode() + b"\0")
        self._wire.flush()
        packet = self._receive()
        if len(packet) == 32 and struct.unpack_from("<I", packet)[0] & _TLS:
            self._wire.start_tls()
            packet = self._receive()
        try:
            self._admit(Reader(packet))
        except (IndexError, struct.error) as error:
            raise Closed from error

    def _admit(self, reader: Reader) -> None:
        wanted = reader.unpacked("I")
        self._several = bool(wanted & _MULTI)
        reader.take(28)
        self.session.user = reader.until_nul().decode("utf-8", "replace")
        if wanted & _COUNTED:
            secret = reader.counted()
        else:
            secret = reader.take(reader.take(1)[0]) if wanted & _SECURE else reader.until_nul()
        if wanted & _WITH_DATABASE:
            self.session.database = reader.until_nul().decode("utf-8", "replace")
        plugin = reader.until_nul().decode("utf-8", "replace") if wanted & _PLUGIN else ""
        if plugin == _FAST and secret:
            self._send(b"\x01\x03")
        self._okay()
        self._wire.flush()

    def _answer(self, command: int, data: bytes) -> None:
        if command == 0x03:
            self._query(data.decode("utf-8", "replace"))
        elif command == 0x16:
            self._prepare(data.decode("utf-8", "replace"))
        elif command == 0x17:
            self._execute(Reader(data))
        elif command == 0x18:
            reader = Reader(data)
            prepared, place = self._known(reader), reader.unpacked("H")
            if sum(map(len, prepared.long.values())) + len(data) < MAX_MESSAGE:
                prepared.long[place] = prepared.long.get(place, b"") + data[6:]
        elif command == 0x19:
            self._prepared.pop(Reader(data).unpacked("I"), None)
        elif command == 0x1B:
            self._several = data[:2] == b"\0\0"
            self._send(end(self._status()))
        else:
            self._other(command, data)

    def _other(self, command: int, data: bytes) -> None:
        if command == 0x02:
            self.session.database = data.decode("utf-8", "replace")
        elif command == 0x1A:
            self._known(Reader(data)).long.clear()
        elif command in (0x11, 0x1F):
            self._prepared.clear()
        elif command == 0x09:
            self._send(b"Uptime: 1")
            return
        elif command == 0x04:
            self._send(end(self._status()))
            return
        elif command != 0x0E:
            raise SqlError("gap", f"command {command}")
        self._okay()

    def _query(self, text: str) -> None:
        each = statements(text, "mysql")
        if not each:
            raise SqlError("syntax")
        if len(each) > 1 and not self._several:
            raise SqlError("syntax", each[1])
        for number, statement in enumerate(each, 1):
            result = self._database.run(statement, (), self.session)
            self._give(result, binary=False, more=number < len(each))

    def _prepare(self, text: str) -> None:
        each = statements(text, "mysql")
        if len(each) != 1:
            raise SqlError("syntax", text[-60:])
        _, count = named(each[0], "mysql")
        columns = self._database.describe(each[0], self.session)[1] or []
        if len(self._prepared) >= MAX_PREPARED:
            raise SqlError("too long")
        number = max(self._prepared, default=0) + 1
        self._prepared[number] = _Prepared(each[0], count)
        self._send(b"\0" + struct.pack("<IHHBH", number, len(columns), count, 0, 0))
        for described in ([Column("?")] * count, columns):
            for column in described:
                self._send(definition(column, self.session.database))
            if described:
                self._send(end(self._status()))

    def _execute(self, reader: Reader) -> None:
        prepared = self._known(reader)
        reader.take(5)
        values, prepared.types = parameters(reader, prepared.count, prepared.types, prepared.long)
        prepared.long.clear()
        self._give(self._database.run(prepared.text, values, self.session), binary=True)

    def _known(self, reader: Reader) -> _Prepared:
        try:
            return self._prepared[reader.unpacked("I")]
        except KeyError as error:
            raise SqlError("gap", "an unknown statement") from error

    def _give(self, result: Result, *, binary: bool, more: bool = False) -> None:
        status = self._status() | (_MORE if more else 0)
        if result.columns is None:
            self._send(ok(result.affected, result.last_id, status))
            return
        self._send(length(len(result.columns)))
        for column in result.columns:
            self._send(definition(column, self.session.database))
        self._send(end(status))
        form = binary_row if binary else text_row
        for row in result.rows:
            self._send(form(row, result.columns))
        self._send(end(status))

    def _okay(self) -> None:
        self._send(ok(0, 0, self._status()))

    def _status(self) -> int:
        return (_AUTOCOMMIT if self.session.autocommit else 0) | (
            _IN_TRANSACTION if self.session.transaction != "I" else 0
        )

    def _send(self, payload: bytes) -> None:
        while True:
            part, payload = payload[:_BIGGEST], payload[_BIGGEST:]
            self._wire.write(len(part).to_bytes(3, "little") + bytes((self._number,)) + part)
            self._number = (self._number + 1) & 0xFF
            if len(part) < _BIGGEST:
                return

    def _receive(self) -> bytes:
        whole = b""
        while True:
            head = self._wire.read(4)
            self._number = (head[3] + 1) & 0xFF
            size = int.from_bytes(head[:3], "little")
            whole += self._wire.read(size)
            if size < _BIGGEST or len(whole) > MAX_MESSAGE:
                return whole

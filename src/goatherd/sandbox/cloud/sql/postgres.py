"""The server's side of a conversation in PostgreSQL's protocol, version 3.

Source: "Frontend/Backend Protocol" of PostgreSQL's manual. Everybody may come in, whatever the password.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.sandbox.cloud.sql.errors import SqlError
from goatherd.sandbox.cloud.sql.postgres_values import description, format_of, hints, oid, parameter, row
from goatherd.sandbox.cloud.sql.reading import named, statements
from goatherd.sandbox.cloud.sql.settings import POSTGRES_VERSION
from goatherd.sandbox.cloud.sql.types import Session
from goatherd.sandbox.cloud.sql.wire import Closed

if TYPE_CHECKING:
    from goatherd.sandbox.cloud.sql.databases import Database
    from goatherd.sandbox.cloud.sql.types import Column, Result
    from goatherd.sandbox.cloud.sql.wire import Wire

MAX_PREPARED = 500
_TLS, _GSS, _VERSION = 80877103, 80877104, 3
_STATUS = {
    "server_version": POSTGRES_VERSION,
    "server_encoding": "UTF8",
    "client_encoding": "UTF8",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "integer_datetimes": "on",
    "standard_conforming_strings": "on",
    "is_superuser": "off",
}


@define
class _Prepared:
    """`text` is "" for a statement that says nothing; `columns` are those that the client was told of."""

    text: str
    kinds: list[int]
    columns: list[Column] | None = None
    described: bool = False


@define
class _Portal:
    prepared: _Prepared
    values: list[Any]
    formats: list[int]
    result: Result | None = None
    given: int = 0


@define
class Conversation:
    """One connection."""

    _wire: Wire
    _database: Database
    session: Session = field(factory=Session)
    _prepared: dict[str, _Prepared] = field(factory=dict)
    _portals: dict[str, _Portal] = field(factory=dict)
    _failed: bool = False

    def run(self) -> None:
        """Until the client leaves; raises Closed."""
        self._greet()
        while True:
            kind = self._wire.read(1)
            body = self._wire.read(struct.unpack("!i", self._wire.read(4))[0] - 4)
            if kind == b"X":
                return
            if kind == b"S":
                self._failed = False
                self._ready()
            elif kind == b"Q":
                self._simple(_text(body))
            elif not self._failed:
                self._extended(kind, body)
            if kind in b"SQH":
                self._wire.flush()

    def _greet(self) -> None:
        while True:
            length, code = struct.unpack("!iI", self._wire.read(8))
            if code in (_TLS, _GSS):
                self._wire.write(b"S" if code == _TLS else b"N")
                self._wire.flush()
                if code == _TLS:
                    self._wire.start_tls()
                continue
            if code >> 16 != _VERSION or not 8 < length < 10_000:
                raise Closed
            break
        words = self._wire.read(length - 8).split(b"\0")
        given = {_text(name): _text(value) for name, value in zip(words[::2], words[1::2], strict=False) if name}
        self.session.user = given.get("user", "")
        self.session.database = given.get("database") or self.session.user
        if code & 0xFFFF:
            self._send(b"v", struct.pack("!ii", _VERSION << 16, 0))
        self._send(b"R", struct.pack("!i", 0))
        for name, value in _STATUS.items():
            self._send(b"S", f"{name}\0{value}\0".encode())
        self._send(b"K", struct.pack("!ii", 8, 8))
        self._ready()
        self._wire.flush()

    def _simple(self, text: str) -> None:
        each = statements(text, "postgres")
        try:
            if not each:
                self._send(b"I", b"")
            for statement in each:
                result = self._database.run(statement, (), self.session)
                if result.columns is not None:
                    self._send(b"T", description(result.columns, []))
                self._give(_Portal(_Prepared(statement, []), [], [], result), 0)
        except SqlError as error:
            self._refuse(error)
        self._ready()

    def _extended(self, kind: bytes, body: bytes) -> None:
        steps = {b"P": self._parse, b"B": self._bind, b"D": self._describe, b"E": self._execute, b"C": self._close}
        if kind in (b"H", b"p", b"d", b"c", b"f"):
            return
        try:
            if kind not in steps:
                raise SqlError("gap", f"message {kind!r}")
            steps[kind](body)
        except SqlError as error:
            self._failed = True
            self._refuse(error)
        except (struct.error, IndexError, ValueError) as error:
            self._failed = True
            self._refuse(SqlError("gap", str(error)))

    def _parse(self, body: bytes) -> None:
        name, _, rest = body.partition(b"\0")
        text, _, rest = rest.partition(b"\0")
        each = statements(_text(text), "postgres")
        if len(each) > 1:
            raise SqlError("syntax", each[1])
        if len(self._prepared) >= MAX_PREPARED:
            raise SqlError("too long")
        statement = each[0] if each else ""
        count = struct.unpack_from("!H", rest)[0]
        kinds = list(struct.unpack_from(f"!{count}I", rest, 2))
        places = named(statement, "postgres")[1]
        self._prepared[_text(name)] = _Prepared(statement, (kinds + [0] * places)[: max(places, count)])
        self._send(b"1", b"")

    def _bind(self, body: bytes) -> None:
        portal, _, rest = body.partition(b"\0")
        name, _, rest = rest.partition(b"\0")
        prepared = self._known(_text(name))
        formats, at = _shorts(rest, 0)
        count = struct.unpack_from("!H", rest, at)[0]
        at += 2
        if count != len(prepared.kinds):
            raise SqlError("gap", f"{count} parameters for {len(prepared.kinds)} places")
        self._learn(prepared)
        values = []
        for place in range(count):
            size = struct.unpack_from("!i", rest, at)[0]
            data = None if size < 0 else rest[at + 4 : at + 4 + size]
            values.append(parameter(data, prepared.kinds[place], bool(format_of(formats, place))))
            at += 4 + max(size, 0)
        if len(self._portals) >= MAX_PREPARED:
            self._portals.clear()
        self._portals[_text(portal)] = _Portal(prepared, values, _shorts(rest, at)[0])
        self._send(b"2", b"")

    def _learn(self, prepared: _Prepared) -> None:
        """Types that the client left open."""
        if 0 in prepared.kinds and prepared.text:
            found, _ = self._database.describe(prepared.text, self.session, hints(prepared.kinds))
            prepared.kinds = [kind or oid(guess) for kind, guess in zip(prepared.kinds, found, strict=False)]

    def _describe(self, body: bytes) -> None:
        name = _text(body[1:].partition(b"\0")[0])
        if body[:1] == b"S":
            prepared = self._known(name)
            if prepared.text and not prepared.described:
                self._learn(prepared)
                prepared.columns = self._database.describe(prepared.text, self.session, hints(prepared.kinds))[1]
                prepared.described = True
            kinds = prepared.kinds
            self._send(b"t", struct.pack(f"!H{len(kinds)}I", len(kinds), *kinds))
            columns, formats = prepared.columns, []
        else:
            portal = self._portal(name)
            result = self._carried_out(portal)
            columns, formats = result.columns if result else None, portal.formats
        self._send(b"n", b"") if columns is None else self._send(b"T", description(columns, formats))

    def _execute(self, body: bytes) -> None:
        name, _, rest = body.partition(b"\0")
        portal = self._portal(_text(name))
        if self._carried_out(portal) is None:
            self._send(b"I", b"")
        else:
            self._give(portal, struct.unpack_from("!i", rest)[0])

    def _carried_out(self, portal: _Portal) -> Result | None:
        """The result, with the columns that the client was told of; None for a statement that says nothing."""
        if portal.result is None and portal.prepared.text:
            portal.result = self._database.run(portal.prepared.text, portal.values, self.session)
            told = portal.prepared.columns
            if told and portal.result.columns and len(told) == len(portal.result.columns):
                portal.result.columns = told
        return portal.result

    def _give(self, portal: _Portal, most: int) -> None:
        """Up to `most` rows, 0 for all."""
        result = portal.result
        assert result is not None
        if result.columns is not None:
            rows = result.rows[portal.given : portal.given + most] if most else result.rows[portal.given :]
            for values in rows:
                self._send(b"D", row(values, result.columns, portal.formats))
            portal.given += len(rows)
            if portal.given < len(result.rows):
                self._send(b"s", b"")
                return
        self._send(b"C", _tag(result).encode() + b"\0")

    def _close(self, body: bytes) -> None:
        name = _text(body[1:].partition(b"\0")[0])
        (self._prepared if body[:1] == b"S" else self._portals).pop(name, None)
        self._send(b"3", b"")

    def _known(self, name: str) -> _Prepared:
        if name not in self._prepared:
            raise SqlError("gap", f'prepared statement "{name}"')
        return self._prepared[name]

    def _portal(self, name: str) -> _Portal:
        if name not in self._portals:
            raise SqlError("gap", f'portal "{name}"')
        return self._portals[name]

    def _refuse(self, error: SqlError) -> None:
        state, text = error.postgres
        fields = {"S": "ERROR", "V": "ERROR", "C": state, "M": text}
        self._send(b"E", "".join(f"{key}{value}\0" for key, value in fields.items()).encode() + b"\0")

    def _ready(self) -> None:
        self._send(b"Z", self.session.transaction.encode())

    def _send(self, kind: bytes, body: bytes) -> None:
        self._wire.write(kind + struct.pack("!i", len(body) + 4) + body)


def _tag(result: Result) -> str:
    count = "0 {}" if result.word == "INSERT" else "{}"
    counted = result.word in ("SELECT", "INSERT", "UPDATE", "DELETE")
    return f"{result.word} {count.format(result.affected)}" if counted else result.word


def _shorts(data: bytes, at: int) -> tuple[list[int], int]:
    """(a counted list of small numbers, where it ends)"""
    count = struct.unpack_from("!H", data, at)[0]
    return list(struct.unpack_from(f"!{count}H", data, at + 2)), at + 2 + 2 * count


def _text(data: bytes) -> str:
    return data.rstrip(b"\0").decode("utf-8", "replace")

"""The Data API of Aurora: statements over HTTPS, answered by the same databases.

Source: the service model of `rds-data` that botocore ships. The gateway lives in a process that is replaced with every
state of the cloud, so it asks over a socket: one JSON object there, one back.
"""

from __future__ import annotations

import base64
import json
import re
import socket
import struct
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.foreign_json import read_json
from goatherd.model.resource import Database
from goatherd.sandbox.cloud.sql.errors import SqlError
from goatherd.sandbox.cloud.sql.types import Session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goatherd.model.application import Application
    from goatherd.sandbox.cloud.sql import databases as sql
    from goatherd.sandbox.cloud.sql.types import Result
    from goatherd.sandbox.cloud.sql.wire import Wire
    from goatherd.sandbox.naming import Naming

OPERATIONS = frozenset(
    {"ExecuteStatement", "BatchExecuteStatement", "BeginTransaction", "CommitTransaction", "RollbackTransaction"}
)
SECONDS = 60.0  # more than a statement may take
_SAID = 500  # characters
MAX_ANSWER = 64 << 20
_NAMED = re.compile(r"'(?:[^']|'')*'?|::\w+|:(\w+)")


@frozen
class DataApi:
    """The gateway's side: `path` is the databases' socket, `mysql` are the names of clusters that are MySQL's."""

    path: str
    mysql: frozenset[str]

    @classmethod
    def of(cls, path: str, application: Application, naming: Naming) -> DataApi:
        names = (naming.name(each.id).lower() for each in application.of(Database) if naming.is_mysql(each.id))
        return cls(path, frozenset(names))

    def ask(self, operation: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """(HTTP status, what the service answers); raises OSError or ValueError where nobody answers."""
        cluster = str(body.get("resourceArn", "")).rpartition(":")[2].lower()
        dialect = "mysql" if cluster in self.mysql or "mysql" in cluster else "postgres"
        question = json.dumps({"operation": operation, "body": body, "dialect": dialect}).encode()
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(SECONDS)
            connection.connect(self.path)
            connection.sendall(struct.pack("!i", len(question)) + question)
            received = bytearray()
            while data := connection.recv(1 << 16):
                received += data
        answer = read_json(received, size=MAX_ANSWER)
        return answer["status"], answer["body"]


def answer(wire: Wire, databases: Mapping[str, sql.Database]) -> None:
    """One question of the gateway's."""
    question = read_json(wire.read(struct.unpack("!i", wire.read(4))[0]))
    try:
        status, body = 200, _answer(question["operation"], question["body"], databases[question["dialect"]])
    except SqlError as error:
        text = error.mysql[2] if question["dialect"] == "mysql" else f"ERROR: {error.postgres[1]}"
        status, body = 400, {"message": f"{text}; SQLState: {error.postgres[0]}"}
    except (AttributeError, LookupError, TypeError, ValueError) as error:  # parameters of other types than the model's
        status, body = 400, {"message": f"{type(error).__name__}: {error}"[:_SAID]}
    wire.write(json.dumps({"status": status, "body": body}).encode())
    wire.flush()


def _answer(operation: str, body: Mapping[str, Any], database: sql.Database) -> dict[str, Any]:
    if operation == "BeginTransaction":
        return {"transactionId": "goatherd"}
    if operation.endswith("Transaction"):
        return {"transactionStatus": "Transaction Committed"}
    session = Session(database=str(body.get("database") or ""))
    if operation == "BatchExecuteStatement":
        sets = body.get("parameterSets") or [[]]
        return {"updateResults": [{} for each in sets if _run(body, each, database, session)]}
    return _given(_run(body, body.get("parameters") or (), database, session), body)


def _run(body: Mapping[str, Any], given: Sequence[Any], database: sql.Database, session: Session) -> Result:
    values = {str(each.get("name")): _value(each.get("value") or {}) for each in given}
    order: list[str] = []

    def placed(match: re.Match[str]) -> str:
        if not match[1] or match[1] not in values:
            return match[0]
        if match[1] not in order or database.dialect == "mysql":
            order.append(match[1])
        return "?" if database.dialect == "mysql" else f"${order.index(match[1]) + 1}"

    statement = _NAMED.sub(placed, str(body.get("sql", "")))
    return database.run(statement, [values[name] for name in order], session)


def _value(value: Mapping[str, Any]) -> Any:
    kind, held = next(iter(value.items()), ("isNull", ""))
    if kind == "isNull":
        return None
    return base64.b64decode(held) if kind == "blobValue" else int(held) if kind == "booleanValue" else held


def _given(result: Result, body: Mapping[str, Any]) -> dict[str, Any]:
    columns = result.columns or []
    if body.get("formatRecordsAs") == "JSON" and result.columns is not None:
        rows = [{c.name: value for c, value in zip(columns, row, strict=True)} for row in result.rows]
        return {"formattedRecords": json.dumps(rows, default=str), "numberOfRecordsUpdated": 0}
    answer: dict[str, Any] = {"numberOfRecordsUpdated": 0 if result.columns is not None else result.affected}
    if result.columns is not None:
        kinds = [column.type for column in columns]
        answer["records"] = [[_field(v, k) for v, k in zip(row, kinds, strict=True)] for row in result.rows]
    if body.get("includeResultMetadata"):
        answer["columnMetadata"] = [{"name": c.name, "label": c.name, "typeName": c.type} for c in columns]
    if result.last_id and result.columns is None:
        answer["generatedFields"] = [{"longValue": result.last_id}]
    return answer


def _field(value: Any, kind: str) -> dict[str, Any]:
    if value is None:
        return {"isNull": True}
    if kind == "bool":
        return {"booleanValue": bool(value)}
    if isinstance(value, int):
        return {"longValue": value}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, bytes):
        return {"blobValue": base64.b64encode(value).decode()}
    return {"stringValue": str(value)}

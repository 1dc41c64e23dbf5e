"""Which operations of AWS read or change stored data, and which of their parameters choose it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.engine.aws.conditions import compared, is_update_only
from goatherd.engine.aws.symbols import symbolic
from goatherd.engine.interpreter import accesses, members, stores
from goatherd.engine.values import Obj, Value, const
from goatherd.model.access import Verb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine

_ITEMS = {
    "GetItem": Verb.READ,
    "Query": Verb.LIST,
    "Scan": Verb.LIST,
    "PutItem": Verb.CREATE,
    "UpdateItem": Verb.CHANGE,
    "DeleteItem": Verb.DELETE,
}
_OBJECTS = {
    **dict.fromkeys(("GetObject", "HeadObject", "GetObjectAcl", "SelectObjectContent"), Verb.READ),
    **dict.fromkeys(("ListObjects", "ListObjectsV2", "ListObjectVersions"), Verb.LIST),
    **dict.fromkeys(("PutObject", "CopyObject", "CreateMultipartUpload", "GeneratePresignedPost"), Verb.CREATE),
    "PutObjectAcl": Verb.CHANGE,
    **dict.fromkeys(("DeleteObject", "DeleteObjects"), Verb.DELETE),
    "GeneratePresignedUrl": Verb.READ,
}
_USERS = {
    **dict.fromkeys(("AdminGetUser", "AdminListGroupsForUser"), Verb.READ),
    **dict.fromkeys(("ListUsers", "ListUsersInGroup"), Verb.LIST),
    "AdminCreateUser": Verb.CREATE,
    **dict.fromkeys(
        ("AdminUpdateUserAttributes", "AdminSetUserPassword", "AdminAddUserToGroup", "AdminRemoveUserFromGroup",
         "AdminDisableUser", "AdminEnableUser", "AdminResetUserPassword"), Verb.CHANGE),
    "AdminDeleteUser": Verb.DELETE,
}  # fmt: skip
_CHOOSING = frozenset({"Key", "Prefix", "Delete", "Fields"})
_TYPES = frozenset({"S", "N", "B"})
_ASSIGNED = re.compile(r"(?<![\w.])(#?[\w.]++)\s*=\s*(?:if_not_exists\([^,()]*,\s*)?(:\w+)")
_UPLOADS = frozenset({"putObject", "put_object", "PutObject"})


def perform(m: Machine, service: str, operation: str, parameters: dict[str, Value], pos: int) -> None:
    """Note what one call reads or changes."""
    if not m.begun:
        return
    if service == "dynamodb":
        _table(m, operation, parameters, pos)
    elif service == "s3" and operation in _OBJECTS:
        verb = _OBJECTS[operation]
        method = parameters.get("ClientMethod")
        if operation == "GeneratePresignedUrl" and method is not None and method.text() in _UPLOADS:
            verb = Verb.CREATE
        given = {name: value for name, value in parameters.items() if name in _CHOOSING}
        _note(m, "s3", parameters.get("Bucket"), operation, verb, pos, given)
    elif service == "cognito-idp" and operation in _USERS:
        given = {name: value for name, value in parameters.items() if name == "Username"}
        _note(m, service, parameters.get("UserPoolId"), operation, _USERS[operation], pos, given)


def _note(
    m: Machine,
    service: str,
    store: Value | None,
    operation: str,
    verb: str,
    pos: int,
    chosen: dict[str, Value],
    conditions: dict[str, Value] | None = None,
    written: Value | None = None,
) -> None:
    names = symbolic(m, store)[:3] if store is not None else [HOLE]
    for name in names:
        accesses.note(m, service, name, operation, verb, pos, chosen, conditions or {}, written)


def _table(m: Machine, operation: str, parameters: dict[str, Value], pos: int) -> None:
    if operation in _ITEMS:
        _item(m, operation, parameters, pos)
    elif operation == "BatchWriteItem" and "RequestItems" not in parameters:  # boto3's batch writer
        if "Item" in parameters or "Key" in parameters:
            _item(m, "PutItem" if "Item" in parameters else "DeleteItem", parameters, pos)
    elif operation in ("BatchGetItem", "BatchWriteItem"):
        for table, entry in _by_table(m, parameters.get("RequestItems")):
            for each in _elements(m, entry, "Keys" if operation == "BatchGetItem" else ""):
                _of_batch(m, operation, table, each, pos)
    elif operation in ("TransactWriteItems", "TransactGetItems"):
        for entry in _elements(m, parameters.get("TransactItems"), ""):
            for name, inner in _fields(m, entry).items():
                single = {"Get": "GetItem", "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem"}.get(name)
                if single:
                    _item(m, single, _fields(m, inner), pos)


def _of_batch(m: Machine, operation: str, table: str, entry: Value, pos: int) -> None:
    named = {"TableName": const(table)}
    if operation == "BatchGetItem":
        _item(m, "GetItem", {**named, "Key": entry}, pos)
        return
    for name, inner in _fields(m, entry).items():
        if name in ("PutRequest", "DeleteRequest"):
            _item(m, "PutItem" if name == "PutRequest" else "DeleteItem", {**named, **_fields(m, inner)}, pos)


def _item(m: Machine, operation: str, parameters: dict[str, Value], pos: int) -> None:
    chosen = {name: _untyped(m, part) for name, part in _fields(m, parameters.get("Key")).items()}
    if "Key" in parameters and not chosen:
        chosen = {"key": parameters["Key"]}
    keys, _ = stores.conditions_of(m, parameters.get("KeyConditionExpression"))
    chosen.update(keys or compared(m, parameters, "KeyConditionExpression"))
    conditions: dict[str, Value] = {}
    for name in ("FilterExpression", "ConditionExpression"):
        _, others = stores.conditions_of(m, parameters.get(name))
        conditions.update(others or compared(m, parameters, name))
    written = parameters.get("Item")
    if operation == "UpdateItem":
        written = _updated(m, parameters, pos)
    conditions = {name: _untyped(m, part) for name, part in conditions.items()}
    chosen = {name: _untyped(m, part) for name, part in chosen.items()}
    verb = _ITEMS[operation]
    if operation == "PutItem" and (conditions or is_update_only(parameters)):
        verb = Verb.CHANGE  # of a record that has to be there
    _note(m, "dynamodb", parameters.get("TableName"), operation, verb, pos, chosen, conditions, written)


def _updated(m: Machine, parameters: dict[str, Value], pos: int) -> Value | None:
    """The record that an update sets fields of."""
    expression = parameters.get("UpdateExpression")
    text = expression.text() if expression is not None else None
    values = parameters.get("ExpressionAttributeValues")
    if values is None:
        return parameters.get("AttributeUpdates")
    if not text:
        return values
    names = parameters.get("ExpressionAttributeNames")
    made = m.new("dict", pos, extra="what is updated")
    m.forget_names(made)
    for name, placeholder in _ASSIGNED.findall(text[:4096]):
        told = members.read(m, names, const(name), 0).text() if name.startswith("#") and names is not None else None
        m.set_field(made, told or name, _untyped(m, members.read(m, values, const(placeholder), 0)))
    return Value((made,))


def _by_table(m: Machine, value: Value | None) -> Iterator[tuple[str, Value]]:
    for item in value.atoms if value is not None else ():
        if isinstance(item, Obj):
            for key, entry in members.entries(m, item):
                yield HOLE if key == members.MANY else str(key), entry


def _elements(m: Machine, value: Value | None, field: str) -> list[Value]:
    if value is None:
        return []
    if field and any(isinstance(item, Obj) and item.kind == "dict" for item in value.atoms):
        value = members.read(m, value, const(field), 0)
    exact = m.semantics.exact_elements(m, value)
    return exact if exact is not None else [m.semantics.element(m, value)]


def _fields(m: Machine, value: Value | None) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for item in value.atoms if value is not None else ():
        if isinstance(item, Obj):
            found.update((str(key), part) for key, part in members.entries(m, item) if key != members.MANY)
    return found


def _untyped(m: Machine, value: Value) -> Value:
    """An attribute without DynamoDB's type around it."""
    item = value.sole
    if isinstance(item, Obj):
        parts = list(members.entries(m, item))
        if len(parts) == 1 and parts[0][0] in _TYPES:
            return parts[0][1]
    return value

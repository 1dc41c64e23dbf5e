"""Plausible rows for a table: what the code writes into it, once for each tenant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.core.secrets import words
from goatherd.sandbox.tenants import ATTACKER, VICTIM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.application import Application
    from goatherd.model.resource import Table
    from goatherd.sandbox.canaries import Canaries
    from goatherd.sandbox.tenants import Tenant

_OWNER = re.compile(r"user|owner|tenant|account|customer|member|author|sub$|principal", re.IGNORECASE)
_FIELD = re.compile(r"[\w-]{1,60}")
_FLAG = re.compile(r"(is|has|can)_?[A-Z]|(enabled|active|deleted|verified|admin)$")
_NUMBERS = frozenset(words("amount total price quantity count ts timestamp balance stock number score age size"))
_COMMON = ("userId", "username", "owner", "email", "name", "status", "note", "data")
_MAX_FIELDS = 40


def rows(table: Table, name: str, application: Application, canaries: Canaries) -> Iterator[dict[str, Any]]:
    """DynamoDB items, typed; a row is known by the canary in its free text."""
    keys = table.keys or ("id",)
    written = list(_written(table, name, application))
    for tenant in (ATTACKER, VICTIM):
        text = canaries.plant("row", f"a row of {tenant.username} in table {name}", tenant.username)
        fields = dict.fromkeys((*keys, *(k for i in table.indexes for k in i.keys), *written, *_COMMON))
        item: dict[str, Any] = {}
        for field in list(fields)[:_MAX_FIELDS]:
            kind = table.key_types.get(field, "S")
            item[field] = _value(field, kind, tenant, text, key=field in keys)
        yield item


def identifier(tenant: Tenant) -> str:
    """What a row of a tenant is called where its key does not name the tenant."""
    return f"{tenant.username}-1"


def key_of(field: str, kind: str, tenant: Tenant) -> str:
    """The value of a key in a tenant's row; `kind` is DynamoDB's ("S", "N" or "B")."""
    if kind == "N":
        return "1" if tenant is ATTACKER else "2"
    return _named(field, tenant) or identifier(tenant)


def owned(table: Table, name: str, application: Application) -> bool:
    """Whether the rows belong to somebody: the application keeps whose each is."""
    indexed = [key for index in table.indexes for key in index.keys]
    return any(_OWNER.search(field) for field in (*table.keys, *indexed, *_written(table, name, application)))


def _written(table: Table, name: str, application: Application) -> Iterator[str]:
    """Attributes that the application's own code puts into the table or asks for."""
    for behaviour in application.behaviours.values():
        for call in behaviour.aws_calls:
            tables = call.parameters.get("TableName", ())
            if call.service == "dynamodb" and any(table.id in t or name in t for t in tables):
                for parameter in ("Item", "AttributesToGet"):
                    yield from filter(_FIELD.fullmatch, call.parameters.get(parameter, ()))


def _value(field: str, kind: str, tenant: Tenant, canary: str, *, key: bool) -> dict[str, Any]:
    if kind == "B":
        return {"B": identifier(tenant).encode()}
    if key or kind == "N":
        return {kind: key_of(field, kind, tenant)}
    if not _named(field, tenant):
        if is_flag(field):
            return {"BOOL": False}
        if is_number(field):
            return {"N": "1"}
    return {"S": plain(field, tenant, canary)}


def plain(field: str, tenant: Tenant, canary: str) -> str:
    """What a field of free text holds in a tenant's row."""
    return _named(field, tenant) or (canary if field not in ("status",) else "open")


def is_flag(field: str) -> bool:
    return bool(_FLAG.match(field))


def is_number(field: str) -> bool:
    return bool(words(field)[-1:] and words(field)[-1] in _NUMBERS)


def names_owner(field: str) -> bool:
    """Whether a field says whose the row is."""
    return bool(_OWNER.search(field))


def _named(field: str, tenant: Tenant) -> str:
    """What a field that names a tenant holds, "" for others."""
    lower = field.lower()
    if "mail" in lower:
        return tenant.email
    if "username" in lower:
        return tenant.username
    return tenant.subject if _OWNER.search(field) else ""

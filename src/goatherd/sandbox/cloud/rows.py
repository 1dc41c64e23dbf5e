"""Plausible rows for a table: what the code writes into it, once for each tenant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.sandbox.tenants import ATTACKER, VICTIM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.application import Application
    from goatherd.model.resource import Table
    from goatherd.sandbox.canaries import Canaries
    from goatherd.sandbox.tenants import Tenant

_OWNER = re.compile(r"user|owner|tenant|account|customer|member|author|sub$|principal", re.IGNORECASE)
_COMMON = ("userId", "username", "owner", "email", "name", "status", "note", "data")
_MAX_FIELDS = 40


def rows(table: Table, name: str, application: Application, canaries: Canaries) -> Iterator[dict[str, Any]]:
    """DynamoDB items, typed; a row is known by the canary in its free text."""
    keys = table.keys or ("id",)
    written = list(_written(table, application))
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


def _written(table: Table, application: Application) -> Iterator[str]:
    """Attributes that the application's own code puts into the table."""
    for behaviour in application.behaviours.values():
        for call in behaviour.aws_calls:
            if call.service == "dynamodb" and any(table.id in t for t in call.parameters.get("TableName", ())):
                yield from (name.split(".")[1] for name in call.parameters if name.startswith("Item.") and name[5:])


def _value(field: str, kind: str, tenant: Tenant, canary: str, *, key: bool) -> dict[str, Any]:
    if kind == "N":
        return {"N": "1" if tenant is ATTACKER else "2"}
    if kind == "B":
        return {"B": identifier(tenant).encode()}
    lower = field.lower()
    if "mail" in lower:
        return {"S": tenant.email}
    if "username" in lower:
        return {"S": tenant.username}
    if _OWNER.search(field):
        return {"S": tenant.subject}
    if key:
        return {"S": identifier(tenant)}
    return {"S": canary if field not in ("status",) else "open"}

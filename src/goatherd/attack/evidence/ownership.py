"""Rows and objects that belong to a tenant: how a call names them, and what an event must say to name them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.secrets import promises_secret
from goatherd.model.resource import Bucket, Table
from goatherd.model.trigger import Kind
from goatherd.sandbox.cloud.rows import identifier, key_of, owned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from goatherd.attack.events import Input
    from goatherd.attack.oracles.api import Opportunity
    from goatherd.sandbox.pod import Pod
    from goatherd.sandbox.tenants import Tenant

_KEY = re.compile(r"(?:Key|Item)\.(?P<field>[^.]+)\.(?P<kind>[SNB])")
_GIVEN = re.compile(r"ExpressionAttributeValues\.(?P<name>:[^.]+)\.(?P<kind>[SNB])")
_STORING = frozenset({"PutObject", "CreateMultipartUpload", "GeneratePresignedUrl", "GeneratePresignedPost"})
OBJECT = "report.txt"


@frozen
class Part:
    """A part of a key that the outsider chooses: the input, the key's name ("" for an object's), DynamoDB's type."""

    input: Input
    field: str
    kind: str
    text: str
    mark: str


def parts_of(opportunity: Opportunity) -> list[Part]:
    """Which inputs name the row or object of the opportunity's call, empty where this is none of a tenant's."""
    record = opportunity.note["record"]
    if record["service"] == "s3":
        return list(_of_object(opportunity, record["parameters"])) if _kept_for_users(opportunity) else []
    if record["service"] != "dynamodb" or not _owned(opportunity.pod, record["parameters"]):
        return []
    found = list(_of_row(opportunity, record["parameters"]))
    return [] if any(promises_secret(part.field) for part in found) else found


def named(parts: list[Part], tenant: Tenant) -> Iterator[dict[Input, object]]:
    """Values for the inputs that make the call name what belongs to the tenant, the likeliest first."""
    yield {part.input: _surrounded(part, _value(part, tenant)) for part in parts}
    for text in (identifier(tenant), tenant.subject, tenant.username, tenant.email):
        yield {part.input: _surrounded(part, text) for part in parts if part.kind == "S"}


def is_row_of(parameters: Mapping[str, Any], tenant: Tenant, pod: Pod) -> bool:
    """Whether the key in a call's parameters is that of the tenant's seeded row or object."""
    if "Key" in parameters and "Bucket" in parameters:
        return bool(parameters["Key"] == f"{tenant.username}/{OBJECT}")
    table = _table(pod, parameters)
    if table is None:
        return False
    for key in table.keys or ("id",):
        kind = table.key_types.get(key, "S")
        given = parameters.get(f"Key.{key}.{kind}", parameters.get(f"Item.{key}.{kind}"))
        if given != key_of(key, kind, tenant):
            return False
    return True


def _kept_for_users(opportunity: Opportunity) -> bool:
    """Whether a bucket has a notion of users: readers sign in, or the application stores there for others."""
    if opportunity.seed.attempt.target.trigger.authorizer is not None:
        return True
    application = opportunity.pod.application
    bucket = str(opportunity.note["record"]["parameters"].get("Bucket"))
    ids = [each.id for each in application.of(Bucket) if opportunity.pod.naming.name(each.id) == bucket]
    if any(trigger.kind == Kind.S3 and trigger.source in ids for _, trigger in application.triggers()):
        return True
    return any(
        call.service == "s3" and call.operation in _STORING and _names(call.parameters.get("Bucket", ()), bucket, ids)
        for behaviour in application.behaviours.values()
        for call in behaviour.aws_calls
    )


def _names(written: Iterable[str], bucket: str, ids: list[str]) -> bool:
    """Whether a call may be about a bucket, as far as anybody knows."""
    texts = list(written)
    return not texts or any("${?}" in text or bucket in text or any(id in text for id in ids) for text in texts)


def _of_object(opportunity: Opportunity, parameters: Mapping[str, Any]) -> Iterator[Part]:
    key = str(parameters.get("Key", ""))
    for mark, each in opportunity.seed.marks.items():
        if mark in key:
            yield Part(each, "", "S", key, mark)


def _of_row(opportunity: Opportunity, parameters: Mapping[str, Any]) -> Iterator[Part]:
    condition = str(parameters.get("KeyConditionExpression", ""))
    for name, value in parameters.items():
        key, given = _KEY.fullmatch(name), _GIVEN.fullmatch(name)
        if not key and not (given and re.search(re.escape(given["name"]) + r"\b", condition)):
            continue
        field = key["field"] if key else _field(condition, given["name"] if given else "", parameters)
        kind = (key or given)["kind"]  # type: ignore[index]
        for mark, each in opportunity.seed.marks.items():
            if mark in str(value) and _is_key(opportunity.pod, parameters, field):
                yield Part(each, field, kind, str(value), mark)


def _field(condition: str, name: str, parameters: Mapping[str, Any]) -> str:
    """The attribute that a condition compares with a placeholder."""
    match = re.search(r"(?<![#\w.-])([#\w.-]++)\s*=\s*" + re.escape(name) + r"\b", condition)
    field = match[1] if match else ""
    return str(parameters.get(f"ExpressionAttributeNames.{field}", field))


def _is_key(pod: Pod, parameters: Mapping[str, Any], field: str) -> bool:
    table = _table(pod, parameters)
    if table is None:
        return False
    return field in (*(table.keys or ("id",)), *(key for index in table.indexes for key in index.keys))


def _surrounded(part: Part, value: str) -> str:
    """The input's value that makes the whole text come out as `value`, where the code puts something around it."""
    before, _, after = part.text.partition(part.mark)
    return value.removeprefix(before).removesuffix(after) if before or after else value


def _value(part: Part, tenant: Tenant) -> str:
    return key_of(part.field, part.kind, tenant) if part.field else f"{tenant.username}/{OBJECT}"


def _owned(pod: Pod, parameters: Mapping[str, Any]) -> bool:
    table = _table(pod, parameters)
    return table is not None and owned(table, pod.naming.name(table.id), pod.application)


def _table(pod: Pod, parameters: Mapping[str, Any]) -> Table | None:
    name = str(parameters.get("TableName", "")).rpartition("/")[2]
    return next((t for t in pod.application.of(Table) if pod.naming.name(t.id) == name), None)

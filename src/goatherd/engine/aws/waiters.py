"""Waiters: methods that call one operation over and over until its answer is the awaited one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.iam.tables import row

if TYPE_CHECKING:
    from goatherd.engine.aws.inputs import Input

_SETTINGS = ("WaiterConfig", "$waiter")  # how long to wait


def operation_of(service: str, waiter: str) -> str | None:
    """The operation that a waiter calls, in any SDK's spelling ("instance_running"); None where it is not known."""
    known = row("waiters", service) or {}
    operation: str | None = known.get(waiter.replace("_", "").lower())
    return operation


def of_handle(kind: str, method: str) -> str:
    """The waiter of a boto3 resource: `table.wait_until_exists` is `table_exists`; "" for every other method."""
    state = method.removeprefix("wait_until_")
    return f"{kind.removesuffix('Summary')}_{state}" if state != method else ""


def without_settings(given: Input) -> Input:
    for name in _SETTINGS:
        given.parameters.pop(name, None)
    return given

"""Accounts of a user pool that are made before the record of their user is written: where that fails they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.store import ASSUME, MISSING

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_MAKES = frozenset({"cognito-idp.SignUp", "cognito-idp.AdminCreateUser"})
_WRITES = frozenset({"dynamodb.PutItem", "dynamodb.TransactWriteItems"})
_ACCOUNT = ("account", ())
_MADE = frozenset({"made"})


def performed(m: Machine, name: str, pos: int) -> None:
    """Note what is written behind an operation that makes an account, on every path to it."""
    if name in _MAKES:
        m.assume(_ACCOUNT, _MADE)
    elif name in _WRITES and m.store.get((ASSUME, _ACCOUNT)) not in (MISSING, frozenset()):
        m.facts.behind_account.setdefault(m.place(pos))

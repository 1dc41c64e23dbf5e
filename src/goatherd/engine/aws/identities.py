"""As whom a client acts: as the function's role, or with credentials that it is given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.engine.interpreter import members
from goatherd.engine.values import UNKNOWN, Cloud, Const, External, Obj, Value, const

if TYPE_CHECKING:
    from goatherd.engine.aws.inputs import Input
    from goatherd.engine.interpreter.machine import Machine

# The options that decide: a key's id is of no use without its secret.
_GIVEN = ("aws_secret_access_key", "secretAccessKey", "credentials", "profile_name")
_ABSENT = (None, "", False, ir.UNDEFINED)
_VARIABLE = "environment variable "
# Where the runtime itself puts the credentials of the role.
_ROLE_VARIABLES = frozenset(f"{_VARIABLE}{name}" for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"))
# What looks for credentials there.
_ROLE_PROVIDERS = re.compile(
    r"@aws-sdk/.*\.(?:fromEnv|fromNodeProviderChain|defaultProvider|fromContainerMetadata|fromInstanceMetadata)\(\)"
    r"|aws-sdk(?:\..*)?\.(?:EnvironmentCredentials|CredentialProviderChain|config\.credentials)(?:\(\))?"
)


def given(m: Machine, options: Input) -> tuple[bool, ...]:
    """Whether a client made with these options has credentials of its own; both answers where that depends."""
    found: set[bool] = set()
    for name in _GIVEN:
        value = options.parameters.get(name)
        answers = _answers(m, value) if value is not None else set()
        if answers == {True} and name not in options.lacked:
            return (True,)
        found |= answers
    return (False, True) if True in found else (False,)


def _answers(m: Machine, value: Value) -> set[bool]:
    names = {label.origin.name for label in value.labels}
    if not _ROLE_VARIABLES.isdisjoint(names):
        return {False}
    unset = any(n.startswith(_VARIABLE) and n.removeprefix(_VARIABLE) not in m.environment for n in names)
    answers = {False} if unset else set()
    for item in value.atoms:
        if isinstance(item, Obj) and item.kind in ("dict", "object"):
            secret = members.read(m, Value((item,)), const("secretAccessKey"), 0)
            answers |= _answers(m, secret) if secret.atoms else {True}
        elif isinstance(item, Const):
            answers.add(item.value not in _ABSENT)
        else:
            answers.add(not (isinstance(item, External) and _ROLE_PROVIDERS.fullmatch(item.name)))
    return answers


def of(client: Value | None) -> tuple[bool, ...]:
    """Whether the clients that a value may be have credentials of their own."""
    found = {item.own for item in (client or UNKNOWN).atoms if isinstance(item, Cloud)}
    return tuple(sorted(found)) or (False,)


def in_options(m: Machine, options: Value | None, name: str = "client") -> tuple[bool, ...]:
    """The same for the client in an object of options."""
    return of(members.read(m, options or UNKNOWN, const(name), 0))

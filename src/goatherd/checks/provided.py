"""Values that are secrets by where they come from, whatever takes them is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.secrets import may_hold_secret, names_something_else
from goatherd.core.value import Unknown, is_declared_secret, placeholders

if TYPE_CHECKING:
    from goatherd.core.value import Value

# What `Fn::GetAtt` gives of an access key, of an application that signs users in and of AppSync.
_ATTRIBUTES = frozenset({"SecretAccessKey", "ClientSecret", "ApiKey"})
_KEY_OF_API = regex(r"(?:.*\.)?aws_api_gateway_api_key\..*")
# Secrets Manager holds secrets, and what is told beside them: {{resolve:secretsmanager:shop/db:SecretString:username}}.
_RESOLVED = regex(r"\{\{resolve:(?:secretsmanager|ssm-secure):([^{}]|\$\{[^{}]*\})*\}\}")
_BESIDE = regex(
    r"(?i).*:SecretString:(user(name)?|host(name)?|endpoint|port|db_?name|database|schema|engine|region|\w*_?url|\w*_?id)(:.*)?\}\}"
)
_FIELD = regex(r":SecretString:([^:{}$]+)")
# A connection string whose password deployment fills in.
_FILLED_IN = regex(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]*:(?:\$\{[^{}]*\}|\{\{resolve:[^@]*\}\})@")


def is_secret_by_origin(name: str, value: Value[str]) -> bool:
    """Whether a value is a secret by what gives it; `name` is what takes it."""
    if isinstance(value, Unknown):
        return is_declared_secret(value) and may_hold_secret(name)
    text = value.value
    resolved = _RESOLVED.search(text)
    if (resolved and not _is_told_beside(resolved[0])) or _FILLED_IN.search(text):
        return True
    return any(
        attribute in _ATTRIBUTES or (attribute == "Value" and _KEY_OF_API.fullmatch(target))
        for target, attribute in placeholders(text)
    )


def _is_told_beside(reference: str) -> bool:
    """Whether the field of a secret that a reference reads is called like what is none: a user's name, an id."""
    field = _FIELD.search(reference)
    return _BESIDE.fullmatch(reference) is not None or (field is not None and names_something_else(field[1]))


def is_client_key(value: Value[str]) -> bool:
    """Whether it is a key that AppSync or API Gateway gives to its callers."""
    named = placeholders(value.value) if not isinstance(value, Unknown) else ()
    return any(attribute in ("ApiKey", "Value") for _, attribute in named)

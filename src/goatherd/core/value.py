"""A value as far as reading can tell: `Known`, or `Unknown` with a reason.

Text may hold placeholders for what only exists after deployment: `${Table}` and `${Table.Arn}` name a
resource of the application (its id, and an attribute), `${?}` stands for a part nobody can know.
`${AWS-Region}`, `${AWS-AccountId}`, `${AWS-StackName}` and `${AWS-StackId}` are the deployment's own; an id
that begins with a slash (`${/path/of/template-yaml/Table.Arn}`) is a resource of another stack of the tree.
Addresses of Terraform are ids too (`${module.api.aws_sqs_queue.jobs["eu"].Arn}`).
Comparisons are three-valued on purpose: an Unknown is neither equal nor different, so a check asks
`is_true(v)` or `is_false(v)` and never negates the other (an Unknown must not become an alarm).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

HOLE = "${?}"
_KEY = r"(?:\[[^\]{}$]{0,100}\])?"
_OF_TERRAFORM = rf"(?:module\.[\w-]+{_KEY}\.)*(?:aws|google|azurerm)_[a-z0-9_]+\.[\w-]+{_KEY}"
ID = rf"(?:(?:/[A-Za-z0-9_/-]*/)?{_OF_TERRAFORM}|[A-Za-z0-9_/-]+)"
_QUOTE = re.compile(r'(?<!\\)"')
# CloudFormation's dynamic references: a value that the deployment reads from a store.
_DYNAMIC = re.compile(r"\{\{\s*resolve:(?:[^{}]|\$\{[^{}]*\})*\}\}")
_PLACEHOLDER = re.compile(rf"\$\{{(\?|{ID})(?:\.([A-Za-z0-9.]+))?\}}")


@frozen
class Known(Generic[T_co]):
    """A value that was written (`explicit`) or that the platform gives by default.

    `replaceable`: what was written is a default, and whoever deploys may give another value (of a parameter, of the
    environment).
    """

    value: T_co
    span: Span | None = field(default=None, eq=False)
    explicit: bool = field(default=True, eq=False)
    replaceable: bool = field(default=False, eq=False)


@frozen
class Unknown:
    """A value that cannot be known from the tree; `why` completes "unknown because …"."""

    why: str
    span: Span | None = field(default=None, eq=False)
    explicit: bool = field(default=True, eq=False)


Value = Known[T] | Unknown


_SECRET = "secret "


def declared_secret(why: str) -> str:
    """Why a value is unknown whose declaration calls it secret (`sensitive`, `NoEcho`)."""
    return _SECRET + why


def is_secret_why(why: str) -> bool:
    return why.startswith(_SECRET)


def is_declared_secret(value: Value[str]) -> bool:
    return isinstance(value, Unknown) and is_secret_why(value.why)


def is_true(value: Value[bool]) -> bool:
    return isinstance(value, Known) and value.value is True


def is_false(value: Value[bool]) -> bool:
    return isinstance(value, Known) and value.value is False


def known_or(value: Value[T], default: T) -> T:
    return value.value if isinstance(value, Known) else default


def known(value: Value[T]) -> T | None:
    """The value, or None where it is Unknown."""
    return value.value if isinstance(value, Known) else None


def place_of(value: Value[Any], declared: Span) -> Span:
    """Where a value was written; what has it was `declared` where nobody wrote it."""
    return (value.span if value.explicit else None) or declared


def placeholder(target: str, attribute: str = "") -> str:
    return f"${{{target}.{attribute}}}" if attribute else f"${{{target}}}"


def placeholders(text: str) -> Iterator[tuple[str, str]]:
    """The (resource id, attribute) pairs that a text refers to; holes are left out."""
    for match in _PLACEHOLDER.finditer(text):
        if match[1] != "?":
            yield match[1], match[2] or ""


def sole_placeholder(text: str) -> tuple[str, str] | None:
    """(resource id, attribute) when the text is one placeholder and nothing else."""
    match = _PLACEHOLDER.fullmatch(text)
    return (match[1], match[2] or "") if match and match[1] != "?" else None


def retargeted(text: str, prefix: str) -> str:
    """The text with `prefix` before every id; region and account stay, they are the same everywhere."""

    def renamed(match: re.Match[str]) -> str:
        if match[1] in ("?", "AWS-Region", "AWS-AccountId") or match[1].startswith("/"):
            return match[0]
        return placeholder(prefix + match[1], match[2] or "")

    return _PLACEHOLDER.sub(renamed, text)


def escaped(text: str) -> str:
    """The text with the quotes inside of its placeholders as JSON and YAML want them inside of a text."""
    return _PLACEHOLDER.sub(lambda match: _QUOTE.sub(r'\\"', match[0]), text)


def before_deployment(text: str) -> str:
    """The text with a hole for each dynamic reference: what `{{resolve:ssm:/shop/table}}` reads, nobody can know."""
    return _DYNAMIC.sub(HOLE, text) if "{{" in text else text


def is_symbolic(text: str) -> bool:
    return _PLACEHOLDER.search(text) is not None

"""Functions that write values as text and read them back. Digests and time are known after deployment."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.frontends.document import parse_document
from goatherd.frontends.terraform.values import DocumentText, encoded, quoted_placeholders

if TYPE_CHECKING:
    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.functions.common import Context, Function

_MAX_TEXT = 500_000


def _encode(c: Context, arguments: list[Node]) -> Node:
    # JSON is YAML: both give the tree, and a text that reads as it.
    return encoded(arguments[0], c.budget) if arguments else c.error()


def _decode(c: Context, arguments: list[Node]) -> Node:
    node = arguments[0] if arguments else c.error()
    if isinstance(node, DocumentText) or node.kind in ("mapping", "sequence"):
        return node
    text = node.text()
    if text is None or len(text) > _MAX_TEXT:
        return c.error() if text is None else c.unknown("of so long a text is not evaluated")
    c.budget.spend(len(text) // 16)
    parsed = parse_document(quoted_placeholders(text), node.span.path)
    if parsed.documents:
        return parsed.documents[0]
    return c.unknown("reads a text that is known after deployment") if HOLE in text else c.error()


def _base64(c: Context, arguments: list[Node]) -> Node:
    """As `Fn::Base64`: what is encoded is what matters."""
    return arguments[0] if arguments else c.error()


def _from_base64(c: Context, arguments: list[Node]) -> Node:
    text = (arguments[0].text() if arguments else None) or ""
    try:
        return c.text(b64decode(text, validate=True).decode())
    except ValueError:
        return arguments[0] if arguments else c.error()


def _deployed(c: Context, arguments: list[Node]) -> Node:
    return c.unknown("gives what is known after deployment")


TOLERANT: dict[str, Function] = dict.fromkeys(
    (
        *("uuid", "timestamp", "plantimestamp", "bcrypt", "md5", "sha1", "sha256", "sha512", "uuidv5"),
        *("base64sha256", "base64sha512", "filemd5", "filesha1", "filesha256", "filesha512"),
        *("filebase64sha256", "filebase64sha512", "base64gzip"),
    ),
    _deployed,
)
STRICT: dict[str, Function] = {
    "jsonencode": _encode,
    "yamlencode": _encode,
    "jsondecode": _decode,
    "yamldecode": _decode,
    "base64encode": _base64,
    "textencodebase64": _base64,
    "base64decode": _from_base64,
    "textdecodebase64": _from_base64,
}

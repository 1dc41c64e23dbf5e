"""Passwords of the keystores that Android programs are signed with, in their build files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import extension, name
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.core.secrets import is_placeholder, waits_for_another
from goatherd.core.source import Span
from goatherd.model.flow import PASSWORD_OF_SIGNING, Committed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.tree import Tree

_MAX_BYTES = 100_000
_BUILDS = (".gradle", ".gradle.kts")
_STORES = frozenset({".keystore", ".jks", ".p12", ".pfx"})
# storePassword "…", keyPassword = "…"
_IN_BUILD = regex(r"^\s*((?:store|key)Password)\s*(?:=|\()?\s*[\"']([^\"'$\n]{4,100})[\"']")
# storePassword=…, APP_UPLOAD_STORE_PASSWORD=…
_IN_PROPERTIES = regex(r"(?i)^\s*((?:\w+[_.])?(?:store|key)_?password)\s*[=:]\s*([^\s$]{4,100})\s*$")
_OF_DEBUG = "android"  # the password of every keystore for debugging


def signing_passwords(tree: Tree) -> Iterator[Committed]:
    """The first of each file, `by_name` where no keystore is beside it in the tree; nothing is raised."""
    for path in tree.files:
        pattern = _IN_BUILD if path.endswith(_BUILDS) else _IN_PROPERTIES if extension(path) == ".properties" else None
        if pattern is None:
            continue
        try:
            lines = tree.read(path, _MAX_BYTES).splitlines()
        except ReadError:
            continue
        found = ((number, match) for number, line in enumerate(lines, 1) if (match := pattern.match(line[:1000])))
        first = next(((number, match) for number, match in found if _is_chosen(match[2])), None)
        if first is not None:
            number, match = first
            yield Committed(PASSWORD_OF_SIGNING, match[1], match[2], Span(path, number), by_name=not _has_store(tree))


def _is_chosen(value: str) -> bool:
    return value != _OF_DEBUG and not is_placeholder(value) and not waits_for_another(value)


def _has_store(tree: Tree) -> bool:
    return any(extension(path) in _STORES and not name(path).startswith("debug.") for path in tree.files)

"""Secrets in `.runtimeconfig.json`: what `functions.config()` of Firebase gives, written out to be tried at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.core.foreign_json import Unreadable, read_json
from goatherd.core.secrets import is_for_trials, judge, looks_issued, promises_secret, revealed, words
from goatherd.core.source import Span
from goatherd.model.flow import Committed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.tree import Tree

NAME = ".runtimeconfig.json"
_MAX_BYTES = 200_000
_MAX_DEPTH = 10
_FOR_PAGES = frozenset({"firebase", "web", "client"})
_GIVEN_TO_ALL = "pk_"  # how a key for pages begins at Stripe, and at others
# PowerShell's `>` writes what the Firebase CLI prints like this.
_BYTE_ORDERS = (b"\xff\xfe", b"\xfe\xff")


def secrets_of_runtime_config(tree: Tree, path: str) -> Iterator[Committed]:
    """Every value that opens something, in order of the file; nothing where it is no JSON."""
    try:
        data = tree.read_bytes(path, _MAX_BYTES)
        text = data.decode("utf-16" if data[:2] in _BYTE_ORDERS else "utf-8-sig")
        configuration = read_json(text, depth=_MAX_DEPTH)
    except (ReadError, UnicodeDecodeError, Unreadable):
        return
    if not isinstance(configuration, dict):
        return
    lines = text.splitlines()
    for name, value in _values(configuration, ()):
        what = _judged(name, value)
        if what:
            number = next((n for n, line in enumerate(lines, 1) if f'"{value}"' in line), 1)
            yield Committed(what, ".".join(name), value, Span(path, number))


def _values(value: object, name: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(inner, (*name, str(key)))
    elif isinstance(value, str):
        yield name, value


def _judged(name: tuple[str, ...], value: str) -> str:
    """What a value is, "" for none: the service is a part of its name (`trello.key`), and a page's key is no secret."""
    for_a_page = revealed(value) == "a Google API key" and not _FOR_PAGES.isdisjoint(words(name[0]))
    if for_a_page or value.startswith(_GIVEN_TO_ALL) or is_for_trials(value):
        return ""
    judged = judge("_".join(name), value)
    if judged is not None:
        return judged[0]
    whole = promises_secret(f"api_{name[-1]}")
    return "a credential" if whole == "credential" and looks_issued(value) else ""

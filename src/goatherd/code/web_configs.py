"""Settings that Firebase gives out for the pages of an application: the key in them is in every visitor's browser.

Source: https://firebase.google.com/docs/projects/api-keys
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.walking import below

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY = "apiKey"
_BESIDE = frozenset({"authDomain", "messagingSenderId", "measurementId"})


def keys_for_pages(module: ir.Module, text: str) -> frozenset[int]:
    """The positions of the names and values of such keys. `text` is that of the file, to spare most files the walk."""
    if _KEY not in text or not any(name in text for name in _BESIDE):
        return frozenset()
    found: set[int] = set()
    for node in below(module.body):
        if isinstance(node, ir.Dict):
            found.update(_key_of(node))
    return frozenset(found)


def _key_of(settings: ir.Dict) -> Iterator[int]:
    named = {key.value: (key, value) for key, value in settings.entries if isinstance(key, ir.Const)}
    if _KEY in named and not _BESIDE.isdisjoint(named):
        yield from (part.pos for part in named[_KEY])

"""Answers that hold as long as the files do that were read for them."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from goatherd.cache.pickles import Unreadable, packed, unpacked
from goatherd.cache.product import product

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.cache.store import Cache
    from goatherd.tree import Tree

Consulted = dict[tuple[str, int], bytes]  # as Tree.consulted


class Traced:
    """What is known of one tree: answers to questions about it, for as long as it names the same files."""

    def __init__(self, cache: Cache, tree: Tree) -> None:
        self._cache = cache
        self._tree = tree
        self._names = tree.names if cache.keeps else b""

    @property
    def keeps(self) -> bool:
        return self._cache.keeps

    def get(self, question: str) -> bytes | None:
        """The answer, unless a file that it rests on has changed, which counts as read again."""
        if not self._cache.keeps:
            return None
        kept = self._cache.get(self._key(question))
        if kept is None:
            return None
        answer: bytes
        try:
            consulted, answer = unpacked(kept)
        except Unreadable:
            return None
        if not self._tree.is_as(consulted):
            return None
        self._tree.consulted.update(consulted)
        return answer

    def put(self, question: str, consulted: Mapping[tuple[str, int], bytes], answer: bytes) -> None:
        if self._cache.keeps:
            self._cache.put(self._key(question), packed((dict(consulted), answer)))

    def _key(self, question: str) -> bytes:
        return blake2b(product() + self._names + question.encode(errors="surrogatepass"), digest_size=20).digest()

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
        self._held: dict[bytes, bool] = {}

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
            shared, consulted, answer = unpacked(kept)
        except Unreadable:
            return None
        if not self._holds(shared) or not self._tree.is_as(consulted):
            return None
        self._tree.consulted.update(consulted)
        return answer

    def put(
        self, question: str, consulted: Mapping[tuple[str, int], bytes], answer: bytes, shared: bytes = b""
    ) -> None:
        """Keep an answer that rests on these files, and on those that `share` was given for `shared`."""
        if self._cache.keeps:
            self._cache.put(self._key(question), packed((shared, dict(consulted), answer)))

    def share(self, consulted: Mapping[tuple[str, int], bytes]) -> bytes:
        """A name for files that many answers rest on."""
        data = packed(sorted(consulted.items()))
        name = blake2b(data, digest_size=20).digest()
        self._cache.put(name, data)
        return name

    def _holds(self, shared: bytes) -> bool:
        """Whether none of the files that are shared under a name has changed."""
        if shared not in self._held:
            kept = self._cache.get(shared) if shared else packed([])
            try:
                consulted = dict(unpacked(kept)) if kept is not None else None
            except Unreadable:
                consulted = None
            self._held[shared] = consulted is not None and self._tree.is_as(consulted)
            if self._held[shared] and consulted:
                self._tree.consulted.update(consulted)
        return self._held[shared]

    def _key(self, question: str) -> bytes:
        return blake2b(product() + self._names + question.encode(errors="surrogatepass"), digest_size=20).digest()

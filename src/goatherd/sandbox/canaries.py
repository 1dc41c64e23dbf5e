"""Texts that are planted where only somebody who may read that place finds them."""

from __future__ import annotations

import base64
import hashlib
import random
from typing import TYPE_CHECKING
from urllib.parse import quote

from attrs import asdict, define, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


@frozen
class Canary:
    """`kind`: "secret", "row", "object", "file", "metadata", "environment", "credentials"; `place` is for people.

    `owner` is the tenant whose data it is ("" for what belongs to the application itself).
    """

    text: str
    kind: str
    place: str
    owner: str = ""


@define
class Canaries:
    """All that are planted in one run; the same seed plants the same."""

    _random: random.Random
    _planted: dict[str, Canary]
    _seed: int = 0

    @classmethod
    def seeded(cls, seed: int) -> Canaries:
        return cls(random.Random(f"canaries {seed}"), {}, seed)

    def plant(self, kind: str, place: str, owner: str = "") -> str:
        """The text to put there; the same place gives the same text."""
        for canary in self._planted.values():
            if (canary.kind, canary.place, canary.owner) == (kind, place, owner):
                return canary.text
        text = ""
        while not text or text in self._planted:  # another process draws the same texts
            text = "cn" + "".join(self._random.choices(_LETTERS, k=14))
        self._planted[text] = Canary(text, kind, place, owner)
        return text

    def derive(self, kind: str, place: str, owner: str = "") -> Canary:
        """One whose text follows from what it is for, whichever process asks and however often."""
        digest = hashlib.sha256(f"{self._seed} {kind} {place} {owner}".encode()).digest()
        text = "cn" + base64.b32encode(digest).decode().lower()[:14]
        return self._planted.setdefault(text, Canary(text, kind, place, owner))

    def add(self, text: str, kind: str, place: str, owner: str = "") -> None:
        """One whose form is given, or that another process planted."""
        self._planted[text] = Canary(text, kind, place, owner)

    def as_data(self) -> list[dict[str, str]]:
        return [asdict(canary) for canary in self._planted.values()]

    def in_text(self, text: str) -> Iterator[Canary]:
        """Those that stand in a text, as they are or in a usual encoding."""
        for canary in self._planted.values():
            if canary.text in text or any(form in text for form in _encoded(canary.text)):
                yield canary


def _encoded(text: str) -> Iterator[str]:
    data = text.encode()
    yield data.hex()
    yield text[::-1]
    if quote(text) != text:
        yield quote(text)
    # Base64 of a text in the middle of another: three ways to fall, with what depends on neighbours cut off.
    for shift in range(3):
        inner = base64.b64encode(b"\0" * shift + data).decode()
        yield inner[4 if shift else 0 : len(inner) - 4]

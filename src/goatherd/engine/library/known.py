"""All that is known about libraries: goatherd's rules and stubs, and a user's in front of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.engine.lazily import Lazily
from goatherd.engine.library.parse import read_rules
from goatherd.engine.library.rules import Models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.code.ir import Module

LANGUAGES = ("python", "javascript")


class Library:
    """`models` are rules by language. `stubs` are a user's: by language and name of the library's module.

    `digest` tells what a user added ("" for nothing): equal ones say the same.
    """

    def __init__(
        self,
        own: Mapping[str, Models] | None = None,
        stubs: Mapping[tuple[str, str], Module] | None = None,
        digest: str = "",
    ) -> None:
        self.digest = digest
        self._own = own or {}
        self.models = Lazily(self._models)
        self.stubs = stubs or {}

    def _models(self, language: str) -> Models:
        own = self._own.get(language)
        return own.before(shipped(language)) if own is not None else shipped(language)


@cache
def shipped(language: str) -> Models:
    """The rules that come with goatherd for "python" or "javascript"; a test has found no problems in them."""
    models = Models()
    folder = Path(__file__).parent.with_name("models") / language
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml"):
            models.include(*read_rules(path.read_text("utf-8")))
    return models


def module_of(language: str, stem: str) -> str:
    """The module that a stub restates, by the name of its file."""
    return stem.replace("__", "." if language == "python" else "/")


SHIPPED = Library()

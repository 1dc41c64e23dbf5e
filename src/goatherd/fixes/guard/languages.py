"""The languages of infrastructure that the guard can be put into, by the names of frameworks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from goatherd.fixes.guard import cdk, serverless, templates, terraform

if TYPE_CHECKING:
    from collections.abc import Collection

    from goatherd.fixes.edits import Edit
    from goatherd.fixes.guard.places import Places
    from goatherd.fixes.pieces import Piece, Source
    from goatherd.model.function import Function


class Language(Protocol):
    """A module that knows one language; all but `read` and `removed` raise Unfixable."""

    ZIPPED: bool  # whether the layer is named as an archive, not as a folder

    def read(self, path: str, text: str) -> Source:
        """A file with the place of all that is in it."""

    def mark(self, language: str) -> str:
        """What the model's name of a function's layer holds, where it is the guard's."""

    def added_to_function(self, places: Places, function: Function, name: str, content: str) -> list[Edit]:
        """Layer and variables of one function; [] where it has all of it. `content` is the layer's folder."""

    def added_layer(self, places: Places, function: Function, content: str) -> tuple[str, list[Edit]]:
        """The file in which the layer is declared, and how; `content` is relative to the root."""

    def reference(self, language: str) -> str:
        """How functions name the layer that they share, "" where each has its own."""

    def removed(self, source: Source, staying: Collection[str]) -> list[Edit]:
        """All that the two above add to a file, but for layers that something refers to: `staying`, by reference."""

    def foreign(self, source: Source) -> list[Piece]:
        """What is called as the guard's layers, and is something else."""


LANGUAGES: dict[str, Language] = {
    "sam": templates,
    "cloudformation": templates,
    "serverless": serverless,
    "terraform": terraform,
    "cdk": cdk,
}

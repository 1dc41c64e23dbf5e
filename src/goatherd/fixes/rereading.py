"""The applications of a tree with some files changed, read again without writing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.modules import Modules
from goatherd.core.events import Diagnosed
from goatherd.reading import find_applications
from goatherd.tree import MAX_FILE_BYTES, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goatherd.core.config import Config
    from goatherd.model.application import Application


class EditedTree(Tree):
    """The files below a folder; `texts` are read in the place of some."""

    def __init__(self, root: str, config: Config, texts: Mapping[str, str]) -> None:
        super().__init__(root, config.exclude, all_files=config.all_files)
        self.edited = texts

    def read(self, path: str, limit: int = MAX_FILE_BYTES) -> str:
        edited = self.edited.get(path)
        return super().read(path, limit) if edited is None else edited

    def read_bytes(self, path: str, limit: int = MAX_FILE_BYTES) -> bytes:
        edited = self.edited.get(path)
        return super().read_bytes(path, limit) if edited is None else edited.encode()

    def head(self, path: str, size: int) -> bytes:
        edited = self.edited.get(path)
        return super().head(path, size) if edited is None else edited.encode()[:size]


def reread(
    root: str, config: Config, texts: Mapping[str, str], known: Iterable[Application]
) -> tuple[dict[str, Application], set[tuple[str, str]]]:
    """The applications by name, with the behaviour of the code as it is known, and (path, message) of diagnoses."""
    modules = Modules(EditedTree(root, config, texts))
    found: list[Application] = []
    events = find_applications(modules, modules.tree, "", found)
    diagnoses = {(e.diagnosis.span.path, e.diagnosis.message) for e in events if isinstance(e, Diagnosed)}
    before = {application.name: application for application in known}
    for application in found:
        if application.name in before:
            application.behaviours = before[application.name].behaviours
            application.manifests = before[application.name].manifests
    return {application.name: application for application in found}, diagnoses

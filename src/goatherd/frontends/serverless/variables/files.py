"""Files that a service takes values from: `${file(config.yml):key}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.paths import join
from goatherd.core.errors import ReadError
from goatherd.core.source import Span
from goatherd.frontends.document import read_document
from goatherd.frontends.exported import exported
from goatherd.frontends.node import Node
from goatherd.frontends.serverless.detect import PROGRAMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis

_DOCUMENTS = (".yml", ".yaml", ".json")
_MAX_TEXT = 500_000


class Files:
    """The files of one service, each read once. `read` are those that were asked for, with what is wrong with them."""

    def __init__(self, modules: Modules, folder: str) -> None:
        self.modules = modules
        self.tree = modules.tree
        self.folder = folder
        self.read: dict[str, list[Diagnosis]] = {}
        self._contents: dict[str, Node] = {}
        self._alike: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    def content(self, location: str, span: Span) -> Node:
        """What a file holds; absent if it is not in the tree."""
        path = join(self.folder, location)
        if location.startswith(("~", "/")) or path is None:
            return Node.opaque(f"the file {location} is outside of the scanned folder", span)
        if path not in self.tree:
            return Node.absent(span)
        if path not in self._contents:
            self.read[path] = []
            self._contents[path] = self._read(path)
        return self._contents[path]

    def _read(self, path: str) -> Node:
        lower = path.lower()
        if lower.endswith(PROGRAMS):
            node, self.read[path] = exported(self.modules, path, self.folder)
            return node
        if lower.endswith(_DOCUMENTS):
            parsed = read_document(self.tree, path)
            self.read[path] = parsed.diagnoses
            if parsed.documents:
                return parsed.documents[0]
            return Node.opaque(f"{path} cannot be read", Span(path, 1))
        try:
            return Node.scalar(self.tree.read(path, _MAX_TEXT), Span(path, 1))
        except ReadError as error:
            return Node.opaque(f"{path} {error.message}", Span(path, 1))

    def parts(self, service: str) -> list[str]:
        """The files that are only part of the service: not its own, nor those that are services themselves."""
        return [path for path, node in self._contents.items() if path != service and not _is_whole(node)]

    def alike(self, parts: list[str]) -> list[tuple[str, str]]:
        """(what stands between the two parts, location) of every file whose name is made like that."""
        key = tuple(parts)
        if key not in self._alike:
            self._alike[key] = list(self._made_like(parts)) if len(parts) == 2 else []
        return self._alike[key]

    def _made_like(self, parts: list[str]) -> Iterator[tuple[str, str]]:
        before, after = (part.replace("\\", "/") for part in parts)
        folder = join(self.folder, before.rpartition("/")[0])
        if folder is None:
            return
        pattern = re.compile(re.escape(before.rpartition("/")[2]) + r"([\w-]+)" + re.escape(after))
        candidates = self.tree.below(folder) if "/" in after else self.tree.listing(folder)
        for path in candidates:
            match = pattern.fullmatch(path[len(folder) + 1 if folder else 0 :])
            if match:
                yield match[1], f"{before}{match[1]}{after}"


def _is_whole(node: Node) -> bool:
    """Whether a file deploys something by itself; what only has a name and a provider is shared by others."""
    named = node.get("service").exists and node.get("provider").exists
    return named and (node.get("functions").exists or node.get("resources").exists)

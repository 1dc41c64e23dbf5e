from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.manifests import read_manifests
from goatherd.core.source import Span
from goatherd.model.application import Application
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goatherd.model.package import Manifest


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., dict[str, Manifest]]:
    """Manifests by path of an application with one function a handler file."""

    def read(files: dict[str, str], *handlers: str, base: str = "") -> dict[str, Manifest]:
        for path, text in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        application = Application("template.yaml", "sam")
        for handler in handlers or ("app.py" if any(f.endswith(".py") for f in files) else "index.js",):
            folder = handler.rpartition("/")[0]
            language = "python" if handler.endswith(".py") else "javascript"
            entry = Entry(handler, "handler", language, 1, folder)
            application.functions.append(Function(handler, Span("template.yaml", 1), CodeSource(base), entry=entry))
        return {m.path: m for m in read_manifests(Tree(str(tmp_path)), application)}

    return read

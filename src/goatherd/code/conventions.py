"""Handlers that nothing declares, found by what handlers usually look like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code import javascript_handlers, python_handlers
from goatherd.code.builds import OUTPUT_FOLDERS
from goatherd.code.paths import ancestors, extension, language_of, parent, stem
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from goatherd.code.modules import Modules

WHY = "no template tells what calls it, so that anybody may"
_TYPED = (".ts", ".mts", ".cts")
_BROWSER = (".tsx", ".jsx")


def find_handlers(modules: Modules, claimed: Set[str]) -> list[Function]:
    """One function per handler, in the order of files. Files in `claimed` already have a template."""
    found: dict[str, Function] = {}
    for path, symbol, line in _by_shape(modules, claimed):
        function = _function(modules, path, symbol, line)
        if function.id in found and found[function.id].span.path != path:
            function.id = f"{path}.{symbol}"
        found.setdefault(function.id, function)
    return sorted(found.values(), key=lambda f: f.span)


def _by_shape(modules: Modules, claimed: Set[str]) -> Iterator[tuple[str, str, int]]:
    used = _Used(modules, claimed)
    for path in modules.tree.files:
        language = language_of(path)
        if not language or path in claimed or path.endswith(_BROWSER) or _is_built(modules, path):
            continue
        if _is_hidden(path) or modules.classifier.why_not_application(path):
            continue
        text = modules.text(path)
        kind = python_handlers if language == "python" else javascript_handlers
        if not kind.MAY_HOLD_HANDLER.search(text) or modules.classifier.why_not_application(path, text):
            continue
        if used.by_handler(path):
            continue
        if language == "python":
            handlers = python_handlers.handlers_in(modules.load(path), text)
        else:
            handlers = javascript_handlers.handlers_in(text)
        yield from ((path, symbol, line) for symbol, line in handlers)


class _Used:
    """Modules that a handler with a template imports from its own folder: parts of that function, none of their own."""

    def __init__(self, modules: Modules, claimed: Set[str]) -> None:
        self.modules = modules
        self.handlers: dict[str, list[str]] = {}
        for path in sorted(claimed):
            self.handlers.setdefault(parent(path), []).append(path)

    def by_handler(self, path: str) -> bool:
        importing = _imports(stem(path), language_of(path))
        return any(
            importing.search(self.modules.text(handler))
            for folder in ancestors(parent(path))
            for handler in self.handlers.get(folder, ())
        )


def _imports(name: str, language: str) -> re.Pattern[str]:
    """A line that imports the module of that name."""
    word = re.escape(name)
    if language == "python":
        return re.compile(rf"^[ \t]*(?:from|import)[ \t](?:[^\n]*[ \t.,(])?{word}\b", re.MULTILINE)
    return re.compile(rf"(?:from|require\(|import\(?)\s{{0,4}}[\"'][./][^\"'\n]*/{word}(?:\.\w+)?[\"']")


def _is_hidden(path: str) -> bool:
    """Whether a file belongs to a tool of its developers (`.github`, `.claude`): nobody deploys it."""
    return any(folder.startswith(".") for folder in path.split("/")[:-1])


def _is_built(modules: Modules, path: str) -> bool:
    """Build output, or a JavaScript file whose TypeScript source stands beside it."""
    if any(folder in OUTPUT_FOLDERS and folder not in ("lib", "target") for folder in parent(path).split("/")):
        return True
    plain = path[: -len(extension(path))]
    return extension(path) not in (".py", *_TYPED) and any(plain + typed in modules.tree for typed in _TYPED)


def _function(modules: Modules, path: str, symbol: str, line: int) -> Function:
    span = Span(path, line)
    folder = parent(path)
    function = Function(
        id=f"{path[: -len(extension(path))]}.{symbol}",
        span=span,
        code=CodeSource(base=folder),
        handler=Known(f"{stem(path)}.{symbol}", span, explicit=False),
        triggers=[Trigger(Kind.UNKNOWN, Exposure.ANONYMOUS, span, why=WHY)],
    )
    function.entry = Entry(path, symbol, language_of(path), line, modules.services.package(folder, ""))
    return function

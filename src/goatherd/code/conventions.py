"""Handlers that nothing declares, found by what handlers usually look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import javascript_handlers, python_handlers
from goatherd.code.builds import OUTPUT_FOLDERS
from goatherd.code.imported import imported_by
from goatherd.code.paths import extension, language_of, parent, stem
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from goatherd.code.modules import Modules

WHY = "no template tells what calls it, so that anybody may"
_TYPED = (".ts", ".mts", ".cts")
_BROWSER = (".tsx", ".jsx")


def find_handlers(modules: Modules, claimed: Set[str], entries: Iterable[Entry] = ()) -> list[Function]:
    """One function per handler, in the order of files. Files in `claimed` already have a template.

    What the modules of `entries`, the handlers of functions that are declared, import is a part of these functions.
    """
    shaped = list(_by_shape(modules, claimed))
    imported = imported_by(modules, entries) if shaped else ()
    found: dict[str, Function] = {}
    for path, symbol, line in shaped:
        if path in imported:
            continue
        function = _function(modules, path, symbol, line)
        if function.id in found and found[function.id].span.path != path:
            function.id = f"{path}.{symbol}"
        found.setdefault(function.id, function)
    return sorted(found.values(), key=lambda f: f.span)


def _by_shape(modules: Modules, claimed: Set[str]) -> Iterator[tuple[str, str, int]]:
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
        if language == "python":
            handlers = python_handlers.handlers_in(modules.load(path), text)
        else:
            handlers = javascript_handlers.handlers_in(text)
        yield from ((path, symbol, line) for symbol, line in handlers)


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

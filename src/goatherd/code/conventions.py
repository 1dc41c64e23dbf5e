"""Handlers that nothing declares, found by what handlers usually look like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code import javascript_handlers, python_handlers
from goatherd.code.builds import OUTPUT_FOLDERS
from goatherd.code.by_hand import is_run_by_hand, parts_of_others
from goatherd.code.classify import COPIED_SCRIPT, MINIFIED, why_not_by_text
from goatherd.code.imported import imported_by
from goatherd.code.left_out import why_left_out
from goatherd.code.paths import extension, language_of, parent, stem
from goatherd.code.web_applications import LISTENS, WebApplication, applications_in, may_hold_application
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from goatherd.code.modules import Modules

WHY_WEB = "a web application answers whoever reaches it"
WHY = "no template tells what calls it, so that anybody may"
_TYPED = (".ts", ".mts", ".cts")
_BROWSER = (".tsx", ".jsx")
_RETIRED = frozenset({"old", "archive", "archived", "attic", "backup", "backups", "deprecated", "obsolete", "unused"})
_MISSPELT = re.compile(r"depr\w*ated")
_AT_A_DESK = re.compile(r"""\.(?:run|listen)\s*\([^()]*["'](?:127\.0\.0\.1|localhost)["']""")


def find_handlers(modules: Modules, claimed: Set[str], entries: Iterable[Entry] = ()) -> list[Function]:
    """One function per handler and per web application, in the order of files. Files in `claimed` have a template.

    What the modules of `entries`, the handlers of functions that are declared, import is a part of these functions, and
    what others import or people run is no handler.
    """
    entries = list(entries)
    sources = list(_sources(modules, claimed))
    programs = [(path, text) for path, text in sources if not is_run_by_hand(text)]
    shaped = [(path, symbol, line) for path, text in programs for symbol, line in _handlers(modules, path, text)]
    imported = (
        imported_by(modules, entries) | parts_of_others(modules, (path for path, *_ in shaped)) if shaped else set()
    )
    functions = [_function(modules, *found) for found in shaped if found[0] not in imported]
    functions += _web_applications(modules, sources, [*entries, *_entries(*functions)])
    found: dict[str, Function] = {}
    for function in functions:
        if function.id in found and found[function.id].span.path != function.span.path:
            function.id = f"{function.span.path}.{function.id.rpartition('.')[2]}"
        found.setdefault(function.id, function)
    return sorted(found.values(), key=lambda f: f.span)


def _sources(modules: Modules, claimed: Set[str]) -> Iterator[tuple[str, str]]:
    """(path, text) of the files that may hold either."""
    for path in modules.tree.files:
        language = language_of(path)
        if not language or path in claimed or path.endswith(_BROWSER) or _is_built(modules, path):
            continue
        why = modules.classifier.why_not_application(path)
        if _is_hidden(path) or why not in (None, COPIED_SCRIPT):
            continue
        text = modules.text(path)
        kind = python_handlers if language == "python" else javascript_handlers
        may = kind.MAY_HOLD_HANDLER.search(text) or may_hold_application(language, text)
        unused = _why_unused(modules, path) if may else ""
        if unused:
            if _holds(modules, path, text, minified=False):
                modules.tree.skipped.append((path, f"no template declares it, and {unused}"))
        elif may and _is_own(modules, path, text, copied=why is not None):
            yield path, text
        elif path in modules.unreadable:
            modules.tree.skipped.append((path, f"{modules.unreadable[path].message}; handlers in it are not found"))


def _is_own(modules: Modules, path: str, text: str, *, copied: bool) -> bool:
    """Whether the text is the application's own, which a name like `bootstrap.js` is not enough to deny.

    What has a handler and is left out is noted among what the scan leaves out.
    """
    why = why_not_by_text(path, text)
    if (why or copied) and not _holds(modules, path, text, minified=why == MINIFIED):
        return False
    if why:
        modules.tree.skipped.append((path, f"{why}, though it seems to hold a handler"))
    return not why


def _holds(modules: Modules, path: str, text: str, *, minified: bool) -> bool:
    if _handlers(modules, path, text):
        return True
    may = not minified and may_hold_application(language_of(path), text)  # parsing it would cost more than it tells
    return bool(may and applications_in(modules.load(path), text))


def _handlers(modules: Modules, path: str, text: str) -> list[tuple[str, int]]:
    if language_of(path) != "python":
        return javascript_handlers.handlers_in(text) if javascript_handlers.MAY_HOLD_HANDLER.search(text) else []
    if python_handlers.MAY_HOLD_HANDLER.search(text):
        return python_handlers.handlers_in(modules.load(path), text)
    return []


def _web_applications(modules: Modules, sources: list[tuple[str, str]], entries: list[Entry]) -> Iterator[Function]:
    """Those that no other function serves. What a function registers on what it is given is its caller's."""
    may = [(path, text) for path, text in sources if may_hold_application(language_of(path), text)]
    handled = {entry.file for entry in entries}
    taken = handled | imported_by(modules, entries) if may else set()
    found = [(p, each) for p, text in may if p not in taken for each in applications_in(modules.load(p), text)]
    found = [(p, each) for p, each in found if each.manner != LISTENS or not _is_served(modules, p, taken)]
    whole = [_served(modules, path, each) for path, each in found if each.is_whole]
    # One that imports handlers stands in for what calls them, at a desk.
    whole = [function for function in whole if not handled & imported_by(modules, _entries(function))]
    served = imported_by(modules, _entries(*whole))
    yield from (function for function in whole if function.span.path not in served)
    registering = [(path, each) for path, each in found if not each.is_whole]
    yield from (_served(modules, path, each) for path, each in registering if path not in served)


def _is_served(modules: Modules, path: str, taken: Set[str]) -> bool:
    """Whether a function serves modules of NestJS that this file listens for: it stands in for that at a desk."""
    own = imported_by(modules, [Entry(path, "", language_of(path), 1, "")])
    return any("@Module(" in modules.text(each) for each in own & taken)


def _entries(*functions: Function) -> list[Entry]:
    return [function.entry for function in functions if isinstance(function.entry, Entry)]


def _served(modules: Modules, path: str, application: WebApplication) -> Function:
    function = _exported(modules, path, application.symbol, application.line)
    # what only its own machine can reach may be somebody's way to try the functions out
    function.guessed = _AT_A_DESK.search(modules.text(path)) is not None
    options: dict[str, object] = {"convention": "web_application", "argument": application.manner}
    function.triggers = [
        Trigger(Kind.WEB, Exposure.ANONYMOUS, function.span, detail=application.symbol, why=WHY_WEB, options=options)
    ]
    return function


def _is_hidden(path: str) -> bool:
    """Whether a file belongs to a tool of its developers (`.github`, `.claude`): nobody deploys it."""
    return any(folder.startswith(".") for folder in path.split("/")[:-1])


def _why_unused(modules: Modules, path: str) -> str:
    retired = _retired(path)
    return f"`{retired}` is for what was retired" if retired else why_left_out(modules, path)


def _retired(path: str) -> str:
    """The folder that says so, as developers name what they keep to look things up in."""
    return next((folder for folder in path.split("/")[:-1] if _is_retired(folder.lower().strip("_-. "))), "")


def _is_retired(name: str) -> bool:
    return name in _RETIRED or _MISSPELT.fullmatch(name) is not None


def _is_built(modules: Modules, path: str) -> bool:
    """Build output, or a JavaScript file whose TypeScript source stands beside it."""
    if any(folder in OUTPUT_FOLDERS and folder not in ("lib", "target") for folder in parent(path).split("/")):
        return True
    plain = path[: -len(extension(path))]
    return extension(path) not in (".py", *_TYPED) and any(plain + typed in modules.tree for typed in _TYPED)


def _function(modules: Modules, path: str, symbol: str, line: int) -> Function:
    """Of what looks like a handler: what calls it, if anything does, is a guess as well."""
    function = _exported(modules, path, symbol, line)
    function.triggers = [Trigger(Kind.UNKNOWN, Exposure.ANONYMOUS, function.span, why=WHY)]
    function.guessed = True
    return function


def _exported(modules: Modules, path: str, symbol: str, line: int) -> Function:
    span = Span(path, line)
    root = modules.services.package(parent(path), "")
    function = Function(
        id=f"{path[: -len(extension(path))]}.{symbol}",
        span=span,
        code=CodeSource(base=root),
        handler=Known(f"{stem(path)}.{symbol}", span, explicit=False),
    )
    function.entry = Entry(path, symbol, language_of(path), line, root)
    return function

"""`function.json`, one in the folder of every function: its bindings, and the script that holds its handler.

The folders of functions are beside `host.json`, or some way below it, where a build puts them beside each other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.builds import OUTPUT_FOLDERS, source_paths, tsconfig_sources
from goatherd.code.exports import javascript_export, python_export
from goatherd.code.paths import join, language_of, module_path, name, parent
from goatherd.frontends.azure.bindings import HTTP, event_trigger, http_triggers, kind_of, output_of
from goatherd.frontends.azure.node import registers
from goatherd.frontends.azure.python import decorates
from goatherd.frontends.document import read_commented
from goatherd.frontends.files import AZURE_FUNCTION
from goatherd.model.function import Entry, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code import ir
    from goatherd.code.modules import Modules
    from goatherd.frontends.azure.host import Host
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

_DEFAULT_LEVEL = "function"
_MADE = OUTPUT_FOLDERS | {"bin", "obj", "publish"}
_SCRIPTS = ("__init__.py", "index.js", "index.ts", "run.js", "run.ts")
# What the platform looks for in languages that are not analysed.
_FOREIGN_SCRIPTS = {"run.ps1": "PowerShell", "run.csx": "C#", "run.fsx": "F#", "run.sh": "Bash", "run.php": "PHP"}
_WHOLE = re.compile(r"^[ \t]*(?:export\s+default\b|module\.exports\s*=\s*(?=[^\s{]))", re.MULTILINE)
_EXPORTED = re.compile(
    r"^(?:(?:module\.)?exports\.|export\s+(?:const|let|var|async\s+function|function)\s+)([\w$]+)", re.MULTILINE
)
_CONVENTIONAL = ("run", "index", "handler", "main")


def described_functions(modules: Modules, host: Host) -> Iterator[Function]:
    for path in _descriptions(modules, host):
        parsed = read_commented(modules.tree, path)
        host.diagnoses += parsed.diagnoses
        root = parsed.documents[0] if parsed.documents else None
        binding = _trigger_of(root) if root is not None else None
        if root is not None and binding is not None and not _is_decorated(modules, path, root):
            host.files.append(path)
            yield _function(modules, host, path, root, binding)


def _descriptions(modules: Modules, host: Host) -> list[str]:
    """One for each name of a function: beside the host, else further below, else made by a build."""
    found = [path for path in modules.index.below(host.folder) if name(path) == AZURE_FUNCTION and parent(path)]
    beside = [path for path in found if parent(parent(path)) == host.folder]
    below = [path for path in found if not (host.is_of_another(path) or modules.classifier.why_not_application(path))]
    written = [path for path in below if _MADE.isdisjoint(parent(path)[len(host.folder) :].split("/"))]
    chosen = {name(parent(path)): path for path in (*reversed(written or below), *beside)}
    return [path for path in found if path in chosen.values()]


def _is_decorated(modules: Modules, path: str, root: Node) -> bool:
    """Whether the script makes functions of its own, as in the later models, and has none for the description."""
    script = root.get("scriptFile").text()
    files = [_script(modules, parent(path), name) for name in ([script] if script else _SCRIPTS)]
    file = next(filter(None, files), "")
    if file.endswith(".py"):
        return decorates(modules, file) and not python_export(*_loaded(modules, file), "main")
    return bool(file) and registers(modules, file) and not _symbol(modules, file, "")[1]


def _trigger_of(root: Node) -> Node | None:
    return next((b for b in root.get("bindings").list() if (b.get("type").text() or "").endswith("Trigger")), None)


def _is_of_store(binding: Node) -> bool:
    """Whether it hands the function something that is kept elsewhere, or keeps what the function gives it."""
    kind = (binding.get("type").text() or "").lower()
    return kind not in ("", "http") and not kind.endswith("trigger")


def _function(modules: Modules, host: Host, path: str, root: Node, binding: Node) -> Function:
    id = name(parent(path))
    kind = kind_of(binding.get("type").text() or "")
    if kind == HTTP:
        triggers = http_triggers(host.prefix, id, _DEFAULT_LEVEL, binding, binding.span)
    else:
        triggers = [event_trigger(kind, binding, binding.span)]
    outputs = tuple(output for b in root.get("bindings").list() if (output := output_of(b)) is not None)
    stored = any(_is_of_store(other) for other in root.get("bindings").list() if other is not binding)
    for trigger in triggers:
        trigger.options.update(convention="azure", argument=binding.get("name").text() or "", outputs=outputs)
        if stored:
            trigger.options["stored"] = True
    return host.function(id, root.span, _entry(modules, host, path, root), triggers)


def _entry(modules: Modules, host: Host, path: str, root: Node) -> Entry | Unresolved:
    folder = parent(path)
    written = root.get("scriptFile").text()
    # What was packed says where it came from.
    original = root.get("_originalScriptFile").text()
    scripts = [script for script in (original, written) if script] or list(_SCRIPTS)
    file = next((found for script in scripts if (found := _script(modules, folder, script))), "")
    file = file or (_in_other_case(modules, host, folder, written) if written else "")
    language = _foreign_language(modules, host, folder) if not (file or written) else ""
    if language:
        return Unresolved(f"{language} is not analysed", foreign=True)
    if not file:
        foreign = bool(written) and not language_of(written or "")
        why = f"its script {written or scripts[0]} was not found" if not foreign else f"{written} is not analysed"
        return Unresolved(why, code_in_tree=not foreign, foreign=foreign)
    entry_point = root.get("_originalEntryPoint" if original else "entryPoint").text()
    symbol, line = _symbol(modules, file, entry_point or "")
    if not line:
        return Unresolved(f"{file} exports no {symbol}", (file,))
    return Entry(file, symbol, language_of(file), line, host.folder)


def _foreign_language(modules: Modules, host: Host, folder: str) -> str:
    beside = modules.tree.listing(folder)
    found = (language for script, language in _FOREIGN_SCRIPTS.items() if f"{folder}/{script}" in beside)
    return next(found, "what a custom handler runs" if host.is_custom else "")


def _loaded(modules: Modules, file: str) -> tuple[ir.Module, str]:
    return modules.load(file), modules.text(file)


def _script(modules: Modules, folder: str, script: str) -> str:
    """The file of a script, or the source that it is built from."""
    place = join(folder, script)
    if place is None:
        return ""
    if place in modules.tree and language_of(place):
        return place
    if language_of(place) == "python":
        return ""  # no build makes it of anything
    for source in _sources(modules, place):
        found = modules.javascript_file(source)
        if found is not None and language_of(found):
            return found
    return ""


def _sources(modules: Modules, place: str) -> tuple[str, ...]:
    """Where a script of Node.js may be written, without its extension."""
    plain = module_path(place)
    return (plain, *tsconfig_sources(modules, plain), *source_paths(plain))


def _in_other_case(modules: Modules, host: Host, folder: str, script: str) -> str:
    """The script where a path differs from it in capitals alone, as Windows, the platform's default, does not mind."""
    place = join(folder, script)
    if place is None or language_of(place) == "python":
        return ""
    wanted = {each.lower() for source in _sources(modules, place) for each in (source, f"{source}/index")}
    found = [path for path in host.sources if module_path(path).lower() in wanted and path not in host.left_out]
    return found[0] if len(found) == 1 else ""


def _symbol(modules: Modules, file: str, entry_point: str) -> tuple[str, int]:
    """(symbol, line) of the handler: the entry point, the one export, or the one with a conventional name."""
    text = modules.text(file)
    if language_of(file) == "python":
        symbol = entry_point or "main"
        return symbol, python_export(*_loaded(modules, file), symbol)
    if entry_point:
        return entry_point, javascript_export(text, entry_point)
    whole = _WHOLE.search(text)
    if whole:
        return "default", text.count("\n", 0, whole.start()) + 1
    functions = [(match[1], text.count("\n", 0, match.start()) + 1) for match in _EXPORTED.finditer(text)]
    if len(functions) == 1:
        return functions[0]  # as the platform has it: of one export it needs no name
    for symbol in _CONVENTIONAL:
        line = javascript_export(text, symbol)
        if line:
            return symbol, line
    handlers = [(symbol, line) for symbol, line in functions if _takes_context(text, symbol)]
    if len(handlers) == 1:
        return handlers[0]  # the others are what it is made of: a build makes it the one export
    return "default", javascript_export(text, "default")


def _takes_context(text: str, symbol: str) -> bool:
    """Whether the first parameter of a function is called as the platform's."""
    named = rf"(?<![\w$.]){re.escape(symbol)}(?![\w$])"
    return re.search(rf"{named}[^(;\n]{{0,120}}\(\s*(?:context|ctx)\b", text) is not None

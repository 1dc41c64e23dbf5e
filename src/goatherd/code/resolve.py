"""Handler resolution: from what a template says of a function to the file and symbol that run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, evolve

from goatherd.code.builds import (
    OUTPUT_FOLDERS,
    SOURCE_FOLDERS,
    is_archive,
    metadata_entries,
    source_paths,
    without_archive,
)
from goatherd.code.dockerfiles import find_dockerfile
from goatherd.code.exports import javascript_export, python_export
from goatherd.code.handlers import HandlerName, readings
from goatherd.code.hidden_exports import hidden_export, may_export
from goatherd.code.images import Dockerfile, application_of, handler_of, read_dockerfile
from goatherd.code.layers import Layers, layer_folders
from goatherd.code.locate import Found, Search
from goatherd.code.naming import called, normalised, normalised_id
from goatherd.code.paths import LANGUAGES, ancestors, inside, is_remote, join, language_of, name, parent, stem
from goatherd.core.value import HOLE, Known, Unknown, Value, is_symbolic, known_or
from goatherd.model.function import Entry, Function, Unresolved
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code import ir
    from goatherd.code.modules import Modules

_PYTHON = re.compile(r"python", re.IGNORECASE)
_NODE = re.compile(r"node", re.IGNORECASE)
_HANDLER_VARIABLE = re.compile(r"(?:.*_)?HANDLER")
_CONVENTIONAL = ("handler", "lambda_handler", "lambdaHandler", "main")
_MAX_FIXED_PARTS = 4  # matching gets costly with every further placeholder
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_SEPARATOR = re.compile(r"[-_.]")


def resolve(function: Function, modules: Modules, layers: Layers | None = None) -> Entry | Unresolved:
    """Where the function's handler is."""
    languages = _languages(function.runtime)
    if not languages:
        return Unresolved(f"code for {known_or(function.runtime, '')} is not analysed", foreign=True)
    search = layer_folders(function, modules.index, layers or Layers())
    found = _Resolution(function, modules, languages, search).run()
    if isinstance(found, Unresolved) and not found.candidates and _is_custom(function.runtime):
        return evolve(found, foreign=True)
    return found


def _away(uri: str) -> str:
    if HOLE in uri:
        return "its code is in a bucket or registry, and nothing in the tree fits its name"
    return f"its code is at {uri}, outside of the tree, and nothing in the tree fits its name"


def _languages(runtime: Value[str]) -> tuple[str, ...]:
    text = known_or(runtime, "")
    if _PYTHON.search(text):
        return ("python",)
    if _NODE.search(text):
        return ("javascript",)
    return ("python", "javascript") if not text or is_symbolic(text) or _is_custom(runtime) else ()


def _is_custom(runtime: Value[str]) -> bool:
    return known_or(runtime, "").startswith("provided")


_ENDINGS = {"python": ".py", "javascript": ".js or .ts"}


@define
class _Resolution:
    function: Function
    modules: Modules
    languages: tuple[str, ...]
    search: tuple[str, ...]

    def run(self) -> Entry | Unresolved:
        code = self.function.code
        if code.image:
            return self._image()
        handler = self.function.handler
        if code.inline is not None:
            return self._inline(code.inline)
        if code.inline_unknown:
            return Unresolved(f"what its code is cannot be known because {code.inline_unknown}", code_in_tree=False)
        if isinstance(handler, Unknown):
            return self._by_convention(f"its handler is unknown because {handler.why}")
        if not handler.value:
            return self._by_convention("no handler is given")
        if is_symbolic(handler.value):
            return self._symbolic(handler.value)
        return self._handler(handler.value)

    # --- code in files ---

    def _handler(self, text: str) -> Entry | Unresolved:
        result = self._named(text)
        if isinstance(result, Entry):
            return result
        for wrapped in self._wrapped():  # the handler is a monitoring library's, which calls the one in a variable
            entry = self._named(wrapped)
            if isinstance(entry, Entry):
                return entry
        return result

    def _wrapped(self) -> list[str]:
        return [
            value.value
            for variable, value in sorted(self.function.environment.items())
            if _HANDLER_VARIABLE.fullmatch(variable) and isinstance(value, Known) and "." in value.value
        ]

    def _named(self, text: str) -> Entry | Unresolved:
        names = readings(text, self.languages)
        if text == "bootstrap":
            return Unresolved("a custom runtime runs a compiled program", code_in_tree=False, foreign=True)
        if text.endswith(".sh"):
            return self._script(text)
        if not names:
            return self._nameless(text)
        uri = self.function.code.uri
        if text.startswith("/opt/"):
            return self._in_layers([HandlerName(n.module.removeprefix("/opt/"), n.symbol, n.language) for n in names])
        if isinstance(uri, Unknown):
            return self._absent(names, "", f"where its code is cannot be known because {uri.why}")
        if is_remote(uri.value) or is_symbolic(uri.value):
            return self._absent(names, uri.value, _away(uri.value))
        return self._local(names, uri.value)

    def _local(self, names: list[HandlerName], uri: str) -> Entry | Unresolved:
        base = self.function.code.base
        root = join(base, uri)
        if root is None:
            return Unresolved(f"its code is at {uri}, above the scanned folder")
        if root in self.modules.tree and not is_archive(root):
            search = self._search(names)
            alone = search.only(root)
            if alone or self._is_source(root):
                return self._answer(search, alone, "")
            root = parent(root)
        if not self.modules.index.is_folder(root):
            why, wanted = self._missing(root, uri)
            link = self._linked(root, names)
            why, wanted = (link, True) if link else (why, wanted)
            return self._absent(names, uri, why, in_tree=wanted)
        search = self._search(names, name(root))
        found = self._bundled(search, root) or search.at(root, built=False) or search.from_build(root)
        found = found or search.at(root, built=True) or search.configured(root, base)
        if not found and not search.rivals:
            found = search.within(root, self._owner(root))
        if not found and not search.rivals:
            found = self._packaged(search)
        if not found and self._is_empty(root) and not search.rivals:
            found = self._nearby(search)
        why = self._linked(root, names) or _not_there(root, names)
        return self._answer(search, found, why)

    def _is_source(self, path: str) -> bool:
        """Whether a file is code as somebody wrote it: what it does not export is nowhere else."""
        return language_of(path) in self.languages and OUTPUT_FOLDERS.isdisjoint(path.split("/")[:-1])

    def _nameless(self, handler: str) -> Unresolved:
        return Unresolved(f"the handler {handler!r} names no function of a module", foreign=len(self.languages) > 1)

    def _missing(self, root: str, uri: str) -> tuple[str, bool]:
        """Why the code is not where it should be, and whether it was to be read."""
        skipped = dict(self.modules.tree.skipped)
        why = next((skipped[folder] for folder in ancestors(root) if folder in skipped), "")
        if why == "symbolic link":
            return f"its code {uri} is a symbolic link, which is not followed", True
        if why:
            return f"its code {uri} is left out ({why})", why != "excluded by configuration"
        if root in self.modules.tree:
            return f"its code {uri} is an archive, which is not opened", False
        return f"its code {uri} is not in the tree", not is_archive(root)

    def _linked(self, root: str, names: list[HandlerName]) -> str:
        """What to say of a handler's file that is a link."""
        links = {path for path, why in self.modules.tree.skipped if why == "symbolic link"}
        places = [f"{place}{e}" for n in names if (place := join(root, n.module)) for e in LANGUAGES]
        return next((f"{path} is a symbolic link, which is not followed" for path in places if path in links), "")

    def _script(self, text: str) -> Entry | Unresolved:
        """A script that starts a web server, which an adapter in a layer talks to."""
        root = join(self.function.code.base, known_or(self.function.code.uri, ""))
        path = join(root, text) if root is not None else None
        application = application_of(self.modules.text(path)) if path is not None else ""
        if not application:
            return Unresolved(f"the handler {text} is a script that runs a program of its own", foreign=True)
        return self._named(application)

    def _bundled(self, search: Search, root: str) -> Found | None:
        """The entry point of the template's own build instructions."""
        entries = [path for e in metadata_entries(self.function.code.build) if (path := self._entry_file(root, e))]
        if not entries:
            return None
        wanted = {reading.module.rpartition("/")[2] for reading in search.readings}
        return search.among([e for e in entries if stem(e) in wanted] or entries, root)

    def _packaged(self, search: Search) -> Found | None:
        """In the folders above the service that a package takes files from."""
        written = self.function.code.build.get("PackagedFrom", "").split(",")
        places = (join(self.function.code.base, place) for place in written if place)
        found = (search.at(place, built=False) for place in places if place is not None)
        return next((each for each in found if each), None)

    def _entry_file(self, root: str, entry: str) -> str | None:
        place = join(root, entry)
        return place if place is not None and place in self.modules.tree else self.modules.javascript_file(place or "")

    def _in_layers(self, names: list[HandlerName]) -> Entry | Unresolved:
        search = self._search(names)
        found = next((f for folder in self.search if (f := search.at(folder, built=True))), None)
        return self._answer(search, found, "the layer it is in is not part of the tree", in_tree=bool(self.search))

    def _absent(self, names: list[HandlerName], uri: str, why: str, *, in_tree: bool = False) -> Entry | Unresolved:
        """Code that is not where the template says: an archive, a build's output, a bucket. Its sources may be here."""
        base = self.function.code.base
        place = without_archive(_PLACEHOLDER.sub("", uri).rstrip("/"))
        search = self._search(names, name(place))
        found = None
        local = join(base, place) if place and not is_remote(uri) else None
        if local is not None:
            roots = [parent(local)] if is_archive(uri) else []
            for root in (local, *source_paths(local), *roots):
                found = found or search.at(root, built=False) or search.from_build(root)
            # an archive that the build leaves in the folder of its package
            for root in (root for root in roots if root and self.modules.index.is_folder(root)):
                found = found or search.configured(root, root) or self._packed(search, root)
        if not found and is_archive(uri):
            # `function.zip` in a folder that is called like the function's
            above = name(parent(place))
            found = self._namesake(search, name(place)) or (
                self._namesake(search, above) if above not in OUTPUT_FOLDERS else None
            )
        if not found and not search.rivals:
            found = self._nearby(search)
        return self._answer(search, found, why, in_tree=in_tree)

    def _namesake(self, search: Search, package: str) -> Found | None:
        """In the only folder that is called like the archive; there the sources stand where they usually do."""
        named = (self.modules.index.folders_named(each) for each in self._names_of(package))
        folders: list[str] = next((found for found in named if found), [])
        if len(folders) != 1:
            return None
        return (
            _where_usual(search, folders[0]) or search.from_build(folders[0]) or search.within(folders[0], folders[0])
        )

    def _names_of(self, package: str) -> Iterator[str]:
        """An archive's name, and its end where that is what the function is called: `shop-orders.zip` of `orders`."""
        if package:
            yield package
        own = {normalised(text) for text in called(self.function.id)}
        yield from (end for cut in _SEPARATOR.finditer(package) if normalised(end := package[cut.end() :]) in own)

    def _packed(self, search: Search, folder: str) -> Found | None:
        """In the folder that an archive is left in, where that is a package: not the template's own, nor a build's."""
        if inside(self.function.code.base, folder) or not OUTPUT_FOLDERS.isdisjoint(folder.split("/")):
            return None
        return _where_usual(search, folder) if folder in self.modules.services.packages else None

    def _nearby(self, search: Search) -> Found | None:
        """In the folder of the template, then in that of its service; farther away what a name tells from others."""
        base = self.function.code.base
        service = self.modules.services.folder(base)
        for scope in dict.fromkeys((base, service)):
            found = search.within(scope, base)
            if not found and not search.rivals:
                found = search.configured(scope, scope)
            if not found and not search.rivals and search.is_distinctive:
                found = search.in_own_folder(scope, base)
            if found or search.rivals:
                return found
        if search.is_distinctive:
            for scope in ancestors(service)[1:]:
                found = search.farther(scope, base) or search.in_own_folder(scope, base)
                if found or search.rivals:
                    return found
            return None
        around = (search.called_like_it(scope, base) for scope in ancestors(service))
        return next((found for found in around if found or search.rivals), None)

    def _sources(self, root: str) -> list[str]:
        return self.modules.services.sources(root, self._owner(root))

    def _owner(self, root: str) -> str:
        """The folder whose template deploys `root`: what it holds is this function's, whatever stands in it."""
        return self.function.code.base if root == "" else root

    def _is_empty(self, root: str) -> bool:
        """Whether a folder holds no code of the function's language: a build fills it."""
        folders = root.split("/")
        return any(f in OUTPUT_FOLDERS for f in folders) or not any(
            language_of(path) in self.languages for path in self.modules.index.sources(root)
        )

    def _search(self, names: list[HandlerName], *hints: str) -> Search:
        code = self.function.code
        usable = tuple(n for hint in hints if len(n := normalised(hint)) > 2 and hint not in OUTPUT_FOLDERS)
        physical = known_or(self.function.physical_name, "")
        ids = tuple(n for text in (*called(self.function.id), physical) if len(n := normalised_id(text)) > 2)
        return Search(self.modules, names, code.base, usable, ids)

    def _answer(self, search: Search, found: Found | None, why: str, *, in_tree: bool = True) -> Entry | Unresolved:
        handler = f"{search.readings[0].module}.{search.readings[0].symbol}"
        if found:
            return self._found(found)
        if search.rivals:
            where = f"{handler} is not where it should be ({why}), and several other files may hold it"
            return Unresolved(where, search.rivals, code_in_tree=in_tree or not self._is_of_a_kit())
        if search.almost and in_tree:
            first = search.almost[0]
            wrong = search.modules.why_unreadable(first)
            why = f"{first} {wrong}" if wrong else f"{first} exports no {search.readings[0].symbol}"
            return Unresolved(why, tuple(search.almost), missing=not wrong)
        return Unresolved(f"the handler {handler} was not found: {why}", tuple(search.almost), code_in_tree=in_tree)

    def _is_of_a_kit(self) -> bool:
        """Whether it only helps deployments along: the kit that made the template brings the code of such functions."""
        triggers = self.function.triggers
        return bool(triggers) and all(trigger.kind == Kind.CUSTOM_RESOURCE for trigger in triggers)

    def _found(self, found: Found) -> Entry:
        return Entry(found.file, found.symbol, language_of(found.file), found.line, found.root, self.search)

    # --- handlers that the template does not spell out ---

    def _symbolic(self, text: str) -> Entry | Unresolved:
        """A handler with placeholders in it: the only file that fits."""
        uri = self.function.code.uri
        root = join(self.function.code.base, uri.value) if isinstance(uri, Known) else None
        fixed = _PLACEHOLDER.split(text)
        if root is None or not self.modules.index.is_folder(root) or len(fixed) > _MAX_FIXED_PARTS:
            return Unresolved(f"its handler {text} depends on the deployment")
        pattern = re.compile("[^/]*".join(re.escape(part) for part in fixed))
        fitting: list[HandlerName] = []
        for path in self._sources(root):
            language, module = language_of(path), path[len(root) :].lstrip("/").rpartition(".")[0]
            symbols = [s for s in _CONVENTIONAL if pattern.fullmatch(f"{module}.{s}") and language in self.languages]
            fitting.extend(HandlerName(module, symbol, language) for symbol in symbols)
        found = [f for reading in fitting if (f := self._search([reading]).at(root, built=False))]
        if len(found) == 1:
            return self._found(found[0])
        return Unresolved(f"its handler {text} depends on the deployment", tuple(sorted({f.file for f in found})))

    def _by_convention(self, why: str) -> Entry | Unresolved:
        result = self._symbolic("${?}")
        return result if isinstance(result, Entry) else Unresolved(why, result.candidates)

    # --- code in the template ---

    def _inline(self, text: str) -> Entry | Unresolved:
        handler = known_or(self.function.handler, "")
        names = [] if is_symbolic(handler) else readings(handler, self.languages)
        if (
            names and names[0].module != self.function.code.inline_module
        ):  # the text is a stub that a deployment script replaces
            search = self._search(names)
            found = self._nearby(search)
            if found or search.rivals:
                return self._answer(search, found, "")
        language = self._inline_language(text)
        symbols = list(dict.fromkeys(n.symbol for n in names if n.language == language)) or [*_CONVENTIONAL]
        span = self.function.code.inline_span or self.function.span
        module = self.modules.load_inline(text, span, language)
        for symbol in symbols:
            line = self._inline_line(module, text, symbol)
            if line:
                where = min(line, max(span.last_line, span.line)) if span.end_line else line
                return Entry(span.path, symbol, language, where, self.function.code.base, self.search, inline=True)
        return Unresolved(f"the code in the template defines no {symbols[0]}", (span.path,))

    def _inline_line(self, module: ir.Module, text: str, symbol: str) -> int:
        """The line of the template that defines the symbol."""
        if module.language == "python":
            return python_export(module, text, symbol)
        line = javascript_export(text, symbol)
        if line:
            return line + (self.function.code.inline_span or self.function.span).line - 1
        return hidden_export(module, symbol) if may_export(text, symbol) else 0

    def _inline_language(self, text: str) -> str:
        if len(self.languages) == 1:
            return self.languages[0]
        return "python" if re.search(r"^(?:import|from|def|async def) \w", text, re.MULTILINE) else "javascript"

    # --- images ---

    def _image(self) -> Entry | Unresolved:
        code = self.function.code
        context, dockerfile = self._dockerfile()
        if dockerfile is None:
            where = known_or(code.uri, "") or "a registry"
            return Unresolved(f"its image is at {where}, and no Dockerfile says what is in it", code_in_tree=False)
        command = " ".join((*dockerfile.entrypoint, *(code.image_command or dockerfile.command)))
        handler = handler_of(code.image_command) or dockerfile.handler or application_of(command)
        if not handler:
            program = command or "no command is given"
            return Unresolved(f"its image runs a program of its own ({program})", foreign=True)
        names = readings(handler, self.languages)
        if not names:
            return self._nameless(handler)
        search = self._search(names)
        found = None
        for root in self._image_roots(context, dockerfile):
            found = found or search.at(root, built=False)
        found = found or search.from_build(context) or search.configured(context, context)
        if not found and not search.rivals:
            found = search.within(context, self._owner(context))
        return self._answer(search, found, f"no file that its Dockerfile copies from {context or '.'} exports it")

    def _dockerfile(self) -> tuple[str, Dockerfile | None]:
        """(build context, Dockerfile), None where there is none."""
        context, path = find_dockerfile(self.function, self.modules)
        if not path:
            return context, None
        target = next(
            (v for k, v in self.function.code.build.items() if k.rpartition(".")[2] == "DockerBuildTarget"), ""
        )
        return context, read_dockerfile(self.modules.text(path), target.lower())

    def _image_roots(self, context: str, dockerfile: Dockerfile) -> list[str]:
        roots = [context]
        for source in dockerfile.copied:
            place = join(context, source.rstrip("*"))
            if place is not None:
                roots.append(place if self.modules.index.is_folder(place) else parent(place))
        return list(dict.fromkeys(roots))


def _where_usual(search: Search, folder: str) -> Found | None:
    """Where sources usually stand in a folder that is one package."""
    places = (join(folder, inner) for inner in SOURCE_FOLDERS)
    direct = (search.at(place, built=False) for place in places if place is not None)
    return next((found for found in direct if found), None)


def _not_there(root: str, names: list[HandlerName]) -> str:
    """Which file was looked for. It may have any ending of its language: the usual ones are named."""
    endings = " or ".join(dict.fromkeys(_ENDINGS[n.language] for n in names))
    place = join(root, names[0].module) or names[0].module
    return f"there is no file {place}{endings}, and no other one below {root or 'the scanned folder'} exports it"

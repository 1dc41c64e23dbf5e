"""Functions that are recognised and not read: of other platforms, and in other languages. They are named and counted.

Nobody must take a result without them for a clean one: where nothing else was read, the run is incomplete.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.classify import why_not_by_name
from goatherd.code.paths import inside, is_remote, join, parent
from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.core.value import known_or
from goatherd.core.wording import counted
from goatherd.frontends.document import parse_document
from goatherd.frontends.files import SERVERLESS
from goatherd.frontends.folders_of_tests import is_test_folder
from goatherd.frontends.heads import head_of
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goatherd.frontends.node import Node
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.tree import Tree

_READ = frozenset({"aws", "azure", "google"})  # providers of the Serverless Framework
_MAX_NAMES = 5
_YAML = (".yml", ".yaml")


# What a handler cannot do without, by the ending of its file.
_DOTNET = r"\bILambdaContext\b|\bIHttpFunction\b|\bICloudEventFunction\b"
_LAMBDA = r"\bRequest(?:Stream)?Handler\b"
_HANDLERS = {
    ".cs": ("C#", regex(rf"\[(?:FunctionName|Function)\(|{_DOTNET}")),
    ".fs": ("F#", regex(rf"\[<(?:FunctionName|Function)\(|{_DOTNET}")),
    ".java": (
        "Java",
        regex(rf"\bimplements\s[\w<>,.\s]{{0,200}}{_LAMBDA}|@FunctionName\(|\bimplements HttpFunction\b"),
    ),
    ".kt": ("Kotlin", regex(rf":[\w<>,.\s]{{0,200}}{_LAMBDA}|@FunctionName\(|:\s*HttpFunction\b")),
    ".scala": ("Scala", regex(rf"\b(?:extends|with)\s{_LAMBDA}")),
    ".go": ("Go", regex(r"\blambda\.Start\w{0,20}\(|\bfunctions\.(?:HTTP|CloudEvent)\(")),
    ".rb": (
        "Ruby",
        regex(r"\bdef\s[\w.]{1,80}\s?\(event:\s?,\s?context:|\bFunctionsFramework\.(?:http|cloud_event)\b"),
    ),
    ".rs": ("Rust", regex(r"\blambda_(?:runtime|http)::")),
    ".php": ("PHP", regex(r"\bFunctionsFramework::|\bextends\s\w{0,80}(?:Http|Sqs|S3|Sns|EventBridge)Handler\b")),
}

# How the names of runtimes begin, of every cloud.
_RUNTIMES = {"go": "Go", "java": "Java", "dotnet": ".NET", "ruby": "Ruby", "php": "PHP", "powershell": "PowerShell"}


@frozen
class _Unread:
    """What deploys functions that are not read: `span`, its name for people, and the functions."""

    span: Span
    platform: str
    names: tuple[str, ...]

    def told(self, incomplete: bool) -> Diagnosis:
        message = f"{counted(len(self.names), 'function')} of {self.platform} {_are(self.names)} not read"
        return Diagnosis(self.span, f"{message} ({_listed(self.names)})", incomplete=incomplete)


def unread_functions(tree: Tree, applications: Iterable[Application]) -> Iterator[Diagnosis]:
    """One Diagnosis for every file of a platform and for every language, and one where the code of nothing is read."""
    functions = [function for application in applications for function in application.functions]
    files = [function.entry.file for function in functions if isinstance(function.entry, Entry)]
    for unread in _platforms(tree):
        folder = parent(unread.span.path)
        yield unread.told(incomplete=not any(inside(file, folder) for file in files))
    foreign = [f for f in functions if not isinstance(f.entry, Entry) and f.entry.foreign]
    bases = {function.code.base for function in foreign}
    for language, paths in _handlers(tree, bases).items():
        what = f"{counted(len(paths), 'file')} with handlers in {language} {_are(paths)} not read"
        yield Diagnosis(Span(paths[0], 1), f"{what} ({_listed(paths)})", incomplete=not files)
    if foreign and not files:
        count = counted(len(functions), "function")
        message = (
            f"the code of none of {count} is read ({_by_language(tree, foreign)}): goatherd reads Python, JavaScript "
            "and TypeScript, so that nothing is found says nothing about it; "
            "have something else read it, then accept this"
        )
        yield Diagnosis(foreign[0].span, message, consequence=True)


def _are(many: tuple[str, ...] | list[str]) -> str:
    return "is" if len(many) == 1 else "are"


def _listed(names: tuple[str, ...] | list[str]) -> str:
    more = f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
    return ", ".join(names[:_MAX_NAMES]) + more


# --- languages ---


def _by_language(tree: Tree, functions: list[Function]) -> str:
    """ "2 in Go, 1 in Java": most first. A custom runtime says nothing; the handlers in the folder of its code do."""
    counts = Counter((_by_runtime(function), _folder(function)) for function in functions)
    named: Counter[str] = Counter()
    for (language, folder), count in counts.items():
        named[language or _language_in(tree, folder)] += count
    return ", ".join(f"{named[name]} in {name}" for name in sorted(named, key=lambda name: (-named[name], name)))


def _by_runtime(function: Function) -> str:
    runtime = known_or(function.runtime, "").lower()
    return next((language for beginning, language in _RUNTIMES.items() if runtime.startswith(beginning)), "")


def _folder(function: Function) -> str:
    uri = known_or(function.code.uri, "")
    return (None if is_remote(uri) else join(function.code.base, uri)) or function.code.base


def _language_in(tree: Tree, folder: str) -> str:
    found = _found(tree, tree.below(folder))
    return next(iter(found)) if len(found) == 1 else "another language"


def _handlers(tree: Tree, declared: set[str]) -> dict[str, list[str]]:
    """Files with handlers by language, without those below the folders of functions that are named anyway."""
    return _found(tree, (path for path in tree.files if not any(inside(path, base) for base in declared)))


def _found(tree: Tree, paths: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        language, pattern = _HANDLERS.get(path[path.rfind(".") :], ("", None))
        if pattern is None or why_not_by_name(path):
            continue
        if pattern.search(head_of(tree, path)):
            found.setdefault(language, []).append(path)
    return found


# --- platforms ---


def _platforms(tree: Tree) -> Iterator[_Unread]:
    for path in tree.files:
        if not path.endswith(_YAML) or is_test_folder(path):
            continue
        head = head_of(tree, path)
        if "functions:" not in head and "actions:" not in head:
            continue
        root = _root(tree, path) if _may_be(path, head) else None
        if root is not None:
            yield from (found for read in _READERS if (found := read(path, root)) is not None)


def _may_be(path: str, head: str) -> bool:
    return path.rpartition("/")[2] in SERVERLESS or "openfaas" in head or "packages:" in head


def _root(tree: Tree, path: str) -> Node | None:
    try:
        documents = parse_document(tree.read(path), path).documents
    except ReadError:
        return None
    return documents[0] if documents else None


def _openfaas(path: str, root: Node) -> _Unread | None:
    functions = root.get("functions")
    if root.get("provider", "name").text() not in ("openfaas", "faas") or not functions.is_mapping:
        return None
    return _Unread(Span(path, 1), "OpenFaaS", tuple(functions.entries))


def _service(path: str, root: Node) -> _Unread | None:
    """A service of the Serverless Framework for a cloud that is not read."""
    provider = root.get("provider")
    name = provider.text() if provider.kind == "scalar" else provider.get("name").text()
    functions = root.get("functions")
    if path.rpartition("/")[2] not in SERVERLESS or not name or not functions.is_mapping:
        return None
    if name in _READ or "${" in name or name == "openfaas":
        return None
    return _Unread(provider.span, f"the Serverless Framework's provider {name}", tuple(functions.entries))


def _packages(path: str, root: Node) -> _Unread | None:
    """Packages of OpenWhisk with their actions, and those of DigitalOcean, which runs it, with their functions."""
    packages = root.get("packages")
    names: list[str] = []
    for name, package in packages.items():
        names += [f"{name}/{action}" for action in package.get("actions").entries]
    for package in packages.elements:
        functions = package.get("functions").list()
        names += [f"{package.get('name').text()}/{function.get('name').text()}" for function in functions]
    return _Unread(packages.span, "OpenWhisk", tuple(names)) if names else None


_READERS: tuple[Callable[[str, Node], _Unread | None], ...] = (_openfaas, _service, _packages)

"""Which programs of a tree are apps of the kit, by `cdk.json` and by the manifests that name its packages."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.document import read_document
from goatherd.frontends.files import CDK
from goatherd.frontends.folders_of_tests import is_test_folder
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from goatherd.tree import Tree

_ENTRY = re.compile(r"[\w./@-]+\.(?:ts|mts|js|mjs|cjs|py)(?=$|[\s\"'])")
_GONE_TO = re.compile(r"\s*cd\s+([\"']?)([\w./@-]+)\1\s*(?:&&|;)")
_SCRIPT = re.compile(r"(?:npm|yarn|pnpm|bun)(?:\s+(?:run|run-script|-s|--silent))*\s+([\w:.-]+)(?:\s+--.*)?")
MAX_SCRIPTS = 4  # that name one another
_MANIFESTS = ("package.json", "requirements.txt", "pyproject.toml", "setup.py", "Pipfile")
_PACKAGES = (b"aws-cdk", b"aws_cdk")
_SOURCES = (".ts", ".js", ".mjs", ".py")
_STACK_CLASS = re.compile(rb"extends\s+[\w.]*Stack\b|^class\s+\w+\([\w., ]*Stack\b", re.MULTILINE)
_CONSTRUCT_CLASS = re.compile(
    rb"^export (?:default )?class\s+(\w+)\s+extends\s+(?:\w+\.)?Construct\b"
    rb"|^class\s+(\w+)\((?:\w+\.)?Construct\)",
    re.MULTILINE,
)
_MADE = re.compile(rb"(?:new\s+|=\s*|^\s+)(?:\w{1,80}\.)?([A-Z]\w{1,100})\(", re.MULTILINE)
_TEST = re.compile(r"\.(?:test|spec)\.[a-z]+$|(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|\.d\.ts$")
_NAMED = re.compile(r"(?:stack|cdk)\.(?:py|ts|js)$", re.IGNORECASE)  # the name of a file with stacks
_MAX_BYTES = 1_000_000


@frozen(eq=False)
class App:
    """`entry` is the program's file, `folder` where it runs, `context` the values that `cdk.json` gives it."""

    entry: str
    folder: str
    context: Node
    sst: bool = False  # its program is handed an app by SST, versions 1 and 2


def assembly_manifests(tree: Tree) -> list[str]:
    """Files with the name that manifests of synthesized apps have, among many others."""
    return [path for path in tree.files if path.rpartition("/")[2] == "manifest.json"]


def find_apps(tree: Tree) -> list[App]:
    """The apps that `cdk.json` files name, where they are written in a language that is read."""
    found: list[App] = []
    for path in tree.files:
        if path.rpartition("/")[2] == CDK and not is_test_folder(path):
            app = _app(tree, path)
            if app is not None:
                found.append(app)
    return found


def app_folder(tree: Tree, assembly: str) -> str:
    """The folder with the app's `cdk.json`, at or above the folder that it was synthesized to."""
    current = assembly
    while current:
        current = dirname(current)
        if join(current, CDK) in tree:
            return current
    return dirname(assembly)


def _app(tree: Tree, path: str) -> App | None:
    documents = read_document(tree, path).documents
    if not documents:
        return None
    command = _command(tree, dirname(path), documents[0].get("app").text() or "")
    folder = _gone_to(dirname(path), command)
    for name in _ENTRY.findall(command):
        entry = _existing(tree, normpath(join(folder, name)))
        if entry is not None:
            return App(entry, folder, documents[0].get("context"))
    return None


def working_folder(tree: Tree, path: str) -> str | None:
    """Where the program runs that makes what a file declares: paths of assets begin there. None: not known.

    It is that of the nearest `cdk.json` upwards, else of the only one in the tree.
    """
    folder = nearest(path, {dirname(each) for each in tree.files if each.rpartition("/")[2] == CDK})
    if folder is None:
        folders = {app.folder for app in find_apps(tree)}
        return folders.pop() if len(folders) == 1 else None
    documents = read_document(tree, join(folder, CDK)).documents
    written = documents[0].get("app").text() or "" if documents else ""
    return _gone_to(folder, _command(tree, folder, written))


def _gone_to(folder: str, command: str) -> str:
    """The folder that a command, which is run in `folder`, goes to first (`cd infra && npx ts-node …`)."""
    gone = _GONE_TO.match(command)
    there = normpath(join(folder, gone[2])) if gone else folder
    return folder if there.startswith(("..", "/")) else there.removeprefix(".")


def _command(tree: Tree, folder: str, written: str) -> str:
    """What is run in the end: a script of the package stands for its own command."""
    for _ in range(MAX_SCRIPTS):
        script = _SCRIPT.fullmatch(written.strip())
        path = join(folder, "package.json")
        documents = read_document(tree, path).documents if script and path in tree else []
        if script is None or not documents:
            break
        written = documents[0].get("scripts", script[1]).text() or ""
    return written


def why_unreadable(tree: Tree, path: str) -> Diagnosis | None:
    """What is wrong with a `cdk.json` that does not even say which program it is for."""
    parsed = read_document(tree, path)
    if not parsed.documents:
        message = "which CDK program it is for cannot be known: the file is empty"
        return next((d for d in parsed.diagnoses if d.incomplete), Diagnosis(Span(path, 1), message))
    if not parsed.documents[0].is_mapping:
        return Diagnosis(parsed.documents[0].span, "which CDK program it is for cannot be known: it is no mapping")
    return None


def _existing(tree: Tree, path: str) -> str | None:
    """The file, or the one that it is compiled from."""
    candidates = (path, re.sub(r"\.js$", ".ts", path), re.sub(r"(^|/)(?:dist|build|lib)/(.*)\.js$", r"\1\2.ts", path))
    return next((candidate for candidate in candidates if candidate in tree), None)


def files_with_stacks(tree: Tree) -> Iterator[App]:
    """Files with a class of stacks, below the folders whose manifests name the kit; none of them need be an app's."""
    folders = [f for f in dict.fromkeys(homes(tree)) if not is_test_folder(f"{f}/x")]
    seen: set[str] = set()
    named = (dirname(path) for path in tree.files if _NAMED.search(path))
    for folder in (*sorted(folders, key=len, reverse=True), *dict.fromkeys(named)):
        for path in tree.below(folder):
            if path in seen:
                continue
            seen.add(path)
            if path.endswith(_SOURCES) and not is_test(path) and _has_stack(tree, path):
                yield App(path, folder, Node.absent(Span(path, 1)))


def files_with_constructs(tree: Tree, read: Collection[str]) -> list[tuple[App, list[str]]]:
    """Files of construct libraries that no app uses, with the classes in each that no other of the files makes.

    Of a package with an app, what the app does not reach is not deployed.
    """
    folders = set(homes(tree))
    with_apps = {nearest(path, folders) for path in read}
    defined: dict[str, list[str]] = {}
    made: set[str] = set()
    for path in dict.fromkeys(path for folder in sorted(folders) for path in tree.below(folder)):
        if nearest(path, folders) in with_apps or not path.endswith(_SOURCES) or is_test(path):
            continue
        text = _bytes(tree, path)
        if any(word in text for word in (*_PACKAGES, b"constructs")):
            defined[path] = [(a or b).decode() for a, b in _CONSTRUCT_CLASS.findall(text)]
            made.update(name.decode() for name in _MADE.findall(text))
    nothing = Node.absent(Span("", 1))
    found = ((App(path, "", nothing), [n for n in names if n not in made]) for path, names in defined.items())
    return [(app, names) for app, names in found if names]


def nearest(path: str, folders: Collection[str]) -> str | None:
    """The innermost of the folders that holds the file."""
    folder = dirname(path)
    while folder and folder not in folders:
        folder = dirname(folder)
    return folder if folder in folders else None


def homes(tree: Tree) -> Iterator[str]:
    """Folders of apps, and of packages whose manifests name the kit."""
    for path in tree.files:
        folder, _, name = path.rpartition("/")
        if name == CDK or (name in _MANIFESTS and _names(tree, path, _PACKAGES)):
            yield folder


def is_test(path: str) -> bool:
    return _TEST.search(path) is not None or is_test_folder(path)


def _names(tree: Tree, path: str, words: tuple[bytes, ...]) -> bool:
    text = _bytes(tree, path)
    return any(word in text for word in words)


def _has_stack(tree: Tree, path: str) -> bool:
    text = _bytes(tree, path)
    return b"Stack" in text and any(word in text for word in _PACKAGES) and _STACK_CLASS.search(text) is not None


def _bytes(tree: Tree, path: str) -> bytes:
    try:
        return tree.read_bytes(path, _MAX_BYTES)
    except ReadError:
        return b""

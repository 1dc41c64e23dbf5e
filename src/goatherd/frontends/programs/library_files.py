"""Files, paths and folders as the standard libraries of both languages give them."""

from __future__ import annotations

from posixpath import basename, dirname, join, splitext
from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.programs.limits import MAX_ITEMS
from goatherd.frontends.programs.texts import read_text
from goatherd.frontends.programs.values import (
    ROOT,
    Arguments,
    Array,
    Native,
    Record,
    Value,
    is_nothing,
    known_text,
    made_text,
    normal,
    text_of,
    tree_path,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine


def _path_join(m: Machine, a: Arguments) -> Value:
    return made_text(a.args, lambda parts: normal(join(*parts)) if parts else ".", a.span)


def _js_path_join(m: Machine, a: Arguments) -> Value:
    return made_text(a.args, lambda parts: normal("/".join(filter(None, parts))) if parts else ".", a.span)


def _path_resolve(m: Machine, a: Arguments) -> Value:
    return made_text(a.args, lambda parts: normal(join(f"{ROOT}/{m.folder}", *parts)), a.span)


def _changed_path(change: Callable[[str], str]) -> Callable[[Machine, Arguments], Value]:
    def function(m: Machine, a: Arguments) -> Value:
        return Node.scalar(change(text_of(a.get(0))), a.span)

    return function


def _resolved(m: Machine, a: Arguments) -> Value:
    """`require.resolve`: where a module of the tree is, or would be once it is built."""
    specifier = known_text(a.get(0)) or ""
    if specifier.startswith("."):
        return Node.scalar(normal(join(dirname(f"{ROOT}/{a.span.path}"), specifier)), a.span)
    places = m.modules.workspaces.candidates(specifier, a.span.path) if specifier else []
    return Node.scalar(f"{ROOT}/{places[0]}", a.span) if places else Node.opaque("it is a file of a package", a.span)


def _basename(m: Machine, a: Arguments) -> Value:
    return Node.scalar(basename(text_of(a.get(0))).removesuffix(known_text(a.get(1)) or ""), a.span)


def _working_directory(m: Machine, a: Arguments) -> Value:
    return Node.scalar(f"{ROOT}/{m.folder}".rstrip("/"), a.span)


def _read_file(m: Machine, a: Arguments) -> Value:
    return read_text(m, text_of(a.get(0)), a)


def _open(m: Machine, a: Arguments) -> Value:
    path = a.get(0)
    place = tree_path(text_of(path), m.folder)
    content = read_text(m, text_of(path), a) if place is not None else Node.opaque("the file is not known", a.span)
    return Record({}, {}, a.span) if is_nothing(content) else _File(content, a.span)


def _exists(m: Machine, a: Arguments) -> Value:
    place = tree_path(text_of(a.get(0)), m.folder)
    if place is not None and (place in m.modules.tree or m.modules.index.is_folder(place)):
        return Node.scalar(True, a.span)
    return Node.opaque("whether the file is there is decided when it is deployed", a.span)


def _list_folder(m: Machine, a: Arguments) -> Value:
    place = tree_path(text_of(a.get(0)), m.folder)
    if place is None or not m.modules.index.is_folder(place):
        return Node.opaque("the folder is not known", a.span)
    skip = len(place) + 1 if place else 0
    names = dict.fromkeys(path[skip:].partition("/")[0] for path in m.modules.tree.below(place))
    return Array([Node.scalar(name, a.span) for name in list(names)[:MAX_ITEMS]], a.span)


class _File(Record):
    """An open file of Python: a context manager whose `read` gives the text."""

    def __init__(self, content: Value, span: Span) -> None:
        super().__init__({"read": Native(lambda m, a: content, span), "*content": content}, {}, span)


def _file_url(m: Machine, a: Arguments) -> Value:
    text = text_of(a.get(0))
    base = text_of(a.get(1)) if len(a.args) > 1 else ""
    return Node.scalar(normal(join(dirname(base), text)) if base else text.removeprefix("file://"), a.span)


FUNCTIONS: dict[str, Callable[[Machine, Arguments], Value]] = {
    "path.join": _js_path_join,
    "path.resolve": _path_resolve,
    "path.normalize": _changed_path(normal),
    "path.dirname": _changed_path(dirname),
    "path.basename": _basename,
    "require.resolve": _resolved,
    "path.extname": _changed_path(lambda text: splitext(text)[1]),
    "path.parse": lambda m, a: Record(
        {"name": Node.scalar(splitext(basename(text_of(a.get(0))))[0], a.span)}, {}, a.span, "it is a path"
    ),
    "os.path.join": _path_join,
    "os.path.abspath": _path_resolve,
    "os.path.realpath": _path_resolve,
    "os.path.normpath": _changed_path(normal),
    "os.path.dirname": _changed_path(lambda text: dirname(text) or "."),
    "os.path.basename": _changed_path(basename),
    "os.path.exists": _exists,
    "os.listdir": _list_folder,
    "os.getcwd": _working_directory,
    "pathlib.Path": _path_join,
    "pathlib.PurePath": _path_join,
    "pathlib.Path.cwd": _working_directory,
    "process.cwd": _working_directory,
    "url.fileURLToPath": _file_url,
    "URL": _file_url,
    "fs.readFileSync": _read_file,
    "fs.readFile": _read_file,
    "fs.existsSync": _exists,
    "fs.readdirSync": _list_folder,
    "fs.readdir": _list_folder,
    "builtins.open": _open,
}

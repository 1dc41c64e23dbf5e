"""What the files hold that a program writes or downloads, by their symbolic names (data: models/files.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.engine.aws.symbols import symbolic
from goatherd.engine.interpreter import folders
from goatherd.engine.interpreter.members import deep_labels
from goatherd.engine.values import NOTHING, OpenFile, Value, join, join_all

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine

_NAMES = ("path", "file", "filename")
_FOLDERS = ("path", "top", "pathname")
_OF_FOLDERS = ("lists", "unpacks", "unpacks-named")
_EMPTIED = ("w", "x")  # modes in which what a file held is gone


@cache
def _calls() -> dict[str, str]:
    """What a call does with files ("opens", "reads" …), by its name."""
    path = Path(__file__).parent.with_name("models") / "files.toml"
    table: dict[str, list[str]] = tomllib.loads(path.read_text("utf-8"))
    return {name: does for does, names in table.items() for name in names}


def hold(m: Machine, file: Value, content: Value) -> None:
    """A file is written; what it held before is gone."""
    folders.file_made(m, file)
    _put(m, symbolic(m, file), content)


def content(m: Machine, file: Value) -> Value:
    """What stands in the files that a name may mean; nothing where that is not known."""
    return _held(m, symbolic(m, file))


def called(m: Machine, name: str, receiver: Value | None, args: Args, result: Value, pos: int) -> Value:
    """The result of a call of library code, which may have opened, written or read a file."""
    does = _calls().get(name)
    if does is None:
        if m.opened_files:
            _written(m, receiver, args)
        return result
    if does in _OF_FOLDERS:
        return _of_folder(m, does, name, receiver, args, result, pos)
    file = next((found for each in _NAMES if (found := args.at(0, each)) is not None), None)
    if file is None:
        return result
    if does == "opens":
        m.opened_files = True
        texts = tuple(symbolic(m, file))
        atoms = tuple(OpenFile(getattr(item, "name", "file"), texts) for item in result.atoms)
        mode = args.at(1, "mode")
        if mode is not None and (mode.text() or "").startswith(_EMPTIED):
            _put(m, list(texts), NOTHING)
            folders.file_made(m, file)
        held = _held(m, list(texts))
        return Value(atoms, result.labels).with_labels(deep_labels(m, held))
    if does == "reads":
        held = content(m, file)
        return held if held.atoms else result
    if does == "writes":
        hold(m, file, args.at(1) or NOTHING)
    elif args.at(1) is not None:
        hold(m, args.at(1) or NOTHING, content(m, file))
    return result


def _of_folder(m: Machine, does: str, name: str, receiver: Value | None, args: Args, result: Value, pos: int) -> Value:
    """The result of a call that lists a folder, or unpacks an archive into one."""
    if does == "lists":
        folder = next((found for each in _FOLDERS if (found := args.at(0, each)) is not None), None)
        return folders.listed(m, folder, result, pos, name)
    if does == "unpacks":
        folders.unpacked(m, args.at(0, "path"), deep_labels(m, receiver or NOTHING))
    else:
        archive = args.at(0, "filename") or NOTHING
        folders.unpacked(m, args.at(1, "extract_dir"), deep_labels(m, join(archive, content(m, archive))))
    return result


def _written(m: Machine, receiver: Value | None, args: Args) -> None:
    """Data that is handed over together with an open file may stand in it from then on."""
    given = [*args.values()] if receiver is None else [receiver, *args.values()]
    files = [item for value in given for item in value.atoms if isinstance(item, OpenFile)]
    if not files:
        return
    data = [value for value in given if not any(isinstance(item, OpenFile) for item in value.atoms)]
    written = join_all([value for value in data if deep_labels(m, value)])
    for item in files if written.atoms else ():
        _put(m, list(item.names), join(_held(m, list(item.names)), written))


def _held(m: Machine, texts: list[str]) -> Value:
    held = [m.store.get(("file", text)) for text in texts]
    return join_all([value for value in held if isinstance(value, Value)])


def _put(m: Machine, texts: list[str], value: Value) -> None:
    for text in texts:
        m.store.set(("file", text), value)

"""Section `files`: what the code reads and writes beside its own folder."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE
from goatherd.guard.needs.libraries import in_order, is_of, listed, pairs
from goatherd.guard.needs.subject import place
from goatherd.guard.needs.texts import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.guard.needs.subject import Subject
    from goatherd.model.flow import LibraryCall

_TASK = "/var/task"
_READ, _WRITE = "read", "write"


def files(subject: Subject) -> dict[str, Any]:
    found: dict[str, dict[str, str]] = {
        _READ: {"/tmp/**": "scratch space"},
        _WRITE: {"/tmp/**": "scratch space"},
    }
    for call in subject.calls:
        for how, argument in _used(call):
            for text in texts(call, *argument) or [HOLE]:
                _add(subject, found[how], text, call)
    for made in subject.behaviour.aws_calls:
        for path in filter(None, map(_pattern, made.parameters.get("Filename", ()))):
            if not path.startswith(("/tmp/", _TASK)):
                found[_READ].setdefault(path, place(made.span))
                found[_WRITE].setdefault(path, place(made.span))
    sdk = subject.behaviour.aws_calls or any(
        is_of(name, in_order("network", "sdks")) for name in subject.behaviour.names
    )
    for path, why in (pairs("files", "always") | (pairs("files", "sdk") if sdk else {})).items():
        found[_READ].setdefault(path, why)
    section: dict[str, Any] = {
        how: [{"path": path, "why": why} for path, why in sorted(found[how].items())] for how in (_READ, _WRITE)
    }
    return {**section, "others": subject.others("files")}


def _used(call: LibraryCall) -> Iterator[tuple[str, tuple[str, ...]]]:
    """How a call uses files, each time with the names of the argument that says which."""
    name = call.name
    head, _, last = name.rpartition(".")
    if head in listed("files", "modules"):
        if last in listed("files", "reads"):
            yield _READ, ("0",)
        if last in listed("files", "writes") or (last in ("open", "openSync") and _may_write(texts(call, "1"))):
            yield _WRITE, ("0",)
        if last in listed("files", "two"):
            yield _WRITE, ("1",)
    elif name in listed("files", "opens"):
        yield _READ, ("0", "file", "filename", "name")
        if _may_write(texts(call, "1", "mode")):
            yield _WRITE, ("0", "file", "filename", "name")
    else:
        yield from _of_python(name)


def _of_python(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    moves = name in listed("files", "moving")
    if moves or name in listed("files", "reading"):
        yield _READ, ("0", "path", "src")
    if name in listed("files", "writing"):
        yield _WRITE, ("0", "path", "src", "database")
    if moves:
        yield _WRITE, ("1", "dst")


def _may_write(modes: list[str]) -> bool:
    return any(mode == HOLE or any(letter in mode for letter in "wax+") for mode in modes)


def _add(subject: Subject, found: dict[str, str], text: str, call: LibraryCall) -> None:
    path = _pattern(text)
    if path is None:
        if call.name not in listed("files", "perhaps"):
            subject.gap(f"which file {call.name} uses", call.span, "files")
    elif not path.startswith("/tmp/"):
        found.setdefault(path, place(call.span))


def _pattern(text: str) -> str | None:
    """The path as the function sees it, `**` for what is unknown of it; None where nothing is known."""
    if not text or text.startswith((HOLE, ":")):
        return None
    if text.startswith("file://"):
        text = text.removeprefix("file://")
    known, hole, _ = text.partition(HOLE)
    if "\0" in text or "*" in known:
        return None
    if hole:
        folder = known if known.endswith("/") else posixpath.dirname(known) + "/"
        absolute = posixpath.normpath(posixpath.join(_TASK, folder))
        return None if absolute == "/" else f"{absolute}/**"
    return posixpath.normpath(posixpath.join(_TASK, text))

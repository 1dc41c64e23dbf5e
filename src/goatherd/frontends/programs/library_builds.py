"""What a bundler says that it has made, without making it: programs deploy the files that they read there."""

from __future__ import annotations

from posixpath import commonpath, dirname, join, relpath, splitext
from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.programs.limits import MAX_ITEMS
from goatherd.frontends.programs.values import Arguments, Array, Record, Value, known_text, normal

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine

_OPEN = "it is the result of a build"


def _esbuild(m: Machine, a: Arguments) -> Value:
    """`esbuild.build({entryPoints, outfile | outdir})`: the files that it writes, each with its entry point."""
    options = a.get(0)
    if not isinstance(options, Record):
        return Node.opaque(_OPEN, a.span)
    outputs = _outputs(options)
    if not outputs:
        return Node.opaque("what is built cannot be known", a.span)
    described = {path: _record({"entryPoint": Node.scalar(entry, a.span)}, a.span) for path, entry in outputs.items()}
    return _record(
        {
            "errors": Array([], a.span),
            "warnings": Array([], a.span),
            "metafile": _record({"outputs": Record(dict(described), {}, a.span)}, a.span),
            "outputFiles": Array([_record({"path": Node.scalar(path, a.span)}, a.span) for path in outputs], a.span),
        },
        a.span,
    )


def _record(entries: dict[str, Value], span: Span) -> Record:
    return Record(entries, {}, span, _OPEN)


def _outputs(options: Record) -> dict[str, str]:
    """Path of the output -> its entry point; empty where any of them is not known."""
    entries = dict(_entries(options.entries.get("entryPoints")))
    file, folder = _text(options, "outfile"), _text(options, "outdir")
    if not entries or None in entries:
        return {}
    known = {entry: name for entry, name in entries.items() if entry is not None}
    if file:
        return {file: next(iter(known))}
    base = _text(options, "outbase") or commonpath([dirname(entry) or "." for entry in known])
    names = {entry: name or relpath(splitext(entry)[0], base or ".") for entry, name in known.items()}
    return {normal(join(folder, f"{name}.js")): entry for entry, name in names.items()} if folder else {}


def _entries(points: Value | None) -> list[tuple[str | None, str]]:
    """(entry point, the name that its output is given, "" for its own)."""
    if isinstance(points, Record):
        return [(known_text(entry), name) for name, entry in points.entries.items()][:MAX_ITEMS]
    found: list[tuple[str | None, str]] = []
    for point in points.items[:MAX_ITEMS] if isinstance(points, Array) else ():
        if isinstance(point, Record):
            found.append((_text(point, "in") or None, _text(point, "out")))
        else:
            found.append((known_text(point), ""))
    return found


def _text(record: Record, key: str) -> str:
    value = record.entries.get(key)
    return (known_text(value) if value is not None else None) or ""


FUNCTIONS: dict[str, Callable[[Machine, Arguments], Value]] = {
    "esbuild.build": _esbuild,
    "esbuild.buildSync": _esbuild,
}

"""New entries of mappings and new elements of lists, written like those around them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from goatherd.fixes.edits import Edit, after
from goatherd.fixes.pieces import Piece, Source, Syntax
from goatherd.fixes.unfixable import Unfixable

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPUTED = "{} is computed, not written out"
_PLAIN = re.compile(r"[A-Za-z/](?:[A-Za-z0-9_./-]|::)*\Z")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_UNIT = "  "


class Reference(str):
    """The id of a resource of the template, as a value."""

    __slots__ = ()


def entry(source: Source, mapping: Piece, key: str, value: Any) -> Edit:
    """One more entry at the end of a mapping; `value` is a text, a Reference, or lists and dicts of such."""
    if not mapping.entries or mapping.braced:
        text = f"{_key(key, mapping.syntax)}: {_inline(value, source, mapping)}"
        return _in_braces(source, mapping, text)
    end = source.line(mapping.end)[1]
    first = min(start for start, _ in mapping.keys.values())
    if source.text[source.line(first)[0] : first].strip(" -"):
        raise Unfixable("it shares a line with something else")
    margin = " " * (first - source.line(first)[0])
    lines = list(_lines(key, value))
    return Edit(end, end, "".join(f"{source.newline}{margin}{line}" for line in lines))


def element(source: Source, sequence: Piece, value: Any) -> list[Edit]:
    """One more element at the end of a list."""
    if sequence.elements:
        last = sequence.elements[-1]
        if last.start < 0:
            raise Unfixable("a part of it is written elsewhere and used by its alias")
        return after(source, sequence, last, [_inline(value, source, sequence, last.start)])
    if not sequence.braced or source.text[sequence.start + 1 : sequence.end - 1].strip():
        raise Unfixable("the list cannot be added to")
    return [Edit(sequence.start, sequence.end, f"[{_inline(value, source, sequence)}]")]


def _in_braces(source: Source, mapping: Piece, text: str) -> Edit:
    if not mapping.entries:
        written = source.text[mapping.start : mapping.end]
        if written[:1] != "{" or written[1:-1].strip():
            raise Unfixable("the mapping cannot be added to")
        return Edit(mapping.start, mapping.end, f"{{{text}}}")
    end = max(child.end for child in mapping.entries.values())
    first = min(start for start, _ in mapping.keys.values())
    if end < 0:
        raise Unfixable("a part of it is written elsewhere and used by its alias")
    separator = f",{source.newline}{source.indent(first)}" if source.alone_before(first) else ", "
    return Edit(end, end, separator + text)


def _key(key: str, syntax: Syntax) -> str:
    return json.dumps(key) if syntax is Syntax.JSON else key


def _inline(value: Any, source: Source, like: Piece, at: int | None = None) -> str:
    """A value on the line of its key: JSON in lines of its own where the file has them."""
    if like.syntax is Syntax.JSON:
        alone = source.alone_before(at if at is not None else next(iter(like.keys.values()), (like.start,))[0])
        if not alone:
            return json.dumps(_plain(value))
        where = at if at is not None else next(iter(like.keys.values()), (like.start,))[0]
        return json.dumps(_plain(value), indent=2).replace("\n", source.newline + source.indent(where))
    return _flow(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Reference):
        return {"Ref": str(value)}
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: str) -> str:
    if isinstance(value, Reference):
        return f"!Ref {value}"
    return value if _PLAIN.match(value) and value.lower() not in _WORDS else json.dumps(value)


def _lines(key: str, value: Any) -> Iterator[str]:
    """In lines of YAML, without the margin of the first."""
    if isinstance(value, dict):
        yield f"{key}:"
        for name, inner in value.items():
            yield from (_UNIT + line for line in _lines(name, inner))
    elif isinstance(value, list):
        yield f"{key}:"
        yield from (f"{_UNIT}- {_flow(inner)}" for inner in value)
    else:
        yield f"{key}: {_scalar(value)}"

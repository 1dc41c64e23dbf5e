"""New entries of mappings and new elements of lists, written like those around them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from goatherd.fixes.edits import COMMA, Edit, after, spans
from goatherd.fixes.guard.emptiness import behind_key, filled
from goatherd.fixes.pieces import Piece, Source, Syntax
from goatherd.fixes.unfixable import Unfixable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COMPUTED = "{} is computed, not written out"
SHARED = "a part of it is used elsewhere as well, by its alias"
ALIAS = "a part of it is written elsewhere and used by its alias"
_PLAIN = re.compile(r"[A-Za-z/](?:[A-Za-z0-9_./-]|::)*\Z")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_UNIT = "  "


class Reference(str):
    """The id of a resource of the template, as a value."""

    __slots__ = ()


def entries(source: Source, mapping: Piece, values: Mapping[str, Any]) -> list[Edit]:
    """More entries at the end of a mapping; values are a text, a Reference, or lists and dicts of such."""
    if not values:
        return []
    _refuse_shared(mapping)
    if mapping.braced:
        texts = [f"{_key(key, mapping.syntax)}: {_inline(value, source, mapping)}" for key, value in values.items()]
        return in_brackets(source, mapping, *texts)
    end = source.line(mapping.end)[1]
    first = min(start for start, _ in mapping.keys.values())
    if source.text[source.line(first)[0] : first].strip(" -"):
        raise Unfixable("it shares a line with something else")
    margin = " " * (first - source.line(first)[0])
    lines = [line for key, value in values.items() for line in _lines(key, value)]
    return [Edit(end, end, "".join(f"{source.newline}{margin}{line}" for line in lines))]


def element(source: Source, sequence: Piece, value: Any) -> list[Edit]:
    """One more element at the end of a list."""
    _refuse_shared(sequence)
    if sequence.elements and not sequence.braced:
        last = sequence.elements[-1]
        if last.start < 0:
            raise Unfixable(ALIAS)
        return after(source, sequence, last, [_inline(value, source, sequence, last.start)])
    where = sequence.elements[-1].start if sequence.elements else None
    return in_brackets(source, sequence, _inline(value, source, sequence, where))


def _refuse_shared(piece: Piece) -> None:
    if any(each.shared for each in piece.up()):
        raise Unfixable(SHARED)


def in_place_of_null(source: Source, piece: Piece, value: Any) -> list[Edit]:
    """A list or mapping behind a key of YAML that has nothing."""
    _refuse_shared(piece)
    return [behind_key(source, piece, _flow(value))]


def in_brackets(source: Source, piece: Piece, *texts: str) -> list[Edit]:
    """More members of a mapping or a list in brackets, behind those that are there and written like them."""
    members = spans(piece)
    if not members:
        return [filled(source, piece, *texts)]
    start, end = members[-1]
    if start < 0 or end < 0:
        raise Unfixable(ALIAS)
    own = source.alone_before(start) and source.alone_before(members[0][0])
    gap = f"{source.newline}{source.indent(start)}" if own else " "
    comma = COMMA.match(source.text, end)
    behind = comma.end() if comma else end
    stop = source.line(behind)[1]
    if own and stop < piece.end and source.text[behind:stop].strip():  # a comment stays with what it is about
        lines = ",".join(f"{gap}{text}" for text in texts)
        return [Edit(stop, stop, f"{lines},")] if comma else [Edit(end, end, ","), Edit(stop, stop, lines)]
    if comma:
        return [Edit(behind, behind, "".join(f"{gap}{text}," for text in texts))]
    return [Edit(end, end, "".join(f",{gap}{text}" for text in texts))]


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


def scalar(value: str, syntax: Syntax) -> str:
    """A text as it is written in place of another one."""
    return json.dumps(value) if syntax is Syntax.JSON else _scalar(value)


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

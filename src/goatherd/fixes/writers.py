"""Resources and lists of texts, in the language of the place where they are written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from goatherd.fixes.edits import Edit
from goatherd.fixes.pieces import Syntax
from goatherd.fixes.unfixable import Unfixable
from goatherd.iam.hcl import resource_hcl
from goatherd.iam.render import resource_yaml
from goatherd.iam.use import is_wide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.fixes.pieces import Piece, Source
    from goatherd.iam.arn import Names

_SHORT = re.compile(r"!(GetAtt|Ref|Sub) (.+)", re.DOTALL)
_SHORT_TAG = re.compile(r"!(?:GetAtt|Ref|Sub|Join|If|Select|ImportValue)\b")
_LONG_NAME = re.compile(r"\bFn::(?:GetAtt|Sub|Join)\b|\bRef:")
_WIDTH = 120
_INTRINSICS = frozenset({"sam", "cloudformation", "serverless"})  # in their files a resource is named by a function
UNNAMED = "a resource that it needs is declared elsewhere and cannot be named here"


def write_resource(text: str, names: Names, role: str, source: Source, syntax: Syntax) -> str:
    """A canonical resource as an element of a list is written; raises Unfixable."""
    text = source.constants.named(text, names)
    if syntax in (Syntax.HCL, Syntax.TEXT):
        return _hcl(text, names, role, syntax)
    if names.framework not in _INTRINSICS:
        written = _hcl(text, names, role, Syntax.HCL)
        if not written.startswith('"') or "${" in written:
            raise Unfixable("the file cannot name a resource of the application")
        return written
    written = resource_yaml(text, names)
    if "  # " in written:
        raise Unfixable(UNNAMED)
    match = _SHORT.fullmatch(written)
    if syntax is Syntax.JSON:
        return json.dumps(_long(*match.groups()) if match else _unquoted(written))
    if match is None:
        return json.dumps(_unquoted(written)) if syntax is Syntax.FLOW else written
    if _SHORT_TAG.search(source.text) or not _LONG_NAME.search(source.text):
        return f"!{match[1]} {json.dumps(_unquoted(match[2]))}" if syntax is Syntax.FLOW else written
    [(name, value)] = _long(*match.groups()).items()
    if syntax is Syntax.FLOW:
        return json.dumps({name: value})
    return f"{name}: [{', '.join(value)}]" if isinstance(value, list) else f"{name}: {match[2]}"


def _long(name: str, value: str) -> dict[str, str | list[str]]:
    if name == "GetAtt":
        return {"Fn::GetAtt": value.split(".", 1)}
    return {name if name == "Ref" else f"Fn::{name}": _unquoted(value)}


def _unquoted(scalar: str) -> str:
    return str(json.loads(scalar)) if scalar.startswith('"') else scalar


def _hcl(text: str, names: Names, role: str, syntax: Syntax) -> str:
    written = resource_hcl(text, names, role)
    if written.startswith('"') and is_wide(json.loads(written)):
        raise Unfixable(UNNAMED)
    return written if syntax is Syntax.HCL or written.startswith('"') else f'"${{{written}}}"'


def like(piece: Piece, source: Source, text: str) -> str:
    """A text in the quotes that another one has."""
    if piece.syntax in (Syntax.JSON, Syntax.HCL, Syntax.TEXT):
        return json.dumps(text)
    first = source.text[piece.start : piece.start + 1]
    return f"{first}{text}{first}" if first in ("'", '"') else text


def column(source: Source, offset: int) -> str:
    """White space as wide as what stands before an offset in its line."""
    before = source.text[source.line(offset)[0] : offset]
    return "".join(character if character == "\t" else " " for character in before)


def step(source: Source) -> str:
    """How far the lists of the file are indented under their keys: as its first list is."""
    for root in source.roots:
        for piece in root.walk():
            if piece.kind == "sequence" and not piece.braced and piece.elements and piece.parent is not None:
                key = piece.parent.keys.get(piece.key)
                start, _ = source.line(piece.start)
                if key and source.text[start : piece.start].strip() == "":
                    dash = source.text.find("-", start)
                    return " " * max(dash - start - len(column(source, key[0])), 0)
    return "  "


def instead(source: Source, holder: Piece, key: str, texts: Sequence[str]) -> list[Edit]:
    """One text, or a list of several, in the place of the one value under a key."""
    piece = holder.entries[key]
    lone = len(texts) == 1
    if holder.braced:
        return [Edit(piece.start, piece.end, texts[0] if lone else in_brackets(source, piece, texts))]
    if lone and not texts[0].startswith(("Fn::", "Ref:")):
        return [Edit(piece.start, piece.end, texts[0])]
    colon = source.text.index(":", holder.keys[key][1]) + 1
    margin = column(source, holder.keys[key][0])
    lines = [f"{margin}  {texts[0]}"] if lone else [f"{margin}{step(source)}- {text}" for text in texts]
    end = source.line(piece.end)[1]
    return [Edit(colon, piece.end), Edit(end, end, "".join(source.newline + line for line in lines))]


def in_brackets(source: Source, piece: Piece, texts: Sequence[str]) -> str:
    start, _ = source.line(piece.start)
    line = f"[{', '.join(texts)}]"
    if piece.start - start + len(line) < _WIDTH:
        return line
    margin = source.indent(piece.start)
    inner = "".join(f"{source.newline}{margin}  {text}," for text in texts)
    return f"[{inner[:-1]}{source.newline}{margin}]"

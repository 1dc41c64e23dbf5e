"""Policies in programs: only words are changed, a method's name or what a list of literals holds."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from goatherd.fixes.edits import Edit, without
from goatherd.fixes.pieces import Piece, Source, Syntax
from goatherd.fixes.statements import COMPUTED, replaced, shares_of
from goatherd.fixes.unfixable import Unfixable
from goatherd.iam.constructs import snake
from goatherd.iam.excess import smaller_grants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.core.source import Span
    from goatherd.fixes.wanted import Target
    from goatherd.iam.use import EntryUse
    from goatherd.model.role import Statement

PROGRAMS = (".py", ".ts", ".js", ".mjs", ".cjs", ".tsx", ".jsx", ".mts", ".cts")
_LITERAL = re.compile(r"'([\w:*?-]+)'|\"([\w:*?-]+)\"|`([\w:*?-]+)`")
_BETWEEN = re.compile(r"(?:\s|,|//[^\n]*|#[^\n]*)*")


def smaller_grant(source: Source, uses: Sequence[EntryUse]) -> list[Edit]:
    """Another method of the construct in the place of the one that is called; raises Unfixable."""
    entry = uses[0].entry
    choices = [smaller_grants(use) for use in uses]
    smaller = next((name for name in choices[0] if all(name in others for others in choices)), "")
    if not smaller:
        raise Unfixable("no method of the construct grants less, and still what is used")
    spelled = snake if source.path.endswith(".py") else str
    start, end = _range(source, entry.span)
    found = list(re.finditer(rf"\.\s*({re.escape(spelled(entry.grant))})\s*\(", source.text[start:end]))
    if len(found) != 1:
        raise Unfixable("the call that grants it is not written out where it is used")
    return [Edit(start + found[0].start(1), start + found[0].end(1), spelled(smaller))]


def fewer_actions(source: Source, statement: Statement, targets: Sequence[Target]) -> list[Edit]:
    """The list of actions without those that are not used, where the resources stay; raises Unfixable."""
    if len(targets) != 1 or targets[0].new or len(targets[0].own) != len(statement.resources) or statement.not_action:
        raise Unfixable("more than its list of actions would have to change")
    actions = _literals(source, statement)
    shares = shares_of(statement.actions, targets[0].actions)
    gone = [index for index in range(len(statement.actions)) if index not in shares]
    return [*without(source, actions, gone), *replaced(source, actions, shares)]


def _literals(source: Source, statement: Statement) -> Piece:
    """The list that the actions of a statement stand in."""
    elements = []
    for span, action in zip(statement.action_spans, statement.actions, strict=True):
        found = [m for m in _LITERAL.finditer(source.text, *_range(source, span)) if action in m.groups()]
        if len(found) != 1:
            raise Unfixable(COMPUTED)
        elements.append(Piece("scalar", found[0].start(), found[0].end(), Syntax.FLOW, value=action))
    gaps = [_BETWEEN.fullmatch(source.text, one.end, other.start) for one, other in pairwise(elements)]
    opening = source.text[: elements[0].start].rstrip()[-1:]
    closing = source.text[elements[-1].end :].lstrip(", \t\r\n")[:1]
    if None in gaps or (opening, closing) != ("[", "]"):
        raise Unfixable(COMPUTED)
    return Piece("sequence", elements[0].start, elements[-1].end, Syntax.FLOW, elements=elements).adopt()


def _range(source: Source, span: Span) -> tuple[int, int]:
    """What a span is about; the whole line where no end is known."""
    start = source.offset(span.line, span.column)
    if not span.end_line:
        return start, source.line(start)[1]
    return start, source.offset(span.end_line, span.end_column)

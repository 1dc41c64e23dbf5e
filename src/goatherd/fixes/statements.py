"""A statement that grants less, written in the words of the statement that grants too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.fixes.edits import Edit, after, applied, position, separator, without
from goatherd.fixes.unfixable import Unfixable
from goatherd.fixes.writers import instead, like
from goatherd.iam.match import covers_action

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.fixes.pieces import Piece, Source
    from goatherd.fixes.wanted import Target
    from goatherd.model.role import Statement

COMPUTED = "what it grants is computed, not written out"
# Keys whose value is a list of statements or policies; where the last of it goes, so does the key.
LISTS = frozenset(
    {"Policies", "ManagedPolicyArns", "statements", "iamRoleStatements", "managedPolicies", "iamManagedPolicies"}
)
_SECTIONS = frozenset({"iam", "role"})  # of the Serverless Framework; they may end up empty


def narrowed(source: Source, site: Piece, statement: Statement, targets: Sequence[Target]) -> list[Edit]:
    """The edits that leave `targets` of the statement at `site`; raises Unfixable."""
    if not targets:
        return removed(source, site)
    first, *more = sorted(targets, key=lambda target: _order(statement, target))
    edits = _one(source, site, statement, first)
    if not more:
        return edits
    copies = [
        applied(source.text, _one(source, site, statement, target, number), site.start, site.end)
        for number, target in enumerate(more, 2)
    ]
    return [*edits, *_behind(source, site, copies)]


def _order(statement: Statement, target: Target) -> int:
    """Where the first of its actions stands in the statement as it is."""
    covered = (
        index
        for index, pattern in enumerate(statement.actions)
        if any(covers_action(pattern, action) for action in target.actions)
    )
    return next(covered, len(statement.actions))


def _behind(source: Source, site: Piece, copies: list[str]) -> list[Edit]:
    if site.kind == "block":
        margin = source.newline * 2 + source.indent(site.start)
        return [Edit(site.end, site.end, "".join(margin + text for text in copies))]
    if source.text[site.start] == "&":
        raise Unfixable("it has an anchor and would have to be written more than once")
    return after(source, plain_list(site), site, copies)


def plain_list(site: Piece) -> Piece:
    """The list that a piece is an element of; raises Unfixable where elements cannot come and go."""
    parent = site.parent
    if parent is None or parent.kind != "sequence" or parent.key.startswith("Fn::"):
        raise Unfixable("it is not an element of a list")
    return parent


def _one(source: Source, site: Piece, statement: Statement, target: Target, copy: int = 0) -> list[Edit]:
    keys = _keys(site, statement)
    return [
        *_actions(source, site, keys[0], statement, target.actions),
        *_resources(source, site, keys[1], statement, target),
        *(_sid(source, site, copy) if copy else ()),
    ]


def _keys(site: Piece, statement: Statement) -> tuple[str, str]:
    """What actions and resources stand under."""
    action = "NotAction" if statement.not_action else "Action"
    if site.kind == "block":
        action = "not_actions" if statement.not_action else "actions"
    keys = action, "resources" if site.kind == "block" else "Resource"
    if not site.entries.keys() >= set(keys):
        raise Unfixable(COMPUTED)
    return keys


def _sid(source: Source, site: Piece, copy: int) -> list[Edit]:
    piece = site.entries.get("Sid") or site.entries.get("sid")
    if piece is None:
        return []
    if piece.kind != "scalar":
        raise Unfixable(COMPUTED)
    return [Edit(piece.start, piece.end, like(piece, source, f"{piece.value}{copy}"))]


def _actions(source: Source, site: Piece, key: str, statement: Statement, wanted: Sequence[str]) -> list[Edit]:
    piece = site.entries[key]
    texts = piece.elements if piece.kind == "sequence" else [piece]
    written = tuple(text.value for text in texts)
    if any(text.kind != "scalar" for text in texts) or written != statement.actions:
        raise Unfixable(COMPUTED)
    renamed = []
    if statement.not_action:
        start, end = site.keys[key]
        renamed = [Edit(start, end, source.text[start:end].replace("not_", "").replace("Not", ""))]
        shares = {0: sorted(wanted)}
    else:
        shares = shares_of(written, wanted)
    if piece.kind == "scalar":
        if shares.get(0) == [piece.value]:
            return renamed
        return renamed + instead(source, site, key, [like(piece, source, action) for action in shares.get(0, ())])
    gone = [index for index in range(len(texts)) if index not in shares]
    return renamed + without(source, piece, gone) + replaced(source, piece, shares)


def replaced(source: Source, piece: Piece, shares: dict[int, list[str]]) -> list[Edit]:
    """Each of a list's texts by what comes in its place."""
    edits = []
    for index, actions in shares.items():
        element = piece.elements[index]
        if actions == [element.value]:
            continue
        texts = [like(element, source, action) for action in actions]
        edits.append(Edit(element.start, element.end, texts[0]))
        if piece.braced:
            joint = separator(source, piece, element)
            edits.append(Edit(element.end, element.end, "".join(joint + text for text in texts[1:])))
        else:
            edits += after(source, piece, element, texts[1:])
    return edits


def shares_of(written: Sequence[str], wanted: Sequence[str]) -> dict[int, list[str]]:
    """What is left of each of the patterns of a statement: itself, or actions that it covers."""
    literal = {pattern.lower(): index for index, pattern in reversed(list(enumerate(written)))}
    shares: dict[int, list[str]] = {}
    for action in wanted:
        index = literal.get(action.lower())
        if index is not None:
            shares[index] = [written[index]]
    for action in sorted(wanted):
        if action.lower() not in literal:
            index = next((i for i, pattern in enumerate(written) if covers_action(pattern, action)), None)
            if index is None:
                raise Unfixable(COMPUTED)
            shares.setdefault(index, []).append(action)
    return dict(sorted(shares.items()))


def _resources(source: Source, site: Piece, key: str, statement: Statement, target: Target) -> list[Edit]:
    count = len(statement.resources)
    if not target.new and len(target.own) == count:
        return []
    piece = site.entries[key]
    if piece.kind != "sequence":
        if count != 1 or not target.new or target.own:
            raise Unfixable(COMPUTED)
        return instead(source, site, key, target.new)
    if len(piece.elements) != count or any(element.start < 0 for element in piece.elements):
        raise Unfixable(COMPUTED)
    gone = [index for index in range(count) if index not in target.own]
    if not target.new:
        return without(source, piece, gone)
    if not gone:
        return after(source, piece, piece.elements[-1], target.new)
    first = piece.elements[gone[0]]
    edits = [Edit(first.start, first.end, target.new[0]), *without(source, piece, gone[1:])]
    if piece.braced:
        joint = separator(source, piece, first)
        return [*edits, Edit(first.end, first.end, "".join(joint + text for text in target.new[1:]))]
    return [*edits, *after(source, piece, first, target.new[1:])]


def removed(source: Source, site: Piece) -> list[Edit]:
    """The edits that take out a statement or policy, and what would be empty without it; raises Unfixable."""
    holder = site.parent
    if site.kind == "block":
        return _removed_block(source, site)
    if holder is not None and holder.kind == "sequence":
        if len(holder.elements) > 1:
            plain_list(site)
            return without(source, holder, [position(holder, site)])
        return removed(source, holder)
    if holder is None or holder.kind != "mapping" or holder.parent is None:
        raise Unfixable("nothing of the policy would be left; remove it, and what names it")
    if site.key in ("Statement", "PolicyDocument") and holder.key != "Properties":
        return removed(source, holder)
    if site.key in LISTS or site.key in _SECTIONS:
        if len(holder.entries) > 1:
            return without(source, holder, [position(holder, site)])
        return removed(source, holder)
    raise Unfixable("nothing of the policy would be left; remove it, and what names it")


def _removed_block(source: Source, site: Piece) -> list[Edit]:
    document = site.parent
    if document is None or len(document.elements) < 2:
        raise Unfixable("nothing of the policy would be left; remove it, and what names it")
    start, end = source.line(site.start)[0], source.text.find("\n", site.end) + 1
    if not source.alone_before(site.start) or end == 0:
        raise Unfixable("it shares a line with something else")
    last = document.elements[-1] is site
    before = source.text.rfind("\n", 0, max(start - 1, 0)) + 1
    if last and start and not source.text[before:start].strip():
        return [Edit(before, end)]
    following = source.text.find("\n", end) + 1
    if not last and following and not source.text[end:following].strip():
        return [Edit(start, following)]
    return [Edit(start, end)]

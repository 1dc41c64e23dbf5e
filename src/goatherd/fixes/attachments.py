"""Managed policies that Terraform attaches, as a policy of the role with what is needed of them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from goatherd.fixes.edits import Edit
from goatherd.fixes.made import statements
from goatherd.fixes.pieces import Syntax
from goatherd.fixes.unfixable import Unfixable
from goatherd.fixes.wanted import of_policy

if TYPE_CHECKING:
    from goatherd.fixes.made import Made
    from goatherd.fixes.pieces import Piece, Source
    from goatherd.iam.least import Advice
    from goatherd.iam.use import EntryUse

_ATTACHMENT = "resource.aws_iam_role_policy_attachment."
_PLAIN = {"role", "policy_arn"}


def replaced_attachment(source: Source, use: EntryUse, advice: Advice, module: str) -> list[Edit]:
    """`module` is the text of all files of the module. Raises Unfixable."""
    site = source.place(use.entry.span, "scalar")
    block = next((piece for piece in site.up() if piece.kind == "block"), None)
    if block is None or not block.name.startswith(_ATTACHMENT) or block.entries.keys() != _PLAIN or block.elements:
        raise Unfixable("it is attached in a way that is not rewritten")
    name = block.name.removeprefix(_ATTACHMENT)
    if re.search(rf"\baws_iam_role_policy_attachment\.{re.escape(name)}\b", module):
        raise Unfixable("something else waits for its attachment")
    needs = of_policy(use, advice)
    if not needs:
        return [_without(source, block)]
    if re.search(rf'"aws_iam_role_policy"\s+"{re.escape(name)}"', module):
        raise Unfixable(f"there is an aws_iam_role_policy.{name} already")
    listed = statements(needs, advice.grants.names, advice.role.id, source, Syntax.HCL)
    role = block.entries["role"]
    text = _policy(name, source.text[role.start : role.end], listed).replace("\n", source.newline)
    return [Edit(block.start, block.end, text)]


def _without(source: Source, block: Piece) -> Edit:
    """The block with the empty line after it."""
    start, end = source.line(block.start)[0], source.text.find("\n", block.end) + 1
    if end == 0:
        return Edit(start, block.end)
    following = source.text.find("\n", end) + 1
    return Edit(start, following if following and not source.text[end:following].strip() else end)


def _policy(name: str, role: str, listed: list[Made]) -> str:
    return (
        f'resource "aws_iam_role_policy" "{name}" {{\n'
        f"  role = {role}\n"
        "  policy = jsonencode({\n"
        '    Version = "2012-10-17"\n'
        "    Statement = [\n"
        f"{''.join(map(_statement, listed))}"
        "    ]\n"
        "  })\n"
        "}"
    )


def _statement(made: Made) -> str:
    actions = ", ".join(map(json.dumps, made.actions))
    resources = ", ".join(made.resources)
    return (
        "      {\n"
        '        Effect   = "Allow"\n'
        f"        Action   = [{actions}]\n"
        f"        Resource = {resources if len(made.resources) == 1 else f'[{resources}]'}\n"
        "      },\n"
    )

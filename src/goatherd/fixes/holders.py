"""Who else than the roles that are known has a policy: users, groups, other stacks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import placeholders
from goatherd.fixes.unfixable import Unfixable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.fixes.pieces import Piece, Source
    from goatherd.model.application import Application

_MANAGED = "AWS::IAM::ManagedPolicy"
_SHARED = ("Users", "Groups")
_BLOCK = re.compile(r'^(resource|data|output|module|locals|variable)\b[ \t]*"?([\w-]*)"?[ \t]*"?([\w-]*)', re.MULTILINE)
_NAMED = ("data.aws_iam_policy_document.", "resource.aws_iam_policy.")  # others attach what is in them
_WAITS = re.compile(r"\bdepends_on\s*=\s*\[[^\]]*\]")
# Blocks of Terraform that hand a policy on to roles alone, or to documents that are looked at themselves.
_TO_ROLES = {
    "aws_iam_policy",
    "aws_iam_policy_document",
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_iam_policy_attachment",
}


def check_holders(site: Piece, source: Source, module: str, roles: int, apps: Iterable[Application]) -> None:
    """Raises Unfixable where a policy may be another's than that of the so many `roles` that are known to have it.

    `module` is the text of a module of Terraform.
    """
    for piece in site.up():
        if piece.kind == "block" and piece.name.startswith(_NAMED):
            _check_block(piece.name.removeprefix("resource."), module)
        if piece.kind == "mapping" and piece.key == "Properties":
            _check_properties(piece, roles)
        if piece.kind == "mapping" and "Type" in piece.entries and piece.entries["Type"].value == _MANAGED:
            _check_managed(piece.key, source, apps)


def _check_properties(properties: Piece, roles: int) -> None:
    if any(name in properties.entries for name in _SHARED):
        raise Unfixable("users or groups have the policy as well")
    attached = properties.entries.get("Roles")
    if attached is not None and (attached.kind != "sequence" or len(attached.elements) > roles):
        raise Unfixable("which roles have the policy is not known")


def _check_managed(id: str, source: Source, apps: Iterable[Application]) -> None:
    for root in source.roots:
        outputs = root.entries.get("Outputs")
        if outputs and re.search(rf"\b{re.escape(id)}\b", source.text[outputs.start : outputs.end]):
            raise Unfixable("the policy is handed out to other stacks")
    boundaries = [role.boundary for app in apps for role in app.roles.values() if role.boundary is not None]
    if any(target == id for boundary in boundaries for target, _ in placeholders(boundary.name)):
        raise Unfixable("it limits roles (PermissionsBoundary)")


def _check_block(address: str, module: str) -> None:
    """Which blocks of the module name the one at an address."""
    module = _WAITS.sub("", module)
    starts = list(_BLOCK.finditer(module))
    for number, match in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(module)
        body = module[match.end() : end]
        if re.search(rf"(?<![\w.-]){re.escape(address)}\.", body) and not _is_of_roles(match, body):
            raise Unfixable(f"{match[0].replace(chr(34), '').strip()} uses the policy as well")


def _is_of_roles(block: re.Match[str], body: str) -> bool:
    if block[1] not in ("resource", "data") or block[2] not in _TO_ROLES:
        return False
    return block[2] != "aws_iam_policy_attachment" or not re.search(r"^\s*(?:users|groups)\b", body, re.MULTILINE)

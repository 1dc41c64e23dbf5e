"""Terragrunt's own functions: those that the tree itself answers. Paths are relative to the unit's folder.

Source: Terragrunt's documentation, "Functions".
"""

from __future__ import annotations

from posixpath import basename, dirname, join, relpath
from typing import TYPE_CHECKING

from goatherd.core.value import placeholder
from goatherd.frontends.terraform.functions.common import argument
from goatherd.frontends.terraform.values import known_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.functions.common import Context
    from goatherd.frontends.terraform.terragrunt.document import Document

    Function = Callable[[Document, Context, list[Node]], Node]


def _from(folder: str, place: str) -> str:
    return relpath(f"/{place}", f"/{folder}")


def _find_in_parent_folders(document: Document, c: Context, arguments: list[Node]) -> Node:
    name = known_text(arguments[0]) if arguments else "terragrunt.hcl"
    if not name:
        return c.unknown("looks for a file whose name is not known")
    folder = document.folder
    while folder:
        folder = dirname(folder)
        if join(folder, name) in document.tree:
            return c.text(_from(document.folder, join(folder, name)))
    return argument(arguments, 1) or c.unknown(f"finds no {name}")


def _get_env(document: Document, c: Context, arguments: list[Node]) -> Node:
    # Its default is for those who deploy nothing real, as a rule.
    return c.unknown("reads the environment of the deployment")


def _read_terragrunt_config(document: Document, c: Context, arguments: list[Node]) -> Node:
    path = known_text(arguments[0]) if arguments else None
    other = document.read(path) if path is not None else None
    if other is not None:
        return other.whole(c.span)
    return argument(arguments, 1) or c.unknown("reads a file that is not part of the scanned tree")


def _own_folder(document: Document, c: Context, arguments: list[Node]) -> Node:
    # Not ".": people ask for its last part.
    return c.text(f"../{basename(document.folder)}" if document.folder else ".")


def _root(document: Document, c: Context, arguments: list[Node]) -> Node:
    return c.text(_from(document.folder, ""))


def _from_root(document: Document, c: Context, arguments: list[Node]) -> Node:
    return c.text(document.folder or ".")


def _including(document: Document, arguments: list[Node]) -> str:
    """The folder of the included file that is asked about."""
    if document.depth:
        return dirname(document.path)
    name = known_text(arguments[0]) if arguments else None
    found = [other for key, other in document.included.items() if name is None or key == name]
    return dirname(found[0].path) if found else document.folder


def _relative_to_include(document: Document, c: Context, arguments: list[Node]) -> Node:
    return c.text(_from(_including(document, arguments), document.folder))


def _relative_from_include(document: Document, c: Context, arguments: list[Node]) -> Node:
    return c.text(_from(document.folder, _including(document, arguments)))


def _account(document: Document, c: Context, arguments: list[Node]) -> Node:
    return c.text(placeholder("AWS-AccountId"))


FUNCTIONS: dict[str, Function] = {
    "find_in_parent_folders": _find_in_parent_folders,
    "get_env": _get_env,
    "read_terragrunt_config": _read_terragrunt_config,
    "get_terragrunt_dir": _own_folder,
    "get_original_terragrunt_dir": _own_folder,
    "get_parent_terragrunt_dir": _relative_from_include,
    "get_repo_root": _root,
    "get_path_to_repo_root": _root,
    "get_path_from_repo_root": _from_root,
    "path_relative_to_include": _relative_to_include,
    "path_relative_from_include": _relative_from_include,
    "get_aws_account_id": _account,
}

"""States and plans of Terraform that are in the repository: they hold every value of what is deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import name
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import STATE_OF_TERRAFORM, Committed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.tree import Tree

_STATE = regex(r".+\.tfstate(?:\.(?:backup|\d{4,}\.backup))?")
_PLAN = regex(r"(?i).*plan.*|.+\.(?:out|bin)")
_RESOURCES = regex(r"\"(?:resources|modules)\"\s*:\s*\[\s*\{")
_ARCHIVE = b"PK\x03\x04"
_FIRST_OF_A_PLAN = b"tfplan"
_HEAD = 65_536
_NAME_IN_ARCHIVE = 30  # where the name of its first file begins


def states_of_terraform(tree: Tree, path: str) -> Iterator[Committed]:
    """The file as one, if it is a state with resources or a plan, which holds the state that it was made from."""
    own = name(path)
    state = _STATE.fullmatch(own)
    if not state and not _PLAN.fullmatch(own):
        return
    try:
        head = tree.head(path, _HEAD)
    except ReadError:
        return
    plan = head.startswith(_ARCHIVE) and head.startswith(_FIRST_OF_A_PLAN, _NAME_IN_ARCHIVE)
    filled = state and b'"terraform_version"' in head and _RESOURCES.search(head.decode("utf-8", "replace"))
    if plan or filled:
        yield Committed(STATE_OF_TERRAFORM, "", path, Span(path, 1))

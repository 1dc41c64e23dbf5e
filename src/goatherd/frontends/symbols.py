"""Work on symbolic text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, is_symbolic

if TYPE_CHECKING:
    from goatherd.frontends.node import Node

# Region, account and stack name hold none of the characters that templates split at.
_ATOM = re.compile(r"\$\{(?:[A-Za-z0-9_/]+/)?AWS-(?:Region|AccountId|StackName)\}")
_SEPARATORS = frozenset("/:,.|; ")


def symbolic_text(node: Node) -> str:
    """A value as a part of a longer text: `${?}` where it is no text."""
    if node.kind == "sequence":
        return ",".join(symbolic_text(element) for element in node.elements)
    if node.kind == "absent":
        return ""
    text = node.text()
    return HOLE if text is None else text


def split_symbolic(text: str, delimiter: str) -> list[str] | None:
    """The parts of a text, or None where a part that is known after deployment may hold the delimiter."""
    if not is_symbolic(text):
        return text.split(delimiter)
    if not set(delimiter) <= _SEPARATORS or is_symbolic(_ATOM.sub("", text)):
        return None
    atoms: list[str] = []

    def hidden(match: re.Match[str]) -> str:
        atoms.append(match[0])
        return "\0"

    rest = iter(atoms)
    return [re.sub("\0", lambda _: next(rest), part) for part in _ATOM.sub(hidden, text).split(delimiter)]

"""What a source file says of itself, without being run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.literals import literals_in
from goatherd.code.names import names_in

if TYPE_CHECKING:
    from goatherd.code import ir
    from goatherd.code.literals import Found


@frozen
class Summary:
    """The names that could be those of library functions, the constants that are secrets as (name, value, position),
    and what is wrong with the file as (line, message).
    """

    names: frozenset[str]
    literals: tuple[Found, ...]
    problems: tuple[tuple[int, str], ...]


def summary_of(module: ir.Module, *, literals: bool = True) -> Summary:
    """`literals`: whether it may hold any that are secrets."""
    return Summary(names_in(module), literals_in(module) if literals else (), tuple(module.problems))

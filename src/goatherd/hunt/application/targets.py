"""What a call acted on, held against the ARNs that policies and code mean, with `*` for what nobody knows of them."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from goatherd.hunt.application.names import stack_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_MADE = re.compile(r"[:/]\*-")  # where a pattern stands for a name of stack, id and random letters
_NAME = re.compile(r"[:/]")


def is_meant(target: str, meant: Iterable[str], stacks: Collection[str] = ()) -> bool:
    """Whether a target, an ARN or only a name, is one of those that the patterns of ARNs stand for.

    What is inside of it counts as it: a bucket's objects, an index of a table, a version of a function. `stacks` are
    those that names which CloudFormation makes may be of; none: any.
    """
    return any(_fits(target, pattern) and _is_of(target, pattern, stacks) for pattern in meant)


def _is_of(target: str, pattern: str, stacks: Collection[str]) -> bool:
    """Nested stacks are called by the one around them first."""
    if not stacks or not _MADE.search(pattern):
        return True
    stack = stack_of(_NAME.split(target.rstrip("/*"))[-1])
    return not stack or any(stack == each or stack.startswith(f"{each}-") for each in stacks)


def _fits(target: str, pattern: str) -> bool:
    if pattern.strip("*") == "":
        return True
    wanted, given = pattern.split(":", 5), target.split(":", 5)
    if len(wanted) < 6:
        return True  # nothing that can be compared
    if len(given) < 6:
        return _same_name(_last(target), wanted[5])
    if wanted[2] != given[2] and not fnmatchcase(given[2], wanted[2]):
        return False
    inner, outer = wanted[5], given[5]
    starts = (f"{inner}/*", f"{inner}:*")
    whole = fnmatchcase(outer, inner) or any(fnmatchcase(outer, each) for each in starts)
    return whole or fnmatchcase(outer, inner.partition("/")[0] if wanted[2] == "s3" else inner)


def _last(target: str) -> str:
    """The name in the address of a queue, or what else is no ARN."""
    return target.rstrip("/").rpartition("/")[2] if "://" in target else target.lstrip("/")


def _same_name(name: str, rest: str) -> bool:
    """`rest` is the last part of an ARN: "table/Orders", "secret:prod/db-*", "Queue"."""
    kinds = (rest, rest.partition("/")[2], rest.partition(":")[2], rest.rpartition(":")[2])
    return any(each and (fnmatchcase(name, each) or fnmatchcase(f"{name}-xxxxxx", each)) for each in kinds)

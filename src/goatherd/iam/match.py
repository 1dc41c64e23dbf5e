"""Does a pattern of the policy language cover a text? Three-valued, because texts are symbolic.

A text (see core.value) may hold `${?}`, placeholders of resources and of parameters. The answer is
True when the pattern covers it whatever they stand for, False when it cannot, None when it depends.
"""

from __future__ import annotations

import re
from functools import lru_cache

from goatherd.core.value import HOLE, before_deployment, placeholders

ANY = "**"  # `*` of a pattern
ONE = "??"  # `?` of a pattern
MAX_LENGTH = 2048  # the longest ARN that AWS takes

_SPECIAL = re.compile(r"[*?$]")
_TOKEN = re.compile(r"\$\{[^}]*\}|.", re.DOTALL)
_PSEUDO = re.compile(r"\$\{AWS::(\w+)\}")

Atoms = frozenset[str]


def plain(text: str) -> str:
    """The text with pseudo parameters spelled without colons, so that an ARN can be split at them.

    Dynamic references, which have colons too, are holes.
    """
    text = before_deployment(text)
    return _PSEUDO.sub(r"${AWS-\1}", text) if "${AWS::" in text else text


@lru_cache(maxsize=4096)
def covers(pattern: str, text: str, atoms: Atoms = frozenset()) -> bool | None:
    """`atoms` are placeholders whose value is unlike every other text (names that AWS generates)."""
    if pattern == "*":
        return True
    if len(pattern) > MAX_LENGTH or len(text) > MAX_LENGTH:
        return None
    wanted = _tokens(pattern, wild=True)
    given = _tokens(text, wild=False)
    if _certainly(wanted, given):
        return True
    if "${" not in pattern and "${" not in text and "*" not in text:
        return False
    # What stands in both is the same in both: nobody names a thing to look like another parameter's value.
    common = frozenset(token for token in wanted if len(token) > 2 and token != HOLE and token in given)
    return None if _possibly(wanted, given, atoms | common) else False


@lru_cache(maxsize=1 << 15)
def covers_action(pattern: str, action: str) -> bool | None:
    """The same for actions, which IAM compares without regard to case."""
    wanted, given = pattern.lower(), action.lower()
    if wanted == given:
        return True
    if not _SPECIAL.search(wanted):
        return False if "$" not in given else covers(wanted, given)
    return covers(wanted, given)


def covers_resource(pattern: str, text: str, atoms: Atoms = frozenset()) -> bool | None:
    """The same for resources, both canonical (see arn.canonical).

    Region and account of an ARN differ only when both are written out: what a function calls is, as
    far as a template tells, in the function's own.
    """
    if pattern.strip("*") == "":
        return True
    wanted, given = _segments(pattern), _segments(text)
    if wanted is None or given is None:
        if wanted != given and not set(placeholders(pattern)).isdisjoint(placeholders(text)):
            return None  # the ARN in the one is that of what the other names, or of another thing
        return covers(pattern, text, atoms)
    if not all(_same_place(p, t) for p, t in zip(wanted[1:5], given[1:5], strict=True) if p != t):
        return False
    service = covers(wanted[2], given[2])
    return False if service is False else both(service, covers(wanted[5], given[5], atoms))


def both(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued `and`."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(answers: list[bool | None]) -> bool | None:
    """Three-valued `any`."""
    if True in answers:
        return True
    return None if None in answers else False


def _segments(text: str) -> list[str] | None:
    """The six parts of an ARN; a pattern that ends early with `*` covers the rest."""
    parts = text.split(":", 5)
    if parts[0] != "arn" or len(parts) < 2:
        return None
    if len(parts) < 6:
        if not parts[-1].endswith("*"):
            return None
        parts += ["*"] * (6 - len(parts))
    return parts


def _same_place(pattern: str, text: str) -> bool:
    written_out = not ({"*", "?", "$"} & set(pattern + text)) and pattern and text
    return not written_out or pattern == text


@lru_cache(maxsize=4096)
def _tokens(text: str, *, wild: bool) -> tuple[str, ...]:
    """Characters and placeholders; in a text, a `*` is a part that nobody knows."""
    star = ANY if wild else HOLE
    special = {"*": star, "?": ONE} if wild else {"*": star}
    found = tuple(special.get(token, token) for token in _TOKEN.findall(text))
    # Runs of wildcards say no more than one, and cost time.
    return tuple(t for i, t in enumerate(found) if t != star or i == 0 or found[i - 1] != star)


def _certainly(pattern: tuple[str, ...], text: tuple[str, ...]) -> bool:
    """Greedy glob matching; what is not known is covered by `*` only."""
    i = j = 0
    star, mark = -1, 0
    while j < len(text):
        if i < len(pattern) and pattern[i] != ANY and _surely_equal(pattern[i], text[j]):
            i, j = i + 1, j + 1
        elif i < len(pattern) and pattern[i] == ANY:
            star, mark, i = i, j, i + 1
        elif star >= 0:
            mark += 1
            i, j = star + 1, mark
        else:
            return False
    return all(token == ANY for token in pattern[i:])


def _surely_equal(wanted: str, given: str) -> bool:
    if HOLE in (wanted, given):
        return False
    return wanted == given or (wanted == ONE and len(given) == 1)


def _possibly(pattern: tuple[str, ...], text: tuple[str, ...], atoms: Atoms) -> bool:
    """Whether some value of the unknown parts makes the pattern cover the text."""
    reachable = _skip([True] + [False] * len(text), text, atoms)
    for wanted in pattern:
        following = [False] * (len(text) + 1)
        if _stands_for_anything(wanted, atoms):
            first = reachable.index(True) if True in reachable else len(reachable)
            following[first:] = [True] * (len(following) - first)
        else:
            for j, given in enumerate(text):
                if reachable[j]:
                    if _stands_for_anything(given, atoms):
                        following[j] = True
                    elif wanted == given or (wanted == ONE and len(given) == 1):
                        following[j + 1] = True
        reachable = _skip(following, text, atoms)
        if True not in reachable:
            return False
    return reachable[-1]


def _skip(reachable: list[bool], text: tuple[str, ...], atoms: Atoms) -> list[bool]:
    """What is not known may be empty."""
    for j, given in enumerate(text):
        if reachable[j] and _stands_for_anything(given, atoms):
            reachable[j + 1] = True
    return reachable


def _stands_for_anything(token: str, atoms: Atoms) -> bool:
    return token == ANY or (len(token) > 2 and token not in atoms)

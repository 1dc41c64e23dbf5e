"""What a regular expression proves about the text that it matches, and whether it can run for ever."""

from __future__ import annotations

import re
import re._constants as constants  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings
from functools import lru_cache
from typing import Any

from goatherd.engine.kinds import safe_for_alphabet

_ALL = frozenset(chr(code) for code in range(1, 128))
_NAMED = {
    constants.CATEGORY_DIGIT: frozenset("0123456789"),
    constants.CATEGORY_WORD: frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"),
    constants.CATEGORY_SPACE: frozenset(" \t\n\r\f\v"),
}
_LEADING = frozenset({"ssrf", "redirect"})
_HOST = re.compile(r"(?i)[a-z][a-z0-9+.-]*://[^/?#@]+[/?#]")
_WHOLE_HOST = re.compile(r"(?i)[a-z][a-z0-9+.-]*://[^/?#@]+([/?#]|$)")
_NEGATED = {
    constants.CATEGORY_NOT_DIGIT: constants.CATEGORY_DIGIT,
    constants.CATEGORY_NOT_WORD: constants.CATEGORY_WORD,
    constants.CATEGORY_NOT_SPACE: constants.CATEGORY_SPACE,
}


@lru_cache(4096)
def proves(pattern: str, whole: str) -> frozenset[str]:
    """Predicates of a text that matches. `whole`: "full" (fullmatch), "start" (match) or "" (search, test)."""
    tree = parsed(pattern)
    if tree is None:
        return frozenset()
    start, end, body = _anchors(list(tree), whole)
    leads = _LEADING if start and _names_host(body, whole=end) else frozenset[str]()
    if not (start and end):
        return leads
    alphabet = letters(body)
    return leads | safe_for_alphabet(alphabet) if alphabet is not None else leads


@lru_cache(4096)
def begins(pattern: str) -> frozenset[str]:
    """The characters that a text begins with one of, as far as one class at the beginning is all that is asked."""
    tree = parsed(pattern)
    items = list(tree) if tree is not None else []
    if len(items) < 2 or items[0][0] is not constants.AT or items[1][0] not in (constants.IN, constants.LITERAL):
        return frozenset()
    return (letters(items[1:2]) or frozenset()) if len(items) == 2 else frozenset()


def readable(pattern: str) -> bool:
    return parsed(pattern) is not None


@lru_cache(4096)
def removes(pattern: str) -> frozenset[str]:
    """The characters that replacing every match by nothing takes away: those of a lone character class."""
    tree = parsed(pattern)
    if tree is None:
        return frozenset()
    items = list(tree)
    if len(items) == 1 and items[0][0] in (constants.MAX_REPEAT, constants.MIN_REPEAT):
        low, _, inner = items[0][1]
        items = list(inner) if low <= 1 else []
    if len(items) != 1 or items[0][0] not in (constants.IN, constants.LITERAL, constants.NOT_LITERAL):
        return frozenset()
    return letters(items) or frozenset()


def without(removed: frozenset[str]) -> frozenset[str]:
    """Predicates of a text from which these characters were taken."""
    return safe_for_alphabet(_ALL - removed) | {
        f"no:{character}" for character in sorted(removed) if not character.isalnum()
    }


@lru_cache(4096)
def matches(pattern: str) -> frozenset[str]:
    """Predicates of the text of a match, wherever in the subject it stands."""
    tree = parsed(pattern)
    if tree is None:
        return frozenset()
    items = _anchors(list(tree), "")[2]
    leads = _LEADING if _names_host(items, whole=True) else frozenset[str]()
    alphabet = letters(items)
    return leads | safe_for_alphabet(alphabet) if alphabet is not None else leads


@lru_cache(4096)
def groups(pattern: str) -> dict[int | str, frozenset[str]] | None:
    """Predicates of the text of each group, by number and by name; 0 is the whole match."""
    tree = parsed(pattern)
    if tree is None:
        return None
    found: dict[int | str, frozenset[str]] = {0: frozenset()}
    _collect_groups(list(tree), found)
    for name, number in tree.state.groupdict.items():
        found[name] = found.get(number, frozenset())
    return found


def _collect_groups(items: list[Any], found: dict[int | str, frozenset[str]]) -> None:
    for operator, argument in items:
        if operator is constants.SUBPATTERN:
            inner = list(argument[3])
            if argument[0] is not None:
                alphabet = letters(inner)
                found[argument[0]] = safe_for_alphabet(alphabet) if alphabet is not None else frozenset()
            _collect_groups(inner, found)
        elif operator in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
            _collect_groups(list(argument[2]), found)
        elif operator is constants.BRANCH:
            for branch in argument[1]:
                _collect_groups(list(branch), found)


@lru_cache(4096)
def explodes(pattern: str) -> bool:
    """Whether matching may take exponential time: a repeated group whose inside repeats the same characters."""
    tree = parsed(pattern)
    return tree is not None and _nested_repeat(list(tree), inside=False)


def parsed(pattern: str) -> Any:
    if len(pattern) > 2000:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a pattern that is somebody else's
            return parser.parse(_as_python(pattern))
    except (re.error, RecursionError, OverflowError, ValueError):
        return None


def _as_python(pattern: str) -> str:
    """JavaScript's spellings that Python's parser does not know."""
    pattern = pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!")
    return pattern.replace("[^]", r"[\s\S]")


def _anchors(items: list[Any], whole: str) -> tuple[bool, bool, list[Any]]:
    start, end = whole in ("full", "start"), whole == "full"
    if items and items[0][0] is constants.AT and items[0][1] in (constants.AT_BEGINNING, constants.AT_BEGINNING_STRING):
        start, items = True, items[1:]
    if items and items[-1][0] is constants.AT and items[-1][1] in (constants.AT_END, constants.AT_END_STRING):
        end, items = True, items[:-1]
    return start, end, items


def _names_host(items: list[Any], *, whole: bool) -> bool:
    """Whether what matches is an address whose host the pattern spells; `whole` if nothing can follow the match."""
    text = ""
    for operator, argument in _flat(items):
        if operator is constants.LITERAL:
            text += chr(argument)
        elif operator in _REPEATS and text.endswith(("http", "ws")) and _is_optional_s(argument):
            continue
        else:
            return _HOST.match(text) is not None
    return (_HOST if not whole else _WHOLE_HOST).match(text) is not None


def _is_optional_s(argument: Any) -> bool:
    low, high, inner = argument
    return (low, high) == (0, 1) and list(inner) == [(constants.LITERAL, ord("s"))]


def letters(items: list[Any]) -> frozenset[str] | None:
    """All characters that may occur in a match; None when that cannot be said."""
    result: frozenset[str] = frozenset()
    for operator, argument in items:
        part = _alphabet_of(operator, argument)
        if part is None:
            return None
        result |= part
    return result


def _alphabet_of(operator: Any, argument: Any) -> frozenset[str] | None:
    if operator is constants.LITERAL:
        return frozenset(chr(argument))
    if operator is constants.NOT_LITERAL:
        return _ALL - {chr(argument)}
    if operator is constants.ANY:
        return _ALL - {"\n"}
    if operator is constants.IN:
        return _class(argument)
    if operator in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
        return letters(list(argument[2]))
    if operator is constants.SUBPATTERN:
        return letters(list(argument[3]))
    if operator is constants.BRANCH:
        parts = [letters(list(branch)) for branch in argument[1]]
        return None if any(part is None for part in parts) else frozenset().union(*parts)  # type: ignore[arg-type]
    if operator in (constants.ASSERT, constants.ASSERT_NOT, constants.AT):
        return frozenset()
    return None


def _class(members: list[Any]) -> frozenset[str]:
    result: frozenset[str] = frozenset()
    negate = False
    for operator, argument in members:
        if operator is constants.NEGATE:
            negate = True
        elif operator is constants.LITERAL:
            result |= {chr(argument)}
        elif operator is constants.RANGE:
            result |= frozenset(chr(code) for code in range(argument[0], min(argument[1], 0x2FF) + 1))
        elif operator is constants.CATEGORY:
            result |= _NAMED[argument] if argument in _NAMED else _ALL - _NAMED[_NEGATED[argument]]
    return _ALL - result if negate else result


def _nested_repeat(items: list[Any], *, inside: bool) -> bool:
    for operator, argument in items:
        if operator in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            body = list(argument[2])
            unbounded = argument[1] is constants.MAXREPEAT
            if unbounded and inside and letters(body):
                return True
            if unbounded and _ambiguous(body):
                return True
        elif (operator is constants.SUBPATTERN and _nested_repeat(list(argument[3]), inside=False)) or (
            operator is constants.BRANCH and any(_nested_repeat(list(b), inside=False) for b in argument[1])
        ):
            return True
    return False


def _ambiguous(body: list[Any]) -> bool:
    """Whether one text can be split over the rounds of a repetition in many ways: (a+)+, (a|aa)*, (-?[a-z]+)*."""
    body = _flat(body)
    repeats = [a for o, a in body if o in _REPEATS and a[1] is constants.MAXREPEAT]
    if not repeats:
        if len(body) == 1 and body[0][0] is constants.BRANCH:
            firsts = [letters(list(branch)[:1]) or frozenset() for branch in body[0][1][1]]
            return any(a & b for i, a in enumerate(firsts) for b in firsts[i + 1 :])
        return _one_or_more_of_the_same(body)
    others = [(o, a) for o, a in body if not (o in _REPEATS and a[1] is constants.MAXREPEAT)]
    repeated = letters(list(repeats[0][2])) or frozenset()
    # A fixed separator that the repeated part cannot match makes the split unique: (a+,)*
    mandatory = [_alphabet_of(o, a) or frozenset() for o, a in others if _is_mandatory(o, a)]
    return all(part & repeated for part in mandatory)


_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT)


def _is_mandatory(operator: Any, argument: Any) -> bool:
    if operator is constants.BRANCH:
        return all(list(branch) for branch in argument[1])
    return operator in (constants.LITERAL, constants.IN) or (operator in _REPEATS and argument[0] > 0)


def _flat(items: list[Any]) -> list[Any]:
    """The items of a sequence, those of groups in it among them."""
    flat: list[Any] = []
    for operator, argument in items:
        flat += _flat(list(argument[3])) if operator is constants.SUBPATTERN else [(operator, argument)]
    return flat


def _one_or_more_of_the_same(body: list[Any]) -> bool:
    """A character and, perhaps, another that is the same: (\\d\\d?)+; the parser makes that of (a|aa)+ too."""
    if len(body) != 2:
        return False
    first, second = (letters([item]) or frozenset() for item in body)
    operator, argument = body[1]
    empty = sum(not list(branch) for branch in argument[1]) if operator is constants.BRANCH else 0
    if empty > 1:
        return True
    optional = empty == 1 or (operator in _REPEATS and argument[0] == 0)
    return body[0][0] in (constants.LITERAL, constants.IN, constants.ANY) and optional and bool(first & second)

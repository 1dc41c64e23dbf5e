"""What a rule needs of a plain text: most texts are plain, and can be no attack of most kinds.

A plain text consists of CHARACTERS, and neither two hyphens nor two dots follow each other, so that of all
transformations only those of case, of blanks and of paths change it. Most patterns need more than that: they cannot
match one. For the others the texts are told of which one must stand in it.
"""

from __future__ import annotations

import re
import re._constants as constants  # type: ignore[import-not-found]
from typing import Any

from goatherd.guard.literals import parsed

CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ .,:@/?!-")
_NEVER_THERE = ("--", "..")
_LOWER = sorted({each.lower() for each in CHARACTERS})
_WORD = re.compile(r"[a-z]{3,}")
_MOST = 400  # texts of a part
_WEAKEST = 2  # letters and digits of a text that is looked for, or what is as seldom
_CHANGED_BY = frozenset({"cmdLine", "compressWhitespace"})  # where it has no word
_PATHS = frozenset({"normalizePath", "normalizePathWin"})
_LOOKS_AROUND = re.compile(r"\\[zZA]|\(\?<?[!=]")
_CHANGING = frozenset({"hexEncode", "sha1", "length"})  # into what is no part of the text
_BEGINNINGS = re.compile(r"((?:\(\?[ims]+\))?)\(\?:(\^(?:\(\?:[^()|]+\|[^()|]+\)\?)?)\|")
_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]|.", re.DOTALL)
_CATEGORIES = {
    constants.CATEGORY_SPACE: re.compile(r"\s"),
    constants.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    constants.CATEGORY_DIGIT: re.compile(r"\d"),
    constants.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
    constants.CATEGORY_WORD: re.compile(r"\w"),
    constants.CATEGORY_NOT_WORD: re.compile(r"\W"),
}

Texts = frozenset[str] | None  # None: any


def hints(test: dict[str, Any], pipeline: list[str]) -> dict[str, Any]:
    """What a compiled test says of plain texts: `plain` and `joinable` (guard/README.md)."""
    texts = plain_texts(test, pipeline)
    if texts is not None:
        return {"plain": texts}
    if not is_joinable(test, pipeline):
        return {}
    beginning = at_beginning(test["argument"])
    if beginning is None:
        return {"joinable": test["argument"]}
    return {"joinable": beginning[0], "plain": beginning[1]}


def plain_texts(test: dict[str, Any], pipeline: list[str]) -> list[str] | None:
    """In lower case, those of which one stands in every plain text that a test holds for; empty where it holds for
    none, None where nothing can be said. What stands in a text only once its base64 is read is another matter.
    """
    if test.get("negated") or _CHANGING.intersection(pipeline):
        return None
    if "base64Decode" in pipeline and not test.get("multi"):
        return []
    texts = _of_operator(test)
    if texts is None or not texts:
        return None if texts is None else []
    found = {_sought(each, pipeline) for each in texts}
    return None if "" in found else sorted(_without_longer(found))


def is_joinable(test: dict[str, Any], pipeline: list[str]) -> bool:
    """Whether a pattern may be asked of many plain texts at once, a line each: where it matches one it matches all."""
    if test["operator"] != "rx" or test.get("negated") or _LOOKS_AROUND.search(test["argument"]):
        return False
    return not (_CHANGING | _CHANGED_BY | _PATHS | {"removeWhitespace", "base64Decode"}).intersection(pipeline)


def at_beginning(pattern: str) -> tuple[str, list[str]] | None:
    """Where a pattern begins at a text's beginning or with one of some words: itself at the beginning, and these words.

    At every other place of a text only the words have to be looked for.
    """
    found = _BEGINNINGS.match(pattern)
    if found is None:
        return None
    end = _closing(pattern, found.end())
    words = plain_texts({"operator": "rx", "argument": f"{found[1]}(?:{pattern[found.end() : end]})"}, [])
    return (found[1] + found[2] + pattern[end + 1 :], words) if words else None


def _closing(pattern: str, place: int) -> int:
    """Where the group is closed within which a place lies."""
    depth = 1
    for part in _PART.finditer(pattern, place):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if not depth:
            return part.start()
    raise ValueError(pattern)


def _of_operator(test: dict[str, Any]) -> Texts:
    if test["operator"] == "pm":
        return frozenset(each for each in test["argument"] if _is_plain(each))
    if test["operator"] != "rx":
        return None
    tree = parsed(test["argument"])
    found = _best(*_sequence(list(tree))) if tree is not None else None
    if found is None and test.get("literals"):
        return frozenset(each for each in test["literals"] if _is_plain(each))
    return found


def _is_plain(text: str) -> bool:
    return CHARACTERS.issuperset(text) and not any(each in text for each in _NEVER_THERE)


def _sought(text: str, pipeline: list[str]) -> str:
    """What of it stands in the text before it is transformed: itself, or its longest word; "" where that is too little.

    Blanks are taken away before it is asked for where the pipeline does so.
    """
    if "removeWhitespace" in pipeline:
        return text if len(text) >= _WEAKEST and " " not in text else ""
    if _CHANGED_BY.intersection(pipeline) or ("/" in text.strip("/") and _PATHS.intersection(pipeline)):
        return max(_WORD.findall(text), key=len, default="")
    return text if _signs(text) >= _WEAKEST else ""


def _without_longer(texts: set[str]) -> set[str]:
    return {each for each in texts if not any(other != each and other in each for other in texts)}


# A part is (exact, needed): all texts that it matches, none where it cannot match a plain text; texts of which one
# stands in whatever it matches. Both in lower case.
_Part = tuple[Texts, Texts]
_ANYTHING: _Part = (None, None)
_NOTHING: _Part = (frozenset({""}), None)
_NEVER: _Part = (frozenset(), None)


def _best(exact: Texts, needed: Texts) -> Texts:
    if exact is not None:
        return exact
    return needed


def _sequence(items: list[Any]) -> _Part:
    exact: Texts = frozenset({""})  # of what was read since the last gap
    needed: Texts = None
    whole = True
    for operator, argument in items:
        part = _node(operator, argument)
        longer = _joined(exact, part[0])
        if part[0] == frozenset() or longer == frozenset():
            return _NEVER
        if longer is not None:
            exact = longer
            continue
        whole = False
        needed = _better(_better(needed, exact), part[1])
        exact = part[0]
    if whole:
        return exact, None
    return None, _better(needed, exact)


def _joined(first: Texts, second: Texts) -> Texts:
    if first is None or second is None or len(first) * len(second) > _MOST:
        return None
    joined = (one + other for one in first for other in second)
    return frozenset(each for each in joined if not any(never in each for never in _NEVER_THERE))


def _better(first: Texts, second: Texts) -> Texts:
    """Those whose words are the longest at the least."""
    known = [each for each in (first, second) if each is not None and _worth(each) >= _WEAKEST]
    return max(known, key=lambda each: (min(_worth(each), 5), -len(each)), default=None)


def _worth(texts: frozenset[str]) -> int:
    """Letters of the shortest's longest word; of what has no word letters and digits, but no more than two."""
    return min((max(map(len, _WORD.findall(each)), default=min(_signs(each), 2)) for each in texts), default=0)


def _signs(text: str) -> int:
    """Two for what texts of words seldom hold."""
    return sum(2 if each in ":@/" else each.isalnum() or each == "_" for each in text)


def _node(operator: Any, argument: Any) -> _Part:
    if operator is constants.LITERAL:
        letter = chr(argument)
        return (frozenset({letter.lower()}), None) if letter in CHARACTERS else _NEVER
    if operator is constants.IN:
        found = frozenset(each for each in _LOWER if _in_class(each, argument) or _in_class(each.upper(), argument))
        return (found, None) if len(found) < 12 else _ANYTHING
    if operator is constants.SUBPATTERN:
        return _sequence(list(argument[3]))
    if operator is constants.ATOMIC_GROUP:
        return _sequence(list(argument))
    if operator is constants.BRANCH:
        return _branch([_sequence(list(each)) for each in argument[1]])
    if operator in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
        return _repeated(argument)
    if operator in (constants.AT, constants.ASSERT, constants.ASSERT_NOT):
        return _NOTHING
    return _ANYTHING


def _in_class(letter: str, items: Any) -> bool:
    negated = found = False
    for operator, argument in items:
        if operator is constants.NEGATE:
            negated = True
        elif operator is constants.LITERAL:
            found = found or ord(letter) == argument
        elif operator is constants.RANGE:
            found = found or argument[0] <= ord(letter) <= argument[1]
        elif operator is constants.CATEGORY and argument in _CATEGORIES:
            found = found or _CATEGORIES[argument].match(letter) is not None
        else:
            return True
    return found != negated


def _branch(branches: list[_Part]) -> _Part:
    alive = [each for each in branches if each[0] != frozenset()]
    if not alive:
        return _NEVER
    if all(exact is not None for exact, _ in alive):
        union: frozenset[str] = frozenset().union(*(exact or () for exact, _ in alive))
        if len(union) <= _MOST:
            return union, None
    needed: set[str] = set()
    for each in alive:
        best = _best(*each)
        if best is None or _worth(best) < _WEAKEST:
            return _ANYTHING
        needed |= best
    return None, frozenset(needed)


def _repeated(argument: Any) -> _Part:
    low, high, inner = argument
    exact, needed = _sequence(list(inner))
    if low == 0:
        if exact == frozenset() or high == 0:
            return _NOTHING
        return (exact | {""}, None) if high == 1 and exact is not None else _ANYTHING
    if exact is None or exact == frozenset():
        return exact, needed
    repeated: Texts = exact
    for _ in range(1, min(low, 4)):
        repeated = _joined(repeated, exact)
    if repeated is None:
        return None, exact
    return (repeated, None) if low == high < 5 or not repeated else (None, repeated)

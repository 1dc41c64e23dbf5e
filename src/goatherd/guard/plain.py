"""What a rule needs of a plain text: most texts are plain, and can be no attack of most kinds.

A plain text consists of CHARACTERS, and neither two hyphens nor two dots follow each other, so that of all
transformations only those of case, of blanks and of paths change it. Most patterns need more than that: they cannot
match one. For the others it is told what must stand in it: one of some literals, each of which is a
text or several that all have to stand there.
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
_CHANGING = frozenset({"hexEncode", "sha1", "length"})  # into what is no part of the text
_UNCHANGING = frozenset({
    "cssDecode", "escapeSeqDecode", "htmlEntityDecode", "jsDecode", "removeCommentsChar", "removeNulls",
    "replaceComments", "urlDecodeUni", "utf8toUnicode",
})  # fmt: skip
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

_MOST_TOGETHER = 60  # literals of several texts

Texts = frozenset[str] | None  # None: any
Literal = tuple[str, ...]  # texts all of which have to stand there
Literals = frozenset[Literal] | None  # None: nothing is known


def hints(test: dict[str, Any], pipeline: list[str]) -> dict[str, Any]:
    """What a compiled test says of plain texts: `plain` and `beginning` (guard/README.md)."""
    texts = plain_texts(test, pipeline)
    if texts is not None:
        return {"plain": texts}
    if test["operator"] != "rx" or test.get("negated") or not _UNCHANGING.issuperset(pipeline):
        return {}
    beginning = at_beginning(test["argument"])
    return {} if beginning is None else {"beginning": beginning[0], "plain": beginning[1]}


def plain_texts(test: dict[str, Any], pipeline: list[str]) -> list[str | list[str]] | None:
    """In lower case, the literals of which one stands in every plain text that a test holds for; empty where it holds
    for none, None where nothing can be said. What stands in a text only once its base64 is read is another matter.
    """
    if test.get("negated") or _CHANGING.intersection(pipeline):
        return None
    if "base64Decode" in pipeline and not test.get("multi"):
        return []
    literals = _of_operator(test)
    if literals is None or not literals:
        return None if literals is None else []
    found = {tuple(filter(None, (_sought(text, pipeline) for text in each))) for each in literals}
    if () in found:
        return None
    return [each[0] if len(each) == 1 else list(each) for each in sorted(_without_longer(found))]


def at_beginning(pattern: str) -> tuple[str, list[str | list[str]]] | None:
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


def _of_operator(test: dict[str, Any]) -> Literals:
    if test["operator"] == "pm":
        return _literals(frozenset(each for each in test["argument"] if _is_plain(each)))
    if test["operator"] != "rx":
        return None
    tree = parsed(test["argument"])
    found = _best(*_sequence(list(tree))) if tree is not None else None
    if found is None and test.get("literals"):
        return _literals(frozenset(each for each in test["literals"] if _is_plain(each)))
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


def _without_longer(literals: set[Literal]) -> set[Literal]:
    """Without those in which another one stands."""

    def holds(each: Literal, other: Literal) -> bool:
        return all(any(part in text for text in each) for part in other)

    return {each for each in literals if not any(other != each and holds(each, other) for other in literals)}


# A part is (exact, needed): all texts that it matches, none where it cannot match a plain text; literals of which one
# stands in whatever it matches. Both in lower case.
_Part = tuple[Texts, Literals]
_ANYTHING: _Part = (None, None)
_NOTHING: _Part = (frozenset({""}), None)
_NEVER: _Part = (frozenset(), None)
_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT)


def _literals(texts: Texts) -> Literals:
    return None if texts is None else frozenset((each,) for each in texts)


def _best(exact: Texts, needed: Literals) -> Literals:
    return needed if exact is None else _literals(exact)


def _sequence(items: list[Any]) -> _Part:
    exact: Texts = frozenset({""})  # of what was read since the last gap
    needed: Literals = None
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
        needed = _both(_both(needed, _literals(exact)), part[1])
        exact = _ending(operator, argument) if part[0] is None else part[0]
    if whole:
        return exact, None
    return None, _both(needed, _literals(exact))


def _ending(operator: Any, argument: Any) -> Texts:
    """With what a part ends that is a gap: the last of what is repeated."""
    return _sequence(list(argument[2]))[0] if operator in _REPEATS and argument[0] else None


def _joined(first: Texts, second: Texts) -> Texts:
    if first is None or second is None or len(first) * len(second) > _MOST:
        return None
    joined = (one + other for one in first for other in second)
    return frozenset(each for each in joined if not any(never in each for never in _NEVER_THERE))


def _both(first: Literals, second: Literals) -> Literals:
    """Of each one; where that were too many, of those whose words are the longest at the least."""
    known = [each for each in (first, second) if each is not None and _worth(each) >= _WEAKEST]
    if len(known) == 2 and len(known[0]) * len(known[1]) <= _MOST_TOGETHER:
        return frozenset(tuple(dict.fromkeys(one + other)) for one in known[0] for other in known[1])
    return max(known, key=lambda each: (min(_worth(each), 5), -len(each)), default=None)


def _worth(literals: frozenset[Literal]) -> int:
    """Letters of the shortest's longest word; of what has no word letters and digits, but no more than two."""
    return min((max(map(_length, each)) for each in literals), default=0)


def _length(text: str) -> int:
    return max(map(len, _WORD.findall(text)), default=min(_signs(text), 2))


def _signs(text: str) -> int:
    """Two for what texts of words seldom hold."""
    return sum(2 if each in ":@/!" else each.isalnum() or each == "_" for each in text)


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
    if operator in _REPEATS:
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
    needed: set[Literal] = set()
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
        return None, _literals(exact)
    return (repeated, None) if low == high < 5 or not repeated else (None, _literals(repeated))

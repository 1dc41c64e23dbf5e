"""How a text that was read as SQL ends: in a comment, in a string that the statement itself ends, or in neither."""

import re

from goatherd_guard.firewall.sql_tokens import BLANKS
from goatherd_guard.lazy import regex

# After one of these a quote begins a string rather than ends it.
_OPENING = " \t\r\n([{,=:<>+*/|&!?"
_WORDS = regex(r"[A-Za-z0-9]", re.ASCII)
_ONE_WORD = regex(r"[\w.@+-]+ +\Z", re.ASCII)
_FOLLOWED = regex(r"[A-Za-z0-9\x80-\U0010ffff]")
_OPERATOR_AT_END = regex(r"(?:\|\|?|&&?|[-+^%])[ \t]?['\"`]\Z")
_AFTER_KEY = ":,)]}"  # of JSON, or of an argument
_FEW = 5
_SHORT = 12  # characters of a string that goes on


def ends_string(reading):
    """Whether the quote at the start rather ends a string than begins one."""
    before = reading.text[reading.start - 2] if reading.start > 1 else "x"
    return before not in _OPENING and before != reading.quote


def finishes(reading, value):
    """Whether the text is proof that ends with this token: a comment, a string without end, or nothing."""
    kind = reading.tokens.at(reading.place)[0]
    if kind == "#":
        return _is_cut(reading)
    if kind != "o" or reading.quote in ("", "*") or not ends_string(reading):
        return False
    apart = has_blank(reading.text[: reading.start - 1])
    goes_on = len(value) > 1 and value[1] not in _AFTER_KEY
    if reading.clause.logical:
        # In a sentence of several words it may be a quotation that was cut off.
        if len(value) > 1:
            return goes_on and (not apart or len(value) < _FEW)
        return reading.operators > 1 and not apart
    if reading.operators > 1:
        return is_sandwich(reading) or (goes_on and not apart and not has_blank(value))
    return reading.quote == "'" and reading.place < 3 and not apart and _is_trick(reading, value)


def _is_trick(reading, value):
    """`'='`, `'-'`, `'>'x`: for MySQL both strings are 0."""
    kind, sign, _ = reading.tokens.at(0)
    if sign == "/":
        return False
    if len(value) == 1:
        return reading.start == 1 and kind in ("a", "c") and not sign.isalpha()
    return kind in ("a", "c", "u") and len(value) < _SHORT and value[1] not in _AFTER_KEY and not has_blank(value)


def has_blank(text):
    return any(blank in text for blank in " \t\n")


def _is_cut(reading):
    clause, place = reading.clause, reading.place
    proof = clause.logical or reading.closed
    if reading.quote and reading.quote != "*":
        return (not place or bool(proof or reading.others or reading.operators)) and cuts(reading, place)
    if reading.quote:
        return bool(proof)
    if not cuts(reading, place):
        return False
    return bool(
        reading.closed
        or (clause.logical and clause.base == "1")
        or (clause.compared and place == 3)
        or (place == 1 and clause.operand == "1")
    )


def cuts(reading, place):
    """Whether a comment stands there that is to cut off the rest, rather than a dash or a mark in a sentence."""
    kind, value, spaced = reading.tokens.at(place)
    if kind != "#":
        return False
    rest = value.lstrip("-#/*+").strip(BLANKS)
    if reading.quote in ("", "*"):
        return not rest and not spaced
    if reading.quote in rest and reading.start < 2:
        return False
    before = reading.text[: reading.start - 1]
    if not ends_string(reading):
        return _ONE_WORD.match(before) is not None and not _WORDS.search(rest)
    if before == "" and reading.quote == "`":
        return False
    follows = before == "" or _FOLLOWED.match(before[-1:]) is not None
    # After an expression it needs no more than to be one.
    ends_one = reading.clause.logical != "" and reading.clause.operand != "w"
    if (not spaced or ends_one) and follows and not has_blank(before):
        return True
    return reading.quote not in rest and (not _WORDS.search(rest) or (not spaced and follows))


def is_sandwich(reading):
    """`' + something + '`: the statement's own strings go on at both ends."""
    if reading.quote in ("", "*") or not reading.text.endswith(reading.quote):
        return False
    if not ends_string(reading) or has_blank(reading.text[: reading.start - 1]):
        return False
    first, second, third = (reading.tokens.at(number) for number in range(3))
    if (second[0] in ("s", "o") and third[1] != first[1]) or first[1] in ("/", "*"):
        return False
    return first[0] in ("a", "l") and _OPERATOR_AT_END.search(reading.text[-4:]) is not None

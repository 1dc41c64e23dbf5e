"""Whether a text is meant to change a statement of SQL that it is put into.

It is read as what would stand in the statement: as it is, and after each kind of quote, as the end of a string. Only
what goes on there as an expression or statement would is meant so: `O'Brien's` goes on with a word, and is no SQL. What
counts as proof then is what nobody writes who only gives a value: `or 1=1`, `union select`, a second statement, a
comment that cuts off the rest.
"""

import re

from goatherd_guard.firewall.sql_reading import Reading
from goatherd_guard.firewall.sql_tokens import BLANKS, KEYWORDS, end_of_string
from goatherd_guard.lazy import regex

_QUOTES = ("'", '"', "`")
_FIRST = "select|insert|update|delete|drop|create|alter|truncate|exec|execute|declare|waitfor|grant|load|attach"
_SECOND = (
    "x?or|and|div|mod|r?like|regexp|ilike|glob|match|similar|sounds|in|between|is|not|collate|escape|having|where|union|intersect|"
    "except|minus|from|order|group|limit|offset|fetch|procedure|into|when|then|else|end|as|asc|desc|returning|notnull|isnull|"
    f"shutdown|begin|if|{_FIRST}"
)
# Quick exits: one word; a word or number and then what cannot follow it; a word right after a quote.
_ONE_WORD = regex(r"[\w.:@/+]*(?:-[\w.:@/+]+)*\Z", re.ASCII)
_BEGINS_SENTENCE = (
    rf"(?!(?:{_SECOND}|case|binary|distinct|all|any|some|exists|prior|interval|row)[^\w])[\w.]*\w"
    rf"(?:(?:[:?@{{\[]|[.!] )(?!:)| +(?!(?:{_SECOND})(?![A-Za-z_]))[A-Za-z_])"
)
_SENTENCE = regex(_BEGINS_SENTENCE, re.ASCII | re.IGNORECASE)
# One that begins with what SQL has as well, perhaps behind a name, and goes on with names that make no sense there.
_NAMED = r"([a-z_]\w*)"
_JOINED = regex(
    rf"(?:{_NAMED} +)?(?:(?:and|or|xor|not) +{_NAMED} +{_NAMED}"
    rf"|(?:in|order|from) +(?!information_schema|pg_catalog|sysobjects){_NAMED})",
    re.ASCII | re.IGNORECASE,
)
# One word, or what begins a sentence; of plain texts in lower case.
_NO_SQL = regex(
    rf"[\w.@/]*(?::(?!:)[\w.@/]*)*(?:-(?=[\w.:@/])[\w.@/]*(?::(?!:)[\w.@/]*)*)* *\Z|{_BEGINS_SENTENCE}",
    re.ASCII,
)
_NAME = regex(r"[\w.$-]*\Z", re.ASCII)  # of a table or column, which is what backticks are for
_LONGEST_NAME = 64

_WORD = regex(rf"(?!(?:{_SECOND})(?!\w))\w", re.ASCII | re.IGNORECASE)


def is_sql(text):
    text = text.rstrip(BLANKS)
    if len(text) < 3 or (_ONE_WORD.match(text) and "::" not in text):
        return False
    if not (_SENTENCE.match(text) or _is_joined(text)) and Reading(text, 0, "").proves():
        return True
    for quote in _QUOTES:
        end = text.find(quote)
        if end >= 0 and _breaks_out(text, end, quote):
            return True
    end = text.find("*/")
    return end >= 0 and Reading(text, end + 2, "*").proves()


def may_be_sql(texts):
    """The places of those plain texts (plain.py) for which it is not enough to look at the first words."""
    is_none = _NO_SQL.match
    return [place for place, text in enumerate(texts) if not is_none(text.lower())]


def _is_joined(text):
    found = _JOINED.match(text)
    return found is not None and KEYWORDS.isdisjoint(map(str.lower, filter(None, found.groups())))


def _breaks_out(text, end, quote):
    """Of the first quote, and where that is doubled or escaped also of the first that is not."""
    if quote == "`" and (end > _LONGEST_NAME or not _NAME.match(text[:end])):
        return False
    if text[end + 1 : end + 2] != quote and _goes_on(text, end + 1, quote):
        return True
    closing = end_of_string(text, 0, quote)
    return closing > end and _goes_on(text, closing + 1, quote)


def _goes_on(text, start, quote):
    return not _WORD.match(text, start) and Reading(text, start, quote).proves()

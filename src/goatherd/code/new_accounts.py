"""Passwords that a script gives to the accounts it makes: `bcrypt.hash("password", 10)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import Committed

if TYPE_CHECKING:
    from collections.abc import Iterator

_HASHED = regex(
    r"\b(?:bcrypt(?:js)?\s*\.\s*(?:hash(?:Sync|pw)?)|(?:argon2|pwd_context)\s*\.\s*hash|make_password|generate_password_hash|(?:get|make)_password_hash"
    r"|hash_?[pP]assword)\(\s*b?(?:\"([^\"\n\\]{6,64})\"|'([^'\n\\]{6,64})')"
)
_CHOSEN = regex(r"(?=.*[A-Za-z])(?=.*[^A-Za-z_\s.-])\S{6,64}")
_MADE_UP = regex(
    r"(?i).*(?:dummy|fake|invalid|wrong|example|placeholder|random|<|\$\{|\{\{|nobody|not[-_ ]?a|no[-_ ]?such).*"
)
_FOR_TRIALS = regex(r"(?i).*\btest(?:pass\w*)?\W?\d*|.*test[-_ ]?pass.*")


def passwords_given_accounts(path: str, text: str) -> Iterator[Committed]:
    """Every constant that becomes the hash of a password, in order of lines, once a line."""
    told: set[int] = set()
    for match in _HASHED.finditer(text):
        password = match[1] or match[2]
        start = text.rfind("\n", 0, match.start()) + 1
        line = text.count("\n", 0, start) + 1
        commented = text[start : match.start()].lstrip().startswith(("#", "//", "*", "/*"))
        chosen = (
            _CHOSEN.fullmatch(password) and not _MADE_UP.fullmatch(password) and not _FOR_TRIALS.fullmatch(password)
        )
        if chosen and not commented and line not in told:
            told.add(line)
            yield Committed("the password of an account", "", password, Span(path, line), by_name=True, signs_in=True)

"""Passwords of accounts, where a script or a test signs in with them: `signIn(auth, "mail", "password")`.

Such a test runs against whatever the application is deployed to, unless it names an emulator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import Committed

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

# The client that the call may be given first, a mail address and a password: constants, or what is called so.
_CALL = regex(
    r"\b\w{0,40}(?:[lL]og_?[iI]n|[sS]ign_?[iI]n)\w{0,40}\(\s*(?:(?![\"'])[\w.()]{1,40}\s*,\s*)?"
    r"(?:\"([^\"\n]{5,80})\"|'([^'\n]{5,80})'|([A-Za-z_]\w{2,40}))\s*,\s*"
    r"(?:\"([^\"\n]{6,64})\"|'([^'\n]{6,64})'|([A-Za-z_]\w{2,40}))\s*[,)]"
)
_CONSTANT = regex(r"\b([A-Za-z_]\w{2,40})(?::\s{0,4}string)?\s{0,4}=\s{0,4}(?:\"([^\"\n]{5,80})\"|'([^'\n]{5,80})')")
_MAIL = regex(
    r"(?i)(?!(?:foo|bar|fake|dummy|nobody|no-?one|someone|invalid|non-?existent|wrong|unknown)\w*@)[\w.+-]{1,64}@"
    r"(?!(?:[\w-]+\.)*(?:example|test|invalid|fake|local|localhost|domain|email|mail)\b)[\w-]{1,63}(?:\.[a-z]{2,}){1,3}"
)
_CHOSEN = regex(r"(?=.*[A-Za-z])(?=.*[^A-Za-z_\s.-])\S{6,64}")
_REFUSED = regex(r"(?i).*(?:wrong|invalid|bad|incorrect|fake|dummy|example|<|\$\{|\{\{).*")
_PROVIDERS = regex(r"(?i)firebase|supabase|cognito|amplify|auth0")
_EMULATED = regex(r"(?i)emulator|localhost|127\.0\.0\.1|jest\.mock|vi\.mock|unittest\.mock|sinon")


def passwords_signed_in_with(path: str, text: str) -> Iterator[Committed]:
    """Every constant that an account's password is, in order of lines, once a line."""
    if not _PROVIDERS.search(text) or _EMULATED.search(text):
        return
    named = {match[1]: match for match in _CONSTANT.finditer(text)}
    told: set[int] = set()
    for call in _CALL.finditer(text):
        mail, _ = _argument(call, 1, named)
        password, place = _argument(call, 4, named)
        line = text.count("\n", 0, place) + 1
        if _MAIL.fullmatch(mail) and _CHOSEN.fullmatch(password) and not _REFUSED.fullmatch(password):
            if line not in told:
                yield Committed(
                    "the password of an account", "", password, Span(path, line), by_name=True, signs_in=True
                )
            told.add(line)


def _argument(call: re.Match[str], group: int, named: dict[str, re.Match[str]]) -> tuple[str, int]:
    """An argument's text, "" where it is no constant, and where that stands."""
    for quoted in (group, group + 1):
        if call[quoted]:
            return call[quoted], call.start(quoted)
    constant = named.get(call[group + 2])
    if constant is None:
        return "", call.start()
    return constant[2] or constant[3], constant.start(1)

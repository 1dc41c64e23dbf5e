"""Passwords and keys that a program takes where nobody sets one, and passwords that a text tells with their server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import extension
from goatherd.core.lazy import regex
from goatherd.core.secrets import looks_issued, promises_secret, revealed, waits_for_another
from goatherd.core.source import Span
from goatherd.model.flow import Committed

if TYPE_CHECKING:
    from collections.abc import Iterator

_VALUE = r"(?:\"([^\"\n\\]{6,200})\"|'([^'\n\\]{6,200})')"
FOR_BROWSERS = ("VITE_", "REACT_APP_", "NEXT_PUBLIC_", "EXPO_PUBLIC_", "NUXT_PUBLIC_", "PUBLIC_", "GATSBY_")
# settings.get("DB_PASS", "…"), process.env.DB_PASS ?? "…"
_FALLBACK = regex(
    r"(?:\b(?:get|getenv|setdefault)\(\s*[\"'](?P<asked>[A-Za-z]\w{3,80})[\"']\s*,\s*"
    r"|\benv(?:\.|\[[\"'])(?P<variable>[A-Za-z]\w{3,80})(?:[\"']\])?\s*(?:\|\||\?\?)\s*)" + _VALUE
)
# class Settings: db_pass: str = Field(default="…")
_FIELD = regex(
    r"^[ \t]+(?P<field>[A-Za-z]\w{3,80})[ \t]*:[ \t]*(?:Optional\[)?(?:str|SecretStr)\b[^=\n]{0,20}=[ \t]*"
    r"(?:(?:Field|SecretStr)\()?(?:default[ \t]*=[ \t]*)?" + _VALUE
)
# PGPASSWORD=… psql -h 203.0.113.9
_CLIENT = regex(r"\b(?:PGPASSWORD|MYSQL_PWD)=[\"']?([^\s\"'`]{6,64})[\"']?\s+(?:psql|pg_dump|pg_restore|mysql\w*)\b")
_HOST = regex(r"(?:\s-h\s*|\bhost(?:name)?[= ])[\"']?((?:\d{1,3}\.){3}\d{1,3}|[\w-]+(?:\.[\w-]+)+)(?![\w.])")
_OF_NOBODY = regex(
    r"(?i)127\..*|0\.0\.0\.0|1\.2\.3\.4|.*(?:example|your|my-?(?:server|host|instance)|x{3}|localhost|internal).*"
)
_ON_THIS_MACHINE = regex(
    r"(?i)\w*host\w*[\"']?\]?[^\n\"']{0,40}[\"'](?:localhost|127\.0\.0\.1|host\.docker\.internal|postgres|mysql|db)[\"']"
)
_CHOSEN = regex(r"(?=.*[A-Za-z])(?=.*[^A-Za-z_\s.-])[^\s{}<>$]{6,64}")
_MADE_UP = regex(
    r"(?i).*(?:p[a@4][s$5]{2}|your|secret|change|replace|example|dummy|fake|mock|sample|invalid|test|foo|local|\bdev\b"
    r"|1234|abcdef|qwert|\.\.\.|\*\*|(\S)\1{4}).*"
)
_TEXTS = frozenset({".md", ".mdx", ".rst", ".adoc", ".sh", ".txt"})


def passwords_by_default(path: str, text: str) -> Iterator[Committed]:
    """Every such password of a file, in order of lines, one a line."""
    if extension(path) in _TEXTS:
        yield from _told_with_server(path, text)
    elif not _ON_THIS_MACHINE.search(text):
        for number, line in _lines(text):
            match = _FALLBACK.search(line) or (_FIELD.search(line) if extension(path) == ".py" else None)
            if match is None:
                continue
            named = match.groupdict()
            name = named.get("asked") or named.get("variable") or named.get("field") or ""
            *_, doubly, singly = match.groups()
            value = doubly or singly
            promised = promises_secret(name)
            if promised == "password" and _is_chosen(value):
                yield Committed("a password", name, value, Span(path, number), by_name=True)
            elif promised and not name.startswith(FOR_BROWSERS) and _is_issued(value):
                what = "a password" if promised == "password" else "a credential"
                yield Committed(what, name, value, Span(path, number), by_name=True)


def _is_issued(value: str) -> bool:
    """Whether it looks like what a service gives out, or a generator makes, and may not be seen by everybody."""
    return looks_issued(value) and revealed(value) != "a Google API key" and not _MADE_UP.fullmatch(value)


def _told_with_server(path: str, text: str) -> Iterator[Committed]:
    for number, line in _lines(text):
        match = _CLIENT.search(line)
        host = _HOST.search(line, match.end()) if match is not None else None
        if match is not None and host is not None and not _OF_NOBODY.fullmatch(host[1]) and _is_chosen(match[1]):
            yield Committed("the password of a server", "", match[1], Span(path, number))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.splitlines(), 1) if len(line) <= 1_000)


def _is_chosen(value: str) -> bool:
    return bool(_CHOSEN.fullmatch(value)) and not _MADE_UP.fullmatch(value) and not waits_for_another(value)

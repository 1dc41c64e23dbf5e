"""Where code signs in to Google's cloud with a key file that is packed with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.paths import extension, name
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import KeyFile

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE = frozenset({".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"})
_WORTH_A_LOOK = regex(r"\bcert\(|\bCertificate\(|from_service_account_(?:json|file)\(|\bkeyFile(?:name)?\b")
# A relative path: what stands in /tmp or /secrets has been put there when the function starts.
_PATH = r"[\"'`](?P<path>(?![\"'`/~$]|[A-Za-z]:)[^\"'`\n$]{1,200}\.json)[\"'`]"
_JOINED = r"(?:(?:os\.)?path\.(?:join|resolve)\([^()\n]{0,100}?|open\(|str\(|\w+\.parent\s*/\s*)?"
_GIVEN = regex(
    r"(?:\bcert\(\s*(?:require\(\s*)?|\bCertificate\(\s*|from_service_account_(?:json|file)\(\s*"
    rf"|\bkeyFile(?:name)?[\"']?\s*[:=]\s*){_JOINED}{_PATH}"
)
_BY_NAME = regex(
    r"(?:\bcert\(\s*|\bCertificate\(\s*|from_service_account_(?:json|file)\(\s*|\bkeyFile(?:name)?[\"']?\s*:\s*)"
    r"(?P<name>[A-Za-z_]\w{0,80})\s*(?:as\s[\w. ]+|!)?\s*[,)}]"
)
_FILE = regex(_PATH)
_IN_AN_EMULATOR = regex(r"\b(?:(?:FUNCTIONS|FIREBASE|FIRESTORE)_EMULATOR\w*|IS_LOCAL|isLocal|is_local)\b")


def key_files(path: str, text: str) -> Iterator[KeyFile]:
    """Every such place in a program, one for a file that is named."""
    if extension(path) not in _CODE or not _WORTH_A_LOOK.search(text):
        return
    at_home = _IN_AN_EMULATOR.search(text) is not None
    told: set[str] = set()
    for start, file in sorted({*_given(text), *_named(text)}):
        if file not in told and not _is_commented(text, start):
            told.add(file)
            yield KeyFile(file, at_home, Span(path, text.count("\n", 0, start) + 1))


def _given(text: str) -> Iterator[tuple[int, str]]:
    for match in _GIVEN.finditer(text):
        yield match.start("path"), name(match["path"])


def _named(text: str) -> Iterator[tuple[int, str]]:
    """Files whose names, or what is in them, a variable holds that is given where a key is asked for."""
    for variable in sorted({match["name"] for match in _BY_NAME.finditer(text)}):
        assigned = re.compile(rf"(?<![\w.]){variable}(?:\s*:\s*\w+)?\s*(?:=(?!=)|from\b)[^;\n]{{0,300}}")
        for statement in assigned.finditer(text):
            for match in _FILE.finditer(statement[0]):
                yield statement.start() + match.start("path"), name(match["path"])


def _is_commented(text: str, start: int) -> bool:
    line = text[text.rfind("\n", 0, start) + 1 : start].lstrip()
    return line.startswith(("#", "//", "*", "/*"))

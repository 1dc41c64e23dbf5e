"""Regular expressions that stand in the code of a function, where the instruments do not tell of them: JavaScript."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.oracles.api import Opportunity

MAX_FILES, MAX_FILE = 20, 200_000
# A slash begins one where a value may stand.
_LITERAL = re.compile(
    r"(?:[(,=:\[!&|?{};+\n]|\breturn)[ \t]*/(?![*/])((?:[^\\/\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)/[a-z]*"
)


def patterns(opportunity: Opportunity) -> Iterator[tuple[str, str]]:
    """(pattern, "file:line" below the function's folder) of the attacked function's own files."""
    pod, function = opportunity.pod, opportunity.seed.attempt.target.function
    entry = function.entry
    if not isinstance(entry, Entry) or entry.inline:
        return
    for path in pod.application.behaviour(function).files[:MAX_FILES]:
        place = os.path.relpath(path, entry.root or ".")
        text = "" if place.startswith("..") else _text(os.path.join(pod.root, path))
        for match in _LITERAL.finditer(text):
            yield match[1], f"{place}:{text.count(chr(10), 0, match.start(1)) + 1}"


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(MAX_FILE)
    except OSError:
        return ""

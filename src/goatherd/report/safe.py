"""Text of the scanned tree, made harmless for terminals and logs.

What runs jobs acts on lines of their logs: GitHub on `::error::…`, Azure on `##vso[…]`, wherever a line may be broken.
Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import re
from json import dumps

_TAB = "    "
# Control characters, invisible ones and bidirectional overrides.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_COMMAND = re.compile(
    r"(?<=:):(?=(?:error|warning|notice|debug|group|endgroup|echo|add-(?:mask|matcher|path)|remove-matcher|stop-commands"
    r"|set-(?:output|env)|save-state)\b)|(?<=#)#(?=\[|vso\[)",
    re.IGNORECASE,
)


def safe(text: str) -> str:
    """Text on one line, without anything that a terminal would act on."""
    return visible(text.replace("\n", " ").replace("\t", " "))


def visible(line: str) -> str:
    """A line with its tabs as blanks and everything that a terminal would act on replaced."""
    return harmless(line.replace("\t", _TAB))


def harmless(text: str) -> str:
    """Text with its tabs and line breaks, and everything else that is not seen, or is a command, replaced."""
    return _COMMAND.sub("\ufffd", _UNSAFE.sub("\ufffd", text))


def escaped(json: str) -> str:
    """JSON that means the same, with everything that is not seen written as an escape."""
    return _UNSAFE.sub(lambda found: dumps(found[0])[1:-1], json)

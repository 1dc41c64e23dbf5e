"""The formats of report files, and how a file of each begins when goatherd has written it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 4096
_BEGINNINGS = {
    "github": regex(r"::(?:error|warning|notice) file="),
    "gitlab": regex(r'\[\]\s*\Z|\[\s*\{\s*"description": "[^\n]*",\s*"check_name": "[A-Z]+\d+ '),
    "html": regex(
        r'<!doctype html>\s*<html lang="en">\s*<head>\s*<meta charset="utf-8">\s*<meta [^>]*content="goatherd '
    ),
    "json": regex(r'\{\s*"version": \d+,\s*"tool": \{\s*"name": "goatherd"'),
    "jsonl": regex(r'\{"type": "scan", "version": \d+, "tool": \{"name": "goatherd"'),
    "junit": regex(r'<\?xml [^>\n]*\?>\s*<testsuites><testsuite name="goatherd"'),
    "markdown": regex(r"# goatherd\n"),
    "sarif": regex(r'\{\s*"\$schema": "[^"\n]*",[^{}]*\{\s*"tool": \{\s*"driver": \{\s*"name": "goatherd"'),
}
FILE_FORMATS = tuple(_BEGINNINGS)


def may_be_replaced(path: Path, format: str) -> bool:
    """Whether there is no file, an empty one, or what looks like an earlier report in this format."""
    if not path.exists():
        return True
    if not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return False
    return not head or _BEGINNINGS[format].match(head) is not None

"""The formats of reports in files, and how a file of each begins when a command of goatherd has written it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 4096
_BEGINNINGS = {
    "dot": regex(r"digraph map \{\n  rankdir=LR\n"),
    "github": regex(r"::(?:error|warning|notice) file="),
    "gitlab": regex(r'\[\]\s*\Z|\[\s*\{\s*"description": "[^\n]*",\s*"check_name": "[A-Z]+\d+ '),
    "html": regex(
        r'<!doctype html>\s*<html lang="en">\s*<head>\s*<meta charset="utf-8">\s*<meta [^>]*content="goatherd '
    ),
    "json": regex(r'\{\s*"version": \d+,\s*"tool": \{\s*"name": "goatherd"'),
    "jsonl": regex(
        r'\{"type": (?:"scan", "version": \d+, "tool": \{"name": "goatherd"|"(?:alert|not_read|summary)", ")'
    ),
    "junit": regex(r'<\?xml [^>\n]*\?>\s*<testsuites><testsuite name="goatherd"'),
    "markdown": regex(r"# goatherd(?: map)?\n"),
    "mermaid": regex(r'flowchart LR\n  (?:subgraph a\d+ \["|classDef anonymous)'),
    "ocsf": regex(r'\{"class_uid": 2004, "class_name": "Detection Finding", '),
    "sarif": regex(r'\{\s*"\$schema": "[^"\n]*",[^{}]*\{\s*"tool": \{\s*"driver": \{\s*"name": "goatherd"'),
    "svg": regex(r'<svg xmlns="[^"\n]*" class="picture alone" '),
    "text": regex(
        r"(?s).*(?: events? can start it|started (?:only )?by|nothing starts it|widens? the surface|no application)"
    ),
}
FILE_FORMATS = ("github", "gitlab", "html", "json", "jsonl", "junit", "markdown", "sarif")  # of findings


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

"""Why a Python file cannot be parsed, in words that help."""

from __future__ import annotations

import sys

from goatherd.core.lazy import regex

_PYTHON_2_MESSAGE = regex(r"Missing parentheses in call to '(print|exec)'|leading zeros in decimal integer")
_PYTHON_2_LINE = regex(
    r"""\s*(?:print\s+[\w"'%(]|print\s*>>|exec\s+["'\w]|raise\s+[\w.]+\s*,|except\s+[\w.()\s,]+,\s*[a-z_]\w*\s*:)"""
    r"""|.*(?:`\w+`|\s<>\s|\b0[0-7]+[lL]?\b|\b\d+[lL]\b|\bur['"])""",
)
_MAX_LINE = 300  # the patterns are not made for hostile lines
_FORMATTED = regex(r".*\b(?:[rR]?[fFtT]|[fFtT][rR])['\"]")


def explain(error: SyntaxError, text: str) -> tuple[int, str]:
    """(line, message) for a file that the running Python does not accept."""
    lines = text.split("\n")
    line = max(1, min(error.lineno or 1, len(lines)))
    reason = error.msg or "invalid syntax"
    written = lines[line - 1][:_MAX_LINE]
    if _PYTHON_2_MESSAGE.match(reason) or _PYTHON_2_LINE.match(written):
        return line, f"is written for Python 2 ({reason})"
    if sys.version_info < (3, 12) and _FORMATTED.match(written):
        return line, (
            "looks like syntax of Python 3.12, which the Python "
            f"{sys.version_info[0]}.{sys.version_info[1]} that runs goatherd cannot parse ({reason})"
        )
    return line, f"is not valid Python: {reason}"

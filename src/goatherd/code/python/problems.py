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
_NEWER = (
    ((3, 12), regex(r"\s*type\s+\w+\s*(?:\[[^\]]*\])?\s*=")),
    ((3, 12), regex(r"\s*(?:(?:async\s+)?def|class)\s+\w+\s*\[")),
    ((3, 12), regex(r".*\b(?:[rR]?[fF]|[fF][rR])['\"]")),
    ((3, 14), regex(r".*\b(?:[rR]?[tT]|[tT][rR])['\"]")),
    ((3, 14), regex(r"\s*except\*?\s+[\w.]+\s*,")),
    ((3, 15), regex(r"\s*lazy\s+(?:import|from)\b")),
)


def explain(error: SyntaxError, text: str) -> tuple[int, str]:
    """(line, message) for a file that the running Python does not accept."""
    lines = text.split("\n")
    line = max(1, min(error.lineno or 1, len(lines)))
    reason = error.msg or "invalid syntax"
    written = lines[line - 1][:_MAX_LINE]
    if _PYTHON_2_MESSAGE.match(reason) or _PYTHON_2_LINE.match(written):
        return line, f"is written for Python 2 ({reason})"
    running = sys.version_info[:2]
    for version, pattern in _NEWER:
        if version > running and pattern.match(written):
            return line, (
                f"looks like syntax of Python {version[0]}.{version[1]}, which the Python {running[0]}.{running[1]} "
                f"that runs goatherd cannot parse ({reason})"
            )
    return line, f"is not valid Python: {reason}"

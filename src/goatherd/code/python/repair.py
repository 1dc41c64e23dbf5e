"""A Python file that cannot be parsed as it is, read as far as possible: statement by statement."""

from __future__ import annotations

import ast
import sys
from bisect import bisect_right

from goatherd.code.python.fstrings import unescaped, with_older_fstrings
from goatherd.code.python.lines import logical_lines
from goatherd.code.python.older import reworded
from goatherd.code.python.problems import explain
from goatherd.core.lazy import regex

_MAX_LENGTH = 300_000  # beyond it a file with a mistake is not read
_MAX_STATEMENTS = 25
_MAX_WORK = 2_000_000  # characters parsed again
_MAX_TOLD = 3

_KEYWORD = regex(r"\s*(async\s+\w+|\w+)\s*(\w*)")
_BLOCK_OF = regex(r".* on line (\d+)")
_STAND_INS = {
    "def": "def {name}(*_, **__):",
    "async def": "async def {name}(*_, **__):",
    "class": "class {name}:",
    "except": "except Exception:",
    "elif": "elif 0:",
    "else": "else:",
    "finally": "finally:",
    "try": "try:",
    "case": "case _:",
    **dict.fromkeys(("if", "for", "while", "with", "async for", "async with"), "if 1:"),
}


def repaired(text: str, error: SyntaxError) -> tuple[ast.Module, list[tuple[int, str]]]:
    """What can be read of a text that raised `error`, and (line, message) of the first statements that cannot.

    Raises SyntaxError where nothing can.
    """
    if len(text) > _MAX_LENGTH or "\0" in text:
        raise error
    file = _File(text)
    problems: dict[int, tuple[int, str]] = {}
    for _ in range(min(_MAX_STATEMENTS, 1 + _MAX_WORK // len(text))):
        try:
            return file.parsed(), sorted(problems.values())
        except TabError:
            file.expand_tabs()
        except SyntaxError as wrong:
            line, message = explain(wrong, text)
            number = file.at(line)
            if file.is_open_before(number):
                number = file.at(file.firsts[number] - 1)
                line = file.firsts[number]
            if len(problems) < _MAX_TOLD:
                problems.setdefault(number, (line, f"{message}; this statement is left out"))
            file.replace(number, wrong)
    line = file.cut(number)
    told = (line, "is not read from here on: there are too many mistakes")
    return file.parsed(), [*sorted(problems.values()), told]


class _File:
    """The lines of a text, each of which can be replaced by others of the same height."""

    def __init__(self, text: str) -> None:
        self._lines = logical_lines(text if text.endswith("\n") else text + "\n")
        self.firsts = [line.first for line in self._lines]
        self._tried = [0] * len(self._lines)
        for line in self._lines:
            if not line.is_blank:
                line.put(reworded(line))

    def parsed(self) -> ast.Module:
        text = "".join(line.text for line in self._lines)
        if sys.version_info >= (3, 12):
            return ast.parse(text)
        tree = ast.parse(with_older_fstrings(text))
        for node in ast.walk(tree):  # the escapes that older parsers refuse inside of braces, put back
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                node.value = unescaped(node.value)
        return tree

    def at(self, line: int) -> int:
        """The number of the logical line that goes over a line, or of the last one before it."""
        number = bisect_right(self.firsts, line) - 1
        while number and self._lines[number].is_blank:
            number -= 1
        return number

    def is_open_before(self, number: int) -> bool:
        """Whether the statement before a line has a bracket that nothing closes: then it is that one's mistake."""
        return number > 0 and self._lines[self.at(self.firsts[number] - 1)].open

    def expand_tabs(self) -> None:
        for line in self._lines:
            line.put(" " * line.width + line.text[len(line.indent) :])

    def replace(self, number: int, error: SyntaxError) -> None:
        """Put something in the place of what raised the error; each time less of it is left."""
        tried, self._tried[number] = self._tried[number], self._tried[number] + 1
        line = self._lines[number]
        if tried > 2:
            line.put("")
        elif isinstance(error, IndentationError) and not tried:
            self._indent(number, error.msg)
        elif "expected 'except'" in error.msg and not tried and (opening := self._opening(number)) is not None:
            self._lines[opening].put(f"{line.indent}if 1:")
        elif tried < 2 and (header := self._header(number)):
            line.put(header)
        else:
            self._drop(number)

    def cut(self, number: int) -> int:
        """Leave out all from the statement of the module on that a line belongs to; its first line."""
        while number and (self._lines[number].width or self._lines[number].is_blank):
            number -= 1
        self._undecorate(number)
        for line in self._lines[number:]:
            line.put("")
        return self.firsts[number]

    def _indent(self, number: int, reason: str) -> None:
        line = self._lines[number]
        if block := _BLOCK_OF.match(reason):
            opening = self._lines[self.at(int(block[1]))]
            end = len(opening.code.rstrip())
            opening.put(f"{opening.text[:end]} pass")
            return
        margin = next(
            (each.indent for each in reversed(self._lines[:number]) if not each.is_blank and each.width <= line.width),
            "",
        )
        line.put(margin + line.text[len(line.indent) :])

    def _opening(self, number: int) -> int | None:
        """The `try` whose block ends before a line."""
        width = self._lines[number].width
        for earlier in range(number - 1, -1, -1):
            line = self._lines[earlier]
            if not line.is_blank and line.width >= width and line.code.split(":")[0].strip() == "try":
                return earlier
        return None

    def _header(self, number: int) -> str:
        """What keeps the block below a line, if there is one."""
        line = self._lines[number]
        found = _KEYWORD.match(line.code) if self._block(number) > number + 1 else None
        if found is None:
            return ""
        return line.indent + _STAND_INS.get(" ".join(found[1].split()), "").format(name=found[2])

    def _drop(self, number: int) -> None:
        margin = self._lines[number].indent
        for line in self._lines[number : self._block(number)]:
            line.put("")
        self._lines[number].put(f"{margin}pass")
        self._undecorate(number)

    def _block(self, number: int) -> int:
        """Where the lines end that are indented deeper than the one before them."""
        width = self._lines[number].width
        end = number + 1
        for later in range(number + 1, len(self._lines)):
            if not self._lines[later].is_blank:
                if self._lines[later].width <= width:
                    break
                end = later + 1
        return end

    def _undecorate(self, number: int) -> None:
        while number and (self._lines[number - 1].is_blank or self._lines[number - 1].code.lstrip().startswith("@")):
            number -= 1
            self._lines[number].put("")

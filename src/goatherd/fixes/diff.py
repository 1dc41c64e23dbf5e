"""Changed texts as a unified diff that `git apply` and `patch` take."""

from __future__ import annotations

import json
from difflib import unified_diff
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_UNFINISHED = "\n\\ No newline at end of file\n"


def diff(files: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """Lines with their ends, for files by path with their text before and after.

    Paths begin at the root of the work tree: git's own header makes `git apply` read them so in every folder.
    """
    for path, (before, after) in files.items():
        old, new = _name("a", path), _name("b", path)
        yield f"diff --git {old} {new}\n"
        # What follows a blank in a name is the time of the file to `patch`, unless a tab ends the name.
        tab = "\t" if " " in path else ""
        lines = unified_diff(_lines(before), _lines(after), old + tab, new + tab)
        yield from (line if line.endswith("\n") else line + _UNFINISHED for line in lines)


def _lines(text: str) -> list[str]:
    """Lines end in a line feed and nowhere else."""
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _name(side: str, path: str) -> str:
    name = f"{side}/{path}"
    return name if name.isprintable() else json.dumps(name)

"""The patterns of a .gitignore, as git understands them: bytes, `**`, negation, anchors, folders.

A path is matched part by part, each part in time that is linear in its length whatever the pattern says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PATTERNS = 5_000

_NEVER = rb"(?!)"
_CLASSES = {
    b"alpha": rb"a-zA-Z",
    b"digit": rb"0-9",
    b"alnum": rb"a-zA-Z0-9",
    b"upper": rb"A-Z",
    b"lower": rb"a-z",
    b"space": rb"\s",
    b"blank": rb" \t",
    b"xdigit": rb"0-9a-fA-F",
    b"punct": rb"!-/:-@\[-`{-~",
}


class Patterns:
    """Those of one file. `verdict` is whether a path below the file's folder is ignored; None where nothing matches."""

    __slots__ = ("_any_name", "_patterns", "_placed")

    def __init__(self, data: bytes) -> None:
        lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:MAX_PATTERNS]
        read = (_read(line.removesuffix(b"\r")) for line in lines)
        self._patterns = [pattern for pattern in read if pattern is not None]
        names = [pattern.parts[0] for pattern in self._patterns if not pattern.anchored]
        self._any_name = re.compile(b"|".join(b"(?:%s)" % name.pattern for name in names if name) or _NEVER, re.DOTALL)
        self._placed = any(pattern.anchored for pattern in self._patterns)

    def verdict(self, parts: Sequence[bytes], *, folder: bool) -> bool | None:
        if not self._placed and self._any_name.fullmatch(parts[-1]) is None:
            return None
        for pattern in reversed(self._patterns):
            if (folder or not pattern.folders) and pattern.matches(parts):
                return not pattern.negated
        return None


class _Pattern:
    """`parts` are what the parts of a path are to match; None is any number of them."""

    __slots__ = ("anchored", "folders", "negated", "parts")

    def __init__(self, parts: list[re.Pattern[bytes] | None], *, anchored: bool, folders: bool, negated: bool) -> None:
        self.parts = parts
        self.anchored = anchored
        self.folders = folders
        self.negated = negated

    def matches(self, path: Sequence[bytes]) -> bool:
        if not self.anchored:
            (name,) = self.parts
            return name is not None and name.fullmatch(path[-1]) is not None
        return _matches(self.parts, path)


def _matches(parts: Sequence[re.Pattern[bytes] | None], path: Sequence[bytes]) -> bool:
    """Whether a whole path matches; what stands behind a `**` is looked for at its first place."""
    at = here = 0
    again: tuple[int, int] | None = None
    while here < len(path):
        part = parts[at] if at < len(parts) else _END
        if part is None:
            if at == len(parts) - 1:
                return True  # a last `**` takes all that is left, of which there is something
            at += 1
            again = (at, here)
        elif part is not _END and part.fullmatch(path[here]) is not None:
            at, here = at + 1, here + 1
        elif again is not None:
            at, again = again[0], (again[0], again[1] + 1)
            here = again[1]
        else:
            return False
    return at == len(parts)


_END = re.compile(_NEVER)


def _read(line: bytes) -> _Pattern | None:
    text = _without_trailing_blanks(line)
    if text.startswith(b"#"):
        return None
    negated = text.startswith(b"!")
    text = text[1:] if negated else text
    folders = text.endswith(b"/")
    text = text[:-1] if folders else text
    anchored = b"/" in text
    text = text.removeprefix(b"/")
    if not text:
        return None
    if not anchored:
        return _Pattern([_part(text)], anchored=False, folders=folders, negated=negated)
    parts = [None if _is_any_depth(part) else _part(part) for part in text.split(b"/")]
    return _Pattern(parts, anchored=True, folders=folders, negated=negated)


def _is_any_depth(part: bytes) -> bool:
    return len(part) > 1 and not part.strip(b"*")


def _without_trailing_blanks(line: bytes) -> bytes:
    kept = line.rstrip(b" ")
    if kept == line:
        return line
    escaped = (len(kept) - len(kept.rstrip(b"\\"))) % 2
    return kept + b" " * escaped


def _part(text: bytes) -> re.Pattern[bytes]:
    """One part of a path: between two stars, what stands there is looked for at its first place."""
    chunks: list[bytes] = [b""]
    position = 0
    while position < len(text):
        token, position = _token(text, position)
        if token is None:
            return _END
        if token == b"*":
            chunks += [b""] if chunks[-1] or len(chunks) == 1 else []
        else:
            chunks[-1] += token
    if len(chunks) == 1:
        return re.compile(chunks[0], re.DOTALL)
    first, *middle, last = chunks
    return re.compile(first + b"".join(b"(?>.*?%s)" % chunk for chunk in middle) + b".*" + last, re.DOTALL)


def _token(text: bytes, at: int) -> tuple[bytes | None, int]:
    """The regular expression for what stands at a place, and where the next begins; None for what matches nothing."""
    character = text[at : at + 1]
    if character == b"*":
        return b"*", at + 1
    if character == b"?":
        return b".", at + 1
    if character == b"\\":
        return (re.escape(text[at + 1 : at + 2]) if at + 1 < len(text) else None), at + 2
    if character == b"[":
        return _bracket(text, at + 1)
    return re.escape(character), at + 1


def _bracket(text: bytes, at: int) -> tuple[bytes | None, int]:
    negated = text[at : at + 1] in (b"!", b"^")
    at += negated
    members: list[bytes] = []
    first = True
    while first or text[at : at + 1] != b"]":
        first = False
        if text.startswith(b"[:", at) and (end := text.find(b":]", at)) > 0 and text[at + 2 : end] in _CLASSES:
            members.append(_CLASSES[text[at + 2 : end]])
            at = end + 2
            continue
        low, at = _member(text, at)
        if not low:
            return None, at
        if text[at : at + 1] == b"-" and text[at + 1 : at + 2] not in (b"]", b""):
            high, at = _member(text, at + 1)
            if not high:
                return None, at
            if low <= high:
                members.append(re.escape(low) + b"-" + re.escape(high))
        else:
            members.append(re.escape(low))
    if not members:
        return (b"." if negated else _NEVER), at + 1
    return b"[" + b"^" * negated + b"".join(members) + b"]", at + 1


def _member(text: bytes, at: int) -> tuple[bytes, int]:
    at += text[at : at + 1] == b"\\"
    return text[at : at + 1], at + 1

"""Which files git tracks, read from the index itself: git is not asked, for the repository says what git runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from goatherd.core.plain_files import opened_plain

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 200_000_000
_FACTS = 40  # bytes before the id of the content
_EXTENDED = 0x4000
_LONGEST_TOLD = 0xFFF  # the length of a path, or that it is longer
_SPLIT = b"link"


class Unreadable(Exception):
    """The index is none that is understood."""


def tracked(top: Path) -> frozenset[bytes]:
    """Paths from `top`, the root of a work tree, on; a folder of a sparse index ends in "/". Raises Unreadable."""
    data = _read(os.path.join(_git_folder(top), "index"))
    if data is None:
        return frozenset()  # nothing was added yet
    config = _read(os.path.join(shared_folder(top), "config")) or b""
    try:
        return frozenset(_paths(data, 32 if b"sha256" in config.lower() else 20))
    except (IndexError, ValueError) as error:
        raise Unreadable from error


def shared_folder(top: Path) -> str:
    """The folder of what all work trees of the repository share. Raises Unreadable."""
    folder = _git_folder(top)
    common = _read(os.path.join(folder, "commondir"))
    return os.path.join(folder, os.fsdecode(common.strip().replace(b"\0", b""))) if common else folder


def _git_folder(top: Path) -> str:
    """The folder of the repository's own files; that of a further work tree is named by a file."""
    place = os.path.join(top, ".git")
    if os.path.isdir(place):
        return place
    text = (_read(place) or b"").strip()
    if not text.startswith(b"gitdir:") or b"\0" in text:
        raise Unreadable
    return os.path.join(top, os.fsdecode(text[len(b"gitdir:") :].strip()))


def _read(path: str) -> bytes | None:
    try:
        with open(opened_plain(path), "rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreadable from error
    if len(data) > MAX_BYTES:
        raise Unreadable
    return data


def _paths(data: bytes, id_size: int) -> list[bytes]:
    version = int.from_bytes(data[4:8], "big")
    if data[:4] != b"DIRC" or version not in (2, 3, 4):
        raise ValueError
    paths: list[bytes] = []
    path = b""
    at = 12
    for _ in range(int.from_bytes(data[8:12], "big")):
        start = at
        at += _FACTS + id_size
        flags = int.from_bytes(data[at : at + 2], "big")
        at += 4 if flags & _EXTENDED else 2
        if version == 4:
            dropped, at = _number(data, at)
            end = data.index(b"\0", at)
            path = path[: len(path) - dropped] + data[at:end]
            at = end + 1
        else:
            end = data.index(b"\0", at)
            path = data[at:end]
            at = start + (end - start + 8) // 8 * 8
        if min(len(path), _LONGEST_TOLD) != flags & _LONGEST_TOLD:
            raise ValueError
        paths.append(path)
    if data[at : at + 4] == _SPLIT:
        raise ValueError  # most of it is in another file
    return paths


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, as git packs them, and where the next thing begins."""
    byte = data[at]
    value = byte & 0x7F
    while byte & 0x80:
        at += 1
        byte = data[at]
        value = (value + 1) << 7 | byte & 0x7F
    return value, at + 1

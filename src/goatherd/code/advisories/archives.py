"""The documents of a folder, or of one archive, in OSV's layout.

Nothing is unpacked: members are read where they are, and their names lead nowhere.
"""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DOCUMENT_BYTES = 5_000_000


@frozen
class Place:
    """A document: a file, or the `member` of one that is an archive."""

    file: str
    member: str = ""

    def __str__(self) -> str:
        return f"{self.file}!{self.member}" if self.member else self.file


class Documents:
    """Every document below `path`, in a fixed order; `problems` says which cannot be read."""

    def __init__(self, path: str) -> None:
        self.problems: list[str] = []
        self._path = path
        self._archives: dict[str, zipfile.ZipFile] = {}

    def places(self) -> Iterator[Place]:
        for file in _files(self._path):
            if not file.endswith(".zip"):
                yield Place(file)
                continue
            try:
                self._archives[file] = zipfile.ZipFile(file)
            except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
                self.problems.append(f"{file} cannot be opened: {error}")
                continue
            for member in self._archives[file].namelist():
                if member.endswith(".json"):
                    yield Place(file, member)

    def read(self, place: Place) -> bytes | None:
        """The bytes of a document, at most MAX_DOCUMENT_BYTES; None, and a problem, where they cannot be had."""
        try:
            if place.member:
                archive = self._archives[place.file]
                size = archive.getinfo(place.member).file_size
                data = archive.read(place.member) if size <= MAX_DOCUMENT_BYTES else None
            else:
                size = os.path.getsize(place.file)
                data = _bytes_of(place.file) if size <= MAX_DOCUMENT_BYTES else None
        except Exception as error:  # each way of packing has errors of its own: zlib.error, LZMAError, BadZipFile …
            self.problems.append(f"{place} cannot be read: {error}")
            return None
        if data is None:
            self.problems.append(f"{place} is too large ({size:,} bytes)")
        return data


def _files(path: str) -> Iterator[str]:
    if os.path.isfile(path):
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            file = os.path.join(folder, name)
            if name.endswith((".json", ".zip")) and os.path.isfile(file):  # to read a pipe would never end
                yield file


def _bytes_of(file: str) -> bytes:
    with open(file, "rb") as stream:
        return stream.read(MAX_DOCUMENT_BYTES)

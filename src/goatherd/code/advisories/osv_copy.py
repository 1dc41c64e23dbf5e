"""A user's copy of OSV's data: indexed by the names in it, parsed only for the packages that are asked for.

The full archive of npm has hundreds of thousands of documents, and an application a few hundred packages.
"""

from __future__ import annotations

import json
import os
import re
import zipfile
from typing import TYPE_CHECKING, Any

from goatherd.code.advisories.lookup import Advisories
from goatherd.code.advisories.osv import normalise, records_of
from goatherd.core.errors import ReadError

if TYPE_CHECKING:
    from goatherd.code.advisories.osv import Record

MAX_DOCUMENT_BYTES = 5_000_000

_ECOSYSTEM = re.compile(rb'"ecosystem"\s*:\s*"(PyPI|npm)"')
_PUBLISHED = re.compile(rb'"published"\s*:\s*"(\d{4}-\d\d-\d\d)T')
# Every name in the document, people's included: what is no package is sorted out when it is parsed.
_NAME = re.compile(rb'"name"\s*:\s*("(?:[^"\\]|\\.)*")')

Place = tuple[str, str]  # file, and member of it when it is an archive


class OsvCopy(Advisories):
    """All documents of a folder, or one archive. Raises ReadError when there is not one."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._places: dict[str, list[Place]] = {}
        self._archives: dict[str, zipfile.ZipFile] = {}
        self._known: dict[tuple[str, str], list[Record]] = {}
        self._newest: dict[str, str] = {}
        self._documents = 0
        for file in _files(path):
            self._index_file(file)
        if not self._documents:
            raise ReadError(
                f"no advisories in {path}",
                help="give a folder with OSV's archives (PyPI/all.zip, npm/all.zip) or its JSON documents",
            )

    def records(self, ecosystem: str, name: str) -> list[Record]:
        key = (ecosystem, normalise(ecosystem, name))
        if key not in self._known:
            documents = [self._parse(place) for place in self._places.get(_plain(name), ())]
            self._known[key] = [r for d in documents for e, n, r in records_of(d) if (e, n) == key]
        return self._known[key]

    def newest(self, ecosystem: str) -> str:
        return self._newest.get(ecosystem, "")

    def _index_file(self, file: str) -> None:
        if not file.endswith(".zip"):
            self._index((file, ""))
            return
        try:
            self._archives[file] = zipfile.ZipFile(file)
        except (OSError, zipfile.BadZipFile) as error:
            self.problems.append(f"{file} cannot be opened: {error}")
            return
        for member in self._archives[file].namelist():
            if member.endswith(".json"):
                self._index((file, member))

    def _index(self, place: Place) -> None:
        data = self._read(place)
        if data is None:
            return
        if not data.rstrip().endswith(b"}"):
            self.problems.append(f"{_where(place)} is not JSON")
            return
        self._documents += 1
        day = max((day.decode() for day in _PUBLISHED.findall(data)), default="")
        for ecosystem in {each.decode() for each in _ECOSYSTEM.findall(data)}:
            self._newest[ecosystem] = max(day, self._newest.get(ecosystem, ""))
        for written in dict.fromkeys(_NAME.findall(data)):
            try:
                name = _plain(json.loads(written))
            except ValueError:
                continue
            self._places.setdefault(name, []).append(place)

    def _parse(self, place: Place) -> Any:
        try:
            return json.loads(self._read(place) or b"null")
        except (ValueError, RecursionError):
            self.problems.append(f"{_where(place)} is not JSON")
            return None

    def _read(self, place: Place) -> bytes | None:
        file, member = place
        try:
            if member:
                archive = self._archives[file]
                size = archive.getinfo(member).file_size
                data = archive.read(member) if size <= MAX_DOCUMENT_BYTES else None
            else:
                size = os.path.getsize(file)
                data = _bytes_of(file) if size <= MAX_DOCUMENT_BYTES else None
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
            self.problems.append(f"{_where(place)} cannot be read: {error}")
            return None
        if data is None:
            self.problems.append(f"{_where(place)} is too large ({size:,} bytes)")
        return data


def _plain(name: str) -> str:
    """One spelling for both ecosystems; the exact one is compared when the document is parsed."""
    return normalise("PyPI", name)


def _files(path: str) -> list[str]:
    if os.path.isfile(path):
        return [path]
    found = []
    for folder, folders, names in os.walk(path):
        folders.sort()
        found += [os.path.join(folder, name) for name in sorted(names) if name.endswith((".json", ".zip"))]
    return found


def _bytes_of(file: str) -> bytes:
    with open(file, "rb") as stream:
        return stream.read()


def _where(place: Place) -> str:
    return "!".join(part for part in place if part)

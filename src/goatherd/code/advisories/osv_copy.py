"""A user's folder of OSV's data: indexed by the names in it, parsed only for the packages that are asked for."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from goatherd.code.advisories.archives import Documents
from goatherd.code.advisories.lookup import Advisories
from goatherd.code.advisories.osv import normalise, records_of
from goatherd.core.errors import ReadError

if TYPE_CHECKING:
    from goatherd.code.advisories.archives import Place
    from goatherd.code.advisories.osv import Record

_ECOSYSTEM = re.compile(rb'"ecosystem"\s*:\s*"(PyPI|npm)"')
_PUBLISHED = re.compile(rb'"published"\s*:\s*"(\d{4}-\d\d-\d\d)T')
# Every name in the document, people's included: what is no package is sorted out when it is parsed.
_NAME = re.compile(rb'"name"\s*:\s*("(?:[^"\\]|\\.)*")')


class OsvCopy(Advisories):
    """All documents of a folder, or one archive. Raises ReadError when there is not one."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._places: dict[str, list[Place]] = {}
        self._known: dict[tuple[str, str], list[Record]] = {}
        self._newest: dict[str, str] = {}
        self._read = Documents(path)
        self.problems = self._read.problems
        documents = sum(self._index(place) for place in self._read.places())
        if not documents:
            raise no_advisories(path)

    def records(self, ecosystem: str, name: str) -> list[Record]:
        key = (ecosystem, normalise(ecosystem, name))
        if key not in self._known:
            documents = [self._parse(place) for place in self._places.get(_plain(name), ())]
            self._known[key] = [r for d in documents for e, n, r in records_of(d) if (e, n) == key]
        return self._known[key]

    def newest(self, ecosystem: str) -> str:
        return self._newest.get(ecosystem, "")

    def _index(self, place: Place) -> bool:
        """Whether it is a document."""
        data = self._read.read(place)
        if data is None:
            return False
        if not data.rstrip().endswith(b"}"):
            self.problems.append(f"{place} is not JSON")
            return False
        day = max((day.decode() for day in _PUBLISHED.findall(data)), default="")
        for ecosystem in {each.decode() for each in _ECOSYSTEM.findall(data)}:
            self._newest[ecosystem] = max(day, self._newest.get(ecosystem, ""))
        for written in dict.fromkeys(_NAME.findall(data)):
            try:
                name = _plain(json.loads(written))
            except ValueError:
                continue
            self._places.setdefault(name, []).append(place)
        return True

    def _parse(self, place: Place) -> Any:
        try:
            return json.loads(self._read.read(place) or b"null")
        except (ValueError, RecursionError):
            self.problems.append(f"{place} is not JSON")
            return None


def no_advisories(path: str) -> ReadError:
    return ReadError(
        f"no advisories in {path}",
        help="give a folder with OSV's archives (PyPI/all.zip, npm/all.zip) or its JSON documents",
    )


def _plain(name: str) -> str:
    """One spelling for both ecosystems; the exact one is compared when the document is parsed."""
    return normalise("PyPI", name)

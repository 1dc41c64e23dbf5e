"""requirements.txt, read for an installation: pip is handed what is written here, and no line as it stands.

Source: pip's "Requirements File Format"; PEP 508. A line of pip may name files and addresses anywhere, whose code then
runs, other registries, and options of all kinds. What is left of a line here is a name with extras, versions and
hashes; its marker is evaluated, since pip is run by the same Python. Every other line is refused, which is told.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from attrs import define, field
from packaging.markers import InvalidMarker, UndefinedComparison, UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion

from goatherd.code.manifests.requirements_txt import logical_lines
from goatherd.sandbox.installing.files import Refused, bytes_of, place_in_tree

if TYPE_CHECKING:
    from collections.abc import Container

MOST_BYTES = 1 << 20  # of one file
_MOST_FILES = 32
_MOST_LINES = 5000
_MOST_CHARACTERS = 1000  # of a requirement without its hashes
_DIGITS = {"sha256": 64, "sha384": 96, "sha512": 128}
_WRITTEN = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[A-Za-z0-9._,-]+\])?(?:(?:[~=!<>]=|===|[<>])[A-Za-z0-9.*+!_-]+(?:,|$))*"
)
_OPTION = re.compile(r"--[A-Za-z][A-Za-z-]*|-[A-Za-z]")
_OPTIONS = re.compile(r"(?<!\s)\s+(?=-)")
_HASH = re.compile(r"--hash(?:=|\s)\s*(\w+):([0-9a-fA-F]+)")
_NAMES_FILE = re.compile(r"(-r|-c|-e|--requirement|--constraint|--editable)[\s=]*(.+)")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DONE_ANYWAY = frozenset({"--only-binary", "--prefer-binary"})


@define
class Requirements:
    """`lines` and `constraints` are for pip; `folders` are packages of the tree, by their real places.

    `problems` are "file:line: why" of what is not installed. `hashed` says that lines bring their hashes: then they
    are all that is needed.
    """

    lines: list[str] = field(factory=list)
    constraints: list[str] = field(factory=list)
    folders: list[str] = field(factory=list)
    problems: list[str] = field(factory=list)
    hashed: bool = False


def read_requirements(root: str, path: str, brought: Container[str]) -> Requirements:
    """Those of a file of the tree, `path` from `root`; what the runtime has `brought` is left out."""
    reading = _Reading(root, brought)
    try:
        reading.read(path)
    except Refused as why:
        reading.found.problems.append(f"{path}: {why}")
    return reading.found


class _Reading:
    def __init__(self, root: str, brought: Container[str]) -> None:
        self.found = Requirements()
        self._root = root
        self._brought = brought
        self._seen: set[tuple[str, bool]] = set()
        self._lines = 0

    def read(self, path: str, *, constrains: bool = False) -> None:
        place = place_in_tree(self._root, path)
        if (place, constrains) in self._seen:
            return
        if len(self._seen) >= _MOST_FILES:
            raise Refused(f"more than {_MOST_FILES} files")
        self._seen.add((place, constrains))
        for number, _, text in logical_lines(_decoded(bytes_of(self._root, path, MOST_BYTES))):
            self._lines += 1
            if self._lines > _MOST_LINES:
                raise Refused(f"more than {_MOST_LINES} lines")
            try:
                self._take(text, path, constrains)
            except Refused as why:
                self.found.problems.append(f"{path}:{number}: {why}")

    def _take(self, text: str, path: str, constrains: bool) -> None:
        if "${" in text:
            raise Refused("variables of the environment are not put in")
        folder = os.path.dirname(path)
        if text.startswith("-"):
            self._take_option(text, folder, constrains)
        elif not self._take_folder(text, folder):
            self._take_requirement(text, constrains)

    def _take_option(self, text: str, folder: str, constrains: bool) -> None:
        option = _OPTION.match(text)
        name = option[0] if option else "-"
        names = _NAMES_FILE.fullmatch(text)
        if names and names[1] in ("-e", "--editable"):
            if not self._take_folder(names[2], folder):
                raise Refused(f"{names[1]} is only for folders of the tree")
        elif names:
            if _ADDRESS.match(names[2]):
                raise Refused(f"{names[1]} is only for files of the tree")
            self._include(os.path.normpath(os.path.join(folder, names[2].strip())), names[1], constrains)
        elif name not in _DONE_ANYWAY:
            raise Refused(f"{name} is not obeyed: packages come as wheels from the registry that pip knows")

    def _include(self, path: str, option: str, constrains: bool) -> None:
        try:
            self.read(path, constrains=constrains or option in ("-c", "--constraint"))
        except Refused as why:
            raise Refused(f"{option} is not followed: {why}") from None

    def _take_folder(self, text: str, folder: str) -> bool:
        """Whether it names a place instead of a package; folders of the tree are shown as they are."""
        named = text.partition(";")[0].partition("[")[0].strip().removeprefix("file:")
        if named.startswith("/"):
            raise Refused("an absolute path is not followed")
        if not (named.startswith(".") or (os.sep in named and not _ADDRESS.match(named) and "@" not in named)):
            return False
        place = place_in_tree(self._root, os.path.join(folder, named))
        if not os.path.isdir(place):
            raise Refused("only folders and packages of the registry are used, no files")
        if place not in self.found.folders:
            self.found.folders.append(place)
        return True

    def _take_requirement(self, text: str, constrains: bool) -> None:
        head, *options = _OPTIONS.split(text)
        hashes = [_hash(option) for option in options]
        requirement = _parsed(head)
        if requirement is None or canonicalize_name(requirement.name) in self._brought:
            return
        extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras and not constrains else ""
        line = f"{requirement.name}{extras}{requirement.specifier}"
        if not _WRITTEN.fullmatch(line):
            raise Refused("it is no requirement that can be read")
        if constrains:
            self.found.constraints.append(line)
            return
        self.found.hashed |= bool(hashes)
        self.found.lines.append(" ".join([line, *hashes]))


def _parsed(text: str) -> Requirement | None:
    """None where its marker says that it is not for this Python. Raises Refused."""
    if len(text) > _MOST_CHARACTERS:
        raise Refused("it is too long")
    if _ADDRESS.match(text):
        raise Refused("an address is not fetched: packages come from the registry")
    try:
        requirement = Requirement(text)
        wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    except (InvalidRequirement, RecursionError):
        raise Refused("it is no requirement that can be read") from None
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, InvalidVersion):
        raise Refused("its marker cannot be evaluated") from None
    if requirement.url is not None:
        raise Refused("an address is not fetched: packages come from the registry")
    return requirement if wanted else None


def _hash(option: str) -> str:
    found = _HASH.fullmatch(option)
    if not found:
        name = _OPTION.match(option)
        raise Refused(f"{name[0] if name else 'its option'} is not obeyed")
    if len(found[2]) != _DIGITS.get(found[1], 0):
        raise Refused("its hash cannot be read")
    return f"--hash={found[1]}:{found[2].lower()}"


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")

"""requirements.txt, after pip's documented format: pins, ranges, extras, markers, hashes, `-r` includes."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from goatherd.code.manifests.contents import Contents
from goatherd.code.manifests.pypi_requirement import by_address, pypi_package
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT = re.compile(r"(?:^|(?<!\s)\s+)#.*$")
_INCLUDE = re.compile(r"(?:-r|--requirement)[\s=]\s*(\S+)|-r(\S+)")
_OPTION = re.compile(r"(?<!\s)\s+(?:--?(?:hash|global-option|config-settings|install-option)\b|-C\s).*$")
_EDITABLE = re.compile(r"(?:-e|--editable)[\s=]\s*")
_ADDRESS = re.compile(r"(?:git|hg|svn|bzr)\+\S+|https?://\S+")
_EGG = re.compile(r"#(?:.*&)?egg=([A-Za-z0-9][A-Za-z0-9._-]*)")
_WHEEL = re.compile(r"/([A-Za-z0-9][A-Za-z0-9._]*?)-\d[^/]*\.(?:whl|tar\.gz|zip)")
_REPOSITORY = re.compile(r"/([A-Za-z0-9][A-Za-z0-9._-]*?)(?:\.git)?(?:@[^/]*)?(?:#.*)?$")


def read_requirements_txt(text: str, path: str) -> Contents:
    contents = Contents("PyPI")
    for number, column, line in logical_lines(text):
        span = Span(path, number, column, number, column + len(line))
        include = _INCLUDE.fullmatch(line)
        if include:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), include[1] or include[2]))
            contents.includes.append((target, span))
        else:
            _add(contents, line, span)
    return contents


def _add(contents: Contents, line: str, span: Span) -> None:
    requirement = _EDITABLE.sub("", _OPTION.sub("", line))
    address = _ADDRESS.match(requirement)
    if address:
        name = _EGG.search(requirement) or _WHEEL.search(requirement) or _REPOSITORY.search(address[0])
        package = by_address(name[1] if name else address[0], address[0], span)
    elif requirement.startswith(("-", ".", "/")) or requirement.endswith((".whl", ".tar.gz", ".zip")):
        return
    else:
        package = pypi_package(requirement, span)
        if package is None and ";" not in requirement:
            contents.problems.append(Diagnosis(span, "is not a requirement that can be read", incomplete=False))
    if package:
        contents.packages.append(package)


def logical_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """(line, column, text) with comments taken out and continued lines joined."""
    held, start = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        start = start or number
        if line.rstrip().endswith("\\") and not line.lstrip().startswith("#"):
            held += line.rstrip()[:-1] + " "
            continue
        whole = _COMMENT.sub("", held + line)
        if whole.strip():
            yield start, len(whole) - len(whole.lstrip()) + 1, whole.strip()
        held, start = "", 0
    if held.strip():
        yield start, len(held) - len(held.lstrip()) + 1, held.strip()

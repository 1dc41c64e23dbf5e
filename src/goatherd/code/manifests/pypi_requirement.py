"""One requirement in PEP 508's notation: name, extras, specifiers or address, marker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.versions.pep440 import parse_specifiers
from goatherd.model.package import Package

if TYPE_CHECKING:
    from goatherd.code.manifests.contents import Pinning
    from goatherd.core.source import Span

_REQUIREMENT = re.compile(
    r"\s*(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*"
    r"(?:@\s*(?P<address>\S+)|(?P<specifiers>\(?[^;@#]*\)?))\s*(?:;(?P<marker>.*))?$"
)
_PINNED = re.compile(r"\s*\(?\s*={1,3}\s*v?([^\s*,()=]+)\s*\)?\s*")
_COMMIT = re.compile(r"@[0-9a-f]{40}(?:$|#)")
_TAGGED = re.compile(r"@v?\d+(?:\.\d+)+[\w.+-]*(?:$|#)")  # a release: hardly ever moved
_HASHED = re.compile(r"#(?:.*&)?(?:sha256|sha384|sha512)=")
_OTHER_PLATFORM = re.compile(
    r"""(?:sys_platform|os_name|platform_system)\s*==\s*["'](?:win32|cygwin|darwin|nt|Windows|Darwin)["']"""
)
_PEP503 = re.compile(r"[-_.]+")
_MAX_LENGTH = 2_000


def pypi_package(text: str, span: Span, *, development: bool = False) -> Package | None:
    """None for what is no requirement, or one that a function's platform (Linux) never installs."""
    match = _REQUIREMENT.match(text) if len(text) <= _MAX_LENGTH else None
    if not match:
        return None
    marker = match["marker"] or ""
    if _OTHER_PLATFORM.search(marker) and " or " not in marker:
        return None
    if match["address"]:
        return by_address(match["name"], match["address"], span, development=development)
    return by_specifiers(match["name"], (match["specifiers"] or "").strip(), span, development=development)


def by_specifiers(name: str, specifiers: str, span: Span, *, development: bool = False) -> Package | None:
    intervals = parse_specifiers(specifiers)
    if intervals is None:
        return None
    pinned = _PINNED.fullmatch(specifiers)
    version = pinned[1] if pinned else ""
    pinning: Pinning = "exact" if version else "range"
    if any(i.high is None for i in intervals):
        pinning = "any"
    return Package("PyPI", plain_name(name), version, span, specifiers, development=development, pinning=pinning)


def by_address(name: str, address: str, span: Span, *, development: bool = False) -> Package | None:
    """A package from a URL; None for a folder of the tree itself."""
    if address.startswith(("file:", ".", "/")):
        return None
    fixed = _COMMIT.search(address) or _TAGGED.search(address) or _HASHED.search(address)
    pinning: Pinning = "exact" if fixed else "mutable"
    return Package("PyPI", plain_name(name), "", span, address, development=development, pinning=pinning)


def plain_name(name: str) -> str:
    return _PEP503.sub("-", name).lower()

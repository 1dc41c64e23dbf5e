"""One dependency of a package.json: what `"name": "requirement"` asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.versions.npm import parse_range, parse_version
from goatherd.model.package import Package

if TYPE_CHECKING:
    from goatherd.code.manifests.contents import Pinning
    from goatherd.core.source import Span

_ALIAS = re.compile(r"npm:((?:@[^/@]+/)?[^@]+)@?(.*)")
_LOCAL = ("file:", "link:", "workspace:", "portal:", "patch:", "./", "../", "/", "~/")
_ADDRESS = re.compile(
    r"(?:git(?:\+\w+)?:|https?:|ssh:|github:|gitlab:|bitbucket:|gist:|git@)|^[\w.-]+/[\w.-]+(?:#.*)?$"
)
_FIXED = re.compile(r"#(?:[0-9a-f]{40}|v?\d+(?:\.\d+)+[\w.+-]*)$")  # a commit, or the tag of a release


def is_local(requirement: str) -> bool:
    """Does it name a package of the tree itself?"""
    return requirement.startswith(_LOCAL)


def npm_package(name: str, requirement: str, span: Span, *, development: bool) -> Package | None:
    """None for a package of the tree itself (`file:`, `workspace:` …)."""
    alias = _ALIAS.fullmatch(requirement.strip())
    if alias:
        name, requirement = alias[1], alias[2]
    if is_local(requirement):
        return None
    version, pinning = pin(requirement)
    return Package("npm", name, version, span, requirement, development=development, pinning=pinning)


def pin(requirement: str) -> tuple[str, Pinning]:
    """The exact version, "" if there is none, and how far an installation may differ."""
    text = requirement.strip()
    if text.startswith("catalog:"):  # pnpm's and Bun's: the range stands at the workspace's root
        return "", "range"
    if _ADDRESS.match(text):
        return "", "exact" if _FIXED.search(text) else "mutable"
    exact = text.lstrip("=v ")
    if parse_version(exact):
        return exact, "exact"
    intervals = parse_range(text)
    if intervals is None:  # a tag such as "latest"
        return "", "any"
    return "", "any" if any(i.high is None for i in intervals) else "range"

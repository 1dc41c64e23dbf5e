"""A dependency in Pipfile's and Poetry's notation: `name = "specifier"` or `name = {version = …, git = …}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code.manifests.pypi_requirement import by_address, by_specifiers

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.package import Package


def package_of(name: str, wanted: Any, span: Span, *, development: bool) -> Package | None:
    """None for a folder of the tree itself and for what is no requirement."""
    if isinstance(wanted, list):  # alternatives by marker: the first stands for them all
        wanted = wanted[0] if wanted else None
    if isinstance(wanted, str):
        return by_specifiers(name, wanted, span, development=development)
    if not isinstance(wanted, dict):
        return None
    repository = wanted.get("git")
    if isinstance(repository, str):
        commit = wanted.get("rev") or wanted.get("ref") or wanted.get("tag") or ""
        return by_address(name, f"git+{repository}@{commit}", span, development=development)
    for address in (wanted.get("url"), wanted.get("file")):
        if isinstance(address, str):
            return by_address(name, address, span, development=development)
    version = wanted.get("version")
    return by_specifiers(name, version, span, development=development) if isinstance(version, str) else None

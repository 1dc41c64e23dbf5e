"""Packaged copies of a template: what `sam package` or `aws cloudformation package` wrote beside the original."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.frontends.cloudformation.source import TemplateSource
    from goatherd.tree import Tree

_PACKAGED = re.compile(r"(?:^|[-_.])(?:packaged?|packaging|output|out|compiled|transformed)(?:[-_.]|$)", re.IGNORECASE)


def without_packaged_copies(tree: Tree, templates: dict[str, TemplateSource]) -> dict[str, TemplateSource]:
    """The templates without those whose name says "packaged" and whose resources another one declares too."""
    kept = {}
    for path, template in templates.items():
        original = _original(path, template, templates)
        if original is None:
            kept[path] = template
        else:
            tree.skipped.append((path, f"packaged copy of {original}"))
    return kept


def _original(path: str, template: TemplateSource, templates: dict[str, TemplateSource]) -> str | None:
    if not _PACKAGED.search(path.rpartition("/")[2]):
        return None
    declared = template.root.get("Resources").entries.keys()
    folder = template.folder
    for other, candidate in templates.items():
        near = candidate.folder == folder or folder.startswith(candidate.folder + "/") or not candidate.folder
        if other == path or not near or _PACKAGED.search(other.rpartition("/")[2]):
            continue
        if declared == candidate.root.get("Resources").entries.keys():
            return other
    return None

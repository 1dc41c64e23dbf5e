"""Packaged copies of a template: what `sam build`, `sam package` or `aws cloudformation package` wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.cloudformation.source import TemplateSource
    from goatherd.tree import Tree

COPY = "packaged copy of"  # begins why such a template is skipped
_FUNCTIONS = {"AWS::Serverless::Function": "CodeUri", "AWS::Lambda::Function": "Code"}
_PACKAGED = re.compile(r"(?:^|[-_.])(?:packaged?|packaging|output|out|compiled|transformed)(?:[-_.]|$)", re.IGNORECASE)


def without_packaged_copies(tree: Tree, templates: dict[str, TemplateSource]) -> dict[str, TemplateSource]:
    """The templates without those that were packaged, by their name or by what they say of the code, from others."""
    kept = {}
    local = _with_local_code(templates)
    for path, template in templates.items():
        original = _original(path, template, templates) or _uploaded_from(template, local)
        if original is None:
            kept[path] = template
        else:
            tree.skipped.append((path, f"{COPY} {original}"))
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


def _with_local_code(templates: dict[str, TemplateSource]) -> dict[str, str]:
    """Ids of functions whose code is part of the tree, with the template of each."""
    sources = ((path, template) for path, template in templates.items() if not _is_built(template))
    return {id: path for path, template in sources for id, code in _code(template) if not code.startswith("s3://")}


def _uploaded_from(template: TemplateSource, local: dict[str, str]) -> str | None:
    """A template that declares a function of this one too, where all code of this one has been built or uploaded."""
    functions = dict(_code(template))
    uploaded = functions and all(code.startswith("s3://") for code in functions.values())
    if not uploaded and not _is_built(template):
        return None
    return next((local[id] for id in functions if id in local), None)


def _is_built(template: TemplateSource) -> bool:
    """Whether `sam build` wrote a template: it tells what every function was called."""
    functions = [template.root.get("Resources", id) for id, _ in _code(template)]
    return bool(functions) and all(function.get("Metadata", "SamResourceId").exists for function in functions)


def _code(template: TemplateSource) -> Iterator[tuple[str, str]]:
    for id, resource in template.root.get("Resources").items():
        key = _FUNCTIONS.get(resource.get("Type").text() or "")
        if key is not None:
            yield id, resource.get("Properties", key).text() or ""

"""Files of a tree -> the SAM and CloudFormation templates among them, as written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cloudformation.detect import find_templates
from goatherd.frontends.cloudformation.source import Sources, template_source
from goatherd.frontends.document import parse_document

if TYPE_CHECKING:
    from goatherd.tree import Tree


def read_templates(tree: Tree) -> Sources:
    """Every template of the tree; those that are left out on purpose (tests) are added to `tree.skipped`."""
    found = find_templates(tree)
    sources = Sources(unreadable=list(found.diagnoses))
    for candidate in found.templates:
        parsed = parse_document(candidate.text, candidate.path)
        templates = [s for d in parsed.documents if (s := template_source(candidate.path, d)) is not None]
        if templates:
            sources.templates[candidate.path] = templates[0]
            sources.remarks[candidate.path] = parsed.diagnoses
        elif candidate.certain and (broken := [d for d in parsed.diagnoses if d.incomplete]):
            sources.unreadable.append(broken[0])
    return sources

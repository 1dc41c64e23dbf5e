"""Templates that another tool fills in before anybody deploys them: told, since what they declare is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.cloudformation.detect import may_be_template
from goatherd.frontends.folders_of_tests import is_test_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.tree import Tree

_SUFFIXES = (".j2", ".jinja", ".jinja2")
_HEAD = 65_536


def unrendered_templates(tree: Tree) -> Iterator[Diagnosis]:
    """One note about all of them, at the first."""
    found = [path for path in tree.files if path.endswith(_SUFFIXES) and not is_test_folder(path) and _is(tree, path)]
    if found:
        what = "a CloudFormation template is" if len(found) == 1 else f"{len(found)} CloudFormation templates are"
        message = f"{what} written in Jinja, which is not read: render and scan what comes out"
        yield Diagnosis(Span(found[0], 1), message, incomplete=False)


def _is(tree: Tree, path: str) -> bool:
    try:
        return may_be_template(tree.head(path, _HEAD))
    except ReadError:
        return False

"""Text of a configuration file, YAML or JSON -> Node trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.json import parse_json
from goatherd.frontends.lenient_json import mended
from goatherd.frontends.parsed import Parsed
from goatherd.frontends.yaml import parse_yaml

if TYPE_CHECKING:
    from goatherd.tree import Tree

MAX_DOCUMENT_BYTES = 2_000_000  # CloudFormation itself takes at most 1 MB


def parse_document(text: str, path: str) -> Parsed:
    """Every document of a text.

    What begins like JSON is read as JSON (YAML rejects tabs and surrogate pairs) and, where that fails,
    as YAML, which allows comments and trailing commas; if both fail the JSON error is the one to show.
    """
    if not text.lstrip().startswith(("{", "[")):
        return parse_yaml(text, path)
    parsed = parse_json(text, path)
    if parsed.documents:
        return parsed
    lenient = parse_yaml(text, path)
    if any(diagnosis.incomplete for diagnosis in lenient.diagnoses):
        return parsed if path.endswith(".json") else lenient
    return lenient


def read_document(tree: Tree, path: str) -> Parsed:
    """Every document of a file of the tree; a file that cannot be read is a diagnosis."""
    try:
        return parse_document(tree.read(path, MAX_DOCUMENT_BYTES), path)
    except ReadError as error:
        return Parsed(diagnoses=[Diagnosis(error.span or Span(path, 1), error.message)])


def read_commented(tree: Tree, path: str) -> Parsed:
    """The same of JSON for a tool that takes comments in it; what is wrong is told as of the plain text."""
    parsed = read_document(tree, path)
    if not any(diagnosis.incomplete for diagnosis in parsed.diagnoses):
        return parsed
    try:
        lenient = parse_json(mended(tree.read(path, MAX_DOCUMENT_BYTES)), path)
    except ReadError:
        return parsed
    return lenient if lenient.documents else parsed

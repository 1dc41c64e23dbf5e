"""Which files of a tree are SAM or CloudFormation templates: by their text, before anything is parsed.

A file that is none is left without a word, however broken it is; thousands of ordinary YAML and JSON
files lie beside a template. One that cannot be read is worth a diagnosis when its name or what can be
seen of its text says template.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.document import MAX_DOCUMENT_BYTES
from goatherd.frontends.folders_of_tests import is_test_folder
from goatherd.tree import decode

if TYPE_CHECKING:
    from goatherd.tree import Tree

_SUFFIXES = (".yaml", ".yml", ".json", ".template")
_NAMED = re.compile(r"^(?:sam[-_]?)?template\.(?:ya?ml|json)$|\.template(?:\.(?:ya?ml|json))?$|^cloudformation\b")
_OTHER_TOOLS = re.compile(
    r"^(?:package(?:-lock)?|tsconfig.*|cdk|cdk\.context|composer|angular|nx|jsconfig|launchSettings|appsettings.*)\.json$"
    r"|^(?:serverless|docker-compose|buildspec|samconfig|mkdocs|pnpm-lock|\.travis|\.gitlab-ci)\.ya?ml$"
)

_SECTIONS = (
    "AWSTemplateFormatVersion|Transform|Resources|Description|Metadata|Parameters|Mappings|Conditions|Rules|Hooks"
    "|Globals|Outputs|[$]schema|//|[Cc]omment"
)
_HEAD = 2048
_JSON_HEAD = re.compile(rb'\s*\{\s*"(?:' + _SECTIONS.encode() + rb')"\s*:')
_JSON_START = re.compile(rb"\s*(?:\{(?![%{#])|\[)")
_YAML_RESOURCES = re.compile(rb"^(?:Resources|\"Resources\"|'Resources')[ \t]*:", re.MULTILINE)
_MARKED = re.compile(
    rb"""^[ \t]*["']?(?:AWSTemplateFormatVersion["']?[ \t]*:|Transform["']?[ \t]*:.{0,200}?AWS::Serverless-)""",
    re.MULTILINE,
)
_TYPED = re.compile(rb"""\bType["']?[ \t]*:[ \t]*["']?(?:AWS|Alexa|Custom)::""")
# How a mapping begins, or what a template engine makes one of; logs that hold a template begin otherwise.
_FIRST_KEY = re.compile(
    rb"""(?:[ \t]*(?:\#[^\n]*)?\r?\n|(?:---|%)[^\n]*\n)*[ \t]*(?:["']?[\w$./-]{1,100}["']?[ \t]*:(?:\s|$)|\{)"""
)
# Variables of the Serverless Framework: a part of its own configuration, not a template.
_SERVERLESS_VARIABLE = re.compile(rb"\$\{(?:self|opt|file|sls|param|env|custom)[:(]")


@frozen
class TemplateText:
    """A file whose text looks like a template. `certain` is how much a broken one is worth a complaint."""

    path: str
    text: str
    certain: bool


@define
class Found:
    """Templates, and what could not even be looked at."""

    templates: list[TemplateText] = field(factory=list)
    diagnoses: list[Diagnosis] = field(factory=list)


def find_templates(tree: Tree) -> Found:
    """Every file that looks like a template; adds the test fixtures that it leaves out to `tree.skipped`."""
    found = Found()
    for path in tree.files:
        if path.endswith(_SUFFIXES) and not _OTHER_TOOLS.search(path.rpartition("/")[2]):
            _look(tree, path, found)
    return found


def _look(tree: Tree, path: str, found: Found) -> None:
    try:
        head = tree.head(path, _HEAD)
        if _cannot_be(head):
            return
        data = tree.read_bytes(path, MAX_DOCUMENT_BYTES) if len(head) == _HEAD else head
        looks, certain = _sniff(data)
        if not looks:
            if is_named_like_template(path):
                decode(data, path)
            return
        if is_test_folder(path):
            tree.skipped.append((path, "template in a folder of tests"))
            return
        found.templates.append(TemplateText(path, decode(data, path), certain or is_named_like_template(path)))
    except ReadError as error:
        if _deserves_words(tree, path):
            found.diagnoses.append(Diagnosis(error.span or Span(path, 1), f"template {error.message}"))


def may_be_template(data: bytes) -> bool:
    """Whether the text, or its beginning, is that of a template beyond doubt."""
    return all(_sniff(data))


def _cannot_be(head: bytes) -> bool:
    return _JSON_START.match(head) is not None and _JSON_HEAD.match(head) is None


def _sniff(data: bytes) -> tuple[bool, bool]:
    """Whether data looks like a template, and whether it does so beyond doubt."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"::" not in data and b"AWSTemplateFormatVersion" not in data:
        return False, False
    marked = _MARKED.search(data) is not None
    named = b"Resources" in data and (_JSON_HEAD.match(data) or _YAML_RESOURCES.search(data))
    if not (marked or named) or _SERVERLESS_VARIABLE.search(data):
        return False, False
    typed = _TYPED.search(data) is not None and _FIRST_KEY.match(data) is not None
    return True, marked or b"AWSTemplateFormatVersion" in data or typed


def _deserves_words(tree: Tree, path: str) -> bool:
    if is_test_folder(path):
        return False
    try:
        head = tree.head(path, 65_536)
    except ReadError:
        return is_named_like_template(path)
    return not _cannot_be(head) and (is_named_like_template(path) or _sniff(head)[0])


def is_named_like_template(path: str) -> bool:
    return _NAMED.search(path.rpartition("/")[2]) is not None

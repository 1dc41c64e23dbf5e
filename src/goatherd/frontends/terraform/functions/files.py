"""Functions that read files, of the scanned tree only; paths start at the folder of the root module."""

from __future__ import annotations

import re
from posixpath import basename, dirname, join, normpath
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.core.source import Span
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.parse import parse_template
from goatherd.frontends.terraform.render import parsed_document
from goatherd.frontends.terraform.values import DocumentText, known_text, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goatherd.frontends.terraform.evaluate import Scope
    from goatherd.frontends.terraform.functions.common import Context, Function
    from goatherd.frontends.terraform.syntax import Expression

_MAX_BYTES = 500_000
_MAX_PATTERN = 100
_MAX_NESTING = 4


def in_tree(folder: str, path: str) -> str:
    """A path of a configuration, relative to the scanned root."""
    return normpath(join(folder, path)).removeprefix("./")


def _read(c: Context, arguments: list[Node]) -> tuple[str, str] | Node:
    """(path, text) of the file that the first argument names."""
    name = known_text(arguments[0]) if arguments else None
    if name is None:
        return c.unknown("reads a file whose name is known after deployment")
    path = in_tree(c.evaluator.scope.folder, name)
    tree = c.evaluator.scope.tree
    if path not in tree:
        return c.unknown(f"reads {path}, which is not part of the scanned tree")
    try:
        text = tree.read(path, _MAX_BYTES)
    except ReadError as error:
        return c.unknown(f"reads {path}, which {error.message}")
    c.budget.spend(1 + len(text) // 32)
    return path, text


def _file(c: Context, arguments: list[Node]) -> Node:
    read = _read(c, arguments)
    if isinstance(read, Node):
        return read
    path, text = read
    document = parsed_document(text, path)
    return Node.scalar(text, Span(path, 1)) if document is None else DocumentText(document, text)


def _file_exists(c: Context, arguments: list[Node]) -> Node:
    name = known_text(arguments[0]) if arguments else None
    if name is None:
        return c.unknown("asks for a file whose name is known after deployment")
    return c.scalar(in_tree(c.evaluator.scope.folder, name) in c.evaluator.scope.tree)


def _template_file(c: Context, arguments: list[Node]) -> Node:
    read = _read(c, arguments)
    if isinstance(read, Node):
        return read
    path, text = read
    if "${" not in text and "%{" not in text:
        return _file(c, arguments[:1])
    variables = arguments[1].entries if len(arguments) > 1 else {}
    return rendered(c, parse_template(text, path), variables)


def _template_string(c: Context, arguments: list[Node]) -> Node:
    text = arguments[0].text() if arguments else None
    if text is None:
        return c.error()
    span = arguments[0].span
    return rendered(c, parse_template(text, span.path, span.line), arguments[1].entries if len(arguments) > 1 else {})


def rendered(c: Context, template: Expression, variables: Mapping[str, Node]) -> Node:
    """A template file's text; its variables are all that it sees."""
    scope = c.evaluator.scope
    if isinstance(scope, _Inside) and scope.nesting >= _MAX_NESTING:
        return c.unknown("is nested too deeply")
    return c.evaluator.inside(_Inside(scope), variables).evaluate(template)


class _Inside:
    """The scope of a template file."""

    def __init__(self, outer: Scope) -> None:
        self.budget = outer.budget
        self.tree = outer.tree
        self.folder = outer.folder
        self.functions = outer.functions
        self.nesting: int = outer.nesting + 1 if isinstance(outer, _Inside) else 1

    def name(self, name: str, span: Span) -> Node:
        return Node.opaque(f"the template is given no variable {name}", span)


def _file_set(c: Context, arguments: list[Node]) -> Node:
    start, pattern = (known_text(node) for node in arguments) if len(arguments) == 2 else (None, None)
    if start is None or pattern is None or len(pattern) > _MAX_PATTERN:
        return c.unknown("looks for files whose names are known after deployment")
    folder = in_tree(c.evaluator.scope.folder, start)
    files = c.evaluator.scope.tree.below(folder)
    c.budget.spend(len(files))
    offset = 0 if folder == "." else len(folder) + 1
    matches = re.compile(_expression(pattern)).fullmatch
    return c.list([c.scalar(path[offset:]) for path in files if matches(path[offset:])])


def _expression(pattern: str) -> str:
    """A glob as a regular expression: `*` within a folder, `**` across, `{a,b}` either."""
    result = ""
    for token in re.findall(r"\*\*/?|\*|\?|\{[^{}]*\}|.", pattern):
        if token.startswith("**"):
            result += r"(?:[^/]+/)*" if token.endswith("/") else r".*"
        elif token in "*?":
            result += r"[^/]*" if token == "*" else r"[^/]"
        elif token.startswith("{") and len(token) > 1:
            result += "(?:" + "|".join(map(re.escape, token[1:-1].split(","))) + ")"
        else:
            result += re.escape(token)
    return result


def _path(change: Callable[[str], str]) -> Function:
    def function(c: Context, arguments: list[Node]) -> Node:
        return c.text(change(text_of(arguments[0]))) if arguments else c.error()

    return function


TOLERANT: dict[str, Function] = {"templatefile": _template_file}
STRICT: dict[str, Function] = {
    "file": _file,
    "filebase64": _file,
    "fileexists": _file_exists,
    "fileset": _file_set,
    "templatestring": _template_string,
    "abspath": _path(lambda path: path),
    "pathexpand": _path(lambda path: path),
    "dirname": _path(lambda path: dirname(path) or "."),
    "basename": _path(basename),
}

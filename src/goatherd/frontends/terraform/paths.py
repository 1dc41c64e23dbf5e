"""Paths of code in arguments: relative to the scanned root, and of an archive what it is made of."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.core.source import Span
from goatherd.core.value import is_symbolic
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.detect import is_configuration
from goatherd.frontends.terraform.functions.files import in_tree
from goatherd.frontends.terraform.instance import ARCHIVE
from goatherd.frontends.terraform.values import known_text, mapping, text_of

if TYPE_CHECKING:
    from goatherd.frontends.terraform.deployment import Deployment
    from goatherd.tree import Tree

_PATHS = {
    "aws_lambda_function": "filename",
    "aws_lambda_layer_version": "filename",
    "aws_s3_object": "source",
    "aws_s3_bucket_object": "source",
    "google_storage_bucket_object": "source",
    "azurerm_storage_blob": "source",
    **dict.fromkeys(
        (
            *("azurerm_function_app", "azurerm_linux_function_app", "azurerm_windows_function_app"),
            "azurerm_function_app_flex_consumption",
        ),
        "zip_deploy_file",
    ),
}
# The modules that Google's cloud loads by itself.
_LOADED = ("main", "index")
_MAX_BYTES = 500_000


def with_paths(deployment: Deployment, type: str, arguments: Node) -> Node:
    """The arguments of a resource, with the path of its file relative to the scanned root.

    The code of an archive that is made of texts becomes `{ZipFile: text, ZipFileName: …}`, the text itself.
    """
    name = _PATHS.get(type, "")
    written = arguments.entries.get(name)
    text = written.text() if written is not None else None
    if written is None or not text or text.startswith((ARCHIVE, "/")) or "://" in text:
        return arguments
    path = in_tree(deployment.folder, text)
    if type == "aws_lambda_function" and path in deployment.contents:
        module = (known_text(arguments.get("handler")) or "").rpartition(".")[0]
        return _with(arguments, name, _code(deployment, path, module))
    if type == "google_storage_bucket_object" and path in deployment.contents:
        code = next((c for module in _LOADED if (c := _code(deployment, path, module)).kind == "scalar"), written)
        return _with(arguments, name, code)
    if is_symbolic(text):
        return arguments
    return _with(arguments, name, Node.scalar(ARCHIVE + deployment.archives.get(path, path), written.span))


def _with(arguments: Node, name: str, value: Node) -> Node:
    return Node.mapping({**arguments.entries, name: value}, arguments.key_spans, arguments.span)


def _code(deployment: Deployment, path: str, module: str) -> Node:
    """What the archive holds under the name of the handler's module: the path of a file, or a text."""
    sources = deployment.contents[path]
    named = [source for source in sources if _is_module(text_of(source.get("filename")), module)]
    if module and not named:
        return _unknown(f"its archive holds no {module}", sources[0].span)
    chosen = (named or sources)[0]
    content = chosen.get("content")
    text = content.text()
    if text is None:
        why = content.why or "it is no text"
        return _unknown(why, content.span)
    path, written = content.span.path, _file(deployment.tree, content.span.path)
    if text == written:
        return Node.scalar(ARCHIVE + path, content.span)
    if written is not None and written.count("\n") == text.count("\n") and not is_configuration(path):
        # A template whose variables hold no lines: every line is where it is written.
        content = Node.scalar(text, Span(path, 1, 1, len(text.splitlines()), 1))
    return mapping({"ZipFile": content, "ZipFileName": chosen.get("filename")}, content.span)


def _is_module(filename: str, module: str) -> bool:
    name = normpath(filename).rpartition(".")[0]
    return name in (module, module.replace(".", "/"))


def _unknown(why: str, span: Span) -> Node:
    return mapping({"ZipFile": Node.opaque(why, span)}, span)


def _file(tree: Tree, path: str) -> str | None:
    try:
        return tree.read(path, _MAX_BYTES) if path in tree else None
    except ReadError:
        return None

"""What a template says of a function's code: a local path, a remote one, the text itself, or an image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import Known, Unknown, Value
from goatherd.frontends.aws.embedded import first_character
from goatherd.model.function import NOT_WRITTEN, CodeSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.node import Node
    from goatherd.tree import Tree

_MAX_BUILD_DEPTH = 6
_MODULE = re.compile(r"[A-Za-z0-9_-]{1,100}")


def read_code(declared: Declared, tree: Tree) -> CodeSource:
    properties = declared.properties
    code = properties.get("CodeUri" if declared.type == "AWS::Serverless::Function" else "Code")
    inline = _inline(properties, code)
    image = properties.get("PackageType").text() == "Image" or properties.get("ImageUri").exists
    image = image or (code.get("ImageUri").exists and code.is_mapping)
    text = inline.text()
    return CodeSource(
        base=declared.template.rpartition("/")[0],
        uri=_uri(properties.get("ImageUri") if properties.get("ImageUri").exists else code),
        inline=text,
        inline_span=first_character(inline, tree) if text is not None else None,
        inline_module=_module(code.get("ZipFileName").text() or ""),
        inline_unknown=inline.why if inline.kind == "opaque" else "",
        image=image,
        image_command=properties.get("ImageConfig", "Command").texts(),
        build=dict(_flatten(declared.attributes.get("Metadata"))),
    )


def _inline(properties: Node, code: Node) -> Node:
    inline = properties.get("InlineCode")
    return inline if inline.exists or not code.is_mapping else code.get("ZipFile")


def _module(filename: str) -> str:
    """What a text is deployed as: CloudFormation names it `index`, other languages may say so themselves."""
    module = filename.rpartition(".")[0]
    return module if _MODULE.fullmatch(module) else "index"


def _uri(code: Node) -> Value[str]:
    if code.kind == "scalar":
        return code.as_text()
    if code.kind == "opaque":
        return Unknown(code.why, code.span)
    if not code.is_mapping:
        return NOT_WRITTEN
    if code.get("ImageUri").exists:
        return code.get("ImageUri").as_text()
    for bucket, key in (("S3Bucket", "S3Key"), ("Bucket", "Key")):
        if code.get(bucket).exists:
            return Known(f"s3://{_part(code.get(bucket))}/{_part(code.get(key))}", code.span)
    return NOT_WRITTEN


def _part(node: Node) -> str:
    text = node.text()
    return "${?}" if text is None else text


def _flatten(node: Node, prefix: str = "", depth: int = _MAX_BUILD_DEPTH) -> Iterator[tuple[str, str]]:
    """Nested metadata as ("BuildProperties.EntryPoints", "src/a.ts,src/b.ts") pairs."""
    if depth == 0:
        return
    for key, value in node.items():
        name = f"{prefix}{key}"
        if value.is_mapping:
            yield from _flatten(value, f"{name}.", depth - 1)
        elif value.kind == "sequence":
            yield name, ",".join(value.texts())
        elif (text := value.text()) is not None:
            yield name, text

"""The parameters of a call, out of the forms in which the protocols of AWS write them, under botocore's names.

What a request holds beyond its operation's parameters is kept where its form has names for it: it comes from outside.
Source: the documents of the AWS protocols, and botocore's serialisers, which write what is read here.
"""

from __future__ import annotations

import base64
import binascii
import io
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from goatherd.core.foreign_json import Unreadable, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.model import Shape

MAX_TEXT = 64 * 1024
MAX_DOCUMENT = 32 << 20  # what the gateway takes
MAX_DEPTH = 12
MAX_ITEMS = 200
MAX_NAME, MAX_FLAT = 1_000, 256 * 1024  # characters of a dotted path, and of all that is told of a call
_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}"


def from_json(body: bytes, shape: Shape | None) -> Any:
    try:
        return _named(read_json(body or b"{}", size=MAX_DOCUMENT), shape, 0)
    except Unreadable:
        return {}


def from_cbor(body: bytes, shape: Shape | None) -> Any:
    from botocore.parsers import create_parser

    parser: Any = create_parser("smithy-rpc-v2-cbor")
    try:
        return _named(parser.parse_data_item(io.BufferedReader(io.BytesIO(body))) if body else {}, shape, 0)
    except Exception:  # the parser trusts what a service says; here a client speaks
        return {}


def from_xml(body: bytes, shape: Shape) -> Any:
    try:
        return _of_element(ElementTree.fromstring(body), shape, 0)
    except (ElementTree.ParseError, ValueError, LookupError):
        return {}


def from_form(form: Mapping[str, str], shape: Shape | None, *, ec2: bool = False) -> dict[str, Any]:
    """`Tags.member.1.Key=x` and its like; what the shape does not describe keeps the name that it has there."""
    tree: dict[str, Any] = {}
    for name, value in form.items():
        node = tree
        for part in name.split(".", MAX_DEPTH * 2):
            node = node.setdefault(part or "?", {})  # the text itself is kept under ""
        node[""] = value
    found = _of_node(tree, shape, ec2, 0) if shape else {}
    taken = {_form_name(name, shape.members[name], ec2) for name in found} if shape else set()
    return found | {name: value for name, value in form.items() if name.partition(".")[0] not in taken}


def from_body(body: bytes, shape: Shape, *, xml: bool) -> Any:
    """A payload: a document that is described by `shape`, or the bytes themselves."""
    if shape.type_name in ("blob", "string"):
        return _text(body[:MAX_TEXT])
    return from_xml(body, shape) if xml else from_json(body, shape)


def without_chunks(body: bytes) -> bytes:
    """A body of S3's in the form `aws-chunked`: parts of a told size, with signatures and checksums between."""
    found, position = bytearray(), 0
    while (end := body.find(b"\r\n", position)) >= 0:
        try:
            size = int(body[position:end].partition(b";")[0], 16)
        except ValueError:
            break
        if size <= 0:
            break
        found += body[end + 2 : end + 2 + size]
        position = end + 2 + size + 2
    return bytes(found)


def flat(value: Any) -> dict[str, Any]:
    """Nested parameters by dotted path, as many as are told of one call."""
    found: dict[str, Any] = {}
    size = 0
    for path, leaf in _leaves(value, "", 0):
        told = leaf[:MAX_TEXT] if isinstance(leaf, str) else leaf
        size += len(path) + (len(told) if isinstance(told, str) else 1)
        if size > MAX_FLAT:
            break
        found[path] = told
    return found


def _leaves(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        pairs = ((str(name), inner) for name, inner in value.items())
    elif isinstance(value, list):
        pairs = ((str(number), inner) for number, inner in enumerate(value[:MAX_ITEMS]))
    else:
        yield path, value
        return
    for name, inner in pairs:
        yield from _leaves(inner, (f"{path}.{name}" if path else name)[:MAX_NAME], depth + 1)


def from_header(text: str, shape: Shape) -> Any:
    if shape.type_name == "list":
        return [part.strip() for part in text.split(",")]
    return _leaf(text, shape) if shape.serialization.get("jsonvalue") else text


def wire_name(member: str, shape: Shape) -> str:
    return str(shape.serialization.get("name", member))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _leaf(value: Any, shape: Shape | None) -> Any:
    if isinstance(value, bytes):
        return _text(value)
    if isinstance(value, str) and shape is not None and shape.type_name == "blob":
        try:
            return _text(base64.b64decode(value, validate=True))
        except (binascii.Error, ValueError):
            return value
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _named(value: Any, shape: Shape | None, depth: int) -> Any:
    """The same with members under their own names, and texts for bytes."""
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, list):
        inner = getattr(shape, "member", None)
        return [_named(each, inner, depth + 1) for each in value[:MAX_ITEMS]]
    if not isinstance(value, dict):
        return _leaf(value, shape)
    if shape is not None and shape.type_name == "structure":
        members = {wire_name(name, member): (name, member) for name, member in shape.members.items()}
        named = [(*members.get(str(key), (str(key), None)), each) for key, each in value.items()]
        return {name: _named(each, member, depth + 1) for name, member, each in named if each is not None}
    inner = getattr(shape, "value", None)
    return {str(key): _named(each, inner, depth + 1) for key, each in value.items()}


def _of_element(element: ElementTree.Element, shape: Shape, depth: int) -> Any:
    if depth > MAX_DEPTH:
        return None
    if shape.type_name in ("list", "map"):
        return _of_elements(list(element), shape, depth)
    if shape.type_name != "structure":
        return _leaf(element.text or "", shape)
    found: dict[str, Any] = {}
    children = _by_name(element)
    for name, member in shape.members.items():
        wire, place = wire_name(name, member), member.serialization
        if place.get("xmlAttribute"):
            given = element.get(f"{_SCHEMA}{wire.rpartition(':')[2]}")
            found |= {name: given} if given is not None else {}
        elif wire in children and place.get("flattened") and member.type_name in ("list", "map"):
            found[name] = _of_elements(children[wire], member, depth)
        elif wire in children:
            found[name] = _of_element(children[wire][0], member, depth + 1)
    return found


def _of_elements(elements: list[ElementTree.Element], shape: Shape, depth: int) -> Any:
    """The members of a list or map."""
    if shape.type_name == "list":
        return [_of_element(each, shape.member, depth + 1) for each in elements[:MAX_ITEMS]]
    pairs = {}
    for parts in map(_by_name, elements):
        key, value = parts.get(wire_name("key", shape.key)), parts.get(wire_name("value", shape.value))
        if key and value:
            pairs[key[0].text or ""] = _of_element(value[0], shape.value, depth + 1)
    return pairs


def _by_name(element: ElementTree.Element) -> dict[str, list[ElementTree.Element]]:
    found: dict[str, list[ElementTree.Element]] = {}
    for child in element:
        found.setdefault(child.tag.rpartition("}")[2], []).append(child)
    return found


def _of_node(node: dict[str, Any], shape: Shape, ec2: bool, depth: int) -> Any:
    if depth > MAX_DEPTH:
        return None
    if shape.type_name == "structure":
        names = {name: _form_name(name, member, ec2) for name, member in shape.members.items()}
        return {
            name: _of_node(node[wire], shape.members[name], ec2, depth + 1)
            for name, wire in names.items()
            if wire in node
        }
    if shape.type_name == "list":
        inner = node if ec2 else node.get(shape.member.serialization.get("name", "member"), node)
        return [_of_node(each, shape.member, ec2, depth + 1) for each in _numbered(inner)]
    if shape.type_name == "map":
        key, value = wire_name("key", shape.key), wire_name("value", shape.value)
        entries = [each for each in _numbered(node.get("entry", node)) if {key, value} <= {*each}]
        return {each[key].get("", ""): _of_node(each[value], shape.value, ec2, depth + 1) for each in entries}
    return _leaf(node.get("", ""), shape)


def _form_name(name: str, member: Shape, ec2: bool) -> str:
    if not ec2:
        wire = wire_name(name, member)
        if member.type_name == "list" and member.serialization.get("flattened"):
            return str(member.member.serialization.get("name", wire))
        return wire
    if "queryName" in member.serialization:
        return str(member.serialization["queryName"])
    wire = wire_name(name, member)
    return wire[:1].upper() + wire[1:]


def _numbered(node: Any) -> list[dict[str, Any]]:
    """`1`, `2` … of a part of a form; a part that ends in a text has none."""
    numbers = sorted((key for key in node if key.isdecimal() and len(key) < 9), key=int)
    return [node[key] for key in numbers[:MAX_ITEMS]]

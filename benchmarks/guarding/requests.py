"""Regression tests of the Core Rule Set (go-ftw's YAML) as requests, sent as go-ftw sends them."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, unquote, unquote_plus, unquote_to_bytes

import yaml
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FORM = "application/x-www-form-urlencoded"
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_BOUNDARY = re.compile(r"boundary=\"?([^\";,\s]+)", re.IGNORECASE)
_XML_TEXT = re.compile(r"<!\[CDATA\[(.*?)\]\]>|>([^<]+)|=\s*\"([^\"]*)\"|=\s*'([^']*)'", re.DOTALL)
# Headers that clients and servers send by themselves; what else a request has an application would read.
_USUAL = frozenset(
    [
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "connection",
        "content-length",
        "content-type",
        "cookie",
        "expect",
        "host",
        "keep-alive",
        "pragma",
        "proxy-connection",
        "range",
        "referer",
        "request-range",
        "te",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    ]
)
_PART_NAME = re.compile(r'[;\s]name="?((?:[^"\\;\r\n]|\\.)*)', re.IGNORECASE)


@frozen
class Request:
    method: str
    uri: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def split(self) -> tuple[str, str]:
        """Path and query, as they were sent."""
        uri = re.sub(r"^https?://[^/?#]*", "", self.uri).split("#", 1)[0]
        path, _, query = uri.partition("?")
        return path or "/", query

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode()

    def arguments(self) -> list[tuple[str, str]]:
        """What a server calls the request's arguments: names and values of query and body, decoded."""
        return [*pairs(self.split[1]), *self._of_body()]

    def cookies(self) -> list[tuple[str, str]]:
        found = (each.strip().partition("=") for each in self.header("cookie").split(";"))
        return [(name, unquote(value)) for name, _, value in found if name]

    def own_headers(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.headers if name.lower() not in _USUAL]

    def _of_body(self) -> list[tuple[str, str]]:
        kind, text = self.header("content-type").lower(), self.text
        if not text:
            return []
        if "json" in kind:
            try:
                return list(_flat(json.loads(text)))
            except ValueError:
                return []
        if "multipart/form-data" in kind:
            return _parts(text, _BOUNDARY.search(self.header("content-type")))
        if "xml" in kind:
            return [("xml", html.unescape("".join(each))) for each in _XML_TEXT.findall(text) if "".join(each).strip()]
        return pairs(text) if _FORM in kind else []


@frozen
class Case:
    """`expected`: whether the rule must match."""

    test: str
    rule: str
    expected: bool
    request: Request


def cases(crs: Path, left: dict[str, int]) -> Iterator[Case]:
    """Those of a checkout; `left` counts the tests that name no single request with a rule's verdict, by why."""
    for file in sorted((crs / "tests" / "regression" / "tests").rglob("*.yaml")):
        document = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader) or {}
        for test in document.get("tests") or ():
            verdicts, why = _verdicts(test)
            if why:
                left[why] = left.get(why, 0) + 1
                continue
            request = _request(test["stages"][0]["input"])
            for rule, expected in verdicts:
                yield Case(f"{document['rule_id']}-{test['test_id']}", rule, expected, request)


def pairs(text: str) -> list[tuple[str, str]]:
    found = (each.partition("=") for each in text.split("&") if each)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in found]


def _verdicts(test: dict[str, Any]) -> tuple[list[tuple[str, bool]], str]:
    stages = test["stages"]
    log = (stages[0].get("output") or {}).get("log") or {}
    if len(stages) != 1:
        return [], "several requests"
    if "encoded_request" in stages[0]["input"]:
        return [], "bytes that are no request"
    found = [(str(id), True) for id in log.get("expect_ids") or ()]
    found += [(str(id), False) for id in log.get("no_expect_ids") or ()]
    return found, "" if found else "a verdict about status or log text"


def _request(row: dict[str, Any]) -> Request:
    headers = [(str(name), "" if value is None else str(value)) for name, value in (row.get("headers") or {}).items()]
    names = {name.lower(): value for name, value in headers}
    body = str("" if row.get("data") is None else row["data"]).encode("utf-8", "surrogateescape")
    complete = row.get("autocomplete_headers", True)
    if body and complete and "content-type" not in names:
        headers.append(("Content-Type", _FORM))
        names["content-type"] = _FORM
    if complete and names.get("content-type", "").lower() == _FORM:
        body = _escaped(body)
    if "multipart/form-data;" in names.get("content-type", ""):
        body = body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return Request(str(row.get("method") or "GET"), str(row.get("uri") or "/"), tuple(headers), body)


def _escaped(body: bytes) -> bytes:
    """A form that was written unescaped, escaped."""
    if _BAD_ESCAPE.search(body) is None and unquote_to_bytes(body.replace(b"+", b" ")) != body:
        return body
    if _BAD_ESCAPE.search(body):
        return body
    pieces = (each.partition(b"=") for each in body.split(b"&"))
    return "&".join(
        quote_plus(name, safe="-_.~") + (f"={quote_plus(value, safe='-_.~')}" if sign else "")
        for name, sign, value in pieces
    ).encode()


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _flat(inner, name)
    elif value is not None:
        yield name or "value", value if isinstance(value, str) else json.dumps(value)


def _parts(text: str, boundary: re.Match[str] | None) -> list[tuple[str, str]]:
    """Fields of a form in parts; files are no arguments."""
    found = []
    for part in text.split("--" + boundary[1])[1:] if boundary else ():
        head, _, body = part.partition("\r\n\r\n")
        name = _PART_NAME.search(head)
        if name and "filename" not in head.lower():
            found.append((name[1], body.removesuffix("\r\n")))
    return found

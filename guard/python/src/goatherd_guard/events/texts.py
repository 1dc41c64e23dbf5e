"""What a text holds: JSON, a form, XML, base64 and the like. Each reader gives what it found, or None.

Sizes are bounded by the event's own limits; what is read never grows but by decompression, which is bounded here.
"""

import base64
import binascii
import html
import json
import re
import zlib
from urllib.parse import parse_qsl, unquote, unquote_plus

from goatherd_guard.lazy import regex

MAX_INFLATED = 8 << 20  # bytes; more is an excess that is told

_JSON = {"{": "}", "[": "]", '"': '"'}
_BASE64 = regex(r"[A-Za-z0-9+/\s]{16,}={0,2}\Z")
_BASE64URL = regex(r"[A-Za-z0-9_-]{16,}={0,2}\Z")
# Both cases, or a digit somewhere behind a small letter; what is looked for first is skipped by nothing else.
_MIXED = regex(r"(?=[^A-Z]*[A-Z])[^a-z]*[a-z]|[^a-z]*[a-z][^0-9]*[0-9]")
_TOKEN = regex(r"(?:Bearer\s+)?([A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)\Z")
_ENCODED = regex(r"(?:[A-Za-z0-9+/\s]{16}[A-Za-z0-9+/\s=]*|(?:Bearer\s+)?[A-Za-z0-9_-]{8}[A-Za-z0-9_.=-]*\s*)\Z")
_XML_TEXT = regex(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)|>([^<]+)|=\s*\"([^\"]*)\"|=\s*'([^']*)'", re.DOTALL)
_CONTROLS = {code: " " for code in range(32) if chr(code) != "\t"}
_UNPRINTABLE = regex(r"[^\t\n\r\x20-\x7e\xa0-\U0010ffff]")
_PART_NAME = regex(r'[;\s](name|filename)\*?=(?:"((?:[^"\\\r\n]|\\.)*)|([^";\r\n]*))', re.IGNORECASE)


class Excess(Exception):
    """More than a limit allows; `args[0]` says of what."""


def as_json(text):
    stripped = text.strip()
    if len(stripped) < 2 or _JSON.get(stripped[0]) != stripped[-1]:
        return None
    try:
        found = json.loads(stripped)
    except ValueError:
        return None
    except RecursionError:
        raise Excess("depth") from None
    return found if isinstance(found, (dict, list, str)) else None


def may_be_encoded(text):
    """Whether it consists of what tokens and base64 do; of most texts that is all that has to be asked."""
    return len(text) >= 16 and _ENCODED.match(text) is not None


def as_base64(text):
    """Text or, of what is no text, its bytes as Latin-1; None for words that only look like it."""
    if not (_BASE64.match(text.rstrip()) or _BASE64URL.match(text)) or not _MIXED.match(text):
        return None
    data = decoded(text)
    if not data:
        return None
    found = as_text(data)
    if data[:2] in (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"\x1f\x8b", b"\xac\xed"):
        return found
    return found if not is_binary(found) and "\ufffd" not in found else None


def decoded(text):
    """The bytes of base64 in either alphabet, padded or not; None where it is none."""
    compact = re.sub(r"\s+", "", text).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def as_text(data):
    """UTF-8, or where it is none Latin-1, in which every byte is a character."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def is_binary(text):
    """Whether a tenth of it is no text."""
    head = text[:512]
    return len(_UNPRINTABLE.findall(head)) * 10 >= len(head)


def without_controls(text):
    return text.translate(_CONTROLS)


def inflated(data):
    """Of gzip or zlib."""
    stream = zlib.decompressobj(wbits=47)
    try:
        found = stream.decompress(data, MAX_INFLATED)
    except zlib.error:
        return None
    if stream.unconsumed_tail:
        raise Excess("size once it is unpacked")
    return found


def as_token(text):
    """What a JSON Web Token claims."""
    found = _TOKEN.match(text.strip())
    if not found:
        return None
    head, claims, _ = found[1].split(".")
    if not head.startswith("ey"):
        return None
    data = decoded(claims)
    return as_json(as_text(data)) if data else None


def as_form(text, separator="&"):
    """Names and values, of which each name may have several."""
    found = {}
    for name, value in parse_qsl(text, keep_blank_values=True, separator=separator):
        found.setdefault(name, []).append(value)
    return found


def as_cookies(text):
    found = {}
    for each in text.split(";"):
        name, _, value = each.strip().partition("=")
        if name:
            found.setdefault(name, []).append(unquote(value))
    return found


def as_xml(text):
    """All texts and attributes' values, in order."""
    if not text.lstrip().startswith("<"):
        return None
    return [
        found.group(1) or html.unescape(next(part for part in found.groups() if part))
        for found in _XML_TEXT.finditer(text)
        if any(found.groups())
    ]


def as_parts(text, boundary):
    """Fields of a multipart form: name -> contents; names of files, and of their fields, stand under `filename`. None
    where there are no parts.
    """
    found = {}
    for part in text.split("--" + boundary)[1:]:
        head, _, body = part.partition("\r\n\r\n") if "\r\n\r\n" in part else part.partition("\n\n")
        names = {key.lower(): quoted or plain for key, quoted, plain in _PART_NAME.findall(head)}
        if "filename" in names:
            found.setdefault("filename", []).extend(filter(None, (names["filename"], names.get("name"))))
        if "name" in names:
            found.setdefault(names["name"], []).append(re.sub(r"\r?\n\Z", "", body))
    return found or None


def from_dynamodb(value):
    """An item or attribute in DynamoDB's types, as plain values."""
    if isinstance(value, dict) and len(value) == 1:
        ((kind, inner),) = value.items()
        if kind in ("S", "N"):
            return inner
        if kind == "B" and isinstance(inner, str):
            data = decoded(inner)
            return inner if data is None else as_text(data)
        if kind in ("SS", "NS", "BS", "L") and isinstance(inner, list):
            return [from_dynamodb(each) for each in inner]
        if kind == "M" and isinstance(inner, dict):
            return {key: from_dynamodb(each) for key, each in inner.items()}
        if kind in ("BOOL", "NULL"):
            return inner
    if isinstance(value, dict):
        return {key: from_dynamodb(each) for key, each in value.items()}
    return value


def from_bytes(value):
    """A list of numbers of bytes, as Kafka's and RabbitMQ's headers come."""
    if isinstance(value, list) and all(isinstance(each, int) and -129 < each < 256 for each in value):
        return as_text(bytes(each & 255 for each in value))
    return None


percent = unquote
plus = unquote_plus

"""What a text holds: JSON, a form, XML, base64 and the like. Each reader gives what it found, or None.

Sizes are bounded by the event's own limits; what is read never grows but by decompression, which is bounded here.
"""

import base64
import binascii
import html
import json
import re
import zlib
from urllib.parse import unquote, unquote_plus

from goatherd_guard.lazy import regex

MAX_INFLATED = 8 << 20  # bytes; more is an excess that is told
_MOST_PARTS = 100
_FEW = 3

_JSON = {"{": "}", "[": "]", '"': '"'}
_BASE64 = regex(r"[A-Za-z0-9+/\s]{16,}={0,2}\Z")
_BASE64URL = regex(r"[A-Za-z0-9_-]{16,}={0,2}\Z")
# Both cases, or a digit somewhere behind a small letter; what is looked for first is skipped by nothing else.
_MIXED = regex(r"(?=[^A-Z]*[A-Z])[^a-z]*[a-z]|[^a-z]*[a-z][^0-9]*[0-9]")
_TOKEN = regex(r"(?:Bearer\s+)?([A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)\Z")
_ENCODED = (
    r"(?=[\s\S]{16})(?:[A-Za-z0-9+/\s]{16}(?![A-Za-z0-9+/\s=]*[^A-Za-z0-9+/\s=])"
    r"|(?:Bearer\s+)?[A-Za-z0-9_-]{8}[A-Za-z0-9_.=-]*\s*\Z)"
)
_MAY_BE_ENCODED = regex(_ENCODED)
MAY_HOLD = regex(rf"[\s{{\[\"<]|{_ENCODED}")  # JSON, XML, a token or base64
_XML_TEXT = regex(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)|>([^<]+)|=\s*\"([^\"]*)\"|=\s*'([^']*)'", re.DOTALL)
_CONTROLS = {code: " " for code in range(32) if chr(code) != "\t"}
_UNPRINTABLE = regex(r"[^\t\n\r\x20-\x7e\xa0-\U0010ffff]")
_FOREIGN = regex(r"[^\t\n\r\x20-\x7e]")
_ABOVE = regex(r"[\x80-\x9f]")
_STREAM = regex(r"[0-9]{4}/[0-9]{2}/[0-9]{2}/[A-Za-z0-9_-]*\[(?:\$LATEST|[0-9]+)\][0-9a-f]{32}\Z")
_GZIP = b"\x1f\x8b"
_LITERAL = regex(r'"""(.*?)(?:"""|\Z)|"((?:[^"\\\n]|\\.)*)"?', re.DOTALL)  # one that does not end is one, too
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
    """Whether it consists of what tokens and base64 do."""
    return _MAY_BE_ENCODED.match(text) is not None


def as_base64(text):
    """Text or, of what is no text, its bytes as Latin-1; None for words that only look like it."""
    if not (_BASE64.match(text.rstrip()) or _BASE64URL.match(text)) or not _MIXED.match(text):
        return None
    data = decoded(text)
    if not data:
        return None
    found = unpacked(data)
    if data[:2] in (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", _GZIP, b"\xac\xed"):
        return found
    return found if "\ufffd" not in found and _is_likely(data, found[:512]) else None


def _is_likely(data, head):
    """Whether bytes that a word of letters may stand for were text: less than a tenth is none, and it is UTF-8, or no
    more than a quarter is not ASCII.
    """
    if len(_UNPRINTABLE.findall(head)) * 10 >= len(head):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return len(_FOREIGN.findall(head)) * 4 <= len(head)
    return True


def unpacked(data):
    """The text of bytes, which gzip may have packed. Raises Excess."""
    inner = inflated(data) if data[:2] == _GZIP else None
    return as_text(data if inner is None else inner)


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
    """Whether a tenth of it is no text (half of it where that is a sign or two), or there are zero bytes and bytes that
    are no character of UTF-8's.
    """
    if text.isprintable():
        return False
    head = text[:512]
    strange = len(_UNPRINTABLE.findall(head))
    part = 10 if strange > _FEW else 2
    return (strange > 1 and strange * part >= len(head)) or ("\0" in text and _ABOVE.search(text) is not None)


def is_named_by_lambda(text):
    """Whether it is the name of a stream of logs as Lambda gives it, which holds nothing else."""
    return text[4:5] == "/" and _STREAM.match(text) is not None


def without_controls(text):
    return text.translate(_CONTROLS)


def inflated(data):
    """Of gzip or zlib; of gzip all parts that follow one another. Raises Excess."""
    found = b""
    for _ in range(_MOST_PARTS):
        stream = zlib.decompressobj(wbits=47)
        try:
            found += stream.decompress(data, MAX_INFLATED - len(found) + 1)
        except zlib.error:
            return found or None
        if len(found) > MAX_INFLATED:
            break
        data = stream.unused_data
        if data[:2] != _GZIP:
            return found
    raise Excess("size once it is unpacked")


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
    for each in text.replace("+", " ").split(separator):
        if each:
            name, _, value = each.partition("=")
            found.setdefault(unquote(name), []).append(unquote(value))
    return found


def as_cookies(text):
    found = {}
    for each in text.split(";"):
        name, _, value = each.strip().partition("=")
        if name:
            found.setdefault(name, []).append(unquote(value))
    return found


def as_graphql(text):
    """A document on one line, since its line breaks are blanks like any, and the texts that stand in it."""
    if "{" not in text:
        return None
    literals = [found[1] or found[2] for found in _LITERAL.finditer(text) if found[1] or found[2]]
    return [re.sub(r"[\r\n]+", " ", text), *literals]


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

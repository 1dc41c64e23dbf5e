"""What services refuse. Each function gives its value back or raises DoesNotFit."""

from __future__ import annotations

import re

from goatherd.attack.events.document import bytes_of
from goatherd.attack.events.noun import DoesNotFit

MESSAGE_BYTES = 262_144  # SNS, EventBridge, AppSync, Step Functions; what queues are commonly set to
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
# SQS API reference, SendMessage: the characters that XML 1.0 allows
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATTRIBUTE = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")


def at_most(value: str, most: int, what: str) -> str:
    """`most` bytes of UTF-8."""
    if len(bytes_of(value)) > most:
        raise DoesNotFit(f"{what} has at most {most} bytes")
    return value


def message(text: str, what: str = "a message") -> str:
    """A message of SQS or SNS: not empty, at most 256 KB of the characters of XML."""
    if not text:
        raise DoesNotFit(f"{what} is not empty")
    if _NOT_XML.search(text):
        raise DoesNotFit(f"{what} has no control characters")
    return at_most(text, MESSAGE_BYTES, what)


def attribute_name(name: str) -> str:
    if not _ATTRIBUTE.fullmatch(name) or len(name) > 256:
        raise DoesNotFit("the name of a message attribute has letters, digits, dots, hyphens and underscores")
    return name


def header_name(name: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise DoesNotFit("a header's name is a token")
    return name


def header_value(value: str) -> str:
    """Latin-1 without control characters; white space around it is lost on the way."""
    if _CONTROL.search(value):
        raise DoesNotFit("a header's value has no control characters")
    try:
        value.encode("latin-1")
    except UnicodeEncodeError as error:
        raise DoesNotFit("a header's value is Latin-1") from error
    return value.strip(" \t")


def cookie_value(value: str) -> str:
    if ";" in value:
        raise DoesNotFit("a semicolon ends a cookie")
    return header_value(value)


def subject(text: str) -> str:
    """SNS API reference, Publish: ASCII, begins with a printable character, no control characters, under 100."""
    if not text.isascii() or not text or text[0] == " " or _CONTROL.search(text) or len(text) >= 100:
        raise DoesNotFit("a subject is one line of fewer than 100 ASCII characters")
    return text


def object_key(key: str) -> str:
    """S3 user guide, "Naming Amazon S3 objects": 1 to 1,024 bytes of UTF-8."""
    if not key:
        raise DoesNotFit("an object's key is not empty")
    return at_most(key, 1024, "an object's key")

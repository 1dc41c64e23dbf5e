"""Tokens as applications make them (RFC 7519), signed with a key of one's own choice (HS256, RFC 7515)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json


def token(key: str, claims: object) -> str:
    text = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}"
    return f"{text}.{signature(text, key)}"


def part(document: object) -> str:
    return _text(json.dumps(document).encode())


def signature(text: str, key: str) -> str:
    return _text(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())


def is_signed(sent: str, key: str) -> bool:
    """Whether the last part of a token is the signature of the others."""
    text, _, given = sent.rpartition(".")
    return given == signature(text, key)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")

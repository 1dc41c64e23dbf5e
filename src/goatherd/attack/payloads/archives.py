"""Files that an outsider packs, and the inputs that carry files."""

from __future__ import annotations

import base64
import gzip
import io
import tarfile
import zipfile
import zlib
from functools import cache
from typing import TYPE_CHECKING

from goatherd.attack.imports import uses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from goatherd.attack.events import Input
    from goatherd.attack.oracles.api import Opportunity

UNPACKERS = (
    *("zipfile", "tarfile", "gzip", "zlib", "bz2", "lzma", "shutil", "subprocess", "zipfile36", "py7zr", "brotli"),
    *("adm-zip", "unzipper", "yauzl", "jszip", "extract-zip", "node-stream-zip", "decompress", "fflate", "pako"),
    *("tar", "tar-fs", "tar-stream", "child_process", "unzip", "unzip-stream", "@zip.js/zip.js", "fast-zip"),
)
_DOCUMENTS = ("body", "message", "argument", "detail", "record")


def packed(opportunity: Opportunity, files: Iterable[bytes]) -> Iterator[object]:
    """The files as the input carries them; nothing for an input that carries none, or code that unpacks none."""
    given = opportunity.input
    if given is None or not uses(opportunity, UNPACKERS):
        return
    if _carries_bytes(given):
        yield from files
    elif opportunity.language == "javascript" and given.name and given.place in _DOCUMENTS:
        # What is decoded from base64 is not noted there.
        yield from (base64.b64encode(file).decode() for file in files)


def _carries_bytes(given: Input) -> bool:
    return given.steps[-1:] == ("@base64",) or (given.place in ("content", "raw") and not given.name)


def zipped(members: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            information = zipfile.ZipInfo(name)
            information.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(information, content)
    return data.getvalue()


def tarred(members: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> bytes:
    """`links` map names of symbolic links, which come first, to where they lead."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, target in (links or {}).items():
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


@cache
def large(kind: str, size: int) -> bytes:
    """A file of this many unpacked bytes: the JSON text `1` behind spaces. The kinds are those of KINDS."""
    content = b" " * (size - 1) + b"1"
    return KINDS[kind](content)


KINDS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda content: gzip.compress(content, mtime=0),
    "zlib": zlib.compress,
    "zip": lambda content: zipped({"goatherd.json": content}),
    "tar.gz": lambda content: gzip.compress(tarred({"goatherd.json": content}), mtime=0),
}

"""What `goatherd guard apply` wrote into a folder `goatherd-guard`: SHA256SUMS there, as `sha256sum -c` reads it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from goatherd.core.plain_files import read_below

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")
_MOST = 16 << 20  # bytes of a file that is compared


def read_sums(folder: Path) -> dict[str, str]:
    """Digests by path below the folder. Lines that are none, as a merge leaves them, say nothing."""
    data = data_of(folder, NAME) or b""
    found = (_LINE.fullmatch(line) for line in data.decode("utf-8", "replace").splitlines())
    return {each[2]: each[1] for each in found if each and ".." not in each[2].split("/") and each[2][0] != "/"}


def sums_text(sums: Mapping[str, str]) -> str:
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def is_as_written(folder: Path, path: str, sums: Mapping[str, str]) -> bool:
    """Whether a file is there as it was written; ends of lines may be those of Windows, as git makes them there."""
    data = data_of(folder, path)
    return data is not None and sums.get(path) in (digest(data), digest(data.replace(b"\r\n", b"\n")))


def data_of(folder: Path, path: str) -> bytes | None:
    """None where there is no plain file, reached without a link."""
    try:
        data = read_below(str(folder), path, _MOST + 1)
    except OSError:
        return None
    return data if len(data) <= _MOST else None

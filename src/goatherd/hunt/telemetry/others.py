"""Files that hold no log as they are, and say at their beginning what they are."""

from __future__ import annotations

_UNPACK = "which is not unpacked here: unpack it first"
_UTF_16 = "text in UTF-16, which is not read: write it in UTF-8 first"
_KNOWN = {
    b"PK\x03\x04": f"a zip archive, {_UNPACK}",
    b"\x28\xb5\x2f\xfd": f"packed with zstd, {_UNPACK}",
    b"BZh": f"packed with bzip2, {_UNPACK}",
    b"\xfd7zXZ\x00": f"packed with xz, {_UNPACK}",
    b"7z\xbc\xaf\x27\x1c": f"a 7-zip archive, {_UNPACK}",
    b"PAR1": "Parquet, which is only read where `goatherd hunt convert` wrote it",
    b"\xff\xfe": _UTF_16,
    b"\xfe\xff": _UTF_16,
}
LONGEST_MARK = max(map(len, _KNOWN))


def what_it_is(first: bytes) -> str:
    """By the first bytes of a file; "" for all others."""
    return next((what for mark, what in _KNOWN.items() if first.startswith(mark)), "")

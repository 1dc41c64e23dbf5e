"""`primaryLocationLineHash` as code-scanning services compute it, so that uploads need not add their own.

The hash of a line covers the 100 characters from its start, over line ends, without blanks and tabs; the
number after the colon counts lines with the same hash.
"""

from __future__ import annotations

from collections import Counter

_WINDOW = 100
_BASE = 37
_MASK = (1 << 64) - 1
_FIRST = pow(_BASE, _WINDOW, 1 << 64)
_END = 0xFFFF


def line_hashes(text: str) -> list[str]:
    """One hash a line, in order."""
    units, starts = _units(text)
    prefix = [0]
    for unit in units:
        prefix.append((prefix[-1] * _BASE + unit) & _MASK)
    seen: Counter[int] = Counter()
    hashes = []
    for start in starts:
        value = (prefix[start + _WINDOW] - prefix[start] * _FIRST) & _MASK
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


def _units(text: str) -> tuple[list[int], list[int]]:
    """UTF-16 code units with an end mark and padding, and the positions where lines start."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    encoded = plain.encode("utf-16-le", "surrogatepass")
    units = [encoded[i] | encoded[i + 1] << 8 for i in range(0, len(encoded), 2)]
    starts = [0, *(index + 1 for index, unit in enumerate(units) if unit == 10)]
    return [*units, _END, *([0] * _WINDOW)], starts

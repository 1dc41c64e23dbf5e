"""Fingerprints that outlive edits elsewhere: made of what a finding is about, not of where it stands.

A fingerprint covers the check, the file, the text of the line without its white space and, for findings
in the file that declares the function, the function; for what was published about a package, the advisories, so
that a later one is news. The n-th finding with the same content gets the
number n, in the order of lines.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from attrs import evolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.finding import Finding
    from goatherd.outcome import Lines

LENGTH = 32  # hexadecimal digits


def with_fingerprints(findings: Iterable[Finding], lines: Lines, homes: set[tuple[str, str]]) -> list[Finding]:
    """Sorted findings with fingerprints. `homes` holds the id of every function with the file that declares it."""
    seen: Counter[str] = Counter()
    texts: dict[tuple[str, int], str] = {}
    result = []
    for finding in sorted(findings, key=lambda f: f.sort_key):
        place = (finding.span.path, finding.span.line)
        if place not in texts:
            texts[place] = _digest("".join(lines.line(*place).split()))
        # Several functions may share one code file, and which of them is named first may change.
        function = finding.function if (finding.function, finding.span.path) in homes else ""
        published = [names[0] for names in finding.advisories]
        content = _digest("\0".join((finding.id, finding.span.path, texts[place], function, *published)))
        seen[content] += 1
        result.append(evolve(finding, fingerprint=_digest(f"{content} {seen[content]}")[:LENGTH]))
    return result


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

"""Fingerprints that outlive edits elsewhere: made of what a finding is about, not of where it stands.

A fingerprint covers the check, the file, the text of the line without its white space and, for findings
in the file that declares the function, the function; for what was published about a package, the advisories, so
that a later one is news. The n-th finding with the same content gets the number n, in the order of lines. One of what
was not read covers its kind and its words in place of check and function.

The file is named from the root of the git work tree on, so that a scan of the repository and one of a service's folder
speak of the same findings.
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from attrs import evolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.finding import Diagnosis, Finding
    from goatherd.core.source import Span
    from goatherd.outcome import Lines

LENGTH = 32  # hexadecimal digits
_FIGURES = re.compile(r"\d[\d.,]*")
_FOLDERS = re.compile(r"(?:[\w.@~-]*/)+")


def with_fingerprints(
    findings: Iterable[Finding], lines: Lines, homes: set[tuple[str, str]], prefix: str
) -> list[Finding]:
    """Sorted findings with fingerprints. `homes` holds the id of every function with the file that declares it,
    `prefix` leads from the work tree to the root."""
    marks = _Marks(lines, prefix)
    result = []
    for finding in sorted(findings, key=lambda f: f.sort_key):
        path = finding.span.path
        # Several functions may share one code file, and which of them is named first may change.
        function = finding.function if (finding.function, path) in homes else ""
        if function.startswith(path.rpartition(".")[0] + "."):  # nothing declares it: it is called after its file
            function = prefix + function
        published = (names[0] for names in finding.advisories)
        result.append(evolve(finding, fingerprint=marks.next(finding.id, finding.span, function, *published)))
    return result


def with_identities(diagnoses: Iterable[Diagnosis], lines: Lines, prefix: str) -> list[Diagnosis]:
    """Diagnoses, those that make a run incomplete with fingerprints, which survive other figures and folders."""
    marks = _Marks(lines, prefix)
    return [
        evolve(each, fingerprint=marks.next(each.id, each.span, _words(each.message)))
        if each.incomplete and each.id
        else each
        for each in diagnoses
    ]


def _words(message: str) -> str:
    return _FOLDERS.sub("", _FIGURES.sub("#", message))


class _Marks:
    """The fingerprints given so far."""

    def __init__(self, lines: Lines, prefix: str) -> None:
        self._lines = lines
        self._prefix = prefix
        self._seen: Counter[str] = Counter()
        self._texts: dict[tuple[str, int], str] = {}

    def next(self, id: str, span: Span, *about: str) -> str:
        place = (span.path, span.line)
        if place not in self._texts:
            self._texts[place] = _digest("".join(self._lines.line(*place).split()))
        content = _digest("\0".join((id, self._prefix + span.path, self._texts[place], *about)))
        self._seen[content] += 1
        return _digest(f"{content} {self._seen[content]}")[:LENGTH]


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

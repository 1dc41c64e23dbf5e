"""What a reader may ask of the reasons of findings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.confidence import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from goatherd.core.finding import Finding

_SENTENCE = re.compile(r"[^\s\0][^\n\0]*[^\s.;\0]")  # goes on after a colon, and others may follow


def faults(findings: Iterable[Finding], root: Path) -> list[str]:
    """Findings that are doubted without a word, and reasons that are no words or stand where nothing is."""
    found = []
    for finding in findings:
        if (finding.certainty < Confidence.HIGH) is not bool(finding.reasons):
            found.append(f"{finding.span}: {finding.certainty.label} confidence, {len(finding.reasons)} reasons")
        for reason in finding.reasons:
            if not _SENTENCE.fullmatch(reason.words):
                found.append(f"{finding.span}: {reason.words!r}")
            if reason.span is not None and not _exists(root, reason.span.path, reason.span.line):
                found.append(f"{finding.span}: nothing stands at {reason.span}")
    return found


def _exists(root: Path, path: str, line: int) -> bool:
    file = root / path if root.is_dir() else root
    return file.is_file() and line <= len(file.read_text("utf-8", errors="replace").splitlines())

"""What the configuration accepts: findings, and what was not read."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis, Finding
from goatherd.core.shown_paths import shown_path
from goatherd.core.source import Span
from goatherd.outcome import Accepted
from goatherd.review.names import known_names, names_of
from goatherd.rules.rule import is_advisory_id
from goatherd.rules.selection import meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from goatherd.core.acceptance import Acceptance
    from goatherd.core.config import Config
    from goatherd.rules.rule import Rule


class Configured:
    """The `[[accept]]` tables of a configuration, seen from the scanned root."""

    def __init__(self, config: Config, root: str, known: Sequence[Rule], *, today: date) -> None:
        self._acceptances = config.accept
        self._folder = os.path.realpath(os.path.dirname(config.source)) if config.accept else ""
        self._root = root
        self._today = today
        self._notes: dict[Diagnosis, None] = {}
        names = known_names(known)
        for acceptance in config.accept:
            if acceptance.id.lower() not in names and not is_advisory_id(acceptance.id):
                self._say(acceptance, f"accept {acceptance.id!r} names no check; {meant(acceptance.id, known)}")

    @property
    def notes(self) -> list[Diagnosis]:
        return list(self._notes)

    def apply(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Accepted]]:
        """Split findings into those that stay and those that the configuration accepts."""
        kept: list[Finding] = []
        accepted: list[Accepted] = []
        for finding in findings:
            acceptance = self.of(finding)
            if acceptance is None:
                kept.append(finding)
            else:
                accepted.append(Accepted(finding, "configuration", acceptance.reason))
        return kept, accepted

    def of(self, subject: Finding | Diagnosis) -> Acceptance | None:
        """What accepts it; one that has expired says so."""
        for acceptance in self._acceptances:
            if acceptance.id.lower() in names_of(subject) and fnmatchcase(self._path(subject), acceptance.path):
                if acceptance.expires is None or acceptance.expires >= self._today:
                    return acceptance
                self._say(acceptance, f"accept {acceptance.id!r} for {acceptance.path} expired on {acceptance.expires}")
        return None

    def _path(self, subject: Finding | Diagnosis) -> str:
        try:
            path = os.path.relpath(os.path.join(self._root, subject.span.path), self._folder)
        except ValueError:  # on another drive
            return ""
        return path.replace(os.sep, "/")

    def _say(self, acceptance: Acceptance, message: str) -> None:
        span = Span(shown_path(acceptance.span.path, self._root), acceptance.span.line)
        self._notes[Diagnosis(span, message, incomplete=False)] = None

"""Ignore comments at work: which findings they accept, and which of them do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis, Finding
from goatherd.core.incomplete import MEANINGS
from goatherd.core.source import Span
from goatherd.outcome import Accepted
from goatherd.review.comments import read_comments
from goatherd.review.names import known_names, names_of
from goatherd.rules.rule import is_advisory_id, is_oracle_id
from goatherd.rules.selection import meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from goatherd.outcome import Lines
    from goatherd.review.comments import Comment
    from goatherd.rules.rule import Rule

_OF_ADVISORIES = {"GOAT0610", "GOAT0611"}


class Suppressions:
    """All ignore comments of the files that were read, and whether each did something."""

    def __init__(self, paths: Iterable[str], lines: Lines, known: Sequence[Rule], *, today: date) -> None:
        self._diagnoses: dict[Diagnosis, None] = {}
        self._checks = known
        self._known = known_names(known)
        self._files: dict[str, _File] = {}
        for path in sorted(set(paths)):
            comments = read_comments(path, lines)
            active = [comment for comment in comments if self._is_active(comment, today)]
            if active:
                self._files[path] = _File(active)

    @property
    def diagnoses(self) -> list[Diagnosis]:
        return list(self._diagnoses)

    def apply(self, findings: Iterable[Finding], *, require_reason: bool) -> tuple[list[Finding], list[Accepted]]:
        """Split findings into those that stay and those that a comment accepts."""
        kept: list[Finding] = []
        accepted: list[Accepted] = []
        for finding in findings:
            comment = self.comment_for(finding, require_reason)
            if comment is None:
                kept.append(finding)
            else:
                accepted.append(Accepted(finding, "comment", comment.reason))
        return kept, accepted

    def unused(self, ran: Iterable[Rule]) -> Iterator[Diagnosis]:
        """Comments that accepted nothing although all the checks that they name were run.

        That something is not unread any more, only a run of all checks can tell.
        """
        ran = tuple(ran)
        ids = {check.id for check in ran}
        compared = ids >= _OF_ADVISORIES
        partly = {check.sas for check in self._checks if check.id not in ids}
        names = {name for check in ran for name in (check.id.lower(), check.slug)}
        names |= {f"sas-{check.sas}" for check in ran if check.sas not in partly}
        names |= set() if partly else set(MEANINGS)
        for file in self._files.values():
            for comment in file.comments:
                ought = (name.lower() for name in comment.names if not (compared and is_advisory_id(name)))
                if not comment.used and names.issuperset(ought):
                    yield _note(comment, f"ignore[{', '.join(comment.names)}] accepts nothing any more; remove it")

    def comment_for(self, subject: Finding | Diagnosis, require_reason: bool) -> Comment | None:
        found = None
        names = names_of(subject)
        for span in (subject.span, *(subject.hidden if isinstance(subject, Finding) else ())):
            file = self._files.get(span.path)
            for comment in file.at(span) if file else ():
                if comment.says(names):
                    comment.used = True
                    if require_reason and not comment.reason:
                        self._say(comment, "an ignore comment needs a reason here")
                    else:
                        found = found or comment
        return found

    def _is_active(self, comment: Comment, today: date) -> bool:
        if not comment.names:
            self._say(comment, "an ignore comment must name what it ignores: goatherd: ignore[GOAT0101]")
            return False
        for name in comment.names:
            if name.lower() not in self._known and not is_advisory_id(name) and not _is_oracle(name):
                self._say(comment, f"ignore[{name}] names no check; {meant(name, self._checks)}")
        if comment.bad_date:
            self._say(comment, f"{comment.bad_date!r} is no date; write (until 2027-01-31)")
            return False
        if comment.until is not None and comment.until < today:
            self._say(comment, f"this ignore comment expired on {comment.until}")
            return False
        return True

    def _say(self, comment: Comment, message: str) -> None:
        self._diagnoses[_note(comment, message)] = None


def _is_oracle(name: str) -> bool:
    if not is_oracle_id(name):
        return False
    from goatherd.attack.oracles.registry import all_oracles

    return any(oracle.id == name.upper() for oracle in all_oracles())


class _File:
    """The comments of one file, by the lines that they speak for."""

    def __init__(self, comments: list[Comment]) -> None:
        self.comments = comments
        self._wide = [comment for comment in comments if comment.first != comment.last]
        self._by_line: dict[int, list[Comment]] = {}
        for comment in comments:
            for line in {comment.line, comment.first} if comment.first == comment.last else {comment.line}:
                self._by_line.setdefault(line, []).append(comment)

    def at(self, span: Span) -> Iterator[Comment]:
        """Comments inside a span or for a line of it."""
        lines = range(span.line, span.last_line + 1)
        for line in lines if len(lines) < len(self._by_line) else sorted(self._by_line):
            if line in lines:
                yield from self._by_line.get(line, ())
        yield from (comment for comment in self._wide if comment.first <= span.last_line and span.line <= comment.last)


def _note(comment: Comment, message: str) -> Diagnosis:
    return Diagnosis(Span(comment.path, comment.line), message, incomplete=False)

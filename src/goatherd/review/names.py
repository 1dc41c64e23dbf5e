"""The names under which something is accepted, in lower case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Finding
from goatherd.core.incomplete import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.finding import Diagnosis
    from goatherd.rules.rule import Rule


def names_of(subject: Finding | Diagnosis) -> set[str]:
    """The id, the slug and the risk of a finding, and the advisories it tells of; the kind of what was not read."""
    if isinstance(subject, Finding):
        published = {name.lower() for names in subject.advisories for name in names}
        return {subject.id.lower(), subject.slug, f"sas-{subject.sas}"} | published
    return {subject.id} if subject.incomplete and subject.id else set()


def known_names(rules: Iterable[Rule]) -> set[str]:
    return {name.lower() for rule in rules for name in (rule.id, rule.slug, f"SAS-{rule.sas}")} | set(MEANINGS)

"""Rules of a store that nothing uses weigh little, and are one thing to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.core.confidence import only_possible
from goatherd.core.finding import LOW, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.finding import Finding
    from goatherd.model.security_rules import SecurityRules

_MANY = "grants of rules for a store that nothing here uses let too many in"


def weighed_by_use(findings: Iterable[Finding], rules: SecurityRules) -> Iterator[Finding]:
    """The findings of one file of rules; those of a store that is not in use as one of little weight."""
    unused = only_possible(f"nothing in the project was seen to use {rules.store}, which may not be there")
    for finding in findings:
        if rules.in_use:
            yield finding
        else:
            kind = Kind(_MANY, finding.message)
            yield evolve(finding, severity=LOW, reasons=(*finding.reasons, *unused), one_of=kind)

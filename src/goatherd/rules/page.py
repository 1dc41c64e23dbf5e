"""A check's documentation as one Markdown page: what `explain` shows and docs/checks holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.risks import RISKS

if TYPE_CHECKING:
    from goatherd.rules.rule import Rule

_FENCE = re.compile(r"(?m)^(`{3,}\w+) (\S+)$")


def page(check: Rule) -> str:
    rest = check.documentation.partition("\n")[2].strip()
    facts = (
        f"`{check.id}` · `{check.slug}` · SAS-{check.sas} {RISKS[check.sas]} · CWE-{check.cwe} · "
        f"severity {check.severity.label} · since {check.since}"
    )
    # A fence's file name is part of the example, but Markdown shows only its first word.
    body = _FENCE.sub(r"`\2`\n\n\1", rest)
    return f"# {check.summary.rstrip('.')}\n\n{facts}\n\n{body}\n"

"""A detection's documentation as one Markdown page: what `explain` shows and docs/detections holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.risks import RISKS

if TYPE_CHECKING:
    from goatherd.hunt.detections.registry import Detection

_EXAMPLES = re.compile(r"(?ms)^matches:\n.*\Z")
_SAID = re.compile(r"(?ms)^(?:name|level|tags|description|why|remedy|falsepositives):.*?\n(?=\S)")


def page(detection: Detection) -> str:
    facts = (
        f"`{detection.id}` · `{detection.slug}` · SAS-{detection.sas} {RISKS[detection.sas]} · "
        f"severity {detection.severity.label} · {', '.join(detection.techniques)}"
    )
    rule, examples = _SAID.sub("", _EXAMPLES.sub("", detection.text)), _EXAMPLES.search(detection.text)
    parts = [
        f"# {detection.title}",
        facts,
        detection.description.strip(),
        f"*Why it matters.* {detection.why.strip()}",
        f"*What to do.* {detection.remedy.strip()}",
        "*False positives.*",
        "\n".join(f"- {each}" for each in detection.false_positives),
        "*Rule*, in Sigma's language",
        f"```yaml\n{rule.strip()}\n```",
        "*Examples*",
        f"```yaml\n{examples[0].strip() if examples else ''}\n```",
    ]
    return "\n\n".join(parts) + "\n"

"""Write docs/checks, docs/oracles and docs/detections, one page for each rule and a list of all; and the tables of
docs/models.md.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.attack.oracles.registry import all_oracles
from goatherd.checks.registry import all_checks
from goatherd.core.risks import RISKS
from goatherd.engine.library import vocabulary
from goatherd.engine.library.fields import FIELDS
from goatherd.engine.stubs import intrinsics
from goatherd.hunt.application.catalogue import all_deviations
from goatherd.hunt.application.catalogue import page as deviation_page
from goatherd.hunt.detections.page import page as detection_page
from goatherd.hunt.detections.registry import all_detections
from goatherd.rules.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.rules.rule import Catalogued

DOCS = Path(__file__).resolve().parent.parent / "docs"


def guide(text: str) -> str:
    """docs/models.md with its tables as the code has them."""
    for name, lines in _tables().items():
        pattern = rf"(<!-- {name}: [^>]*-->\n).*?(<!-- end -->)"
        text = re.sub(pattern, lambda m, lines=lines: f"{m[1]}\n{chr(10).join(lines)}\n\n{m[2]}", text, flags=re.DOTALL)
    return text


def _tables() -> dict[str, list[str]]:
    words = {
        "`holds`; also `guard` and `proves`": vocabulary.PROPERTIES,
        "`guard` and `proves`, of who calls": vocabulary.CALLERS,
        "`source`": vocabulary.ORIGINS,
        "`returns`, beside names of types": vocabulary.RESULTS,
        "`receives`, beside arguments": vocabulary.GIVEN,
        "`when` and `unless`, beside constants": vocabulary.CONDITIONS,
    }
    said = [f"| {field} | `{word}` | {about} |" for field, table in words.items() for word, about in table.items()]
    asked = inspect.cleandoc(intrinsics.__doc__ or "").partition("\n\n")[2].splitlines()
    return {
        "fields": [
            "| field | says | example |",
            "| --- | --- | --- |",
            *(f"| `{f.name}` | {f.about} | `{f.example}` |" for f in FIELDS.values()),
        ],
        "sinks": [
            "| sink | |",
            "| --- | --- |",
            *(f"| `{name}` | {about} |" for name, about in vocabulary.SINKS.items()),
        ],
        "words": ["| field | word | |", "| --- | --- | --- |", *said],
        "intrinsics": ["```text", *asked, "```"],
    }


def pages() -> dict[str, str]:
    """Text by path below docs/."""
    rules = {"checks": all_checks(), "oracles": all_oracles()}
    texts = {f"{folder}/{rule.slug}.md": page(rule) for folder, found in rules.items() for rule in found}
    texts |= {f"detections/{detection.slug}.md": detection_page(detection) for detection in all_detections()}
    texts |= {f"detections/{deviation.slug}.md": deviation_page(deviation) for deviation in all_deviations()}
    detected = sorted((*all_detections(), *all_deviations()), key=lambda each: each.id)
    catalogued: dict[str, Sequence[Catalogued]] = {**rules, "detections": detected}
    return {**texts, **{f"{folder}/README.md": _index(folder[:-1], found) for folder, found in catalogued.items()}}


def _index(noun: str, rules: Sequence[Catalogued]) -> str:
    lines = [f"# {noun.capitalize()}s", "", f"Written by `make docs` from the {noun}s themselves.", ""]
    for number, name in RISKS.items():
        rows = [
            f"| {rule.id} | [{rule.slug}]({rule.slug}.md) | {rule.severity.label} | {rule.summary.rstrip('.')} |"
            for rule in rules
            if rule.sas == number
        ]
        if rows:
            lines += [
                f"## SAS-{number} {name}",
                "",
                f"| id | {noun} | severity | |",
                "| --- | --- | --- | --- |",
                *rows,
                "",
            ]
    return "\n".join(lines)


def main() -> None:
    texts = pages()
    for folder in ("checks", "oracles", "detections"):
        (DOCS / folder).mkdir(parents=True, exist_ok=True)
        for stale in (DOCS / folder).glob("*.md"):
            if f"{folder}/{stale.name}" not in texts:
                stale.unlink()
    texts["models.md"] = guide((DOCS / "models.md").read_text(encoding="utf-8"))
    for path, text in texts.items():
        (DOCS / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

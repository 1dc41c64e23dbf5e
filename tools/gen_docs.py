"""Write docs/checks and docs/oracles, one page for each rule and a list of all; and the tables of docs/models.md."""

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
from goatherd.rules.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.rules.rule import Rule

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
    return {**_pages("checks", "check", all_checks()), **_pages("oracles", "oracle", all_oracles())}


def _pages(folder: str, noun: str, rules: Sequence[Rule]) -> dict[str, str]:
    texts = {f"{folder}/{rule.slug}.md": page(rule) for rule in rules}
    return {f"{folder}/README.md": _index(noun, rules), **texts}


def _index(noun: str, rules: Sequence[Rule]) -> str:
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
    for folder in ("checks", "oracles"):
        (DOCS / folder).mkdir(parents=True, exist_ok=True)
        for stale in (DOCS / folder).glob("*.md"):
            if f"{folder}/{stale.name}" not in texts:
                stale.unlink()
    texts["models.md"] = guide((DOCS / "models.md").read_text(encoding="utf-8"))
    for path, text in texts.items():
        (DOCS / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

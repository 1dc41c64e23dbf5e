"""Write docs/checks and docs/oracles: one page for each rule, and a list of all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.attack.oracles.registry import all_oracles
from goatherd.checks.registry import all_checks
from goatherd.core.risks import RISKS
from goatherd.rules.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.rules.rule import Rule

DOCS = Path(__file__).resolve().parent.parent / "docs"


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
    for path, text in texts.items():
        (DOCS / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Write docs/checks: one page for each check, and the list of all."""

from __future__ import annotations

from pathlib import Path

from goatherd.checks.registry import all_checks
from goatherd.core.risks import RISKS
from goatherd.rules.page import page

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "checks"


def pages() -> dict[str, str]:
    """Text by file name."""
    texts = {f"{check.slug}.md": page(check) for check in all_checks()}
    return {"README.md": _index(), **texts}


def _index() -> str:
    lines = ["# Checks", "", "Written by `make docs` from the checks themselves.", ""]
    for number, name in RISKS.items():
        rows = [
            f"| {check.id} | [{check.slug}]({check.slug}.md) | {check.severity.label} | {check.summary.rstrip('.')} |"
            for check in all_checks()
            if check.sas == number
        ]
        if rows:
            lines += [
                f"## SAS-{number} {name}",
                "",
                "| id | check | severity | |",
                "| --- | --- | --- | --- |",
                *rows,
                "",
            ]
    return "\n".join(lines)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    texts = pages()
    for stale in FOLDER.glob("*.md"):
        if stale.name not in texts:
            stale.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

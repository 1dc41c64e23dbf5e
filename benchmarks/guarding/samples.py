"""Sample events that tool kits and SDKs ship, and ordinary texts."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HOLE = re.compile(r"\{\{\{(\w+)\}\}\}")
# What lies between the events: answers (which have a status as well), schemas, settings.
_OTHER = re.compile(r"response|output|schema|mapping|config\.json|native-image|Error|results?\b", re.IGNORECASE)
_TEXTS = (".txt", ".md", ".rst", ".po", "")
_MOST = 2000  # characters of a text


def sample_events(folders: list[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every file of JSON that holds an object; SAM's templates of events are filled in with their own defaults."""
    for folder in folders:
        defaults = _defaults(folder)
        for file in sorted(folder.rglob("*.json")):
            text = file.read_text("utf-8", "replace")
            if defaults:
                text = _filled(text, file.stem, defaults)
            try:
                event = json.loads(text)
            except ValueError:
                continue
            if isinstance(event, dict) and not _is_other(file.relative_to(folder), event):
                yield file, event


def _is_other(file: Path, value: dict[str, Any]) -> bool:
    return _OTHER.search(str(file)) is not None or "statusCode" in value


def _filled(text: str, name: str, defaults: dict[tuple[str, str], str]) -> str:
    return _HOLE.sub(lambda found: defaults.get((name, found[1]), found[1]), text)


def _defaults(folder: Path) -> dict[tuple[str, str], str]:
    """What stands for a tag of a template, encoded as it says: (file's name, tag) -> text."""
    found = {}
    for file in folder.rglob("event-mapping.json"):
        for group in json.loads(file.read_text("utf-8")).values():
            for event in group.values():
                for tag, row in event["tags"].items():
                    found[event["filename"], tag] = _encoded(str(row.get("default", "")), row.get("encoding"))
    return found


def _encoded(text: str, way: str | None) -> str:
    if way == "base64":
        return base64.b64encode(text.encode()).decode()
    return quote(text) if way == "url" else json.dumps(text)[1:-1]


def ordinary_texts(folders: list[Path], most: int) -> list[str]:
    """Paragraphs of the files of text below the folders, spread evenly over all."""
    found = []
    for folder in folders:
        files = [folder] if folder.is_file() else sorted(folder.rglob("*"))
        for file in files:
            if file.suffix.lower() in _TEXTS and file.is_file() and not file.is_symlink():
                paragraphs = file.read_text("utf-8", "replace").split("\n\n")
                found += [each.strip()[:_MOST] for each in paragraphs if each.strip()]
    step = max(len(found) / most, 1)
    return [found[int(number * step)] for number in range(min(most, len(found)))]

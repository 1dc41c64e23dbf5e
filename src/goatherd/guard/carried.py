"""What a layer that was built carries: a copy of each policy, which is the one that a function finds."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

from goatherd.core.errors import UsageError
from goatherd.core.foreign_json import MAX_SIZE, Unreadable, read_json
from goatherd.core.plain_files import opened_plain, read_below
from goatherd.guard.layer import LANGUAGES, MARKS, policy_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_FORMS = ("", "python", "nodejs", "python.zip", "nodejs.zip")


def layers_in(place: Path) -> Iterator[tuple[Path, str]]:
    """The layers that a folder or an archive is, or has in its folders, with their languages."""
    for each in (place / form for form in _FORMS):
        for language in LANGUAGES:
            if _read(each, MARKS[language]) is not None:
                yield each, language


def lagging(layer: Path, policies: Mapping[str, dict[str, Any]]) -> list[str]:
    """The names of policies of which a layer has another copy, or none; reasons, whose lines move, make none another.

    Raises UsageError where it cannot be read.
    """
    return [name for name, policy in policies.items() if not _is(policy, _read(layer, policy_place(name)))]


def _is(policy: dict[str, Any], data: bytes | None) -> bool:
    try:
        return data is not None and _without_reasons(read_json(data)) == _without_reasons(policy)
    except Unreadable:
        return False


def _without_reasons(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_reasons(each) for key, each in value.items() if key != "why"}
    return [_without_reasons(each) for each in value] if isinstance(value, list) else value


def _read(layer: Path, name: str) -> bytes | None:
    """A file of a layer; None where there is none."""
    try:
        if layer.is_dir():
            return read_below(str(layer), name, MAX_SIZE + 1)
        if layer.suffix.lower() != ".zip":
            return None
        with (
            open(opened_plain(str(layer)), "rb") as file,
            zipfile.ZipFile(file) as archive,
            archive.open(name) as entry,
        ):
            return entry.read(MAX_SIZE + 1)
    except (FileNotFoundError, NotADirectoryError, KeyError):
        return None
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        told = (isinstance(error, OSError) and error.strerror) or error
        raise UsageError(f"{layer} cannot be read: {told}", help="it is built again by goatherd guard apply") from error

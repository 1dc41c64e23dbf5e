"""Files of the guard's own put next to a template: never through a link that leads elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.core.plain_files import refuse_link

if TYPE_CHECKING:
    from pathlib import Path


def refuse_links(root: Path, place: str) -> None:
    """Raise UsageError where `place`, a path below `root`, or a folder on the way to it is a link."""
    path = root
    for name in place.split("/"):
        path = path / name
        try:
            if os.path.lexists(path):
                refuse_link(str(path))
        except OSError as error:
            raise UsageError(
                f"{path} cannot be written: {error.strerror}", help="it is a link; nothing was written"
            ) from error


def put(file: Path, text: str) -> None:
    """Whole or not at all; raises UsageError where it cannot be written."""
    put_bytes(file, text.encode())


def put_bytes(file: Path, data: bytes, mode: int = 0o644) -> None:
    """Whole or not at all; raises UsageError where it cannot be written."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.goatherd")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_bytes(data)
            draft.chmod(mode)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}", help="let its folder be written to") from error

"""Small applications on disk, with the guard put in front of their functions and taken away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.fixes import write
from goatherd.fixes.guard import put_in_front, taken_away
from goatherd.guard.homes import homes_of
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.fixes.guard import Changes
    from goatherd.outcome import Outcome


def outcome(root: Path) -> Outcome:
    return review(scan(str(root)), Config())


def guarded(root: Path) -> Changes:
    changes = put_in_front(str(root), Config(), homes_of(outcome(root).applications))
    write(str(root), changes.files)
    return changes


def restored(root: Path) -> Changes:
    changes = taken_away(str(root), Config(), outcome(root).applications)
    write(str(root), changes.files)
    return changes


def there_and_back(root: Path, name: str, before: str, after: str) -> None:
    """What must hold of every change: it is what is expected, a scan says the same, and it can be undone."""
    file = root / name
    file.write_bytes(before.encode())
    told = [(f.id, f.message) for f in outcome(root).findings]
    changes = guarded(root)
    assert (file.read_bytes().decode(), changes.left) == (after, [])
    assert [(f.id, f.message) for f in outcome(root).findings] == told
    assert guarded(root).files == {}
    restored(root)
    assert file.read_bytes().decode() == before


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("def handler(event, context):\n    return {}\n")
    return tmp_path

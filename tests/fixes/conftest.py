"""Small applications on disk, rewritten and scanned again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from attrs import frozen

from goatherd.core.config import Config
from goatherd.fixes import propose, write
from goatherd.fixes.told import EXCESS
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goatherd.outcome import Outcome

GET = """\
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    return table.get_item(Key={"id": "latest"})
"""


@frozen
class Fixed:
    """The files afterwards, why policies were left as they are, and how many findings are told of policies then."""

    files: dict[str, str]
    why: list[str]
    told: int


def outcome_of(root: Path) -> Outcome:
    return review(scan(str(root)), Config())


def _told(outcome: Outcome) -> Counter[tuple[str, str]]:
    return Counter((f.id, f.span.path) for f in outcome.findings if f.id in EXCESS)


def _rest(outcome: Outcome) -> Counter[tuple[str, str]]:
    own = {*EXCESS, "GOAT0402", "GOAT0408", "GOAT0423", "GOAT0424"}  # these are about what is granted, too
    return Counter((f.id, f.message) for f in outcome.findings if f.id not in own)


def _without_policies(outcome: Outcome) -> list[tuple[str, str, object, object]]:
    functions = [
        (a.name, f.id, f.environment, [t.kind for t in f.triggers]) for a in outcome.applications for f in a.functions
    ]
    return sorted(functions, key=str)


@pytest.fixture
def fixed(tmp_path: Path) -> Callable[..., Fixed]:
    """Write files, rewrite their policies, and check what must hold of every change."""

    def run(files: dict[str, str], *, code: str = GET, module: str = "app.py", newline: str = "") -> Fixed:
        for path, text in {module: code, **files}.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline=newline)
        before = outcome_of(tmp_path)
        fixes = propose(before, Config())
        write(before.root, fixes.files)
        after = outcome_of(tmp_path)
        assert not fixes.fixed or _told(after).total() < _told(before).total()
        assert _told(after) <= _told(before)
        assert _rest(after) == _rest(before)
        assert _without_policies(after) == _without_policies(before)
        assert {d.message for d in after.diagnoses} == {d.message for d in before.diagnoses}
        again = propose(after, Config())
        assert not again.files and len(again.unfixed) <= len(fixes.unfixed)
        for path in files:
            if path not in fixes.files:
                assert (tmp_path / path).read_text(encoding="utf-8") == files[path]
        texts = {path: (tmp_path / path).read_bytes().decode() for path in files}
        return Fixed(texts, [unfixed.why for unfixed in fixes.unfixed], _told(after).total())

    return run

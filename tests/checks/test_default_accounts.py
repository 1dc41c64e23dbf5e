"""Functions that run as the project's default account, where outsiders may start them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

CLOCK = "exports.daily = onSchedule('every day 00:00', async () => 1);"
TRIGGER = "exports.welcome = onDocumentCreated('users/{id}', async () => 1);"
REQUEST = "exports.orders = onRequest((request, response) => response.json([]));"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (CLOCK + TRIGGER, []),
        (REQUEST, ["Function orders runs as the project's default service account"]),
        (CLOCK + REQUEST + TRIGGER, ["Function orders runs as the project's default service account"]),
    ],
)
def test_only_what_is_called_is_told(tmp_path: Path, code: str, told: list[str]) -> None:
    (tmp_path / "firebase.json").write_text('{"functions": {"source": "."}}')
    (tmp_path / "package.json").write_text('{"main": "index.js"}')
    (tmp_path / "index.js").write_text(
        "const { onRequest } = require('firebase-functions/v2/https');\n"
        "const { onSchedule } = require('firebase-functions/v2/scheduler');\n"
        "const { onDocumentCreated } = require('firebase-functions/v2/firestore');\n" + code.replace(";", ";\n")
    )
    events = scan(str(tmp_path), Config(select=("GOAT0406",)))
    assert [event.finding.message for event in events if isinstance(event, FindingFound)] == told

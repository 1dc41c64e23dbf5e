"""Bodies that are cut to what a log takes are in it all the same; and messages of people that Azure hands over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = '{"main": "src/*.js", "dependencies": {"@azure/functions": "^4.5.0"}}'
HOOK = """
const { app } = require('@azure/functions');
app.http('hook', { methods: ['POST'], authLevel: 'anonymous', handler: async (request, context) => {
  const text = await request.text().catch(() => '');
  context.log('received', LOGGED);
  return { status: 204 };
} });
"""
TEXTS = """
const { app } = require('@azure/functions');
app.eventGrid('texts', { handler: async (event, context) => {
  const data = event.data;
  context.log(`${data.LOGGED}`);
} });
"""


def _told(folder: Path, text: str) -> list[str]:
    (folder / "src").mkdir()
    for path, content in {"host.json": '{"version": "2.0"}', "package.json": PACKAGE, "src/app.js": text}.items():
        (folder / path).write_text(content)
    events = scan(str(folder), Config(select=("GOAT0522", "GOAT0523")))
    return [event.finding.id for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize(
    ("logged", "told"),
    [
        ("text", ["GOAT0522"]),
        ("JSON.stringify(JSON.parse(text)).slice(0, 5000)", ["GOAT0522"]),
        ("text.substring(0, 2000)", ["GOAT0522"]),
        ("text.slice(0, 40)", []),
        ("text.slice(2000)", []),
    ],
)
def test_a_body_that_is_cut(tmp_path: Path, logged: str, told: list[str]) -> None:
    assert _told(tmp_path, HOOK.replace("LOGGED", logged)) == told


@pytest.mark.parametrize(("logged", "told"), [("from", ["GOAT0523"]), ("message", ["GOAT0523"]), ("status", [])])
def test_a_text_message(tmp_path: Path, logged: str, told: list[str]) -> None:
    assert _told(tmp_path, TEXTS.replace("LOGGED", logged)) == told

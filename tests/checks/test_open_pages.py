"""What anybody may call by any method, and which changes nothing: a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.core.finding import LOW, MEDIUM, Severity
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

CODE = """\
const functions = require('firebase-functions');
const admin = require('firebase-admin');
const db = admin.firestore();
exports.whoami = functions.https.onCall(async (data, context) => {
  if (!context.auth) throw new functions.https.HttpsError('unauthenticated', 'no');
  return db.collection('people').doc(context.auth.uid).get();
});
exports.page = functions.https.onRequest(async (req, res) => {
  const found = await db.collection('games').doc('now').get();
  DOES
  res.send(found.data().title);
});
"""


@pytest.mark.parametrize(
    ("does", "severity"),
    [("", LOW), ("await db.collection('visits').add({ at: Date.now() });", MEDIUM)],
)
def test_a_page_weighs_less_than_what_changes_something(does: str, severity: Severity, tmp_path: Path) -> None:
    (tmp_path / "firebase.json").write_text('{"functions": {"source": "."}}')
    (tmp_path / "package.json").write_text('{"main": "index.js", "dependencies": {"firebase-functions": "^6.0.0"}}')
    (tmp_path / "index.js").write_text(CODE.replace("DOES", does))
    found = [event.finding for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    assert [each.severity for each in found if each.id == "GOAT0201"] == [severity]

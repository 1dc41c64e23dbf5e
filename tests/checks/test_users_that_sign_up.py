"""What Firebase Auth says of a user who signs up is a record of its own making, whatever becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.confidence import Confidence
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

SAVED = """\
const functions = require('firebase-functions');
const admin = require('firebase-admin');

exports.saved = functions.auth.user().onCreate((user) => admin.database().ref(`/users/${user.uid}`).set(user));
"""
CALLED = """\
const functions = require('firebase-functions');
const admin = require('firebase-admin');

exports.saved = functions.https.onCall((data, context) =>
  admin.database().ref(`/users/${context.auth.uid}`).set(data));
"""
PICTURE = """\
const functions = require('firebase-functions');

exports.joined = functions.auth.user().onCreate(async (user) => {
  await fetch(user.photoURL);
});
"""
PICTURE_OF_CALLER = """\
const functions = require('firebase-functions');

exports.joined = functions.https.onCall(async (data) => {
  await fetch(data.photoURL);
});
"""


def findings(folder: Path, text: str, *ids: str) -> list[Finding]:
    (folder / "firebase.json").write_text('{"functions": {"source": "."}}')
    (folder / "package.json").write_text('{"main": "index.js", "dependencies": {"firebase-functions": "6.3.0"}}')
    (folder / "index.js").write_text(text)
    told = scan(str(folder), Config(select=ids))
    return [event.finding for event in told if isinstance(event, FindingFound)]


@pytest.mark.parametrize(("text", "number"), [(SAVED, 0), (CALLED, 1)])
def test_nobody_chooses_the_fields_of_a_user_who_signs_up(tmp_path, text, number):
    assert len(findings(tmp_path, text, "GOAT0915")) == number


@pytest.mark.parametrize(
    ("text", "severity", "confidence"),
    [(PICTURE, MEDIUM, Confidence.LOW), (PICTURE_OF_CALLER, HIGH, Confidence.MEDIUM)],
)
def test_a_picture_mostly_comes_from_an_identity_provider(tmp_path, text, severity, confidence):
    (found,) = findings(tmp_path, text, "GOAT0107")
    assert (found.severity, found.confidence) == (severity, confidence)

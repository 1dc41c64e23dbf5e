"""Who must have a right over other users acts for them on purpose, and whoever has only signed in does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

CODE = """\
const { https } = require('firebase-functions/v1');
const { auth, firestore } = require('firebase-admin');

exports.approve = https.onCall(async (data, context) => {
  if (!context.auth) throw new https.HttpsError('unauthenticated', 'who are you?');
  %s
  await firestore().doc('Users/' + data.user).set({ approved: true });
});

exports.rename = https.onCall(async (data, context) => {
  await firestore().doc('Users/' + context.auth.uid).set({ name: data.name });
});
"""
REFUSED = "throw new https.HttpsError('permission-denied', 'no');"
OF_TOKEN = f"if (!context.auth.token.manageUsers) {REFUSED}"
OF_CALLER = f"""const me = await auth().getUser(context.auth.uid);
  if (!(me.customClaims?.approved && me.customClaims?.manageUsers)) {REFUSED}"""
OF_THE_OTHER = f"""const other = await auth().getUser(data.user);
  if (!other.customClaims?.manageUsers) {REFUSED}"""
NO_RIGHT = f"if (!context.auth.token.approved) {REFUSED}"


def number_of_findings(folder: Path, test: str) -> int:
    (folder / "firebase.json").write_text('{"functions": {"source": "."}}')
    (folder / "package.json").write_text('{"main": "index.js", "dependencies": {"firebase-functions": "6.3.0"}}')
    (folder / "index.js").write_text(CODE % test)
    events = scan(str(folder), Config(select=("GOAT0930", "GOAT0931")))
    return sum(isinstance(event, FindingFound) for event in events)


@pytest.mark.parametrize("test", [OF_TOKEN, OF_CALLER])
def test_a_right_of_the_caller_makes_it_administration(tmp_path, test):
    assert not number_of_findings(tmp_path, test)


@pytest.mark.parametrize("test", ["", OF_THE_OTHER, NO_RIGHT])
def test_no_right_of_the_caller_is_asked(tmp_path, test):
    assert number_of_findings(tmp_path, test) == 1

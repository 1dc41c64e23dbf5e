"""One way to write some data asks for no role: told surely where the others do the same, and forms are for everybody"""

import pytest

from goatherd.core.config import Config
from goatherd.scan import FindingFound, scan

HEAD = """\
const { onCall, onRequest, HttpsError } = require('firebase-functions/v2/https');
const { getFirestore } = require('firebase-admin/firestore');
require('firebase-admin/app').initializeApp();
const goods = getFirestore().collection('goods');
const remarks = getFirestore().collection('remarks');
function staffOnly(request) {
  if (request.auth?.token.role !== 'staff') throw new HttpsError('permission-denied', 'staff only');
}
exports.change = onCall(async (request) => {
  staffOnly(request);
  await goods.doc(request.data.id).update({ price: request.data.price });
});
exports.remove = onCall(async (request) => {
  staffOnly(request);
  await goods.doc(request.data.id).delete();
});
"""
ADDED_BY_STAFF = """\
exports.add = onCall(async (request) => {
  staffOnly(request);
  await goods.add({ name: request.data.name, price: request.data.price });
});
"""
TOLD = (
    "callable it changes goods (Firestore) without asking for a role; 2 of 2 other places that write there ask for one"
)


@pytest.fixture
def told(tmp_path):
    """Severity, confidence and message of what is told of these functions beside those of the staff."""

    def scanned(text):
        (tmp_path / "firebase.json").write_text('{"functions": {"source": "."}}')
        manifest = '{"main": "index.js", "dependencies": {"firebase-functions": "6.3.0", "firebase-admin": "13.0.0"}}'
        (tmp_path / "package.json").write_text(manifest)
        (tmp_path / "index.js").write_text(HEAD + text)
        events = scan(str(tmp_path), Config(select=("GOAT0932",)))
        found = [event.finding for event in events if isinstance(event, FindingFound)]
        return [(finding.severity.label, finding.certainty.label, finding.message) for finding in found]

    return scanned


def test_it_changes_what_staff_alone_change_elsewhere(told):
    body = "  await goods.doc(request.data.id).update({ price: request.data.price });"
    assert told(f"exports.it = onCall(async (request) => {{\n{body}\n}});\n") == [("medium", "high", TOLD)]


def test_what_is_brought_up_to_date_after_something_else_may_be_meant(told):
    body = (
        "  const { id, mark } = request.data;\n"
        "  await remarks.add({ of: id, mark });\n"
        "  await goods.doc(id).update({ mark });"
    )
    assert told(f"exports.it = onCall(async (request) => {{\n{body}\n}});\n") == [("medium", "low", TOLD)]


@pytest.mark.parametrize(("added", "told_as"), [("", []), (ADDED_BY_STAFF, [("medium", "low")])])
def test_a_new_record_may_be_for_everybody_to_send(told, added, told_as):
    """Told at all only where staff alone add others."""
    body = "exports.it = onCall(async (request) => {\n  await goods.add({ name: request.data.name });\n});\n"
    assert [(severity, confidence) for severity, confidence, _ in told(added + body)] == told_as


def test_code_that_looks_at_who_calls_may_let_few_on(told):
    body = """\
exports.it = onRequest(async (req, res) => {
  const token = req.headers.authorization.split('Bearer ')[1];
  const answer = await fetch('https://accounts.example.com/tokeninfo?access_token=' + token);
  const who = await answer.json();
  if (who.email !== process.env.ADMIN_EMAIL) return res.status(401).end();
  await goods.doc(req.body.id).update({ price: req.body.price });
  res.end();
});
"""
    assert told(body) == []


@pytest.mark.parametrize(("name", "told_as"), [("visit", 1), ("login", 0)])
def test_who_signs_in_has_no_role_yet(told, name, told_as):
    body = "  await goods.doc(request.data.id).update({ seen: request.data.now });"
    assert len(told(f"exports.{name} = onCall(async (request) => {{\n{body}\n}});\n")) == told_as

"""Which passwords are told of as kept without a hash, and how gravely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, MEDIUM, Finding
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

FIREBASE = {
    "firebase.json": '{"functions": {"source": "."}}',
    "package.json": '{"main": "index.js", "dependencies": {"firebase-functions": "6.0.0", "firebase-admin": "13.0.0"}}',
}
AZURE = {"host.json": "{}", "package.json": '{"main": "index.js", "dependencies": {"@azure/functions": "^4.0.0"}}'}
CALL = """const { onRequest } = require('firebase-functions/v2/https');
const admin = require('firebase-admin');
const bcrypt = require('bcryptjs');
exports.call = onRequest(async (req, res) => {
  const { email, password, repeated } = req.body;
  const found = await admin.firestore().collection('things').doc('one').get();
  BODY
  res.sendStatus(204);
});
"""


def found_in(folder: Path, files: dict[str, str]) -> list[Finding]:
    for path, text in files.items():
        (folder / path).write_text(text)
    events = scan(str(folder), Config(select=("GOAT0731",)))
    return [event.finding for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        ("await admin.firestore().collection('users').add({ email, password });", HIGH),
        ("await admin.firestore().collection('rooms').add({ email, password });", HIGH),
        ("await admin.firestore().collection('rooms').add({ password });", MEDIUM),
        ("if (found.data().password !== password) throw new Error('no');", MEDIUM),
    ],
)
def test_a_password_as_it_was_sent(tmp_path: Path, body: str, severity: str) -> None:
    files = {**FIREBASE, "index.js": CALL.replace("BODY", body)}
    assert [(each.severity, each.span.line) for each in found_in(tmp_path, files)] == [(severity, 7)]


@pytest.mark.parametrize(
    "body",
    [
        "await admin.firestore().collection('users').add({ email, password: await bcrypt.hash(password, 12) });",
        "if (password !== repeated) throw new Error('no');",
        "if (!(await bcrypt.compare(password, found.data().password))) throw new Error('no');",
        "if (await strengthen(password) !== found.data().password) throw new Error('no');",
        "await admin.auth().createUser({ email, password });",
        "await admin.firestore().collection('users').add({ email, changed: password !== repeated });",
    ],
)
def test_other_uses_of_a_password(tmp_path: Path, body: str) -> None:
    assert found_in(tmp_path, {**FIREBASE, "index.js": CALL.replace("BODY", body)}) == []


def test_a_mapper_that_may_hash_before_it_writes(tmp_path: Path) -> None:
    program = """const { app } = require('@azure/functions');
const mongoose = require('mongoose');
const schema = new mongoose.Schema({ email: String, password: String });
HOOK
const User = mongoose.model('User', schema);
app.http('register', {
  methods: ['POST'], authLevel: 'anonymous',
  handler: async (request) => {
    const { email, password } = await request.json();
    await User.create({ email, password });
    return { status: 204 };
  },
});
"""
    plain = {**AZURE, "index.js": program.replace("HOOK", "")}
    assert [each.span.line for each in found_in(tmp_path, plain)] == [10]
    hook = "schema.pre('save', async function () { this.password = await require('bcrypt').hash(this.password, 9); });"
    assert found_in(tmp_path, {**AZURE, "index.js": program.replace("HOOK", hook)}) == []


def test_one_finding_with_all_places(tmp_path: Path) -> None:
    body = """await admin.firestore().collection('users').add({ email, password });
  if (found.data().password !== password) throw new Error('no');"""
    (finding,) = found_in(tmp_path, {**FIREBASE, "index.js": CALL.replace("BODY", body)})
    assert (finding.span.line, [place.line for place in finding.locations]) == (7, [8])


def test_parameters_of_a_request_to_sql_server(tmp_path: Path) -> None:
    program = """const { app } = require('@azure/functions');
const bcrypt = require('bcryptjs');
const sql = require('mssql');
app.http('register', {
  methods: ['POST'], authLevel: 'anonymous',
  handler: async (request) => {
    const { username, password } = await request.json();
    const pool = await sql.connect(process.env.SQL);
    await pool.request()
      .input('name', sql.NVarChar(100), username)
      .input('password', sql.NVarChar(255), KEPT)
      .query('INSERT INTO Users (name, password) VALUES (@name, @password)');
    return { status: 204 };
  },
});
"""
    plain = {**AZURE, "index.js": program.replace("KEPT", "password")}
    assert [(each.severity, each.span.line) for each in found_in(tmp_path, plain)] == [(HIGH, 9)]
    hashed = program.replace("KEPT", "await bcrypt.hash(password, 12)")
    assert found_in(tmp_path, {**AZURE, "index.js": hashed}) == []

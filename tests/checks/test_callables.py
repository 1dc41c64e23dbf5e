"""Callables of Firebase: which of them do something for people who have not signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.core.finding import LOW, MEDIUM, Finding, Severity
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

NODE = {
    "firebase.json": '{"functions": {"source": "."}}',
    "package.json": '{"main": "index.js", "dependencies": {"firebase-functions": "^6.0.0"}}',
}
FIRST = """\
const functions = require('firebase-functions');
const admin = require('firebase-admin');
const db = admin.firestore();
function user(context) {{
  if (!context.auth) throw new functions.https.HttpsError('unauthenticated', 'no');
  return context.auth.uid;
}}
exports.{name} = functions.https.onCall(async (data, context) => {{
  {body}
}});
"""
SECOND = """\
const {{ onCall, HttpsError }} = require('firebase-functions/v2/https');
const admin = require('firebase-admin');
const db = admin.firestore();
exports.change = onCall({options}async (request) => {{
  {body}
}});
"""
PYTHON = """\
from firebase_admin import firestore
from firebase_functions import https_fn

@https_fn.on_call()
def change(req: https_fn.CallableRequest):
    {body}
    firestore.client().collection("orders").document(req.data["id"]).delete()
"""
DELETES = "await db.collection('orders').doc({}).delete();"


def told(tmp_path: Path, files: dict[str, str]) -> list[Finding]:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = [event.finding for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    return [finding for finding in found if finding.id == "GOAT0201"]


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        (DELETES.format("data.id"), MEDIUM),
        ("await admin.auth().setCustomUserClaims(data.uid, { admin: true });", MEDIUM),
        ("await admin.auth().deleteUser(data.uid);", MEDIUM),
        ("const uid = context.auth ? context.auth.uid : 'nobody'; " + DELETES.format("data.id"), MEDIUM),
        ("return (await db.collection('orders').doc(data.id).get()).data();", LOW),
        ("return { hello: data.name };", LOW),
        ("user(context); " + DELETES.format("data.id"), None),
        ("const uid = user(context); " + DELETES.format("uid"), None),
        ("if (!context.auth || !context.auth.token.admin) return null; " + DELETES.format("data.id"), None),
        ("if (context.auth?.token?.role !== 'admin') return null; " + DELETES.format("data.id"), None),
        ("if (!context.auth?.token?.isAdmin) return null; " + DELETES.format("data.id"), None),
        (
            "const role = context.auth?.token?.role; const boss = context.auth?.token?.isAdmin; "
            "if (role !== 'admin' && !boss) throw new functions.https.HttpsError('permission-denied', 'no'); "
            + DELETES.format("data.id"),
            None,
        ),
        ("if (context.auth?.token?.role === 'guest') return null; " + DELETES.format("data.id"), MEDIUM),
        ("const uid = context.auth?.uid; if (!uid) return null; " + DELETES.format("uid"), None),
        (DELETES.format("context.auth.uid"), None),
    ],
)
def test_who_has_to_have_signed_in(body: str, severity: Severity | None, tmp_path: Path) -> None:
    found = told(tmp_path, {**NODE, "index.js": FIRST.format(name="change", body=body)})
    assert [finding.severity for finding in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("options", "body", "severity"),
    [
        ("", DELETES.format("request.data.id"), MEDIUM),
        ("{ enforceAppCheck: true }, ", DELETES.format("request.data.id"), LOW),
        ("", "const { auth, data } = request; if (!auth) return null; " + DELETES.format("data.id"), None),
        ("", "if (request.auth == null) throw new HttpsError('unauthenticated', 'no'); " + DELETES.format("'1'"), None),
    ],
)
def test_the_second_generation(options: str, body: str, severity: Severity | None, tmp_path: Path) -> None:
    found = told(tmp_path, {**NODE, "index.js": SECOND.format(options=options, body=body)})
    assert [finding.severity for finding in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("print('called')", 1),
        ("if req.auth is None: raise https_fn.HttpsError('unauthenticated', 'no')", 0),
        ("if not req.auth: return {}", 0),
        ("uid = req.auth.uid", 0),
    ],
)
def test_callables_in_python(body: str, count: int, tmp_path: Path) -> None:
    files = {
        "firebase.json": '{"functions": {"source": ".", "runtime": "python312"}}',
        "requirements.txt": "firebase-functions==0.4.2",
        "main.py": PYTHON.format(body=body),
    }
    assert len(told(tmp_path, files)) == count


def test_who_takes_a_payment_has_not_looked_at_who_calls(tmp_path: Path) -> None:
    files = {
        "firebase.json": '{"functions": {"source": ".", "runtime": "python312"}}',
        "requirements.txt": "firebase-functions==0.4.2",
        "main.py": "import stripe\n" + PYTHON.format(body="stripe.PaymentIntent.create(amount=req.data['amount'])"),
    }
    (finding,) = told(tmp_path, files)
    assert ": nobody has to have signed in;" in finding.message


def test_people_who_sign_up_have_not_signed_in(tmp_path: Path) -> None:
    code = FIRST.format(name="signUp", body="await admin.auth().createUser({ email: data.email });")
    assert told(tmp_path, {**NODE, "index.js": code}) == []


def test_the_message_says_that_it_is_a_callable(tmp_path: Path) -> None:
    [finding] = told(tmp_path, {**NODE, "index.js": FIRST.format(name="change", body=DELETES.format("data.id"))})
    assert finding.message == (
        "Anybody can call function change by callable change: nobody has to have signed in;"
        " it deletes records of orders that the request names"
    )


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("response.send('Hello')", 0),
        ("response.send(uuid.v4() + joi.object({ a: joi.string() }).validate(request.body).error)", 0),
        ("admin.firestore().collection('orders').add(request.body); response.send('Hello')", 1),
    ],
)
def test_what_only_answers_is_not_told(body: str, count: int, tmp_path: Path) -> None:
    code = (
        "const { onRequest } = require('firebase-functions/v2/https');\nconst uuid = require('uuid');\n"
        "const admin = require('firebase-admin');\nconst joi = require('joi');\nadmin.initializeApp();\n"
        f"exports.hello = onRequest((request, response) => {{ {body}; }});\n"
    )
    assert len(told(tmp_path, {**NODE, "index.js": code})) == count


ROUTES = """
const express = require('express');
const {{ onRequest }} = require('firebase-functions/v2/https');
const admin = require('firebase-admin');
const db = admin.firestore();
const app = express();
{routes}
exports.api = onRequest(app);
"""
ROUTE = """
app.post('/orders{n}', async (req, res) => {{
  await db.collection('orders{n}').doc(req.body.id).{call};
  res.send('done');
}});
"""


@pytest.mark.parametrize(("call", "places"), [("delete()", 8), ("get()", 0)])
def test_what_is_behind_one_address_is_told_by_its_routes_and_places(call: str, places: int, tmp_path: Path) -> None:
    routes = "".join(ROUTE.format(n=n, call=call) + "\n" * 20 for n in range(4))
    (finding,) = told(tmp_path, {**NODE, "index.js": ROUTES.format(routes=routes)})
    assert (len(finding.locations), "4 lines change something" in finding.message) == (places, bool(places))


TRANSACTION = """
const {{ onRequest }} = require('firebase-functions/v2/https');
const admin = require('firebase-admin');
const db = admin.firestore();
exports.boost = onRequest(async (req, res) => {{
  {asks}
  await db.runTransaction(async (transaction) => {{
    const user = db.collection('users').doc(req.body.userId);
    const found = await transaction.get(user);
    if (!found.exists) throw new Error('nobody');
    {change}
  }});
  res.json({{ done: true }});
}});
"""
TOKEN = "await admin.auth().verifyIdToken(req.headers.authorization);"


@pytest.mark.parametrize(
    ("asks", "change", "ending"),
    [
        ("", "transaction.update(user, { coins: found.data().coins - 1 });", "changes records of users"),
        ("", "transaction.delete(user);", "deletes records of users"),
        ("", "", "reads records of users"),
        (TOKEN, "transaction.update(user, { coins: found.data().coins - 1 });", ""),
    ],
)
def test_what_a_transaction_does_is_done_by_the_function(asks: str, change: str, ending: str, tmp_path: Path) -> None:
    found = told(tmp_path, {**NODE, "index.js": TRANSACTION.format(asks=asks, change=change)})
    assert [finding.message.partition("; it ")[2] for finding in found] == (
        [f"{ending} of whoever request.body.userId names"] if ending else []
    )

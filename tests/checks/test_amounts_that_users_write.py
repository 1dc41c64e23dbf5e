"""Triggers that work amounts into other records which the rules let users write as they like."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.finding import Finding

OWN = "request.auth.uid == uid"
ADDS = "await db.collection('shops').doc(sale.shop).update({ revenue: FieldValue.increment(sale.amount) });"


def _findings(
    folder: Path, *, allow: str = f"create: if {OWN}", does: str = ADDS, path: str = "users/{uid}/sales/{sale}"
) -> list[Finding]:
    (folder / "firebase.json").write_text('{"functions": {"source": "."}}')
    packages = {"firebase-functions": "6.3.0", "firebase-admin": "13.0.0"}
    (folder / "package.json").write_text(json.dumps({"main": "index.js", "dependencies": packages}))
    (folder / "firestore.rules").write_text(
        "service cloud.firestore { match /databases/{db}/documents { match /users/{uid}/sales/{id} {\n"
        f"allow {allow};\n}} }} }}"
    )
    (folder / "index.js").write_text(
        f"""const {{ onDocumentCreated }} = require('firebase-functions/v2/firestore');
const {{ getFirestore, FieldValue }} = require('firebase-admin/firestore');

exports.count = onDocumentCreated('{path}', async (event) => {{
  const db = getFirestore();
  const sale = event.data.data();
  {does}
}});
"""
    )
    results = [event.finding for event in scan(str(folder), Config()) if isinstance(event, FindingFound)]
    return [finding for finding in results if finding.id == "GOAT0936"]


OPEN = {
    "the owner": f"create: if {OWN}",
    "every user": "create: if request.auth != null",
    "a member by their token": "create: if request.auth.token.shop == uid && request.auth.token.role == 'clerk'",
    "something else is asked": f"create: if {OWN} && request.resource.data.shop is string",
}


@pytest.mark.parametrize("allow", OPEN.values(), ids=OPEN)
def test_amounts_of_users_are_told_at_the_rule(tmp_path, allow):
    (finding,) = _findings(tmp_path, allow=allow)
    assert (finding.span.path, finding.span.line, finding.steps[1].span.path) == ("firestore.rules", 2, "index.js")
    assert finding.message == (
        "Users can write any amount in records of /users/{uid}/sales/{id}, which count works into other records"
    )


KEPT = {
    "nobody": "create: if false",
    "an administrator": "create: if request.auth.token.admin == true",
    "an amount that is looked up": (
        f"create: if {OWN} && request.resource.data.amount == get(/databases/$(db)/documents/items/a).data.price"
    ),
    "other fields alone": f"create: if {OWN} && request.resource.data.keys().hasOnly(['shop'])",
    "reading": f"read: if {OWN}",
}


@pytest.mark.parametrize("allow", KEPT.values(), ids=KEPT)
def test_amounts_that_rules_keep_are_no_finding(tmp_path, allow):
    assert _findings(tmp_path, allow=allow) == []


DOES_NOT = {
    "an amount of its own": ADDS.replace("sale.amount", "1"),
    "a field that is no amount": ADDS.replace("sale.amount", "sale.note"),
    "the record itself": "await event.data.ref.update({ shown: String(sale.amount) });",
    "an amount that is compared with a record": (
        "const item = await db.collection('items').doc('a').get();"
        f"if (item.data().price !== sale.amount) return; {ADDS}"
    ),
}


@pytest.mark.parametrize("does", DOES_NOT.values(), ids=DOES_NOT)
def test_functions_that_add_up_nothing_of_the_users_are_no_finding(tmp_path, does):
    assert _findings(tmp_path, does=does) == []


def test_a_function_that_other_records_start_is_no_finding(tmp_path):
    assert _findings(tmp_path, path="shops/{shop}/sales/{sale}") == []

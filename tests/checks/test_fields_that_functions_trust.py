"""Functions that decide by fields which security rules let their callers write."""

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


def _findings(
    folder: Path,
    decides: str,
    *,
    allow: str = f"create, update: if {OWN}",
    key: str = "request.auth.uid",
    first: str = "",
) -> list[Finding]:
    (folder / "firebase.json").write_text('{"functions": {"source": "."}}')
    packages = {"firebase-functions": "6.3.0", "firebase-admin": "13.0.0"}
    (folder / "package.json").write_text(json.dumps({"main": "index.js", "dependencies": packages}))
    (folder / "firestore.rules").write_text(
        "service cloud.firestore { match /databases/{db}/documents { match /people/{uid} {\n"
        f"allow {allow};\n}} }} }}"
    )
    (folder / "index.js").write_text(
        f"""const {{ onCall, HttpsError }} = require('firebase-functions/v2/https');
const {{ getFirestore }} = require('firebase-admin/firestore');

exports.open = onCall(async (request) => {{
  if (!request.auth) throw new HttpsError('unauthenticated', 'sign in');
  {first}
  const found = await getFirestore().collection('people').doc({key}).get();
  const person = found.data();
  {decides}
  await getFirestore().collection('courses').add({{ by: request.auth.uid }});
}});
"""
    )
    results = [event.finding for event in scan(str(folder), Config()) if isinstance(event, FindingFound)]
    return [finding for finding in results if finding.id == "GOAT0933"]


TRUSTED = {
    "a state": "if (person.status !== 'approved') throw new HttpsError('permission-denied', 'wait');",
    "a switch": "if (!person.isActive) throw new HttpsError('permission-denied', 'left');",
    "a role": "if (person.role !== 'admin') throw new HttpsError('permission-denied', 'staff only');",
    "what is among those assigned": "if (!person.assignedGroups.includes(request.data.group)) throw new Error('no');",
}


@pytest.mark.parametrize("decides", TRUSTED.values(), ids=TRUSTED)
def test_a_field_that_callers_write_themselves_is_told_at_the_rule(tmp_path, decides):
    assert [(finding.span.path, finding.span.line) for finding in _findings(tmp_path, decides)] == [
        ("firestore.rules", 2)
    ]


DECIDES = TRUSTED["a state"]
KEPT = {
    "nobody writes them": "create, update: if false",
    "only staff writes them": "create, update: if request.auth.token.admin == true",
    "other fields alone": (
        f"update: if {OWN} && request.resource.data.diff(resource.data).affectedKeys().hasOnly(['name'])"
    ),
    "the field has one value": f"create: if {OWN} && request.resource.data.status == 'pending'",
    "the field may not be there": f"create: if {OWN} && !('status' in request.resource.data)",
    "it may only be deleted": f"delete: if {OWN}",
}


@pytest.mark.parametrize("allow", KEPT.values(), ids=KEPT)
def test_a_field_that_rules_keep_from_callers_is_no_finding(tmp_path, allow):
    assert _findings(tmp_path, DECIDES, allow=allow) == []


TENANT = "request.auth.token.tenant == uid"
SAME = "if (request.data.tenant !== request.auth.token.tenant) throw new HttpsError('permission-denied', 'another'); "
OF_MEMBERS = {
    "a member": (f"update: if {TENANT}", 1),
    "a member of a role": (f"update: if {TENANT} && request.auth.token.role == 'owner'", 1),
    "a member beside the platform's staff": (f"update: if request.auth.token.role == 'superadmin' || {TENANT}", 1),
    "an administrator among them": (f"update: if {TENANT} && request.auth.token.role == 'admin'", 0),
    "a member in some state": (f"update: if {TENANT} && resource.data.open", 0),
}


@pytest.mark.parametrize(("allow", "told"), OF_MEMBERS.values(), ids=OF_MEMBERS)
def test_a_record_of_what_callers_belong_to_by_their_token(tmp_path, allow, told):
    assert len(_findings(tmp_path, DECIDES, allow=allow, key="request.data.tenant", first=SAME)) == told


def test_a_field_that_opens_nothing_is_no_finding(tmp_path):
    assert _findings(tmp_path, "if (person.fcmToken) console.log('has a phone');") == []


def test_a_record_that_is_not_the_callers_is_no_finding(tmp_path):
    assert _findings(tmp_path, DECIDES, key="request.data.id") == []


def test_what_several_rules_leave_open_is_one_finding(tmp_path):
    (finding,) = _findings(tmp_path, DECIDES, allow=f"create: if {OWN};\nallow update: if {OWN}")
    assert [place.line for place in finding.locations] == [3]
    assert finding.message == "Users can write status in their own records of /people/{uid}, by which open decides"

"""Whom security rules let in, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM, Finding
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path


def _findings(folder: Path, allows: str, *, file: str = "firestore.rules") -> list[Finding]:
    (folder / "firebase.json").write_text("{}")
    body = f"match /databases/{{db}}/documents {{\n{allows}\n}}" if file == "firestore.rules" else allows
    service = "cloud.firestore" if file == "firestore.rules" else "firebase.storage"
    (folder / file).write_text(allows if file.endswith("json") else f"service {service} {{ {body} }}")
    return [event.finding for event in scan(str(folder), Config()) if isinstance(event, FindingFound)]


def _ids(folder: Path, allows: str, **file: str) -> list[str]:
    return sorted(finding.id for finding in _findings(folder, allows, **file))


SAFE = {
    "nobody": "false",
    "test mode that has ended": "request.time < timestamp.date(2023, 1, 1)",
    "the owner by the path": "request.auth.uid == uid",
    "the owner by a field": "request.auth != null && resource.data.owner == request.auth.uid",
    "one of its members": "request.auth.uid in resource.data.members",
    "one user": "request.auth.uid == 'aXb2'",
    "a custom claim": "request.auth.token.admin == true",
    "a role that is looked up": "get(/databases/$(db)/documents/roles/$(request.auth.uid)).data.name == 'admin'",
    "an address": "request.auth.token.email_verified && request.auth.token.email.matches('.*@shop[.]example')",
    "a condition of the record": "request.auth != null && resource.data.published",
    "what has no record yet": "resource == null || request.auth.uid == uid",
    "what nobody knows": "elsewhere(request.auth)",
    "either of two": "request.auth.uid == uid ? true : request.auth.token.admin",
    "a part of it": "request.resource.data.diff(resource.data).affectedKeys().hasOnly(['likes'])",
}


@pytest.mark.parametrize("condition", SAFE.values(), ids=SAFE)
def test_rules_that_may_keep_others_out_are_no_finding(tmp_path, condition):
    assert _ids(tmp_path, f"match /users/{{uid}} {{ allow read, update, delete: if {condition}; }}") == []


ANYBODY = [
    "true",
    "1 == 1",
    "!(false)",
    "request.auth == null || request.auth.uid == uid",
    "request.time < timestamp.date(2099, 12, 31)",
    "request.resource.data.keys().hasAll(['name']) && request.resource.data.name is string",
]


@pytest.mark.parametrize("condition", ANYBODY)
def test_anybody_may_write(tmp_path, condition):
    (finding,) = _findings(tmp_path, f"match /things/{{uid}} {{ allow update: if {condition}; }}")
    assert (finding.id, finding.severity, finding.certainty.label) == ("GOAT0335", HIGH, "high")


CONDITIONS = [
    "resource.data.published",
    "exists(/databases/$(db)/documents/codes/$(request.resource.data.code))",
    "resource.data.secret == request.resource.data.secret",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_that_does_not_ask_who_writes(tmp_path, condition):
    (finding,) = _findings(tmp_path, f"match /things/{{uid}} {{ allow update: if {condition}; }}")
    assert (finding.id, finding.severity, finding.certainty.label) == ("GOAT0335", MEDIUM, "medium")


@pytest.mark.parametrize(
    "allows",
    [
        "allow update: if false && resource.data.published;",
        "allow update: if resource.data.published && request.time < timestamp.date(2023, 1, 1);",
        "allow create: if exists(/databases/$(db)/documents/codes/$(request.resource.data.code));",
        "allow read: if resource.data.published;",
        "allow update: if get(/databases/$(db)/documents/roles/$(request.auth.uid)).data.name == 'admin';",
    ],
)
def test_conditions_that_ask_who_writes_or_are_never_met(tmp_path, allows):
    assert _ids(tmp_path, f"match /things/{{uid}} {{ {allows} }}") == []


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ('"members": {".read": true, "$phoneNumber": {".write": "auth.uid == $phoneNumber"}}', True),
        ('"members": {".read": true, "$id": {".validate": "newData.child(\'email\').isString()"}}', True),
        ('"scores": {".read": true, "$id": {".validate": "newData.child(\'points\').isNumber()"}}', False),
    ],
)
def test_rules_tell_themselves_what_is_kept_of_people(tmp_path, rules, told):
    assert _ids(tmp_path, f'{{"rules": {{{rules}}}}}', file="database.rules.json") == ["GOAT0336"] * told


def test_messages_that_every_user_can_read(tmp_path):
    (finding,) = _findings(tmp_path, "match /messages/{id} { allow read: if request.auth != null; }")
    assert (finding.id, finding.severity, finding.certainty.label) == ("GOAT0433", MEDIUM, "medium")


PRIVATE = "match /b/{{bucket}}/o {{ match /users/{{uid}}/{folder}/{{file=**}} {{ allow read: if {condition}; }} }}"


@pytest.mark.parametrize(
    ("folder", "condition", "told"),
    [
        ("private", "true", [("GOAT0336", HIGH, "medium")]),
        ("private", "request.auth != null", [("GOAT0433", MEDIUM, "medium")]),
        ("private", "request.auth.uid == uid", []),
        ("public", "true", []),
        ("privateers", "true", []),
    ],
)
def test_folders_that_are_called_private(tmp_path, folder, condition, told):
    found = _findings(tmp_path, PRIVATE.format(folder=folder, condition=condition), file="storage.rules")
    assert [(finding.id, finding.severity, finding.certainty.label) for finding in found] == told


USERS = [
    "request.auth != null",
    "request.auth.uid != null",
    "request.auth.uid is string",
    "request.auth.token.email_verified == true && request.auth.token.firebase.sign_in_provider != 'anonymous'",
    "request.auth != null && request.resource.data.owner == request.auth.uid",
]


@pytest.mark.parametrize("condition", USERS)
def test_every_user_may_write_the_records_of_others(tmp_path, condition):
    (finding,) = _findings(tmp_path, f"match /users/{{uid}} {{ allow update: if {condition}; }}")
    assert finding.id == "GOAT0433"


def test_a_rule_beside_it_that_asks_for_the_owner_makes_it_sure(tmp_path):
    (finding,) = _findings(
        tmp_path,
        """match /notes/{note} {
          allow update: if request.auth != null;
          allow delete: if request.auth.uid == resource.data.owner;
        }""",
    )
    assert (finding.severity, finding.certainty.label, finding.steps[0].span.line) == (HIGH, "high", 4)
    assert finding.steps[-1].span == finding.span


def test_what_every_user_may_change_and_delete_is_one_finding_of_little_weight(tmp_path):
    rules = """match /rooms/{room} { allow read, write: if request.auth != null; }
        match /products/{id} { allow update, delete: if request.auth.uid != null; }
        match /likes/{id} { allow update: if request.auth != null; }
        match /posts/{id} { allow write: if request.auth.token.editor == true; }"""
    (finding,) = _findings(tmp_path, rules)
    assert (finding.id, finding.severity, len(finding.locations)) == ("GOAT0433", LOW, 1)
    assert "records of /rooms/{room} and records of /products/{id}" in finding.message


@pytest.mark.parametrize(("provider", "count"), [("google.com", 1), ("anonymous", 1), ("service_account", 0)])
def test_a_provider_that_people_can_choose(provider, count, tmp_path):
    condition = f"request.auth.token.firebase.sign_in_provider == '{provider}'"
    assert len(_ids(tmp_path, f"match /users/{{id}} {{ allow read, write: if {condition}; }}")) == count


def test_all_of_a_store_is_one_finding_with_the_places_that_it_covers(tmp_path):
    (finding,) = _findings(
        tmp_path, "match /{all=**} { allow read, write; }\nmatch /a/{b} { allow write; }\nmatch /c/{d} { allow read; }"
    )
    assert (finding.id, finding.severity) == ("GOAT0335", CRITICAL)
    assert finding.message == "Anybody can read, create, change and delete everything in Firestore"
    assert [span.line for span in finding.locations] == [3]


def test_the_same_place_is_one_finding(tmp_path):
    rules = "match /orders/{a} { allow read; }\nmatch /orders/{b} { allow list; allow get; }"
    (finding,) = _findings(tmp_path, rules)
    assert (finding.id, finding.span.line, [span.line for span in finding.locations]) == ("GOAT0336", 2, [3, 3])


def test_a_form_is_meant_for_everybody(tmp_path):
    (finding,) = _findings(tmp_path, "match /mails/{id} { allow create: if request.resource.data.text is string; }")
    assert (finding.severity, finding.certainty.label) == (LOW, "low")


def test_pages_and_pictures_are_meant_to_be_read(tmp_path):
    assert _ids(tmp_path, "match /menus/{id} { allow read; }") == []
    assert _ids(tmp_path, "match /b/{bucket}/o { match /users/{id} { allow read; } }", file="storage.rules") == []


def test_a_counter_of_the_realtime_database_is_doubted(tmp_path):
    rules = '{"rules": {"views": {".write": true, ".validate": "newData.isNumber()"}}}'
    (finding,) = _findings(tmp_path, rules, file="database.rules.json")
    assert (finding.id, finding.certainty.label) == ("GOAT0335", "low")


def test_a_place_that_is_itself_the_id_of_who_writes_is_no_record_of_another(tmp_path):
    rules = '{"rules": {"tokens": {"$token": {".write": "newData.val() === auth.uid"}}}}'
    assert _ids(tmp_path, rules, file="database.rules.json") == []


LOOK_UP = (
    "match /a/{b} { allow write: if get(/databases/$(db)/documents/users/$(request.auth.uid)).data.role == 'x'; }\n"
)
KEPT = [
    "request.resource.data.role == resource.data.role",
    "!('role' in request.resource.data)",
    "request.resource.data.diff(resource.data).affectedKeys().hasOnly(['name'])",
    "!request.resource.data.diff(resource.data).affectedKeys().hasAny(['role', 'x'])",
    "request.resource.data.keys().hasOnly(['name'])",
]
OPEN = [
    "true",
    "request.resource.data.name is string",
    "request.resource.data.keys().hasAll(['name'])",
    "request.resource.data.diff(resource.data).affectedKeys().hasOnly(['name', 'role'])",
]


@pytest.mark.parametrize("condition", KEPT)
def test_a_role_that_users_cannot_write_is_no_finding(tmp_path, condition):
    allow = f"match /users/{{uid}} {{ allow update: if request.auth.uid == uid && {condition}; }}"
    assert _ids(tmp_path, LOOK_UP + allow) == []


@pytest.mark.parametrize("condition", OPEN)
def test_a_role_that_users_can_write_themselves(tmp_path, condition):
    allow = f"match /users/{{uid}} {{ allow update: if request.auth.uid == uid && {condition}; }}"
    assert _ids(tmp_path, LOOK_UP + allow) == ["GOAT0233"]


def test_a_role_in_a_record_that_only_functions_write_is_no_finding(tmp_path):
    allow = "match /profiles/{uid} { allow write: if request.auth.uid == uid; }"
    assert _ids(tmp_path, LOOK_UP + allow) == []


SENT = "match /letters/{id} { allow create, update: if request.resource.data.keys().hasAny(['text']); %s }"


@pytest.mark.parametrize("more", ["", "allow read: if elsewhere(request.auth);"])
def test_what_nobody_may_read_is_changed_only_by_who_knows_its_id(tmp_path, more):
    (finding,) = _findings(tmp_path, SENT % more)
    assert (finding.id, finding.severity, finding.confidence.label) == ("GOAT0335", MEDIUM, "low")


@pytest.mark.parametrize("more", ["allow get;", "allow list: if request.auth != null;", "allow delete;"])
def test_what_is_read_or_deleted_is_anybodys(tmp_path, more):
    found = [each for each in _findings(tmp_path, SENT % more) if each.id == "GOAT0335"]
    assert HIGH in [each.severity for each in found]


MAIL = "request.auth.token.email"


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (f"{MAIL} == 'boss@shop.example'", True),
        (f"{MAIL} in ['boss@shop.example', 'clerk@shop.example']", True),
        (f"{MAIL}.lower().matches('.*@shop[.]example')", True),
        (f"{MAIL} == resource.data.guest", True),
        (f"{MAIL} in resource.data.guests", True),
        (f"{MAIL} == 'boss@shop.example' && request.auth.token.email_verified", False),
        (f"{MAIL} == 'b@c.example' && request.auth.token.firebase.sign_in_provider == 'google.com'", False),
        (f"request.auth.uid == resource.data.owner && request.resource.data.email == {MAIL}", False),
        (f"request.auth.uid == uid && {MAIL} != null", False),
    ],
)
def test_addresses_that_nobody_verified(tmp_path, condition, told):
    found = _ids(tmp_path, f"match /reports/{{uid}} {{ allow read, update: if {condition}; }}")
    assert ("GOAT0935" in found) == told


def test_one_address_in_many_rules_is_one_finding_where_it_is_written(tmp_path):
    rules = f"""function isBoss() {{ return {MAIL} == 'boss@shop.example'; }}
      match /reports/{{id}} {{ allow read: if isBoss(); }}
      match /rotas/{{id}} {{ allow write: if isBoss() || {MAIL} == resource.data.guest; }}"""
    (finding,) = [finding for finding in _findings(tmp_path, rules) if finding.id == "GOAT0935"]
    assert (finding.span.line, [place.line for place in finding.locations]) == (2, [4])


PAGE = "import { initializeApp } from 'firebase/app'; initializeApp({ authDomain: 'shop.example' });"
EVERYBODY = '{"rules": {\n".read": "auth != null",\n".write": "auth != null"}}'


@pytest.mark.parametrize(
    ("page", "severity"),
    [
        (PAGE, LOW),
        (PAGE.replace("({", "({ databaseURL: 'https://shop.firebaseio.com',"), HIGH),
        (PAGE + " import { ref } from 'firebase/database';", HIGH),
        (PAGE + " import { getFirestore } from 'firebase/firestore';", LOW),
        ("export const shop = 1;", HIGH),  # its pages are elsewhere
    ],
)
def test_rules_of_a_realtime_database_that_nothing_uses_weigh_little(tmp_path, page, severity):
    (tmp_path / "page.js").write_text(page)
    found = _findings(tmp_path, EVERYBODY, file="database.rules.json")
    assert max(finding.severity for finding in found) == severity


def test_nor_are_they_several_findings(tmp_path):
    (tmp_path / "page.js").write_text(PAGE)
    (tmp_path / "firebase.json").write_text("{}")
    (tmp_path / "database.rules.json").write_text(
        '{"rules": {"users": {\n".read": "auth != null"}, "orders": {\n".read": "auth != null"}}}'
    )
    config = Config(select=("GOAT0433",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert [finding.span.line, *(place.line for place in finding.locations)] == [2, 3]

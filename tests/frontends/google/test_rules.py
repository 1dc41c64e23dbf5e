"""Security rules of Firebase in, what they grant out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.code.modules import Modules
from goatherd.frontends.google import read_google
from goatherd.frontends.google.rules.database import read_database
from goatherd.frontends.google.rules.functions import TOO_MUCH
from goatherd.frontends.google.rules.language import read_rules
from goatherd.model.security_rules import SecurityRules

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.finding import Diagnosis
    from goatherd.model.application import Application
    from goatherd.tree import Tree

    Files = dict[str, str | bytes]
    Read = Callable[[Files], tuple[list[SecurityRules], list[Diagnosis]]]


@pytest.fixture
def read(tree_of: Callable[[Files], Tree]) -> Read:
    def read(files: Files) -> tuple[list[SecurityRules], list[Diagnosis]]:
        applications, diagnoses = read_google(Modules(tree_of({"firebase.json": "{}", **files})))
        return _rules(applications), diagnoses

    return read


def _rules(applications: list[Application]) -> list[SecurityRules]:
    return [rules for application in applications for rules in application.of(SecurityRules)]


def firestore(body: str) -> str:
    return f"service cloud.firestore {{ match /databases/{{db}}/documents {{\n{body}\n}} }}"


def test_methods_paths_and_places_of_every_allow(read):
    body = """
    match /users/{uid} { // "allow read;" in a comment
      allow read, create: if request.auth.uid == uid
      match /notes/{note=**} { allow write; }
    }
    match /{path=**}/my-posts/{id} { /* several
      lines */ allow get: if true; }
    match /pictures/{uid}.png { allow get; }"""
    (rules,), diagnoses = read({"firestore.rules": firestore(body)})

    assert diagnoses == []
    assert [(grant.span.line, grant.place, sorted(grant.methods)) for grant in rules.grants] == [
        (4, "/users/{uid}", ["create", "get", "list"]),
        (5, "/users/{uid}/notes/{note=**}", ["create", "delete", "update"]),
        (8, "/{path=**}/my-posts/{id}", ["get"]),
        (9, "/pictures/{uid}", ["get"]),
    ]


def test_functions_and_lets_are_put_in(read):
    body = """
    function own(data) { let user = request.auth; return data['owner'] == user.uid; }
    match /items/{id} { allow read: if own(resource.data) || outside(); }"""
    (rules,), _ = read({"firestore.rules": "function outside() { return false }\n" + firestore(body)})
    either = rules.grants[0].condition

    assert either.op == "||"
    assert [part.steps for part in either.parts[0].parts] == [("resource", "data", "owner"), ("request", "auth", "uid")]
    assert either.parts[1].value is False


def test_conditions_of_the_realtime_database_are_told_in_the_same_words(read):
    text = """{"rules": {
      // comments and trailing commas are allowed
      "users": {"$uid": {".write": "auth.uid === $uid && newData.child('a/b').val().matches(/^\\\\d+$/i)",},},
    }}"""
    (rules,), diagnoses = read({"database.rules.json": text})
    (grant,) = rules.grants

    assert diagnoses == []
    assert (grant.span.line, grant.path[:2], sorted(grant.methods)) == (
        3,
        ("users", "{$uid}"),
        ["create", "delete", "update"],
    )
    assert [part.steps for part in grant.condition.parts[0].parts] == [("request", "auth", "uid"), ("$uid",)]
    assert grant.condition.parts[1].parts[0].parts[0].steps == ("request", "resource", "data", "a", "b")


def test_the_files_that_the_project_names_are_read_and_not_those_beside_it(read):
    project = '{"firestore": [{"database": "a", "rules": "one.rules"}, {"database": "b", "rules": "rules/two.rules"}]}'
    other = {"one.rules": firestore(""), "rules/two.rules": firestore(""), "firestore.rules": firestore("")}
    found, _ = read({"firebase.json": project, **other, "storage.rules": "service firebase.storage {}"})

    assert [(rules.id, rules.store) for rules in found] == [
        ("one.rules", "Firestore"),
        ("rules/two.rules", "Firestore"),
        ("storage.rules", "Cloud Storage"),
    ]


def test_rules_belong_to_the_application_of_the_project_that_has_functions(tree_of):
    code = "exports.page = require('firebase-functions').https.onRequest((req, res) => {});"
    package = '{"dependencies": {"firebase-functions": "6.0.0"}}'
    files = {
        "functions/index.js": code,
        "functions/package.json": package,
        "storage.rules": "service firebase.storage {}",
    }
    applications, _ = read_google(Modules(tree_of({"firebase.json": "{}", **files})))

    assert [(len(one.functions), [*one.resources]) for one in applications] == [(1, ["storage.rules"])]


def test_rules_beside_or_above_a_package_without_a_project_belong_to_it(tree_of):
    files = {
        "shop/functions/index.js": "exports.page = require('firebase-functions').https.onRequest((req, res) => {});",
        "shop/functions/package.json": '{"dependencies": {"firebase-functions": "6.0.0"}}',
        "shop/functions/storage.rules": "service firebase.storage {}",
        "shop/firestore.rules": "service cloud.firestore {}",
        "other/firestore.rules": "service cloud.firestore {}",
    }
    applications, _ = read_google(Modules(tree_of(files)))

    assert [[*one.resources] for one in applications] == [["shop/functions/storage.rules", "shop/firestore.rules"]]


MISTAKES = {
    "service cloud.firestore {\n  match /a/{b} {\n    allow fly: if true;": (
        3,
        "'fly' is nothing that rules can allow",
    ),
    "service cloud.firestore {\n  match /a {\n": (3, "'the end' is neither"),
    "service cloud.firestore {\n match /a { allow read: if 'open; } }": (2, "is not understood here"),
    "service cloud.firestore {\n match /a { allow read: if " + "(" * 5000: (2, "nested too deeply"),
    "service cloud.firestore {\n match /a { allow read: if " + "!" * 5000: (2, "nested too deeply"),
    "service cloud.firestore {\n match /a { allow read: if a" + ".b" * 5000: (2, "nested too deeply"),
    "service cloud.firestore\n" + "{ match /a " * 5000: (2, "nested too deeply"),
    "rules {}": (1, "neither a service nor a function"),
}


@pytest.mark.parametrize(("text", "told"), MISTAKES.items(), ids=range(len(MISTAKES)))
def test_a_mistake_is_told_with_its_line(read, text, told):
    _, diagnoses = read({"firestore.rules": text})

    assert [(diagnosis.span.line, told[1] in diagnosis.message) for diagnosis in diagnoses] == [(told[0], True)]


def test_what_stands_before_a_mistake_is_read(read):
    (rules,), diagnoses = read(
        {"firestore.rules": firestore("match /a/{b} { allow read; } match /c/{d} { deny read; }")}
    )

    assert len(diagnoses) == 1
    assert [grant.place for grant in rules.grants] == ["/a/{b}"]


def test_a_condition_of_the_realtime_database_on_several_lines(read):
    text = '{"rules": {\n".read": "auth != null &&\n  auth.uid == $x",\n".write": true}}'
    (rules,), diagnoses = read({"database.rules.json": text})

    assert diagnoses == []
    assert [(grant.span.line, grant.condition.op) for grant in rules.grants] == [(2, "&&"), (4, "literal")]


def test_a_broken_condition_of_the_realtime_database_is_told_with_its_line(read):
    text = '{"rules": {\n".read": "auth ==",\n".write": false}}'
    (rules,), diagnoses = read({"database.rules.json": text})

    assert [diagnosis.span.line for diagnosis in diagnoses] == [2]
    assert [sorted(grant.methods) for grant in rules.grants] == [["create", "delete", "update"]]


PLACES = ",".join(f'"a{number}": {{".read": true}}' for number in range(5_000))
MANY = {
    "firestore.rules": firestore("match /a/{b} {" + "allow read;" * 5_000 + "}"),
    "database.rules.json": f'{{"rules": {{{PLACES}}}}}',
}


@pytest.mark.parametrize("file", MANY)
def test_more_grants_than_are_read_are_told(read, file):
    (rules,), diagnoses = read({file: MANY[file]})
    assert [diagnosis.message for diagnosis in diagnoses] == [TOO_MUCH]
    assert 0 < len(rules.grants) <= 1_000


def test_functions_that_call_themselves_or_double_their_text_come_to_an_end(read):
    doubling = "".join(f"function f{n}(x) {{ return f{n + 1}(x) && f{n + 1}(x); }}\n" for n in range(18))
    body = (
        f"function me() {{ return me(); }}\n{doubling}"
        + "match /a/{b} { allow read: if me(); allow write: if f0(true); }"
    )
    (rules,), _ = read({"firestore.rules": firestore(body)})

    assert all(grant.condition.size <= 5_000 for grant in rules.grants)
    assert rules.grants[0].condition.op == "unknown"


TEXT = """
service cloud.firestore { } match /databases/{db}/documents /a/{b} /{c=**}.png allow read write , : if true false null
request auth uid . ( ) [ ] == != && || ! ? function f let x = return ; 'text' 12 in is + - /a/$(b) /* // $ **
"""
PIECES = TEXT.split()


@given(st.lists(st.sampled_from([*PIECES, "\n", " "]), max_size=40))
def test_any_text_is_read_or_diagnosed(pieces):
    text = " ".join(pieces)
    for start in ("", "service cloud.firestore { match /databases/{db}/documents { match /a/{b} { allow read: if "):
        read_rules(start + text, "firestore.rules")
    read_database('{"rules": {".read": "' + text.replace("\n", " ") + '"}}', "database.rules.json")

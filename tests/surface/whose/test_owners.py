"""A record that was compared with the caller says whose that record is, and none that is chosen otherwise."""

from __future__ import annotations

import pytest

CHECKED = """\
note = table.get_item(Key={"id": id, "part": "note"})["Item"]
if note["owner"] != user:
    return {"statusCode": 403}
"""
ROW = """\
import psycopg2
cursor = psycopg2.connect("").cursor()
cursor.execute("SELECT * FROM notes WHERE id = %s", (id,))
row = cursor.fetchone()
if row["owner"] != user:
    return {"statusCode": 403}
"""
HELPER = """\
def found(key):
    return table.get_item(Key={"id": key})["Item"]
if found(id)["owner"] != user:
    return {"statusCode": 403}
"""
FIRESTORE = """\
const notes = require("firebase-admin").firestore().collection("notes");
const note = await notes.doc(id).get();
if (note.data().owner !== claims.sub) { return { statusCode: 403 }; }
"""
MONGO = """\
from pymongo import MongoClient
notes = MongoClient("").get_database("d").get_collection("notes")
note = notes.find_one({"_id": id})
if note["owner"] != user:
    return {"statusCode": 403}
"""


@pytest.mark.parametrize(
    ("body", "who"),
    [
        (CHECKED + 'table.delete_item(Key={"id": id})', "owner"),
        (CHECKED + 'table.delete_item(Key={"id": id, "version": given["version"]})', "owner"),
        (CHECKED + 'table.delete_item(Key={"id": note["id"]})', "owner"),
        (CHECKED + 'table.delete_item(Key={"id": note["picture"]["id"]})', "owner"),
        (
            CHECKED + 'other = table.get_item(Key={"id": note["next"]})["Item"]\ntable.delete_item(Key=other["id"])',
            "owner",
        ),
        (CHECKED + 'table.delete_item(Key={"id": given["order"]})', "any user"),
        (
            CHECKED + 'other = table.get_item(Key={"id": given["x"]})["Item"]\ntable.delete_item(Key=other["id"])',
            "any user",
        ),
        (ROW + 'cursor.execute("DELETE FROM notes WHERE id = %s", (id,))', "owner"),
        (ROW + 'cursor.execute("DELETE FROM notes WHERE id = %s", (row["id"],))', "owner"),
        (ROW + 'cursor.execute("DELETE FROM notes WHERE id = %s", (given["id"],))', "any user"),
        (HELPER + 'table.delete_item(Key={"id": id})', "owner"),
        (HELPER + 'found(given["id"])\ntable.delete_item(Key={"id": given["id"]})', "any user"),
        (MONGO + 'notes.delete_one({"_id": id})', "owner"),
        (MONGO + 'notes.delete_one({"_id": note["_id"]})', "owner"),
        (MONGO + 'notes.delete_one({"_id": given["id"]})', "any user"),
    ],
)
def test_the_record_that_was_compared(python, body, who):
    assert {cell.who.label for cell in python(body) if cell.verb == "delete"} == {who}


def test_a_record_that_was_compared_is_stored_again(python):
    (cell,) = [
        each
        for each in python(CHECKED + 'table.put_item(Item={**note, "text": given["text"]})')
        if each.verb == "create"
    ]
    assert cell.who.label == "owner"
    (cell,) = [each for each in python(CHECKED + 'table.put_item(Item={"id": given["id"]})') if each.verb == "create"]
    assert cell.who.label == "any user"


def test_a_document_of_firestore_that_was_compared(javascript):
    def who(key):
        cells = javascript(f"{FIRESTORE}await notes.doc({key}).delete();")
        return {cell.who.label for cell in cells if cell.verb == "delete"}

    assert who("id") == who("note.id") == {"owner"}
    assert who("event.queryStringParameters.id") == {"any user"}


FIRESTORE_IN_PYTHON = """\
from google.cloud import firestore
notes = firestore.Client().collection("notes")
note = notes.document(id).get().to_dict()
if note["owner"] != user:
    return {"statusCode": 403}
"""


def test_a_document_that_was_compared_in_python(python):
    def who(key):
        cells = python(f"{FIRESTORE_IN_PYTHON}notes.document({key}).delete()")
        return {cell.verb: cell.who.label for cell in cells}

    assert who("id") == {"read": "any user", "delete": "owner"}
    assert who('given["id"]') == {"read": "any user", "delete": "any user"}

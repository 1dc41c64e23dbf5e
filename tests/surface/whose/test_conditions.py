"""Whose records a condition leaves: those that it has to hold for, whatever else it says."""

from __future__ import annotations

import pytest

VALUES = 'ExpressionAttributeValues={":me": user, ":t": True}'
MONGO = 'from pymongo import MongoClient\nnotes = MongoClient("").get_database("d").get_collection("notes")\n'
COSMOS = 'from azure.cosmos import CosmosClient\nnotes = CosmosClient("", "").get_container_client("notes")\n'


@pytest.fixture
def circle(python):
    """Who gets one call done."""

    def who(call):
        (who,) = {cell.who.label for cell in python(call) if cell.data.service != "SQL"}
        return who

    return who


@pytest.mark.parametrize(
    ("call", "who"),
    [
        (f'scan(FilterExpression="isPublic = :t OR ownerId = :me", {VALUES})', "not known"),
        (f'scan(FilterExpression="NOT ownerId = :me", {VALUES})', "not known"),
        (f'scan(FilterExpression="ownerId = :me AND NOT hidden = :t", {VALUES})', "owner"),
        (f'delete_item(Key={{"id": id}}, ConditionExpression="ownerId = :me OR shared = :t", {VALUES})', "any user"),
        (
            f'put_item(Item=given, ConditionExpression="attribute_not_exists(id) OR ownerId = :me", {VALUES})',
            "owner",
        ),
        ('scan(FilterExpression=~Attr("owner").eq(user))', "not known"),
        ('scan(FilterExpression=Attr("owner").eq(user) & ~Attr("hidden").eq(True))', "owner"),
        ('scan(FilterExpression=Attr("owner").eq(user) | Attr("public").eq(True))', "any user"),
    ],
)
def test_dynamodb(circle, call, who):
    assert circle(f"table.{call}") == who


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ('{"owner": user}', "owner"),
        ('{"owner": {"$eq": user}, "hidden": {"$ne": True}}', "owner"),
        ('{"$and": [{"owner": user}, {"hidden": False}]}', "owner"),
        ('{"owner": {"$ne": user}}', "not known"),
        ('{"$or": [{"owner": user}, {"public": True}]}', "not known"),
        ('{"_id": id, "$or": [{"owner": user}, {"public": True}]}', "any user"),
        ('{"$nor": [{"owner": user}]}', "not known"),
    ],
)
def test_mongodb(circle, query, who):
    assert circle(f"{MONGO}notes.delete_many({query})") == who


@pytest.mark.parametrize(
    ("where", "who"),
    [
        ("c.owner = @me", "owner"),
        ("c.owner = @me AND c.hidden != true", "owner"),
        ("c.owner != @me", "not known"),
        ("c.pub OR c.owner = @me", "not known"),
        ("c.total > @me", "not known"),
        ("ARRAY_CONTAINS(c.members, @me)", "owner"),
    ],
)
def test_cosmos_db(circle, where, who):
    parameters = 'parameters=[{"name": "@me", "value": user}]'
    assert circle(f'{COSMOS}notes.query_items("SELECT * FROM c WHERE {where}", {parameters})') == who
    assert circle(f'{COSMOS}notes.query_items(query="SELECT * FROM c WHERE {where}", {parameters})') == who


def test_cosmos_db_with_values_in_the_text(circle):
    assert circle(f"{COSMOS}notes.query_items(f\"SELECT * FROM c WHERE c.owner = '{{user}}'\")") == "owner"
    assert circle(f"{COSMOS}notes.query_items(f\"SELECT * FROM c WHERE c.owner != '{{user}}'\")") == "not known"


@pytest.mark.parametrize(
    ("options", "verb"),
    [("", "create"), (", merge=True", "change"), (", merge=False", "create"), (", {'merge': False}", "create")],
)
def test_a_record_that_is_set_is_made_anew_unless_it_is_merged(python, options, verb):
    code = (
        f"from google.cloud import firestore\nfirestore.Client().collection('notes').document(id).set(given{options})"
    )
    assert [cell.verb for cell in python(code)] == [verb]

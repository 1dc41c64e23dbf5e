"""Drivers as their authors publish them: what the guard in Python sees of their calls."""

from __future__ import annotations

import sys

import pytest

from tests.guard.applications import TOP, made, ran

PACKAGES = ("pymysql==1.1.2", "pg8000==1.31.5", "pymongo==4.15.4", "elementpath==5.0.3")
# Nothing is connected: what the guard lets through ends with an error that the handler swallows.
FUNCTION = """
import json, sys
from goatherd_guard import guarded

def mysql(value):
    import pymysql
    connection = pymysql.connections.Connection(user="a", defer_connect=True)
    connection.cursor().execute(f"SELECT * FROM t WHERE a = '{value}'")

def mysql_in_advance(value):
    import pymysql
    connection = pymysql.connections.Connection(user="a", defer_connect=True)
    connection.cursor(pymysql.cursors.SSCursor).execute(args=(), query=f"SELECT * FROM t WHERE a = '{value}'")

def postgres(value):
    import pg8000.native
    object.__new__(pg8000.native.Connection).run(f"SELECT * FROM t WHERE a = '{value}'")

def postgres_prepared(value):
    import pg8000.native
    object.__new__(pg8000.native.Connection).prepare(f"SELECT * FROM t WHERE a = '{value}'")

def xpath(value):
    import elementpath
    from xml.etree import ElementTree
    elementpath.select(ElementTree.XML("<a/>"), f"/a[@b='{value}']")

def mongo(value):
    import pymongo
    client = pymongo.MongoClient("mongodb://127.0.0.1:9/", serverSelectionTimeoutMS=100)
    client.a.b.find_one(filter={"a": json.loads(value)})

def mongo_awaited(value):
    import asyncio, pymongo
    async def find():
        client = pymongo.AsyncMongoClient("mongodb://127.0.0.1:9/", serverSelectionTimeoutMS=100)
        await client.a.b.find_one({"a": json.loads(value)})
    asyncio.run(find())

@guarded
def handler(event, context=None):
    try:
        globals()[sys.argv[1]](event["queryStringParameters"]["value"])
    except Exception:
        pass
    return {"statusCode": 200}

request = {"http": {"method": "GET", "path": "/"}}
query = {"value": sys.argv[2]}
event = {"version": "2.0", "rawPath": "/", "headers": {}, "queryStringParameters": query, "requestContext": request}
print("ANSWER", handler(event)["statusCode"])
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", "."]
    return made(tmp_path_factory.mktemp("app"), "app.py", FUNCTION, [*command, *PACKAGES])


@pytest.mark.parametrize(
    ("call", "harmful", "harmless", "rule"),
    [
        ("mysql", "1' OR '1'='1", "O-1234", "sink-sql"),
        ("mysql_in_advance", "1' OR '1'='1", "O-1234", "sink-sql"),
        ("postgres", "1' OR '1'='1", "O-1234", "sink-sql"),
        ("postgres_prepared", "1' OR '1'='1", "O-1234", "sink-sql"),
        ("xpath", "1' or '1'='1", "O-1234", "sink-xpath"),
        ("mongo", '{"$gt": ""}', '"abcd"', "sink-nosql"),
        ("mongo_awaited", '{"$gt": ""}', '"abcd"', "sink-nosql"),
    ],
)
def test_a_value_that_changes_the_structure_is_refused_and_another_is_not(app, call, harmful, harmless, rule):
    def run(value):
        return ran(app, [sys.executable, "app.py", call, value], {"PYTHONPATH": str(TOP / "python/src")})

    assert run(harmful) == (403, {rule})
    assert run(harmless) == (200, set())

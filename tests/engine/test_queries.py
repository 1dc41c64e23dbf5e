"""Queries for services that no client is known of."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import body, check, trigger

HEAD = """
    import requests
    def run_query(text):
        return requests.post("https://crm.example.org/query", json={"q": text}).json()
    def describe(text):
        return requests.post("https://crm.example.org/describe", json={"q": text}).json()
    name = event["queryStringParameters"]["name"]
"""
PYTHON = {
    "a text in quotes": """return run_query(f"SELECT Id FROM Contact WHERE Name = '{name}'")  #! query""",
    "a graph": """return run_query("MATCH (p:Person {name: '" + name + "'}) RETURN p")  #! query""",
    "a number": """return run_query(f"SELECT Id FROM Contact WHERE Age = {int(name)}")""",
    "no query": """return run_query(f"contacts named {name}")""",
    "a query that is described": """return describe(f"SELECT Id FROM Contact WHERE Name = '{name}'")""",
    "what the service answered": """
        found = run_query("SELECT Id FROM Contact")
        return run_query(f"SELECT Id FROM Case WHERE Contact = '{found['id']}'")
    """,
}


@pytest.mark.parametrize("name", PYTHON)
def test_python(tmp_path: Path, name: str) -> None:
    program = dedent(HEAD) + dedent(PYTHON[name])
    check(tmp_path, "python", body("python", program), trigger(Kind.REST_API))

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from goatherd.surface.formats import render
from tests.surface.conftest import FILES, function

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "json-schema" / "map-1.json").read_text(encoding="utf-8"))


def errors(document):
    return [f"{list(error.path)} {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(document)]


def test_it_follows_the_published_schema(shop):
    Draft202012Validator.check_schema(SCHEMA)
    assert errors(json.loads(render("json", shop))) == []


def test_so_does_a_map_of_handlers_and_one_of_nothing(map_files):
    empty = map_files({})
    assert errors(json.loads(render("json", empty))) == []
    handlers = map_files({"app.py": "def lambda_handler(event, context):\n    return event['body']\n"})
    assert errors(json.loads(render("json", handlers))) == []


def test_a_way_in(shop):
    (application,) = json.loads(render("json", shop))["applications"]
    way = application["ways_in"][1]
    way["controlled"] = way["controlled"][:1]
    assert way == {
        "id": "in:rest-api:Api#2",
        "kind": "rest-api",
        "noun": "REST API",
        "label": "Api",
        "exposure": "authenticated",
        "asks": "Api:Users",
        "why": "a Cognito user pool authorizer asks who calls",
        "source": "Api",
        "controlled": ["body"],
        "firewall": {
            "answer": "none attached",
            "why": "it could be inspected; no web ACL is attached in the template",
        },
        "events": [{"name": "POST /buy", "target": "Buy", "path": "template.yaml", "line": 38}],
    }


def test_the_blast_radius_of_a_function(shop):
    (application,) = json.loads(render("json", shop))["applications"]
    (clean,) = (one for one in application["functions"] if one["id"] == "Clean")
    assert clean["blast_radius"] == {
        "own": [],
        "outside": [],
        "account": ["out:lambda:*"],
        "functions": ["Mail"],
        "beyond": ["Key"],
        "escalations": ["replace the code of any function and use its role"],
        "everything": False,
        "known": True,
    }


def test_the_largest_surface_comes_first(map_files):
    one = f"Transform: AWS::Serverless-2016-10-31\nResources:\n  {function('One')}"
    files = {"a/template.yaml": one, "a/app.py": "def handler(event, context):\n    pass\n"}
    shop = {f"b/{name}": text for name, text in FILES.items()}
    names = [a["name"] for a in json.loads(render("json", map_files({**files, **shop})))["applications"]]
    assert names == ["b/template.yaml", "a/template.yaml"]

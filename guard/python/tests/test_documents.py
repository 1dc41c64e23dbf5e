"""Queries of XML that an event's text is put into; each in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
FRAME = """
import io, json, sys
from goatherd_guard import guarded
DATA = "<staff><one id='1'>Ann</one><one id='2'>Bob</one></staff>"

@guarded
def handler(event, context):
    value = event["queryStringParameters"]["value"]
    query = f"./one[@id='{{value}}']"
{code}
    print("FOUND", [each.text for each in found])

for value in {values}:
    event = {{"version": "2.0", "rawPath": "/", "headers": {{}}, "queryStringParameters": {{"value": value}}}}
    event["requestContext"] = {{"http": {{"method": "GET", "path": "/"}}, "requestId": "r-1"}}
    answer = handler(event, None)
    print("ANSWER", answer and answer["statusCode"])
"""
LXML = "from lxml import etree\n"
QUERIES = {
    "elements": LXML + "found = etree.fromstring(DATA).xpath(query)",
    "elements below others": LXML + "found = etree.fromstring(DATA)[0].getparent().xpath(query)",
    "a tree that is parsed": LXML + "found = etree.parse(io.StringIO(DATA)).xpath(query)",
    "a tree of an element": LXML + "found = etree.ElementTree(etree.XML(DATA)).xpath(query, namespaces=None)",
    "compiled queries": LXML + "found = etree.XPath(query)(etree.parse(io.StringIO(DATA)).getroot())",
    "compiled queries, named": LXML + "found = etree.XPath(path=query)(etree.fromstring(DATA))",
    "compiled queries with names": LXML + "found = etree.ETXPath(query)(etree.fromstring(DATA))",
    "evaluators of elements": LXML + "found = etree.XPathEvaluator(etree.fromstring(DATA))(query)",
    "evaluators of trees": LXML + "found = etree.XPathEvaluator(etree.parse(io.StringIO(DATA)))(query)",
    "findall": LXML + "found = etree.fromstring(DATA).findall(query)",
    "HTML": "from lxml import html\nfound = html.fromstring(DATA).xpath(query)",
    "the standard library": "from xml.etree import ElementTree\nfound = ElementTree.fromstring(DATA).findall(query)",
    "the standard library's tree": """
from xml.etree import ElementTree
found = ElementTree.parse(io.StringIO(DATA)).findall(query)
""",
}


def answers(tmp_path, code, *values):
    """What the handler said of each value, and the rules that decided."""
    if "lxml" in code:
        pytest.importorskip("lxml")
    indented = "\n".join("    " + line for line in code.strip().splitlines())
    (tmp_path / "app.py").write_text(FRAME.format(code=indented, values=values))
    table = json.loads((TOP / "cases" / "table.json").read_text(encoding="utf-8"))
    table["kinds"] = json.loads((TOP / "kinds.json").read_text(encoding="utf-8"))
    (tmp_path / "rules.json").write_text(json.dumps(table))
    policy = {"version": 1, "mode": "block", "sinks": {"others": "block"}}
    (tmp_path / "policy.json").write_text(json.dumps(policy))
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(TOP / "python" / "src"),
        "GOATHERD_GUARD_FOLDER": str(tmp_path),
        "GOATHERD_GUARD_POLICY": str(tmp_path / "policy.json"),
    }
    done = subprocess.run([sys.executable, "-B", "app.py"], cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    rows = [json.loads(line) for line in lines if line.startswith('{"class_uid"')]
    said = [line for line in lines if line.startswith(("FOUND", "ANSWER"))]
    return said, [row["finding_info"]["analytic"]["uid"] for row in rows]


@pytest.mark.parametrize("code", QUERIES.values(), ids=QUERIES)
def test_a_query_whose_structure_an_event_changes_is_stopped(tmp_path, code):
    found = answers(tmp_path, code, "2", "2' or '1'='1")
    assert found == (["FOUND ['Bob']", "ANSWER None", "ANSWER 403"], ["sink-xpath"])


PARSED = {
    "lxml": LXML + "found = [etree.fromstring(value)]",
    "minidom": "from xml.dom import minidom\nminidom.parseString(value)\nfound = []",
    "sax": "from xml import sax\nsax.parseString(value, sax.ContentHandler())\nfound = []",
}


@pytest.mark.parametrize("code", PARSED.values(), ids=PARSED)
def test_entities_that_an_event_brings_are_not_parsed(tmp_path, code):
    entities = "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><a>&b;</a>"
    said, rules = answers(tmp_path, code, "<a>text</a>", entities)
    assert said[1:] == ["ANSWER None", "ANSWER 403"] and rules == ["sink-xxe"]

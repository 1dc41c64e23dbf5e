"""Queries of XML that an event's text is put into; each in a process of its own."""

import pytest

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


@pytest.mark.parametrize("code", QUERIES.values(), ids=QUERIES)
def test_a_query_whose_structure_an_event_changes_is_stopped(answers, code):
    found = answers(code, "2", "2' or '1'='1")
    assert found == (["FOUND ['Bob']", "ANSWER None", "ANSWER 403"], ["sink-xpath"])


PARSED = {
    "lxml": LXML + "found = [etree.fromstring(value)]",
    "minidom": "from xml.dom import minidom\nminidom.parseString(value)\nfound = []",
    "sax": "from xml import sax\nsax.parseString(value, sax.ContentHandler())\nfound = []",
}


@pytest.mark.parametrize("code", PARSED.values(), ids=PARSED)
def test_entities_that_an_event_brings_are_not_parsed(answers, code):
    entities = "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><a>&b;</a>"
    said, rules = answers(code, "<a>text</a>", entities)
    assert said[1:] == ["ANSWER None", "ANSWER 403"] and rules == ["sink-xxe"]

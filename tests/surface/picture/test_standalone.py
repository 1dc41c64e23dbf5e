from __future__ import annotations

from lxml import etree

from goatherd.surface.graph import Graph, Node
from goatherd.surface.picture.standalone import render
from tests.surface.picture.samples import sample

SVG = "{http://www.w3.org/2000/svg}"


def test_text_is_text_and_the_picture_is_described():
    root = etree.fromstring(render([sample(3)]).encode())
    assert {each.text for each in root.iter(f"{SVG}text")} >= {"orders-create", "orders-api", "orders-table"}
    assert root.find(f"{SVG}title").text == "shop: ways in, functions and what they reach"
    assert "3 functions" in root.find(f"{SVG}desc").text
    assert root.get("aria-labelledby") == "title description"


def test_several_applications_stand_below_each_other():
    root = etree.fromstring(render([sample(3), sample(30)]).encode())
    headings = [each for each in root.iter(f"{SVG}text") if each.get("class") == "heading"]
    assert len(headings) == 2
    assert int(headings[0].get("y")) < int(headings[1].get("y")) < int(root.get("height"))


def test_hostile_names_are_only_text():
    name = "<script>alert(1)</script>\x1b]0;&\"'"
    node = Node(name, "function", name, name, name, 1, "anonymous", (), ())
    root = etree.fromstring(render([Graph(name, name, (node,), (), (), ())]).encode())
    assert not list(root.iter(f"{SVG}script"))
    assert any("<script>" in (each.text or "") for each in root.iter(f"{SVG}title"))


def test_nothing_is_loaded():
    text = render([sample(30)])
    assert text.count("http") == 1  # the namespace
    assert "@import" not in text
    assert text.count("url(") == text.count("url(#arrow")


def test_no_application_gives_an_empty_picture():
    assert etree.fromstring(render([]).encode()).tag == f"{SVG}svg"

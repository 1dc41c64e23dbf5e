"""Which words of a function's code the search tries."""

from __future__ import annotations

import pytest

from goatherd.attack.vocabulary import words_of
from goatherd.code.javascript import lower as javascript
from goatherd.code.python import lower as python


def words(text, lower):
    return words_of([lower("app", text)])


@pytest.mark.parametrize(
    ("text", "lower", "expected"),
    [
        ('if event["a"] == "x" or 3 != event["b"]: pass', python, ("x", 3)),
        ('if kind in ("x", "y"): pass', python, ("x", "y")),
        ('match kind:\n    case "x": pass\n    case "y": pass', python, ("x", "y")),
        ("def f(): pass\nT = {'x': f, 'y': f}", python, ("x", "y")),
        ("T = {'statusCode': code, 'text': said.text}", python, ()),
        ("import a\nT = {'x': a.f}", python, ("x",)),
        ("switch (kind) { case 'x': case 'y': }", javascript, ("x", "y")),
        ("const actions = { x: async () => 1, y: ({ a }) => a };", javascript, ("x", "y")),
        ("if (['x', 'y'].includes(kind)) {}", javascript, ("x", "y")),
    ],
)
def test_constants_that_are_compared(text, lower, expected):
    assert words(text, lower).compared == expected


def test_a_constant_knows_the_names_that_it_is_compared_with():
    assert "action" in words('if body["action"] == "ping": pass', python).beside["ping"]
    assert "kind" in words("switch (body.kind) { case 'x': }", javascript).beside["x"]


@pytest.mark.parametrize(
    ("text", "lower", "expected"),
    [
        ('event["a"]; data.get("b", "other"); "c" in data', python, ("a", "b", "c")),
        ("class Job:\n    a: str\n    b: int = 1", python, ("a", "b")),
        ('import os\nos.environ["A"]; os.environ.get("B")', python, ()),
        ("const { a, b: c } = data; data.d; data.e();", javascript, ("a", "b", "d")),
    ],
)
def test_names_of_fields(text, lower, expected):
    assert words(text, lower).names == expected


@pytest.mark.parametrize(
    ("text", "lower", "beginnings", "endings"),
    [
        ('key.endswith(".zip") or key.endswith((".a", ".b"))', python, (), (".zip", ".a", ".b")),
        ('if os.path.splitext(key)[1] == ".zip": pass', python, (), (".zip",)),
        ('if key.rsplit(".", 1)[-1] == "zip": pass', python, (), (".zip",)),
        ('url.startswith("https://")', python, ("https://",), ()),
        ("key.endsWith('.zip') && key.startsWith('in/')", javascript, ("in/",), (".zip",)),
        ("if (path.extname(key) === '.zip') {}", javascript, (), (".zip",)),
    ],
)
def test_how_texts_begin_and_end(text, lower, beginnings, endings):
    found = words(text, lower)
    assert (found.beginnings, found.endings) == (beginnings, endings)


@pytest.mark.parametrize(
    ("text", "lower", "expected"),
    [
        ('@app.get("/a/<id>/b")\ndef f(id): pass', python, [("GET", "/a/{id}/b")]),
        (
            '@app.route("/a/<int:id>", methods=["PUT", "POST"])\ndef f(id): pass',
            python,
            [("PUT", "/a/{id}"), ("POST", "/a/{id}")],
        ),
        (
            'router = APIRouter(prefix="/v1")\n@router.get("/{id}")\ndef f(id): pass',
            python,
            [("GET", "/{id}"), ("GET", "/v1/{id}")],
        ),
        ("app.post('/a/:id', (req, res) => res.end());", javascript, [("POST", "/a/{id}")]),
        ("const routes = [{ method: 'GET', path: '/a' }];", javascript, [("GET", "/a")]),
        ('ROUTES = [("DELETE", r"^/a/(?P<id>[^/]+)$", f)]', python, [("DELETE", "/a/{id}")]),
        ('TABLE = {"GET /a": f}', python, [("GET", "/a")]),
        ('if event["rawPath"] == "/a": pass', python, [("", "/a")]),
        ("if (/^\\/a\\/(\\d+)$/.test(event.path)) {}", javascript, [("", "/a/{part1}")]),
    ],
)
def test_routes(text, lower, expected):
    assert [(route.method, route.text) for route in words(text, lower).routes] == expected

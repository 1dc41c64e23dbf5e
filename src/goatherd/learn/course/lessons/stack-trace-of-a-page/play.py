import re

_INSIDE = re.compile(
    r"/var/|node_modules|node:internal|\b[\w-]+\.[cm]?js:\d+|\n\s+at |\b\w+(?:Error|Exception)\b|"
    r"Cannot read properties|is not valid JSON|not iterable|in JSON at|AttributeValue|Unexpected token",
)


def attack_without_a_token(goat):
    """What a link sends that was cut in two."""
    return goat.http("GET", "Share", "/", user="mallory")


def attack_with_half_a_cookie(goat):
    return goat.http("GET", "Share", "/", query={"token": "alice-1"}, cookies={"settings": "{"}, user="mallory")


def attack_with_half_a_document(goat):
    return goat.http("POST", "Share", "/", body="{", user="mallory")


def attack_by_deleting_nothing(goat):
    return goat.http("DELETE", "Share", "/", user="mallory")


def reached(seen, goat):
    if seen.ran[:1] != ["Share"]:
        return ""
    found = _INSIDE.search(seen.body)
    return f"the answer tells how the page is made: {found[0].strip()!r}" if found else ""


def works_with_a_page(goat):
    """A shared page is made and shown."""
    body = {"token": "t1", "page": "<p>milk</p>", "expires": 2000000000}
    assert goat.http("POST", "Share", "/", body=body, user="alice").status == 201
    seen = show(goat, "t1", "alice")
    assert seen.status == 200
    assert "<p>milk</p>" in seen.body and "Litres and solids" in seen.body


def works_when_it_fails(goat):
    """Who sends half a document is told that it failed, in an answer that is none of success."""
    seen = goat.http("POST", "Share", "/", body="{", user="alice")
    assert not seen.failed
    assert 400 <= seen.status < 600, f"the answer was {seen.status}"


def show(goat, token, user):
    query = {"token": token, "name": "Bob", "template": "milk.html", "kind": "milk"}
    return goat.http("GET", "Share", "/", query=query, headers={"Cookie": '{"theme":"light"}'}, user=user)

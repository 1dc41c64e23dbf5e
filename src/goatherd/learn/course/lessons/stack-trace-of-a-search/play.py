import re

_INSIDE = re.compile(
    r"/var/(?:task|runtime|dependencies)|Traceback|\b\w+\.py\b|pymysql|SELECT\b|SQL syntax"
    r"|\(\d{4}, |\b\w+(?:Error|Exception)\b",
    re.IGNORECASE,
)


def attack_with_a_quote(goat):
    return search(goat, {"q": "it's"})


def attack_without_a_word(goat):
    """What the form never sends."""
    return search(goat, {"page": "2"})


def attack_with_a_broken_character(goat):
    return search(goat, {"q": "\udcff"})


def reached(seen, goat):
    if seen.ran[:1] != ["Search"]:
        return ""
    found = _INSIDE.search(seen.body)
    return f"the answer tells how the search is built: {found[0]!r}" if found else ""


def works_for_a_word(goat):
    """A search finds a document by a part of its title."""
    for id, title in search(goat, {"q": ""}).json:
        assert [id, title] in search(goat, {"q": title[3:9]}).json


def works_when_it_fails(goat):
    """Who asks for nothing sensible is told that it failed: no empty result, and an answer."""
    seen = search(goat, {"page": "2"})
    assert not seen.failed
    assert 400 <= seen.status < 600, f"the answer was {seen.status}"


def works_by_farm(goat):
    """The other search works as before."""
    seen = goat.http("GET", "PublicApi", "/search/farm", query={"farm": "no such farm"})
    assert (seen.status, seen.json) == (200, [])


def search(goat, query):
    return goat.http("GET", "PublicApi", "/search", query=query)

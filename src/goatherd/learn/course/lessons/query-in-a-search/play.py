import re

_LITERAL = re.compile(r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*\"""", re.DOTALL)
_TABLE = re.compile(r"\b(?:from|join|into|update|table)\s+`?([\w.]+)", re.IGNORECASE)


def attack(goat):
    """A second SELECT brings the members' addresses."""
    return search(goat, "zzz' UNION SELECT id, email FROM members -- ")


def attack_with_a_backslash(goat):
    """MySQL takes a backslash before a quote as an escape."""
    return search(goat, "zzz\\' UNION SELECT id, email FROM members -- ")


def attack_by_yes_and_no(goat):
    """No UNION: the answer is empty or not, one bit of another table at a time."""
    return search(goat, "' AND (SELECT COUNT(*) FROM members WHERE email LIKE 'alice%') > 0 AND '%' = '")


def reached(seen, goat):
    asked = tables(seen) - tables(search(goat, "milk"))
    if asked and not seen.failed and seen.status == 200:
        return f"your word made the database read {min(asked)}, which no search does"
    return ""


def works_by_part_of_a_title(goat):
    """A search finds a document by a part of its title."""
    for id, title in catalogue(goat):
        assert [id, title] in search(goat, title[3:9]).json


def works_for_everything(goat):
    """An empty search shows the whole catalogue."""
    assert len(catalogue(goat)) > 1


def works_without_a_result(goat):
    """A word that is in no title finds nothing."""
    seen = search(goat, "no such document")
    assert (seen.status, seen.json) == (200, [])


def works_by_farm(goat):
    """The other search works as before."""
    seen = goat.http("GET", "PublicApi", "/search/farm", query={"farm": "no such farm"})
    assert (seen.status, seen.json) == (200, [])


def search(goat, words):
    return goat.http("GET", "PublicApi", "/search", query={"q": words})


def catalogue(goat):
    return search(goat, "").json


def tables(seen):
    """The tables that were asked, whatever stands in texts."""
    return {name.lower() for text in seen.statements for name in _TABLE.findall(_LITERAL.sub("''", text))}

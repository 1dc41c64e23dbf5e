OURS = "https://paper.example"


def attack(goat):
    """A page of somebody else's has the browser of a partner call us, with the partner's cookie."""
    return call(goat, "https://mallory.example")


def attack_from_a_name_like_ours(goat):
    return call(goat, "https://paper.example.mallory.example")


def attack_from_nowhere(goat):
    """Pages in a sandboxed frame have the origin null."""
    return call(goat, "null")


def reached(seen, goat):
    """The browser lets a foreign page read an answer to a request with the visitor's cookies."""
    origin = seen.headers.get("access-control-allow-origin", "")
    if origin in ("", "*", OURS) or seen.headers.get("access-control-allow-credentials") != "true":
        return ""
    return f"a page of {origin} reads what we answer to the partner whose browser shows it"


def works_on_our_own_site(goat):
    """Our own pages read answers, with the visitor's cookies."""
    seen = call(goat, OURS)
    assert seen.headers.get("access-control-allow-origin") == OURS
    assert seen.headers.get("access-control-allow-credentials") == "true"


def works_with_a_question_first(goat):
    """Browsers that ask first are told that our own pages may send a token and JSON."""
    seen = goat.http("OPTIONS", "PublicApi", "/fetch", headers={"Origin": OURS})
    assert seen.headers.get("access-control-allow-origin") == OURS
    methods = seen.headers.get("access-control-allow-methods", "")
    assert "*" in methods or ("GET" in methods and "POST" in methods)
    headers = seen.headers.get("access-control-allow-headers", "").lower()
    assert "*" in headers or ("authorization" in headers and "content-type" in headers)


def works_without_a_browser(goat):
    """Programs of partners call as before."""
    assert goat.http("GET", "PublicApi", "/").status == 200


def call(goat, origin):
    return goat.http("GET", "PublicApi", "/partner", headers={"Origin": origin}, cookies={"pass": "a.b.c"})

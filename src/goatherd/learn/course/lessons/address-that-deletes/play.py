def attack(goat):
    """A stranger deletes what alice has shared."""
    return goat.http("DELETE", "Share", "/", query={"token": "alice-1"})


def attack_as_our_own_pages_would(goat):
    """The same with what a browser sends from our site, which anybody can send."""
    sent = {"origin": "https://paper.example", "referer": "https://paper.example/shares", "x-requested-with": "paper"}
    return goat.http("DELETE", "Share", "/", query={"token": "alice-1"}, headers=sent)


def attack_by_overwriting(goat):
    """A stranger puts a page of his own under the link that alice gave away."""
    body = {"token": "alice-1", "page": "<p>mallory was here</p>", "expires": 2000000000}
    return goat.http("POST", "Share", "/", body=body)


def reached(seen, goat):
    """Somebody who did not sign the request changed what alice has shared."""
    context = seen.event.get("requestContext", {})
    if "Share" not in seen.ran or context.get("authorizer"):
        return ""
    rows = [row for row in goat.rows("Shares") if row["token"] == "alice-1"]
    if not rows:
        return "you have deleted a page that alice has shared"
    if rows[0].get("owner") != goat.alice.subject:
        return "whoever follows alice's link sees a page of yours"
    return ""


def works_with_shares(goat):
    """Who may, makes a link, shows the page and deletes the link again."""
    body = {"token": "t1", "page": "<p>milk</p>", "expires": 2000000000}
    assert goat.http("POST", "Share", "/", body=body, user="alice").status == 201
    assert "<p>milk</p>" in show(goat, "t1").body
    assert goat.http("DELETE", "Share", "/", query={"token": "t1"}, user="alice").status == 204
    assert "t1" not in [row["token"] for row in goat.rows("Shares")]


def works_with_a_statement(goat):
    """A shared page has the farm's statement below it."""
    body = {"token": "t2", "page": "<p>milk</p>", "expires": 2000000000}
    goat.http("POST", "Share", "/", body=body, user="alice")
    assert "Litres and solids" in show(goat, "t2").body


def works_at_night(goat):
    """Links that nobody uses any more are deleted at night, others are not."""
    for token, expires in (("old", 1), ("new", 4000000000)):
        goat.http("POST", "Share", "/", body={"token": token, "page": "", "expires": expires}, user="alice")
    goat.tick("Cleanup")
    tokens = [row["token"] for row in goat.rows("Shares")]
    assert "new" in tokens and "old" not in tokens


def show(goat, token):
    query = {"token": token, "name": "Bob", "template": "milk.html", "kind": "milk"}
    return goat.http("GET", "Share", "/", query=query, headers={"Cookie": '{"theme":"light"}'}, user="alice")

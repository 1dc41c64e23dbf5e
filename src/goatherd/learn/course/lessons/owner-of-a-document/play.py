import json

TITLE = "changed by mallory"


def attack(goat):
    """Mallory says that she is alice."""
    return change(goat, "mallory", "alice-1", {"title": TITLE, "owner": goat.alice.subject})


def attack_by_every_field(goat):
    """The same, wherever a function may look for an owner."""
    owner = goat.alice.subject
    names = ("owner", "sub", "user", "userId", "x-owner", "x-user", "x-user-id")
    sent = dict.fromkeys(names, owner)
    return goat.http(
        "PUT", "MemberApi", "/documents/alice-1", query=sent, headers=sent, user="mallory", body={"title": TITLE, **sent}
    )


def reached(seen, goat):
    """Alice's document has the title that another member sent."""
    event = seen.event
    who = (event.get("requestContext", {}).get("authorizer") or {}).get("claims", {}).get("sub")
    if event.get("resource") != "/documents/{id}" or who == goat.alice.subject or "Register" in seen.failed:
        return ""
    try:
        title = json.loads(event["body"])["title"]
    except (KeyError, TypeError, ValueError):
        return ""
    return "you have changed a document of alice" if row(goat, "alice-1").get("title") == title else ""


def works_for_the_owner(goat):
    """Alice changes the title of her own document."""
    assert change(goat, "alice", "alice-1", {"title": "milk", "owner": goat.alice.subject}).status == 200
    assert row(goat, "alice-1")["title"] == "milk"


def works_for_another_owner(goat):
    """Mallory registers a document and changes its title."""
    body = {"title": "oats", "labels": "[feed]", "file": "oats.pdf"}
    made = goat.http("POST", "MemberApi", "/documents", user="mallory", body=body).json["id"]
    assert change(goat, "mallory", made, {"title": "barley", "owner": goat.mallory.subject}).status == 200
    assert row(goat, made)["title"] == "barley"
    assert row(goat, made)["owner"] == goat.mallory.subject


def works_only_for_members(goat):
    """Nobody changes a document without signing in."""
    assert change(goat, "", "alice-1", {"title": TITLE, "owner": goat.alice.subject}).status == 401


def change(goat, user, document, body):
    return goat.http("PUT", "MemberApi", f"/documents/{document}", user=user, body=body)


def row(goat, document):
    return next(each for each in goat.rows("Documents") if each["id"] == document)

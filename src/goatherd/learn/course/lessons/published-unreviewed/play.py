DRAFT = {"id": "d1", "owner": "mallory", "title": "Cure for everything", "labels": "[]", "state": "draft"}


def attack(goat):
    return knock(goat)


def attack_as_a_member(goat):
    return knock(goat, user="mallory")


def reached(seen, goat):
    """Something is public, and the review has not run."""
    if "Publish" not in seen.ran or "Review" in seen.ran:
        return ""
    public = [row["id"] for row in goat.rows("Documents") if row.get("state") == "public"]
    if public:
        return f"document {public[0]} is public, and nobody has reviewed it"
    return "the morning's list has a document that nobody has reviewed" if "Announce" in seen.ran else ""


def works_as_a_release(goat):
    """A member submits a document: it is reviewed, then published, then announced."""
    goat.record("Documents", DRAFT)
    seen = goat.http("POST", "MemberApi", "/release", body={"id": "d1"}, user="alice")
    assert seen.status in (200, 202)
    assert [each for each in seen.ran if each in ("Review", "Publish", "Announce")] == ["Review", "Publish", "Announce"]
    assert [row["state"] for row in goat.rows("Documents") if row["id"] == "d1"] == ["public"]


def works_for_members_only(goat):
    """Nobody submits a document without signing in."""
    goat.record("Documents", DRAFT)
    goat.http("POST", "MemberApi", "/release", body={"id": "d1"})
    assert [row["state"] for row in goat.rows("Documents") if row["id"] == "d1"] == ["draft"]


def knock(goat, user=""):
    """At every door of Publish that there is, whatever it is called now."""
    goat.record("Documents", DRAFT)
    publish = goat.model.function("Publish")
    doors = [(each.method, each.path) for each in publish.triggers if each.is_http]
    seen = goat.http("POST", "PublicApi", "/publish", body={"id": "d1"}, user=user)
    for method, path in doors if "Publish" not in seen.ran else ():
        seen = goat.http(method.replace("ANY", "POST"), "Publish", path, body={"id": "d1"}, user=user)
        if reached(seen, goat):
            break
    return seen

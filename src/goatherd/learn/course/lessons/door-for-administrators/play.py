def attack_by_a_stranger(goat):
    return reindex(goat, "")


def attack_by_a_member(goat):
    """Signed in, but no administrator."""
    return reindex(goat, "mallory")


def attack_by_a_member_who_says_more(goat):
    claims = {"role": "administrator", "admin": "true", "groups": "administrators", "x-admin": "true"}
    return goat.http("POST", "MemberApi", "/admin/reindex", user="mallory", query=claims, headers=claims, body=claims)


def reached(seen, goat):
    """Everybody's documents were written, and no administrator asked for it."""
    if "Register" not in seen.ran or _is_allowed(seen.event.get("requestContext", {})):
        return ""
    written = [row["id"] for row in goat.rows("Documents") if row.get("reindexed")]
    return f"you had {len(written)} documents of other people written anew" if written else ""


def works_for_an_administrator(goat):
    """Olga, an administrator, has everything indexed anew."""
    assert reindex(goat, "olga").status == 200
    assert all(row.get("reindexed") for row in goat.rows("Documents"))


def works_for_members(goat):
    """A member registers a document and changes it."""
    body = {"title": "oats", "labels": "[feed]", "file": "oats.pdf"}
    made = goat.http("POST", "MemberApi", "/documents", user="alice", body=body)
    assert made.status == 200
    body = {"title": "barley", "owner": goat.alice.subject}
    assert goat.http("PUT", "MemberApi", f"/documents/{made.json['id']}", user="alice", body=body).status == 200


def reindex(goat, user):
    return goat.http("POST", "MemberApi", "/admin/reindex", user=user)


def _is_allowed(context):
    """An administrator by the token, or somebody with keys of AWS, which no member has."""
    claims = (context.get("authorizer") or {}).get("claims", {})
    return "administrators" in claims.get("cognito:groups", "") or bool(context.get("identity", {}).get("userArn"))

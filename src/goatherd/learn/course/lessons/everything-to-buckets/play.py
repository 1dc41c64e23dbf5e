def attack_by_reading(goat):
    """Cleanup works on one table. With its credentials somebody looks into the buckets."""
    return goat.as_role("Cleanup", "s3", "get_object", Bucket=goat.name("Uploads"), Key="alice/report.txt")


def attack_by_deleting(goat):
    return goat.as_role("Cleanup", "s3", "delete_object", Bucket=goat.name("Uploads"), Key="alice/report.txt")


def attack_by_opening(goat):
    """A policy of the bucket that lets everybody in outlives the credentials."""
    name = goat.name("Uploads")
    policy = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",'
        f' "Resource": "arn:aws:s3:::{name}/*"}}]}}'
    )
    return goat.as_role("Cleanup", "s3", "put_bucket_policy", Bucket=name, Policy=policy)


def reached(seen, goat):
    for call in seen.calls:
        if (call["function"], call["service"]) == ("Cleanup", "s3") and not call["denied"] and call["status"] < 300:
            what = call["parameters"].get("Key") or call["parameters"].get("Bucket") or "the buckets"
            return f"with the credentials of Cleanup you may {call['operation']} on {what}"
    return ""


def works_at_night(goat):
    """Links that nobody uses any more are deleted at night, others are not."""
    for token, expires in (("old", 1), ("older", 1600000000), ("new", 4000000000)):
        goat.record("Shares", {"token": token, "page": "<p>milk</p>", "expires": expires})
    seen = goat.tick("Cleanup")
    assert not seen.failed, seen.failed
    tokens = [row["token"] for row in goat.rows("Shares")]
    assert "new" in tokens and "old" not in tokens and "older" not in tokens


def works_without_end(goat):
    """A link that never expires stays."""
    goat.record("Shares", {"token": "vet", "page": "<p>herd</p>", "expires": "never"})
    assert not goat.tick("Cleanup").failed
    assert "vet" in [row["token"] for row in goat.rows("Shares")]

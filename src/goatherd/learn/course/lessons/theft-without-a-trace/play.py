KEY = "alice/report.txt"


def attack(goat):
    """Reads Alice's report with the credentials of a function that has nothing to do with it."""
    return goat.as_role("Cleanup", "s3", "get_object", Bucket=goat.name("Uploads"), Key=KEY)


def attack_with_what_a_function_needs(goat):
    """What Preview may read, a thief with its credentials may read for ever: only a log can tell."""
    return goat.as_role("Preview", "s3", "get_object", Bucket=goat.name("Uploads"), Key=KEY)


def attack_by_deleting(goat):
    return goat.as_role("Convert", "s3", "delete_object", Bucket=goat.name("Uploads"), Key=KEY)


def reached(seen, goat):
    """A call from outside of the functions has done something to an object, and no alert is about it."""
    done = [call for call in seen.calls if call["service"] == "s3" and call["parameters"].get("Key")]
    if "stolen credentials" not in seen.vias or not any(call["status"] < 300 for call in done):
        return ""
    what = f"{done[0]['operation']} on {done[0]['parameters']['Key']} with the credentials of {done[0]['function']}"
    if goat.hunt(of=[seen]).alerts:
        return ""
    if any(each.configured for each in seen.logged):
        return f"{what}: a log has it, and goatherd hunt does not see it there"
    return f"{what}: no log that the template switches on has a line of it"


def works_for_members(goat):
    """Scans get their previews."""
    seen = goat.upload("Uploads", "scans/letter.png", "PNG of a letter")
    assert "Preview" in seen.ran
    assert not seen.failed, seen.failed


def works_in_silence(goat):
    """A day of honest use makes no alert."""
    with goat.harmless():
        goat.upload("Uploads", "scans/letter.png", "PNG of a letter")
        goat.http("GET", "PublicApi", "/")
        goat.http("POST", "MemberApi", "/stamps", body={"paper": "plain", "count": 1}, user="alice")
        goat.tick("Cleanup")
    told = goat.hunt()
    assert not told.alerts, "; ".join(alert.title for alert in told.alerts)

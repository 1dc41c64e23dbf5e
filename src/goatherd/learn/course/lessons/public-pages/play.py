def attack_by_reading(goat):
    return goat.look(f"{site(goat)}/alice/report.txt")


def attack_by_listing(goat):
    return goat.look(f"{site(goat)}/")


def attack_by_writing(goat):
    return goat.look(f"{site(goat)}/previews/scans/milk.png", "mallory was here")


def reached(seen, goat):
    if seen.ran or seen.status != 200:
        return ""
    place = seen.has_got("object")
    if place:
        return f"you have read {place}, without signing in"
    if "<ListBucketResult" in seen.body and "alice/" in seen.body:
        return "you have a list of everybody's files"
    return "you have put a file of yours among the pages" if "etag" in seen.headers else ""


def works_when_something_is_scanned(goat):
    """A scan gets a preview, which a member sees."""
    goat.upload("Uploads", "scans/milk 7", "litres: 812")
    assert "litres: 812" in preview(goat, "milk 7")


def works_for_what_there_was(goat):
    """A preview that was made earlier is seen, too."""
    goat.aws("s3", "put_object", Bucket=goat.name("Pages"), Key="previews/scans/herd.png", Body=b"preview of herd")
    assert preview(goat, "herd") == "preview of herd"


def works_only_for_members(goat):
    """Who has not signed in gets no address of a preview."""
    assert goat.http("GET", "MemberApi", "/previews/herd").status == 401


def preview(goat, name):
    """What a member's browser shows, which follows a redirect."""
    seen = goat.http("GET", "MemberApi", f"/previews/{name}", user="alice")
    if 300 <= seen.status < 400:
        return goat.read(seen.headers["location"]) or "the address in the answer shows nothing"
    assert seen.status == 200, f"the answer was {seen.status}"
    return seen.body


def site(goat):
    return f"https://{goat.name('Pages')}.s3.amazonaws.com"

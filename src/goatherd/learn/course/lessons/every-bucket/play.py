def attack_by_reading_another_bucket(goat):
    """Whoever got hold of Convert's credentials (any document can bring them out) asks for something else."""
    return goat.as_role("Convert", "s3", "get_object", Bucket=goat.name("Pages"), Key="alice/report.txt")


def attack_by_writing_another_bucket(goat):
    name = goat.name("Pages")
    return goat.as_role("Convert", "s3", "put_object", Bucket=name, Key="alice/report.txt", Body=b"mallory was here")


def attack_by_deleting(goat):
    """In its own bucket Convert reads and writes, and that is all it does."""
    return goat.as_role("Convert", "s3", "delete_object", Bucket=goat.name("Uploads"), Key="alice/report.txt")


def reached(seen, goat):
    ours = f"in bucket {goat.name('Uploads')}"
    for canary in seen.got:
        if "Convert" in seen.ran and canary.kind in ("object", "row", "secret") and ours not in canary.place:
            return f"with the credentials of Convert you have read {canary.place}"
    for call in seen.calls:
        given = call["parameters"]
        if call["function"] != "Convert" or call["denied"] or call["status"] >= 300:
            continue
        if call["operation"].startswith("Delete"):
            return f"with the credentials of Convert you have deleted {given.get('Key') or given.get('Bucket')}"
        if call["operation"].startswith("Put") and given.get("Bucket") == goat.name("Pages"):
            return "with the credentials of Convert you have written into another bucket"
    return ""


def works(goat):
    """A document is converted."""
    goat.upload("Uploads", "inbox/milk 2026.pdf", "litres: 812")
    made = [goat.object("Uploads", key) for key in goat.objects("Uploads")]
    assert b"# inbox/milk 2026.pdf\n\nlitres: 812" in made


def works_with_many_folders(goat):
    """So is one in a folder of the inbox."""
    goat.upload("Uploads", "inbox/hill farm/2026/herd.pdf", "goats: 42")
    made = [goat.object("Uploads", key) for key in goat.objects("Uploads")]
    assert b"# inbox/hill farm/2026/herd.pdf\n\ngoats: 42" in made

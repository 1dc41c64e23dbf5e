def attack(goat):
    return goat.upload("Uploads", "inbox/milk.pdf", "litres: 812")


def attack_by_a_picture(goat):
    return goat.upload("Uploads", "inbox/scan.jpeg", "litres: 812")


def attack_without_an_ending(goat):
    return goat.upload("Uploads", "inbox/herd book", "litres: 812")


def reached(seen, goat):
    """More than once again: a fix may look at its own output, once, and let it be."""
    times = max(map(seen.ran.count, seen.ran), default=0)
    return f"one document, and {seen.ran[0]} has run {times} times when we stop counting" if times > 2 else ""


def works_as_a_converter(goat):
    """A document is converted."""
    goat.upload("Uploads", "inbox/milk.pdf", "litres: 812")
    assert "# inbox/milk.pdf\n\nlitres: 812" in texts(goat)


def works_beside_the_document(goat):
    """The document itself stays as it was uploaded."""
    goat.upload("Uploads", "inbox/herd.pdf", "Heidi, 2021")
    assert goat.object("Uploads", "inbox/herd.pdf") == b"Heidi, 2021"
    assert "# inbox/herd.pdf\n\nHeidi, 2021" in texts(goat)


def texts(goat):
    """What lies in the buckets: where a text is put is the application's own choice."""
    found = [goat.object(bucket, key) for bucket in buckets(goat) for key in goat.objects(bucket)]
    return [content.decode(errors="replace") for content in found if content]


def buckets(goat):
    return [name for name, each in goat.model.resources.items() if type(each).__name__ == "Bucket"]

PROOF = "goat-was-here"


def attack(goat):
    return goat.upload("Uploads", f"inbox/a'; echo {PROOF} > /tmp/proof; '.pdf", "milk")


def attack_without_semicolon(goat):
    return goat.upload("Uploads", f"inbox/a' | echo {PROOF} > /tmp/proof | cat '.pdf", "milk")


def attack_by_substitution(goat):
    return goat.upload("Uploads", f"inbox/a'$(echo {PROOF} > /tmp/proof)'.pdf", "milk")


def reached(seen, goat):
    if any(text.strip() == PROOF for text in seen.files.values()):
        return "a command of yours wrote a file into /tmp of Convert"
    place = seen.has_got("environment", "credentials")
    return f"you hold {place}" if place else ""


def works(goat):
    """A document with an ordinary name is converted."""
    goat.upload("Uploads", "inbox/milk 2026.pdf", "litres: 812")
    made = [goat.object("Uploads", key) for key in goat.objects("Uploads")]  # where it is put is another matter
    assert b"# inbox/milk 2026.pdf\n\nlitres: 812" in made

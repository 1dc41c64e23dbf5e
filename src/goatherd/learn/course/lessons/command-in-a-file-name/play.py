PROOF = "goat-was-here"


def attack(goat):
    return goat.upload("Uploads", f"inbox/a'; touch /tmp/{PROOF}; '.pdf", "milk")


def attack_without_semicolon(goat):
    return goat.upload("Uploads", f"inbox/a' | touch /tmp/{PROOF} | cat '.pdf", "milk")


def attack_by_substitution(goat):
    return goat.upload("Uploads", f"inbox/a'$(touch /tmp/{PROOF})'.pdf", "milk")


def reached(seen, goat):
    if PROOF in seen.files:
        return f"a command of yours made /tmp/{PROOF}"
    place = seen.has_got("environment", "credentials")
    return f"you hold {place}" if place else ""


def works(goat):
    """A document with an ordinary name is converted."""
    goat.upload("Uploads", "inbox/milk 2026.pdf", "litres: 812")
    made = [goat.object("Uploads", key) for key in goat.objects("Uploads")]  # where it is put is another matter
    assert b"# inbox/milk 2026.pdf\n\nlitres: 812" in made


def works_with_other_characters(goat):
    """A name may hold more than letters: commas, brackets, an ampersand, an umlaut."""
    name = "inbox/Müller & Söhne (herd; milk), 2026.pdf"
    goat.upload("Uploads", name, "litres: 812")
    made = [goat.object("Uploads", key) for key in goat.objects("Uploads")]
    assert f"# {name}\n\nlitres: 812".encode() in made

PROOF = "goat-was-here"


def attack(goat):
    return order(goat, f'Milk"; touch /tmp/{PROOF}; echo "')


def attack_by_substitution(goat):
    return order(goat, f"Milk $(touch /tmp/{PROOF})")


def attack_by_backticks(goat):
    return order(goat, f"Milk `touch /tmp/{PROOF}`")


def reached(seen, goat):
    if PROOF in seen.files:
        return f"a command of yours made /tmp/{PROOF}"
    place = seen.has_got("environment", "credentials")
    return f"you hold {place}" if place else ""


def works(goat):
    """A label that is ordered is printed."""
    seen = order(goat, "Milk 2026")
    assert seen.status == 202
    assert "[ Milk 2026 ]\n" in seen.files.values()


def works_with_other_characters(goat):
    """A label may hold an apostrophe, an ampersand, brackets and a semicolon."""
    text = "Hansel's & Gretel's hay (dry); 2026"
    assert f"[ {text} ]\n" in order(goat, text).files.values()


def order(goat, text):
    return goat.http("POST", "MemberApi", "/labels", user="mallory", body={"text": text, "copies": 1, "price": 3})

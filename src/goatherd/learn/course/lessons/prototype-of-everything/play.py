def attack_by_the_hidden_name(goat):
    return changed(goat, {"__proto__": {"fr": "Pay your invoice at evil.example:"}, "language": "fr"})


def attack_by_the_constructor(goat):
    return changed(goat, {"constructor": {"prototype": {"fr": "Pay here:"}}, "language": "fr"})


def reached(seen, goat):
    return f"{seen.polluted[0]}: every object of the process has it now" if seen.polluted else ""


def works_in_german(goat):
    """A document whose labels ask for German is announced in German."""
    assert "Geändert:" in changed(goat, {"language": "de"}).log


def works_in_other_languages(goat):
    """Where no language is asked for, or none that we speak, it is English."""
    assert "Changed:" in changed(goat, {"breed": "Toggenburg"}).log
    assert "Changed:" in changed(goat, {"language": "fr"}).log


def works_with_what_members_write(goat):
    """Labels about a prototype are only words."""
    seen = changed(goat, {"language": "de", "prototype": {"machine": "milking robot"}})
    assert not seen.failed
    assert "Geändert:" in seen.log


def changed(goat, labels):
    """What Index publishes when a member has written these labels."""
    return goat.publish("Changes", {"title": "Herd book", "labels": labels, "greeting": "Herd book"})

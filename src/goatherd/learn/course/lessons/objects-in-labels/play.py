PROOF = "goat-was-here"


def attack(goat):
    return register(goat, f"- milk\n- !!python/object/apply:os.system ['touch /tmp/{PROOF}']")


def attack_with_the_whole_tag(goat):
    return register(goat, f"- !<tag:yaml.org,2002:python/object/apply:os.system> ['touch /tmp/{PROOF}']")


def attack_with_a_name_for_the_tag(goat):
    labels = f"%TAG !p! tag:yaml.org,2002:py\n---\n- !p!thon/object/new:eval [\"open('/tmp/{PROOF}', 'w')\"]"
    return register(goat, labels)


def reached(seen, goat):
    if PROOF in seen.files:
        return f"an object of yours made /tmp/{PROOF}"
    place = seen.has_got("environment", "credentials")
    return f"you hold {place}" if place else ""


def works(goat):
    """Labels choose the language in which subscribers are told, and may hold dates."""
    seen = register(goat, "language: de\nbought: 2026-03-01\nkinds: [milk, herd]")
    assert seen.status == 200
    assert "Geändert:" in seen.log
    assert "Notify" in seen.ran and not seen.failed


def works_with_a_list(goat):
    """Labels may be a list of words, with exclamation marks and colons in them."""
    seen = register(goat, "- milk\n- 'urgent!! ask: the vet'\n- 2026-03-01")
    assert "Changed:" in seen.log
    assert "Notify" in seen.ran and not seen.failed


def register(goat, labels):
    body = {"title": "Milk", "labels": labels, "file": "a.pdf"}
    return goat.http("POST", "MemberApi", "/documents", user="mallory", body=body)

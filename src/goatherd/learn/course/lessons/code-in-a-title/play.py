PROOF = "goat-was-here"
WRITE = f"require('fs').writeFileSync('/tmp/{PROOF}', '')"


def attack(goat):
    return register(goat, f"Milk ${{{WRITE}}}")


def attack_out_of_the_template(goat):
    return register(goat, f"Milk ` + {WRITE} + `")


def attack_by_update(goat):
    document = register(goat, "Milk").json["id"]
    return goat.http(
        "PUT",
        "MemberApi",
        f"/documents/{document}",
        user="mallory",
        body={"title": f"Milk ${{{WRITE}}}", "owner": goat.mallory.subject},
    )


def reached(seen, goat):
    if PROOF in seen.files:
        return f"code of yours made /tmp/{PROOF}"
    place = seen.has_got("environment", "credentials")
    return f"you hold {place}" if place else ""


def works(goat):
    """Subscribers are told of a changed document, by its title and in their language."""
    seen = register(goat, "Herd book 2026")
    assert seen.status == 200
    assert "Herd book 2026\n" in seen.log
    assert "Geändert:" in seen.log


def works_with_other_characters(goat):
    """A title may hold a price in dollars, quotes and brackets."""
    title = """Hay {dry}, 20 $ a bale, "Anna's" & (Ben's)"""
    assert title + "\n" in register(goat, title).log


def register(goat, title):
    body = {"title": title, "labels": "language: de", "file": "a.pdf"}
    return goat.http("POST", "MemberApi", "/documents", user="mallory", body=body)

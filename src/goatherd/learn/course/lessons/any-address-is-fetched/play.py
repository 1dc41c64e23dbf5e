REGISTRIES = ("cattle.example/", "sheep.example/")
CREDENTIALS = "/latest/meta-data/iam/security-credentials/instance-role"


def attack(goat):
    return take(goat, f"http://169.254.169.254{CREDENTIALS}")


def attack_in_another_notation(goat):
    return take(goat, f"http://0xA9FEA9FE{CREDENTIALS}")


def attack_with_a_registrys_name(goat):
    return take(goat, f"http://169.254.169.254{CREDENTIALS}?https://cattle.example/")


def attack_inside(goat):
    return take(goat, "https://books.goat-paper.internal/accounts")


def reached(seen, goat):
    place = seen.has_got("metadata", "credentials", "environment")
    if place:
        return f"you hold {place}"
    asked = [request for request in seen.requests if not request.split()[1].startswith(REGISTRIES)]
    return f"Fetch asked for you: {asked[0]}" if asked else ""


def works(goat):
    """A document of a registry is taken into the archive and converted."""
    seen = take(goat, "https://cattle.example/export/2026/herd.pdf")
    assert seen.status == 202
    assert "GET cattle.example/export/2026/herd.pdf" in seen.requests
    assert goat.object("Uploads", "inbox/fetched") is not None
    assert "Convert" in seen.ran


def works_with_another_registry(goat):
    """The other registry's documents can be taken, too, whatever their address is below it."""
    seen = take(goat, "https://sheep.example/flocks/17?year=2026")
    assert seen.status == 202
    assert [request for request in seen.requests if request.startswith("GET sheep.example/flocks/17")]


def works_by_name(goat):
    """The export of a registry is taken by the registry's name."""
    seen = goat.http("POST", "PublicApi", "/fetch/registry", body={"registry": "sheep", "name": "fetched"})
    assert seen.status == 202
    assert "GET sheep.example/export" in seen.requests


def take(goat, address):
    return goat.http("POST", "PublicApi", "/fetch", body={"address": address, "name": "fetched"})

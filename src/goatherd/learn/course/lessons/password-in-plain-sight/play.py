HARMLESS = {"CatalogueUser", "CatalogueHost"}


def attack(goat):
    """Somebody who may look at the stack, and at nothing that it stores, looks at its parameters."""
    return goat.look_at()


def reached(seen, goat):
    """Parameters that are neither masked nor only names."""
    told = seen.json.get("parameters", {}) if isinstance(seen.json, dict) else {}
    clear = [name for name, value in told.items() if value != "****" and name not in HARMLESS]
    clear = [name for name in clear if not name.endswith(("Secret", "Arn", "Name", "Id"))]
    return f"you read the value of {clear[0]}" if clear else ""


def works_as_a_search(goat):
    """Search signs in to the catalogue."""
    seen = goat.http("GET", "PublicApi", "/search/farm", query={"farm": "Hill Farm"})
    assert seen.status == 200 or "Can't connect to MySQL" in seen.log, seen.log[-300:]


def works_with_parameters(goat):
    """Who deploys the stack still says where the catalogue is, and who reads it."""
    assert HARMLESS <= set(goat.parameters())


def works_as_a_front_page(goat):
    """The front page is shown to everybody."""
    assert goat.http("GET", "PublicApi", "/").status == 200

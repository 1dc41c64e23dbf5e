def attack(goat):
    """Looks for doors that nobody wrote down."""
    for path in ("/admin", "/backup.zip", "/.env"):
        goat.http("GET", "PublicApi", path)
    return goat.http("GET", "PublicApi", "/")


def attack_from_another_method(goat):
    return goat.http("DELETE", "PublicApi", "/")


def reached(seen, goat):
    """Requests came, and fewer are on record."""
    came, kept = goat.requests("PublicApi"), goat.access_log("PublicApi")
    return f"nothing tells that you asked for {came[-1]}" if len(kept) < len(came) else ""


def works_as_a_front_page(goat):
    """The front page is shown to everybody."""
    seen = goat.http("GET", "PublicApi", "/")
    assert seen.status == 200
    assert "Goat Paper" in seen.body


def works_for_partners(goat):
    """Partners reach the place where their tokens are looked at."""
    assert goat.http("GET", "PublicApi", "/partner").status == 401


def works_on_record(goat):
    """Requests of members are still on record."""
    goat.http("POST", "MemberApi", "/stamps")
    assert len(goat.access_log("MemberApi")) == 1

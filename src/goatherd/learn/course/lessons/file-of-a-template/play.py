SOURCE = "def handler("


def attack(goat):
    return show(goat, "../../proc/self/environ")


def attack_with_a_whole_path(goat):
    return show(goat, "/var/task/app.py")


def attack_with_doubled_dots(goat):
    return show(goat, "....//....//var/task/app.py")


def attack_by_invocation(goat):
    return goat.invoke("Statement", {"template": "../../var/task/app.py", "kind": "milk"})


def reached(seen, goat):
    place = seen.has_got("file", "credentials", "environment", "secret")
    if place:
        return f"you hold {place}"
    return "you have read the code of Statement" if SOURCE in seen.body else ""


def works(goat):
    """A page shows the statement that its address asks for."""
    seen = show(goat, "milk.html")
    assert seen.status == 200
    assert "Litres and solids of the month" in seen.body


def works_with_another_statement(goat):
    """There is a statement of the herd, too."""
    assert "Animals by age and pasture" in show(goat, "herd.html").body


def works_without_a_statement(goat):
    """A page with a statement that does not exist is still shown."""
    seen = show(goat, "wool.html")
    assert seen.status == 200
    assert "Milk: 812 litres" in seen.body


def show(goat, template):
    goat.http("POST", "Share", body={"token": "t1", "page": "Milk: 812 litres", "expires": 1900000000})
    return goat.http("GET", "Share", query={"token": "t1", "name": "Anna", "template": template})

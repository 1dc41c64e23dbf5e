import json

from goatherd.learn.tokens import is_signed, part, token

FORMER_KEY = "b7Yx2Lq9ZtV4mNc8Rk1WfHs6PdJ3aGe5"
NAME = "Hill Farm Dairy"


def attack_without_a_signature(goat):
    """A token of the kind that says of itself that nobody signed it."""
    return ask(goat, ".".join([part({"alg": "none", "typ": "JWT"}), part({"sub": NAME}), ""]))


def attack_with_a_key_of_our_own(goat):
    return ask(goat, token("a key that mallory made up, long enough", {"sub": NAME}))


def attack_with_an_empty_key(goat):
    return ask(goat, token("", {"sub": NAME}))


def reached(seen, goat):
    name = seen.json.get("partner") if isinstance(seen.json, dict) and seen.status == 200 else None
    if not name or any(is_signed(sent, key) for sent in _sent(seen) for key in keys(goat)):
        return ""
    return f"you are {name}, with a token that Goat Paper never signed"


def works_for_a_partner(goat):
    """A partner is let in with a token that Goat Paper signed."""
    answers = [ask(goat, token(key, {"sub": NAME})) for key in keys(goat)]
    assert {"partner": NAME} in [seen.json for seen in answers if seen.status == 200]


def works_in_a_browser(goat):
    """A partner's browser sends the same token in a cookie."""
    answers = [goat.http("GET", "PublicApi", "/partner", cookies={"pass": token(key, {"sub": NAME})}) for key in keys(goat)]
    assert {"partner": NAME} in [seen.json for seen in answers if seen.status == 200]


def works_as_a_lock(goat):
    """What is no token at all is refused."""
    assert ask(goat, "open sesame").status == 401


def works_for_a_vet(goat):
    """A vet is let in with a token of ours, and not with another."""
    for key, status in ((secret(goat, "TokenKey"), 200), ("guess", 401)):
        headers = {"authorization": f"Bearer {token(key, {'sub': 'Dr Hill'})}"}
        assert goat.http("GET", "PublicApi", "/vet", headers=headers).status == status


def ask(goat, text):
    return goat.http("GET", "PublicApi", "/partner", headers={"authorization": f"Bearer {text}"})


def keys(goat):
    """Those that Goat Paper signs with: in its code, or wherever that was moved."""
    listed = goat.ask("secretsmanager", "list_secrets")["SecretList"]
    return [FORMER_KEY, *(secret(goat, each["ARN"]) for each in listed)]


def secret(goat, name):
    found = goat.name(name) if name in goat.model.resources else name
    return goat.ask("secretsmanager", "get_secret_value", SecretId=found)["SecretString"]


def _sent(seen):
    """The tokens of a request."""
    headers = seen.event.get("headers", {})
    cookies = [each.partition("=")[2] for each in seen.event.get("cookies", [])]
    return [str(headers.get("authorization", "")).removeprefix("Bearer "), *cookies]

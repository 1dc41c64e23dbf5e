import json

from goatherd.learn.tokens import token

def attack_with_a_small_release(goat):
    """Whoever has the password of the package's author publishes a version of their own."""
    return goat.release("pyjwt", "2.99.0")


def attack_with_a_large_release(goat):
    return goat.release("pyjwt", "99.0")


def reached(seen, goat):
    taken = seen.json.get("installed in", []) if isinstance(seen.json, dict) else []
    return "the next build puts your release into Login" if "Login" in taken else ""


def works_for_a_vet(goat):
    """A vet with a token of ours is let in."""
    key = goat.ask("secretsmanager", "get_secret_value", SecretId=goat.name("TokenKey"))["SecretString"]
    seen = ask(goat, token(key, {"sub": "Dr Hill"}))
    assert seen.status == 200, seen.failed.get("Login") or seen.status
    assert seen.json == {"vet": "Dr Hill"}


def works_as_a_lock(goat):
    """A token that somebody else signed is refused."""
    seen = ask(goat, token("somebody else's key", {"sub": "Dr Hill"}))
    assert seen.status == 401, seen.failed.get("Login") or seen.status


def ask(goat, token):
    return goat.http("GET", "PublicApi", "/vet", headers={"authorization": f"Bearer {token}"})

import json
import re

from goatherd.learn.tokens import token

FORMER_KEY = "b7Yx2Lq9ZtV4mNc8Rk1WfHs6PdJ3aGe5"
_WORD = re.compile(r"""["']([^"'\\s]{12,})["']""")


def attack_with_the_key_in_the_code(goat):
    """Whoever has ever read the code, or a copy of it, has this key."""
    return ask(goat, token(FORMER_KEY, {"sub": "Hill Farm Dairy"}))


def attack_with_what_a_reader_sees(goat):
    """Code, configuration and template, as somebody sees them who may read and not write."""
    texts = [goat.look_at("Login").json, goat.look_at().json]
    words = dict.fromkeys(word for text in strings(texts) for word in [text, *_WORD.findall(text)] if 8 < len(word) < 80)
    answers = [ask(goat, token(word, {"sub": "Hill Farm Dairy"})) for word in words]
    return next((seen for seen in answers if seen.status == 200), answers[-1])


def reached(seen, goat):
    """No pass was given to the sender: one that is taken is forged."""
    name = seen.json.get("dairy") if isinstance(seen.json, dict) and seen.status == 200 else None
    return f"you are {name}, with a pass that you wrote yourself" if name else ""


def works_for_a_dairy(goat):
    """A dairy is let in with the pass that the office wrote, with the key that the office has."""
    answers = [ask(goat, token(key, {"sub": "Hill Farm Dairy"})) for key in (*secrets(goat), FORMER_KEY)]
    assert {"dairy": "Hill Farm Dairy"} in [seen.json for seen in answers if seen.status == 200]


def works_as_a_lock(goat):
    """A pass that somebody else wrote is refused."""
    assert ask(goat, token("guess", {"sub": "Hill Farm Dairy"})).status == 401


def works_for_a_vet(goat):
    """A vet with a token of ours is let in."""
    key = goat.ask("secretsmanager", "get_secret_value", SecretId=goat.name("TokenKey"))["SecretString"]
    headers = {"authorization": f"Bearer {token(key, {'sub': 'Dr Hill'})}"}
    assert goat.http("GET", "PublicApi", "/vet", headers=headers).json == {"vet": "Dr Hill"}


def ask(goat, token):
    return goat.http("GET", "PublicApi", "/dairy", headers={"authorization": f"Bearer {token}"})


def strings(value):
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [text for part in parts for text in strings(part)]


def secrets(goat):
    """What lies in the secret store."""
    listed = goat.ask("secretsmanager", "list_secrets")["SecretList"]
    return [goat.ask("secretsmanager", "get_secret_value", SecretId=each["ARN"])["SecretString"] for each in listed]

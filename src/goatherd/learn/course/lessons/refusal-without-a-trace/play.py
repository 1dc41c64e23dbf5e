from goatherd.learn.tokens import token

FORMER_KEY = "b7Yx2Lq9ZtV4mNc8Rk1WfHs6PdJ3aGe5"  # tokens of partners are signed with it, or with a secret of the stack


def attack_with_guesses(goat):
    for guess in range(100):
        seen = ask(goat, f"guess-{guess}")
    return seen


def attack_with_a_token_of_nobody(goat):
    return ask(goat, token("guess", {"iat": 1}))


def attack_without_a_token(goat):
    return goat.http("GET", "PublicApi", "/partner")


def reached(seen, goat):
    """Nothing in the log of a refusal that is not in the log of a welcome, too."""
    if seen.status != 401 or seen.ran != ["Login"] or "/vet" in goat.requests("PublicApi")[-1]:
        return ""
    told = lines(seen) - lines(welcome(goat))
    return "" if told else "your token was refused, and not a line of the log says so"


def works_for_a_partner(goat):
    """A partner with a token of ours is let in."""
    seen = welcome(goat)
    assert seen.status == 200
    assert seen.json["partner"] == "creamery"


def works_as_a_lock(goat):
    """A token that is none is refused."""
    assert ask(goat, "guess").status == 401
    assert goat.http("GET", "PublicApi", "/partner").status == 401


def works_discreetly(goat):
    """The log holds no token, neither a good one nor one that was refused."""
    good, bad = token(FORMER_KEY, {"sub": "creamery"}), token("guess", {"iat": 1})
    log = "".join(ask(goat, each).log for each in (good, bad, "guess-77"))
    assert [each for each in (good, bad, "guess-77") if each in log] == []


def welcome(goat):
    """What happens to a partner who has a token of ours."""
    answers = [ask(goat, token(key, {"sub": "creamery"})) for key in (*secrets(goat), FORMER_KEY)]
    return next((seen for seen in answers if seen.status == 200), answers[-1])


def ask(goat, token):
    return goat.http("GET", "PublicApi", "/partner", headers={"authorization": f"Bearer {token}"})


def lines(seen):
    """What a log tells, without the numbers and times that differ every time."""
    return {line.rpartition("\t")[2] for line in seen.log.splitlines() if line.strip()}


def secrets(goat):
    """What lies in the secret store."""
    listed = goat.ask("secretsmanager", "list_secrets")["SecretList"]
    return [goat.ask("secretsmanager", "get_secret_value", SecretId=each["ARN"])["SecretString"] for each in listed]

from goatherd.learn.tokens import token

RULE = "detections/pass-refused.yml"
FORMER_KEY = "b7Yx2Lq9ZtV4mNc8Rk1WfHs6PdJ3aGe5"  # passes of dairies are signed with it, or with a secret of the stack


def attack(goat):
    """The first of many guesses."""
    return ask(goat, "guess-1")


def attack_with_tokens(goat):
    return ask(goat, token("a key that mallory made up, long enough", {"sub": "Hill Farm Dairy"}))


def reached(seen, goat):
    """The guesses go on, and nobody can tell them from the slips of a usual day."""
    guess = seen.event.get("headers", {}).get("authorization", "").removeprefix("Bearer ")
    if seen.status != 401 or seen.ran != ["Login"] or "/dairy" not in seen.event.get("rawPath", ""):
        return ""
    told = goat.hunt(RULE, [seen, *(ask(goat, guess) for _ in range(39))])
    if told.why:
        return f"you guess, and the alarm cannot ring: {told.why}"
    if not told.alerts:
        return "you have guessed forty times in ten minutes, and the alarm is silent"
    goat.later(60)
    wolves = goat.hunt(RULE, list(a_day(goat))).sent
    if wolves:
        return f"the alarm rings for you, and for {len(wolves)} slips of dairies on a usual day: nobody looks up any more"
    return ""


def works_for_dairies(goat):
    """A dairy with a pass of ours is let in, and one without is not."""
    answers = [ask(goat, token(key, {"sub": "Hill Farm Dairy"})) for key in (FORMER_KEY, *secrets(goat))]
    assert {"dairy": "Hill Farm Dairy"} in [seen.json for seen in answers if seen.status == 200]
    assert ask(goat, "guess").status == 401


def a_day(goat):
    """Passes that have expired, now and then, and somebody who types one three times before it is right."""
    with goat.harmless():
        for hour in range(12):
            yield ask(goat, token(FORMER_KEY, {"sub": "Hill Farm Dairy", "exp": 1_600_000_000 + hour}))
            goat.later(45)
        for slip in ("eyJhbGciOi", "eyJhbGciOiJI", "eyJhbGci.OiJI.UzI1"):
            yield ask(goat, slip)


def ask(goat, text):
    return goat.http("GET", "PublicApi", "/dairy", headers={"authorization": f"Bearer {text}"})


def secrets(goat):
    """What lies in the secret store."""
    listed = goat.ask("secretsmanager", "list_secrets")["SecretList"]
    return [goat.ask("secretsmanager", "get_secret_value", SecretId=each["ARN"])["SecretString"] for each in listed]

from goatherd.learn.tokens import token

RULE = "detections/secret-read.yml"
LAPTOP = "Boto3/1.38.0 md/Botocore#1.38.0 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.3"


def attack(goat):
    return goat.as_role("Login", "secretsmanager", "get_secret_value", SecretId=secret_of(goat, "Login"))


def attack_from_another_place(goat):
    """The next thief has another address, and a program of their own."""
    with goat.elsewhere("198.51.100.77", LAPTOP):
        return attack(goat)


def attack_with_another_function(goat):
    with goat.elsewhere("203.0.113.240", LAPTOP):
        return goat.as_role("Open", "secretsmanager", "get_secret_value", SecretId=secret_of(goat, "Open"))


def reached(seen, goat):
    """A secret came to somebody outside, and the alarm says nothing, or says it every day of everybody."""
    read = [call for call in seen.calls if call["operation"] == "GetSecretValue" and call["status"] < 300]
    if "stolen credentials" not in seen.vias or not read:
        return ""
    told = goat.hunt(RULE, [seen])
    if told.why:
        return f"you hold a secret, and the alarm cannot ring: {told.why}"
    if not told.alerts:
        return f"you hold a secret that only {read[0]['function']} may read, and the alarm is silent"
    wolves = goat.hunt(RULE, list(a_day(goat))).sent
    if wolves:
        return f"the alarm rings for you, and for {len(wolves)} harmless readers on a usual day: nobody looks up any more"
    return ""


def works_for_vets(goat):
    """Vets are let in, which takes the key that their tokens are signed with."""
    assert a_vet(goat).status == 200


def works_for_the_office(goat):
    """The office's program still makes its copy of the key."""
    assert goat.aws("secretsmanager", "get_secret_value", SecretId=secret_of(goat, "Login")).status == 200


def a_day(goat):
    """Vets who sign in, and the program of the office, which copies the key for the printer at noon."""
    goat.later(60)
    with goat.harmless():
        for _ in range(4):
            yield a_vet(goat)
            goat.later(90)
        yield goat.aws("secretsmanager", "get_secret_value", SecretId=secret_of(goat, "Login"))


def a_vet(goat):
    text = goat.ask("secretsmanager", "get_secret_value", SecretId=secret_of(goat, "Login"))["SecretString"]
    headers = {"authorization": f"Bearer {token(text, {'sub': 'Dr Hill'})}"}
    return goat.http("GET", "PublicApi", "/vet", headers=headers)


def secret_of(goat, function):
    """The secret that a function reads, as its configuration names it."""
    return goat.name({"Login": "TokenKey", "Open": "MapKey"}[function])

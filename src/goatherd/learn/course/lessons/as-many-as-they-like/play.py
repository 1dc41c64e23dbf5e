PAPER, PRICE = "matt", 40
MOST = 50  # of anything, in one order: the rule of the house


def attack(goat):
    return order(goat, MOST + 1)


def attack_in_words(goat):
    return order(goat, str(MOST + 1))


def reached(seen, goat):
    sent = len(messages(seen))
    return f"one request has put {sent} labels into the queue, and each is paid for" if sent > MOST else ""


def works_for_a_few(goat):
    """Three labels are ordered, and three are printed."""
    seen = order(goat, 3)
    assert seen.status == 202
    assert len(messages(seen)) == 3
    assert "Label" in seen.ran
    assert not seen.failed


def works_for_a_farm(goat):
    """Twenty labels are an ordinary order."""
    assert len(messages(order(goat, 20))) == 20


def works_for_stamps(goat):
    """Rubber stamps can be ordered, fifty at most."""
    goat.record("Prices", {"paper": PAPER, "price": PRICE})
    body = {"text": "Hill Farm", "copies": 2, "paper": PAPER}
    assert goat.http("POST", "MemberApi", "/stamps", body=body, user="alice").ran == ["Order", "Stamp", "Stamp"]


def order(goat, copies):
    goat.record("Prices", {"paper": PAPER, "price": PRICE})
    body = {"text": "Hill Farm", "copies": copies, "paper": PAPER, "price": PRICE}
    return goat.http("POST", "MemberApi", "/labels", body=body, user="mallory")


def messages(seen):
    """Texts of the messages that Order has sent."""
    calls = [call for call in seen.calls if call["function"] == "Order" and call["operation"].startswith("SendMessage")]
    return [text for call in calls for name, text in call["parameters"].items() if name.endswith("MessageBody")]

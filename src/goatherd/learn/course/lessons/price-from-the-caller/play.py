import json

PRICES = {"matt": 40, "gloss": 90}


def attack_for_nothing(goat):
    return order(goat, paper="gloss", price=0)


def attack_for_a_cent(goat):
    return order(goat, paper="gloss", price=1)


def attack_with_the_price_of_another_paper(goat):
    return order(goat, paper="gloss", price=PRICES["matt"])


def reached(seen, goat):
    """An order has gone out at another price than the price list's."""
    paper = ordered(seen)
    listed = next((row.get("price") for row in goat.rows("Prices") if row["paper"] == paper), None)
    for message in messages(seen):
        if "price" in message and message["price"] != listed:
            return f"the workshop makes it for {message['price']}; the price list says {listed or 'nothing'}"
    return ""


def works_with_the_price_list(goat):
    """Labels are ordered at the price that the price list says, as the shop's page does."""
    for paper, price in PRICES.items():
        assert [each["price"] for each in messages(order(goat, paper=paper, price=price))] == [price, price]


def works_as_a_workshop(goat):
    """Ordered labels are printed, with their text."""
    seen = order(goat, paper="matt", price=PRICES["matt"])
    assert seen.ran == ["Order", "Label", "Label"]
    assert not seen.failed
    assert "[ Hill Farm ]\n" in seen.files.values()


def works_for_stamps(goat):
    """Rubber stamps cost what the price list says, too."""
    priced(goat)
    body = {"text": "Hill Farm", "copies": 1, "paper": "gloss"}
    seen = goat.http("POST", "MemberApi", "/stamps", body=body, user="alice")
    assert [each["price"] for each in messages(seen)] == [PRICES["gloss"]]


def order(goat, **fields):
    priced(goat)
    body = {"text": "Hill Farm", "copies": 2, **fields}
    return goat.http("POST", "MemberApi", "/labels", body=body, user="mallory")


def priced(goat):
    for paper, price in PRICES.items():
        goat.record("Prices", {"paper": paper, "price": price})


def messages(seen):
    """The messages that Order has sent."""
    calls = [call for call in seen.calls if call["function"] == "Order" and call["operation"].startswith("SendMessage")]
    texts = [text for call in calls for name, text in call["parameters"].items() if name.endswith("MessageBody")]
    return [json.loads(text) for text in texts]


def ordered(seen):
    """The paper that the sender has asked for."""
    event = seen.trace.links[0].invocation.event if seen.trace.links else {}
    try:
        return json.loads(event["body"]).get("paper")
    except (KeyError, TypeError, ValueError, AttributeError):
        return None

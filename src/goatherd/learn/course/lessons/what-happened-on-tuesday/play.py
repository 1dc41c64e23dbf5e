import json
from pathlib import Path

RULE = "detections/tuesday.yml"
LOG = Path(__file__).parent / "tuesday.jsonl"
THIEF = "198.51.100.23"  # nobody else came from there


def attack(goat):
    """The same as on Tuesday."""
    return goat.as_role("Share", "dynamodb", "scan", TableName=goat.name("Shares"))


def reached(seen, goat):
    """Credentials of a function were of use outside of it, and what they were used for on Tuesday is not found."""
    done = [call for call in seen.calls if call["status"] < 300]
    if "stolen credentials" not in seen.vias or not done:
        return ""
    told = goat.hunt_in(LOG, RULE)
    if thefts() & told.ids:
        return ""
    what = f"with the credentials of {done[0]['function']} you did {done[0]['operation']}, as somebody did on Tuesday"
    return f"{what}, and the rule {f'cannot be asked: {told.why}' if told.why else 'does not see that record'}"


def works_in_silence(goat):
    """The rule is silent about honest use."""
    events = {event["eventID"]: event for event in log()}
    for id in sorted(goat.hunt_in(LOG, RULE).ids):
        event = events[id]
        assert event["sourceIPAddress"] == THIEF, f"it tells of {event['eventName']} at {event['eventTime']}, {id}"


def thefts():
    """What succeeded of what was done from outside with the credentials of a function."""
    return {
        event["eventID"]
        for event in log()
        if event["sourceIPAddress"] == THIEF and "inScopeOf" in event["userIdentity"] and "errorCode" not in event
    }


def log():
    return [json.loads(line) for line in LOG.read_text("utf-8").splitlines()]

"""What becomes of an event of which something is refused."""

import copy

from goatherd_guard.decisions import Blocked
from goatherd_guard.events.paths import look_up

_REFUSED = '{"message":"Forbidden"}'


def answer(reading, policy, handler, event, context):
    """`handler` is None where it has run already. Raises Blocked where all is refused and no answer says so."""
    kind = reading.kind
    if kind.answer == "http":
        return {
            "statusCode": 403,
            "headers": {"content-type": "application/json"},
            "body": _REFUSED,
            "isBase64Encoded": False,
        }
    decision = next(each for each in reading.decisions if each.blocks)
    way = policy.events.record
    if -1 in reading.refused or way == "raise" or handler is None:
        raise Blocked(decision)
    rest = _without(event, kind, reading.refused)
    found = handler(rest, context) if look_up(rest, kind.records) else None
    if way != "partial" or not kind.identifier:
        return found
    names = [{"itemIdentifier": name} for name in kind.identifiers(event, sorted(reading.refused)) if name is not None]
    failures = found.get("batchItemFailures") if isinstance(found, dict) else None
    return {**(found if isinstance(found, dict) else {}), "batchItemFailures": [*(failures or ()), *names]}


def _without(event, kind, refused):
    """A copy of the event without these records; the event itself stays as it is."""
    rest = copy.copy(event)
    place = rest
    for step in kind.records[:-1]:
        place[step] = copy.copy(place[step])
        place = place[step]
    listed = place[kind.records[-1]]
    place[kind.records[-1]] = [record for number, record in enumerate(listed) if number not in refused]
    return rest

"""Operators of a filter that come from an event: an object where the code expected a text."""

_MOST = 2000  # objects of a filter that are looked at


def operator_of(filter, values):
    """(value, field) of an operator that is a key of the event; None where none is."""
    stack, count = [filter], 0
    while stack and count < _MOST:
        value = stack.pop()
        count += 1
        if isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(key, str) and key.startswith("$") and key in values.keys:
                    return key, values.keys[key]
                stack.append(inner)
        elif isinstance(value, (list, tuple)):
            stack.extend(value)
    return None

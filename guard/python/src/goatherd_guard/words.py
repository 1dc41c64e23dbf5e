"""The words that a policy may use: with any other it would not do what whoever wrote it meant. guard/node/src/words.cjs
has the same.
"""

_ACTIONS = ("block", "monitor", "allow")
_FAMILIES = (
    "shell code sql nosql path ssrf html header template xxe ldap xpath deserialization prototype redirect".split()
)
# Section -> the words in it, each with its values; None: any.
_SECTIONS = {
    "events": {
        **dict.fromkeys("kinds fields others paranoia threshold exclude limits".split()),
        "record": ("partial", "drop", "raise"),
    },
    "sinks": {**dict.fromkeys((*_FAMILIES, "others"), _ACTIONS), "ssrf": (*_ACTIONS, "internal")},
    "processes": {"allow": None, "others": _ACTIONS},
    "files": {"read": None, "write": None, "others": _ACTIONS},
    "network": {"allow": None, "others": _ACTIONS},
    "aws": {"allow": None, "others": _ACTIONS},
    "environment": {"secrets": None, "children": None},
    "code": {"evaluation": _ACTIONS, "native": _ACTIONS},
    "telemetry": {"values": ("redacted", "plain"), "sample": None},
}
_POLICY = {
    **dict.fromkeys(("$schema", "version", "function", "unknown", "unseen", *_SECTIONS)),
    "mode": ("monitor", "block"),
    "failure": ("open", "closed"),
}


def unknown_word(row):
    """What is wrong with the words of a policy; None if nothing is."""
    found = _unknown(row, _POLICY, "")
    for section, words in _SECTIONS.items():
        if found is None and section in row:
            found = _unknown(row[section], words, section + ".")
    return found


def _unknown(row, words, prefix):
    if not isinstance(row, dict):
        return f"{prefix[:-1]} is no object"
    for name, value in row.items():
        if name not in words:
            return f"{prefix}{name} is unknown"
        if words[name] is not None and value not in words[name]:
            return f"{prefix}{name} is not one of {', '.join(words[name])}"
    return None

"""What sinks are dangerous for: which characters do the damage, and whose data counts.

A label satisfies a kind when it is safe for it ("shell", or "*"), or when none of the kind's
characters can occur in it ("no:;").
"""

from __future__ import annotations

from attrs import frozen

CHOOSES_FILE = "the data chooses among files, it is not what stands in them"


@frozen
class Kind:
    """`characters`: without all of these the data is harmless; empty when characters do not matter.

    `text_harmless`: a value that is surely text does no harm (operators and structures need objects).
    `origins`: the kinds of origin that count. `like`: what is safe for that kind is safe for this one.
    """

    name: str
    characters: frozenset[str] = frozenset()
    text_harmless: bool = False
    origins: frozenset[str] = frozenset({"event", "stored"})
    like: str = ""


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("shell", frozenset(";|&`$()<>\n")),
        Kind("command"),
        Kind("code", frozenset("()[]{}.;=`'\"\n")),
        Kind("deserialization"),
        Kind("sql", frozenset("'\"\\; =")),
        Kind("partiql", frozenset("'\"\\; =")),
        Kind("nosql", text_harmless=True),
        Kind("expression", frozenset("=<>() #:,")),
        Kind("path", frozenset("/")),  # functions run on Linux, where a backslash is a letter of a file's name
        Kind("archive"),
        Kind("ssrf", frozenset(":/@.?#\\")),
        Kind("xxe", frozenset("<")),
        Kind("template", frozenset("{}$<%#")),
        Kind("html", frozenset("<>\"'"), origins=frozenset({"event", "stored", "row"})),
        Kind("ssml", frozenset("<"), like="html"),
        Kind("query", frozenset("'\"\\; ="), like="sql"),
        Kind("mail-html", frozenset("<")),
        Kind("mail-recipient", frozenset("@")),
        Kind("header", frozenset("\r\n")),
        Kind("redirect", frozenset("/:\\.")),
        Kind("log", frozenset("\r\n")),
        Kind("log-json", origins=frozenset()),  # only secrets and whole events matter there
        Kind("log-secret", origins=frozenset({"secret", "credentials"})),
        Kind("log-event"),
        Kind("timing"),
        Kind("constant-credential", origins=frozenset({"event"})),
        Kind("redos"),
        Kind("invocation-response", origins=frozenset({"invocation"})),
        Kind("regex", frozenset("()[]{}+*?\\|^$")),
        Kind("xpath", frozenset("'\"[]()/=")),
        Kind("ldap", frozenset("()*\\|&=")),
        Kind("prototype"),
        Kind("dispatch"),
        Kind("aws-parameter"),
        Kind("url-parameter", frozenset("&?#=/")),
        Kind("sleep"),
        Kind("loop"),
        Kind("jwt"),
        Kind("error-response", origins=frozenset({"exception"})),
        Kind("event-response", origins=frozenset({"event"})),
        Kind("secret-response", origins=frozenset({"secret"})),
    )
}

# What a text that could be converted to a number, a date or the like is harmless for: what it may still hold is blanks
# and line breaks around them, and a number may be of any size.
CONVERTED = frozenset(KINDS) - {"log", "header", "sleep", "loop"}

# What a number, harmless in any text, may still do.
_OF_NUMBERS = frozenset({"sleep", "loop"})


def satisfied(kind: str, preds: frozenset[str]) -> bool:
    """Whether data for which `preds` holds is harmless in a sink of this kind."""
    if kind in preds or ("*" in preds and not ("number" in preds and kind in _OF_NUMBERS)):
        return True
    known = KINDS.get(kind)
    if known is None:
        return False
    if known.like in preds:
        return True
    if known.text_harmless and "string" in preds:
        return True
    return bool(known.characters) and all(f"no:{character}" in preds for character in known.characters)


def safe_for_alphabet(allowed: frozenset[str]) -> frozenset[str]:
    """Predicates of a text made only of the allowed characters."""
    safe = {kind.name for kind in KINDS.values() if kind.characters and kind.characters.isdisjoint(allowed)}
    return frozenset(safe)

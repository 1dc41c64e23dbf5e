"""What sinks are dangerous for: which characters do the damage, and whose data counts.

A label satisfies a kind when it is safe for it ("shell", or "*"), or when none of the kind's
characters can occur in it ("no:;").
"""

from __future__ import annotations

from attrs import frozen

from goatherd.engine.labels import ERROR_RESPONSE, OF_LANGUAGE

CHOOSES_FILE = "the data chooses among files, it is not what stands in them"


@frozen
class Kind:
    """`characters`: without all of these the data is harmless; empty when characters do not matter.

    `text_harmless`: a value that is surely text does no harm (operators and structures need objects).
    `origins`: the kinds of origin that count. `like`: what is safe for that kind is safe for this one.
    """

    name: str
    about: str  # what data is there
    characters: frozenset[str] = frozenset()
    text_harmless: bool = False
    origins: frozenset[str] = frozenset({"event", "stored"})
    like: str = ""


# What a part of an address needs to be more than a part of one of its segments.
LEAVES_SEGMENT = frozenset(":/@\\")
_EVENT = frozenset({"event"})
_KEPT_RECORDS = frozenset({"stored", "row", "record"})
_KEPT = frozenset({"event", "stored", "row", "record", "claims"})

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("shell", "a command line that a shell reads", frozenset(";|&`$()<>\n")),
        Kind("command", "the program that is started"),
        Kind("code", "source text that is run", frozenset("()[]{}.;=`'\"\n")),
        Kind("remote-code", "what is received from elsewhere and run", origins=frozenset({"remote"})),
        Kind("deserialization", "a format that makes objects of any class"),
        Kind("sql", "a statement of SQL", frozenset("'\"\\; =")),
        Kind("partiql", "a statement of PartiQL", frozenset("'\"\\; =")),
        Kind("nosql", "a query whose operators are structures", text_harmless=True),
        Kind("expression", "an expression that decides what is found or changed", frozenset("=<>() #:,")),
        # Functions run on Linux, where a backslash is a letter of a file's name.
        Kind("path", "the name of a file", frozenset("/")),
        Kind("archive", "an archive that is unpacked by the names in it"),
        Kind("ssrf", "the address of a request that the function sends", frozenset(":/@.?#\\")),
        Kind("xxe", "XML whose entities are resolved", frozenset("<")),
        Kind("template", "the source of a template", frozenset("{}$<%#")),
        Kind("html", "HTML that a browser shows", frozenset("<>\"'"), origins=frozenset({"event", "stored", "row"})),
        Kind("ssml", "text that is spoken as it is marked up", frozenset("<"), like="html"),
        Kind("query", "a query of a search or log service", frozenset("'\"\\; ="), like="sql"),
        Kind("search", "a query of a search engine, a graph or a table", frozenset("\"' :()[]{}*\\")),
        Kind("odata", "a filter of OData", frozenset("'")),
        Kind("formula", "a cell of a spreadsheet, as if somebody typed it", frozenset("=")),
        Kind("csv", "a file that spreadsheets open", frozenset("="), like="formula"),
        Kind("mail-html", "HTML in a mail", frozenset("<")),
        Kind("mail-recipient", "who gets a mail", frozenset("@")),
        Kind("mail-header", "the headers of a mail", frozenset("\r\n")),
        Kind("header", "a header of a response", frozenset("\r\n")),
        Kind("redirect", "where a browser is sent", frozenset("/:\\.")),
        Kind("log", "a line of text in a log", frozenset("\r\n")),
        # Only secrets and whole events matter there.
        Kind("log-json", "a log that escapes line breaks", origins=frozenset()),
        Kind(
            "log-secret",
            "a secret in a log",
            origins=frozenset({"secret", "credentials", "session", "link", "request"}),
        ),
        Kind("log-personal", "what is known of a person, in a log", origins=_KEPT),
        Kind("log-event", "a whole event in a log"),
        Kind("timing", "a comparison that takes longer the more is right"),
        Kind("constant-credential", "a comparison of a credential with a constant", origins=frozenset({"event"})),
        Kind("kept-password", "a comparison of a password with the one that is kept of a user", origins=_EVENT),
        Kind("password", "a comparison of a password with one that the application has", origins=_EVENT),
        Kind("redos", "a regular expression that takes long on some texts"),
        Kind(
            "invocation-response", "what another function said, given to the caller", origins=frozenset({"invocation"})
        ),
        Kind("regex", "the source of a regular expression", frozenset("()[]{}+*?\\|^$")),
        Kind("query-pattern", "a regular expression that a database tries", frozenset("()[]{}+*?\\|^$."), like="regex"),
        Kind("xpath", "an XPath expression", frozenset("'\"[]()/=")),
        Kind("ldap", "a filter or name of LDAP", frozenset("()*\\|&=")),
        Kind("prototype", "keys that reach every object's prototype"),
        Kind("dispatch", "the name of a function that is called"),
        Kind("aws-parameter", "which resource of AWS is used"),
        Kind("signed-link", "what the holder of a pre-signed link may do", like="aws-parameter", origins=_EVENT),
        Kind("signed-key", "which object a pre-signed link is for", like="aws-parameter"),
        Kind("collection", "which collection of documents is used", like="aws-parameter", origins=_EVENT),
        Kind("url-parameter", "a parameter of an address", frozenset("&?#=/")),
        Kind("url-path", "the path of a request that is sent", frozenset("/"), like="url-parameter", origins=_EVENT),
        Kind("url-query", "the query of a request", frozenset("&#"), like="url-parameter", origins=_EVENT),
        Kind("content-type", "as what a stored object is shown", frozenset("/"), origins=_EVENT),
        Kind("record", "which fields of a record are written", text_harmless=True, origins=_EVENT),
        Kind("rights", "what somebody may do, in a record", origins=_EVENT),
        Kind("user-rights", "what a user may do, where users are kept or in a token", like="rights", origins=_EVENT),
        Kind("parameters", "which parameters a request has", text_harmless=True, origins=_EVENT),
        Kind("stored-password", "a password, stored as it came", origins=_EVENT),
        Kind("sleep", "how long the function waits"),
        Kind("loop", "how often a loop runs"),
        Kind("jwt", "a token that is read without a check of its signature"),
        Kind("error-response", "text of an error, given to the caller", origins=frozenset({"exception"})),
        Kind("event-response", "what others sent, given to the caller", origins=frozenset({"event"})),
        Kind("any-origin", "whose pages a browser lets call, with credentials", origins=frozenset({"event"})),
        # Only what the code itself holds matters there.
        Kind("key", "a key or a password that is used", origins=frozenset()),
        Kind("issued-key", "a key that a service has given out, so that no word is one", origins=frozenset()),
        Kind("secret-response", "a secret, given to the caller", origins=frozenset({"secret"})),
        Kind("password-response", "a password that is kept of somebody, given to the caller", origins=_KEPT_RECORDS),
        Kind("record-response", "a whole record, given to the caller", origins=_KEPT_RECORDS),
        Kind("secret-message", "a secret, sent in a message or mail", origins=frozenset({"secret"})),
    )
}

# What a text that could be converted to a number, a date or the like is harmless for: what it may still hold is blanks
# and line breaks around them, and a number may be of any size.
CONVERTED = frozenset(KINDS) - {"log", "header", "sleep", "loop"}

# What people's words do harm in, whoever passes them on: a webhook's sender signs what others wrote.
WORDS = frozenset(
    {
        *(
            "shell",
            "command",
            "code",
            "sql",
            "partiql",
            "expression",
            "query",
            "search",
            "odata",
            "xpath",
            "ldap",
            "formula",
        ),
        *("template", "html", "ssml", "mail-html", "mail-header", "header", "log", "path", "regex", "redos", "csv"),
    }
)

# What an outsider may have written all the same, where it is kept: channels tell.
PERHAPS_WRITTEN = frozenset({"secret", "setting", "invocation"})


def counts(kind: str, origin: str) -> bool:
    """Whether data of this kind of origin does harm in a sink of this kind by itself."""
    known = KINDS.get(kind)
    return known is None or origin in known.origins


# Of a value that is one of those listed in the code: some of them give every right.
POWERFUL = "powerful"
_RIGHTS = frozenset({"rights", "user-rights"})
# What a number, harmless in any text, may still do.
_OF_NUMBERS = frozenset({"sleep", "loop"})


def satisfied(kind: str, preds: frozenset[str]) -> bool:
    """Whether data for which `preds` holds is harmless in a sink of this kind."""
    if kind in _RIGHTS and POWERFUL in preds:
        return False
    if kind in preds or ("*" in preds and not ("number" in preds and kind in _OF_NUMBERS)):
        return True
    if kind == ERROR_RESPONSE and OF_LANGUAGE in preds:
        return True  # what the language says of a value tells nothing of the program
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
    return frozenset(safe) | {f"no:{character}" for character in LEAVES_SEGMENT - allowed}

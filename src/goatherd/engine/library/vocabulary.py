"""The words that fields of a rule may hold beside names and arguments, each with what it says."""

from __future__ import annotations

from goatherd.engine.interpreter.callers import COMPARISON, OF_PARTNER, PROOF, SIGNED
from goatherd.engine.kinds import KINDS

ALL = "*"
SINKS = {name: kind.about for name, kind in KINDS.items()}
SAFE = {ALL: "every kind of sink, as for a number or a date", **SINKS}
PROPERTIES = {
    "string": "it is text, whatever it was made of",
    "validated": "a schema looked at it: findings stay, with less confidence",
    "walked": "the program looked through it as a syntax tree: findings stay, with less confidence",
    SIGNED: "it is a keyed digest of the arguments, and comparing it shows who calls",
}
CALLERS = {
    PROOF: "the caller holds a secret",
    COMPARISON: "the same, if one of the arguments is the caller's and another one secret",
    OF_PARTNER: "beside `caller`: nobody but operators and partners has that secret, as of a webhook's signature",
}
PROVED = {**SAFE, **PROPERTIES, **CALLERS}
ORIGINS = {
    "secret": "a secret, for logs and responses",
    "credentials": "claims that nobody verified",
    "exception": "what an error tells of the program",
    "predictable": "random numbers that can be guessed",
    "claims": "what a verified token says of its holder, for logs",
    "record": "what is kept somewhere, for logs",
    "link": "an address that lets whoever has it in, for logs",
    "event": "what an outsider sends: whoever can send the event of the function",
}
GIVEN = {
    "null": "null or None: there was no error",
    "data": "what the call carries",
    "rows": "rows of the statement",
    "answer": "what answers a request: tokens, if these were asked for",
    "unknown": "something that is nobody's to choose",
}
CONDITIONS = {
    "?given": "the argument is there",
    "?written": "the field is there, and not only because somebody else chose the whole object",
    "?absent": "the argument is not there",
    "?sql": "it begins like a statement of SQL",
    "?graphql": "it begins like a document of GraphQL",
    "?mail-service": "it is the address of a service that sends mail",
}
RESULTS = {
    "str": "text",
    "bool": "true or false",
    "number": "a number",
    "none": "nothing",
    "unknown": "data whose methods are not told apart",
}

"""What a remedy quotes of the CDK's TypeScript, as a program in Python writes it."""

from __future__ import annotations

from goatherd.core.lazy import regex

_QUOTED = regex(r"`([^`]+)`")
# Not the keys of conditions ("iam:PassedToService") nor the variables of mappings ("$context.requestId").
_FOREIGN = regex(r"\$|[a-z]+:\w")
_CAMEL = regex(r"\b[a-z]\w*[A-Z]\w*")
_CAPITAL = regex(r"(?<!^)(?=[A-Z])")
# In order. The properties that come last are keywords of the call; other structures may be dictionaries.
_SPELLINGS = (
    (regex(r"\bnew "), ""),
    (regex(r"\bthis\b"), "self"),
    (regex(r"\blambda\."), "lambda_."),
    (regex(r"\btrue\b"), "True"),
    (regex(r"\bfalse\b"), "False"),
    (regex(r"\{ (\w+) \}"), r"{ \1: \1 }"),
    (regex(r"(?<=[(\s])\{ ([^{}]*) \}(?=\))"), r"\1"),
    (regex(r"\{ "), "dict("),
    (regex(r" \}"), ")"),
    (regex(r"\b(\w+): "), r"\1="),
)


def in_python(remedy: str) -> str:
    return _QUOTED.sub(lambda quoted: f"`{_code(quoted[1])}`", remedy)


def _code(text: str) -> str:
    if _FOREIGN.match(text):
        return text
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return _CAMEL.sub(lambda name: _CAPITAL.sub("_", name[0]).lower(), text)

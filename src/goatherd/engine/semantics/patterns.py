"""Regular expressions in both languages: what a match proves, what a replacement takes away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.engine.interpreter import checking, sinks
from goatherd.engine.interpreter.guards import guard
from goatherd.engine.labels import mapped
from goatherd.engine.regex_growth import drags
from goatherd.engine.regexes import begins, explodes, proves, readable, removes
from goatherd.engine.semantics import python_matches, texts
from goatherd.engine.values import BOOLEAN, UNKNOWN, Const, External, Obj, Value, atom, const, unknown

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

_WORDS = re.compile(r"\^?\(?(?:\?:)?[\w-]{1,50}(?:\|[\w-]{1,50}){0,20}\)?\$?")


def pattern_of(m: Machine, value: Value) -> str | None:
    """The source of a pattern given as text or as a compiled expression."""
    item = value.sole
    if isinstance(item, Obj) and isinstance(item.cls, External):
        source = m.get_field(item, "source")
        return source.text() if source is not None else None
    return value.text()


def compiled(m: Machine, args: Args, pos: int) -> Value:
    """`re.compile(p)` and `new RegExp(p)`."""
    source = args.at(0, "pattern") or UNKNOWN
    if source.labels:
        sinks.report(m, "regex", source, pos, "a regular expression")
    if isinstance(source.sole, Obj):
        return source
    made = m.new("instance", pos, External("RegExp"))
    m.set_field(made, "source", source.bare())
    flags = args.at(1)
    m.set_field(made, "flags", flags if flags is not None else const(""))
    return atom(made)


def tested(m: Machine, pattern: Value, subject: Value, whole: str, pos: int) -> Value:
    """The result of matching, with what it proves."""
    source = pattern_of(m, pattern)
    if subject.labels and source is not None and explodes(source):
        sinks.report(m, "redos", subject, pos, "a regular expression that can take exponential time")
    else:
        _takes_time(m, source, subject, whole, pos)
    preds = proves(source, whole) if source is not None else frozenset()
    groups = unknown(mapped(subject.labels, lambda label: label.extend("|match", keep=True).add("string", *preds)))
    result = Value((*groups.atoms, Const(None)), groups.labels)
    if source is None or not readable(source):
        return result.with_guards(checking.unknown_pattern(m, subject, pos))
    no_formula = texts.of_formulas(subject) if "=" in begins(source) else ()
    return result.with_guards((*guard(subject, preds | texts.ORIGIN_ASKED), *no_formula))


def _takes_time(m: Machine, source: str | None, subject: Value, whole: str, pos: int) -> None:
    if subject.labels and source is not None and drags(source, whole):
        sinks.report(m, "redos", subject, pos, "a regular expression whose time grows with the cube of a text's length")


def substituted(m: Machine, pattern: Value, subject: Value, replacement: Value | None, everywhere: bool) -> Value:
    source = pattern_of(m, pattern)
    removed = removes(source) if source is not None else frozenset()
    result = texts.replaced(subject, None, replacement, everywhere, removed)
    if source is not None and "=" in begins(source) and (replacement is None or replacement.text() != "$&"):
        return result.map_labels(lambda label: label.add(*texts.NO_FORMULA))
    return result


def _match(whole: str) -> Native:
    def run(m: Machine, args: Args, pos: int) -> Value:
        pattern = args.at(0, "pattern") or UNKNOWN
        if pattern.labels:
            sinks.report(m, "regex", pattern, pos, "a regular expression")
        subject = args.at(1, "string") or UNKNOWN
        result = tested(m, pattern, subject, whole, pos)
        return python_matches.matched(m, pattern_of(m, pattern), subject, result, pos)

    return run


def _sub(m: Machine, args: Args, pos: int) -> Value:
    pattern = args.at(0, "pattern") or UNKNOWN
    if pattern.labels:
        sinks.report(m, "regex", pattern, pos, "a regular expression")
    subject = args.at(2, "string") or UNKNOWN
    _takes_time(m, pattern_of(m, pattern), subject, "", pos)
    return substituted(m, pattern, subject, args.at(1, "repl"), True)


def _all(m: Machine, args: Args, pos: int) -> Value:
    pattern, subject = args.at(0, "pattern") or UNKNOWN, args.at(1, "string") or UNKNOWN
    if pattern.labels:
        sinks.report(m, "regex", pattern, pos, "a regular expression")
    _takes_time(m, pattern_of(m, pattern), subject, "", pos)
    part = unknown(mapped(subject.labels, lambda label: label.extend("|match", keep=True)))
    return m.semantics.make_list(m, "list", ([], part), pos)


def _each_match(m: Machine, args: Args, pos: int) -> Value:
    pattern, subject = args.at(0, "pattern") or UNKNOWN, args.at(1, "string") or UNKNOWN
    match = python_matches.matched(m, pattern_of(m, pattern), subject, UNKNOWN, pos)
    return m.semantics.make_list(m, "list", ([], match), pos)


def _of_words(m: Machine, pattern: Value, subject: Value) -> Value | None:
    """Whether a constant text matches a choice of words, which takes no time; None for every other pattern."""
    source, text = pattern_of(m, pattern), subject.text()
    if subject.labels or text is None or source is None or not _WORDS.fullmatch(source):
        return None
    item = pattern.sole
    flags = m.get_field(item, "flags") if isinstance(item, Obj) else None
    ignoring = re.IGNORECASE if flags is not None and "i" in (flags.text() or "") else re.NOFLAG
    return const(re.search(source, text, ignoring) is not None).with_guards(subject.guards)


PYTHON: dict[str, Native] = {
    "re.compile": compiled,
    "re.match": _match("start"),
    "re.fullmatch": _match("full"),
    "re.search": _match(""),
    "re.sub": _sub,
    "re.subn": _sub,
    "re.findall": _all,
    "re.finditer": _each_match,
    "re.split": _all,
}


def method(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """A method of a compiled expression, in either language."""
    subject = args.at(0) or UNKNOWN
    if name == "test":
        known = _of_words(m, receiver, subject)
        if known is not None:
            return known
        return BOOLEAN.with_guards(tested(m, receiver, subject, "", pos).guards)
    if name in ("match", "fullmatch", "search", "exec"):
        return tested(m, receiver, subject, {"match": "start", "fullmatch": "full"}.get(name, ""), pos)
    if name == "sub":
        return substituted(m, receiver, args.at(1) or UNKNOWN, args.at(0), True)
    if name in ("findall", "finditer", "split"):
        part = unknown(mapped(subject.labels, lambda label: label.extend("|match", keep=True)))
        return m.semantics.make_list(m, "list", ([], part), pos)
    return None

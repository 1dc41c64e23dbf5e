"""The fields of a rule: what each says, an example, and what it may hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.nearest import nearest
from goatherd.engine.library.vocabulary import (
    CONDITIONS,
    GIVEN,
    ORIGINS,
    PROPERTIES,
    PROVED,
    RESULTS,
    SAFE,
    SINKS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A package may hold dots, slashes and dashes; "()" stands for what a call gives.
_PART = r"[\w$@/:~-]+(?:\(\))*"
_SYMBOL = rf"{_PART}(?:\.{_PART})*"
_NAME = re.compile(rf"\*\.[\w$]+|{_SYMBOL}(?:\.\*\*\.[\w$]+(?:\(\))*)?")
_DOTTED = re.compile(_SYMBOL)
_ARGUMENT = re.compile(r"(?:\d+|[A-Za-z_][\w-]*)(?:\[\])?(?:\.[\w$-]+(?:\[\])?)*")


@frozen
class Wrong:
    """One mistake in a field: what is wrong, what to do, and the text that is (to find its line)."""

    message: str
    help: str
    text: str = ""


@frozen
class Field:
    """`example` is the field in TOML, `mistakes` finds what is wrong with a value, `needs` are other fields of
    which one must be there for this one to say anything."""

    name: str
    about: str
    example: str
    mistakes: Callable[[Any], Iterator[Wrong]]
    needs: tuple[str, ...] = ()


def _texts(value: Any, example: str) -> Iterator[Wrong]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        yield Wrong("is not a list of texts", f"write {example}")
    elif not value:
        yield Wrong("is empty", f"write {example}, or leave it out")


def _names(value: Any) -> Iterator[Wrong]:
    yield from (wrong := list(_texts(value, 'names = ["package.function"]')))
    for name in () if wrong else value:
        if not _NAME.fullmatch(name):
            yield Wrong(
                f"holds {name!r}, which is no name of a call",
                "names are package.function, package.Class().method, package.**.method or *.method",
                name,
            )


def _words(allowed: dict[str, str]) -> Callable[[Any], Iterator[Wrong]]:
    def mistakes(value: Any) -> Iterator[Wrong]:
        yield from (wrong := list(_texts(value, f'["{next(iter(allowed))}"]')))
        for word in () if wrong else value:
            if word not in allowed:
                yield _unknown_word(word, allowed)

    return mistakes


def _word(allowed: dict[str, str]) -> Callable[[Any], Iterator[Wrong]]:
    def mistakes(value: Any) -> Iterator[Wrong]:
        if not isinstance(value, str):
            yield Wrong("is not a text", f'write "{next(iter(allowed))}"')
        elif value not in allowed:
            yield _unknown_word(value, allowed)

    return mistakes


def _unknown_word(word: str, allowed: dict[str, str]) -> Wrong:
    help = nearest(word, list(allowed)) or f"it may be {', '.join(allowed)}"
    return Wrong(f"holds {word!r}, which means nothing here", help, word)


def _arguments(*special: str) -> Callable[[Any], Iterator[Wrong]]:
    def mistakes(value: Any) -> Iterator[Wrong]:
        yield from (wrong := list(_texts(value, '["0"]')))
        for spec in () if wrong else value:
            if spec not in special and not _ARGUMENT.fullmatch(spec):
                yield _no_argument(spec, special)

    return mistakes


def _no_argument(spec: str, special: tuple[str, ...]) -> Wrong:
    words = "".join(f', "{word}"' for word in ("self", *special))
    return Wrong(
        f"holds {spec!r}, which is no argument",
        f'arguments are positions ("0"), keywords ("url"), fields and elements of them ("0.url", "0[]"){words}',
        spec,
    )


def _given(value: Any) -> Iterator[Wrong]:
    yield from (wrong := list(_texts(value, 'receives = ["null", "data"]')))
    for word in () if wrong else value:
        if word not in GIVEN and not _ARGUMENT.fullmatch(word):
            yield _unknown_word(word, GIVEN)


def _conditions(value: Any) -> Iterator[Wrong]:
    if not isinstance(value, dict) or not value:
        yield Wrong("is not a table of arguments", 'write { shell = true } or { "1.mode" = ["a", "b"] }')
        return
    for spec, wanted in value.items():
        if not _ARGUMENT.fullmatch(spec):
            yield _no_argument(spec, ())
        for item in wanted if isinstance(wanted, list) else [wanted]:
            if not isinstance(item, str | bool | int | float):
                yield Wrong(
                    f"wants {item!r} of {spec!r}", "it may be a text, a number, true or false, or a list of these"
                )
            elif isinstance(item, str) and item.startswith("?") and item not in CONDITIONS:
                yield _unknown_word(item, CONDITIONS)


def _flag(value: Any) -> Iterator[Wrong]:
    if value is not True:
        yield Wrong("is not true", "write true, or leave it out")


def _result(value: Any) -> Iterator[Wrong]:
    if not isinstance(value, str) or not _DOTTED.fullmatch(value):
        yield Wrong("names no type", f'write a name such as "package.Client()", or one of {", ".join(RESULTS)}')


def _text(value: Any) -> Iterator[Wrong]:
    if not isinstance(value, str) or not value.strip():
        yield Wrong("is not a text", 'write note = "…"')


FIELDS = {
    field.name: field
    for field in (
        Field("names", "the calls", 'names = ["acme.run", "acme.Client().ask", "acme.**.ask", "*.ask_acme"]', _names),
        Field("sink", "the kind of danger of the arguments in `args`", 'sink = "sql"', _word(SINKS)),
        Field(
            "args",
            'dangerous arguments; `["0"]` if not given; `"*"` is all, `"()"` what functions among them return',
            'args = ["0", "query", "1.text"]',
            _arguments("*", "()"),
            ("sink",),
        ),
        Field("objects", "text in them does no harm", "objects = true", _flag, ("sink",)),
        Field(
            "files",
            "text in `args` or `propagates` names a file, whose contents arrive",
            "files = true",
            _flag,
            ("sink", "propagates"),
        ),
        Field(
            "when",
            "the rule counts where an argument may be one of these constants, or a symbol of this last name",
            'when = { shell = true, "1.mode" = ["r", "w"], 2 = "?given" }',
            _conditions,
        ),
        Field("unless", "it does not count where one may be", 'unless = { Loader = ["SafeLoader"] }', _conditions),
        Field("note", "why a sink is a matter of doubt, or what a source is", 'note = "a customer\'s upload"', _text),
        Field(
            "source",
            "the result is data of this origin",
            'source = "event"',
            _word(ORIGINS),
        ),
        Field(
            "returns",
            "the result's type: rules for `TYPE.method` are those of its methods; without it `name()`",
            'returns = "acme.Client()"',
            _result,
        ),
        Field(
            "propagates",
            "the result carries the data of these arguments, and of what the call is made on; all if not given",
            'propagates = ["0", "self"]',
            _arguments("*"),
        ),
        Field(
            "gives",
            "the result is a row with the fields of these arguments, each with its own data; nothing else is carried",
            'gives = ["0.data"]',
            _arguments(),
        ),
        Field("clean", "the result carries nothing of the arguments", "clean = true", _flag),
        Field(
            "safe_for",
            "the kinds of sinks in which the result does no harm",
            'safe_for = ["html", "log"]',
            _words(SAFE),
        ),
        Field("holds", "what else holds for the result", 'holds = ["validated"]', _words(PROPERTIES)),
        Field(
            "guard",
            "what a true result proves of the arguments in `guards`",
            'guard = ["path", "shell"]',
            _words(PROVED),
        ),
        Field(
            "proves",
            "what holds for them once the call has returned, since it raises otherwise",
            'proves = ["validated"]',
            _words(PROVED),
        ),
        Field(
            "guards",
            'the arguments that `guard` and `proves` speak of; `["0"]` if not given',
            'guards = ["1", "instance"]',
            _arguments("*"),
            ("guard", "proves"),
        ),
        Field(
            "verifies",
            'arguments that are tokens whose signature is checked; `"?"` when the call does not show which',
            'verifies = ["0", "token"]',
            _arguments("?"),
        ),
        Field(
            "identifies",
            "arguments that are found to be who calls: the call fails unless the verified token says so",
            'identifies = ["2.subject"]',
            _arguments(),
            ("verifies",),
        ),
        Field(
            "absorbs",
            "what the call is made on holds the data of the arguments from then on",
            "absorbs = true",
            _flag,
        ),
        Field("receives", "what functions get that are handed to the call", 'receives = ["null", "data", "1"]', _given),
        Field("rows", "what comes back are rows of the statement that ran last", "rows = true", _flag),
        Field("ends", "the call never returns", "ends = true", _flag),
    )
}
# Fields that contradict each other.
EXCLUSIVE = (("clean", "propagates"), ("clean", "gives"), ("clean", "safe_for"), ("clean", "holds"))

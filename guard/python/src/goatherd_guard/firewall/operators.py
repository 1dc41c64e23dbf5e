"""What a test asks of a text. Each operator is made once from its argument; it gives captures, or None."""

from goatherd_guard.firewall.gate import Gate
from goatherd_guard.firewall.markup import is_markup
from goatherd_guard.firewall.patterns import compile_pattern
from goatherd_guard.firewall.statements import is_sql, may_be_sql

_HELD = ("",)


def operator(name, argument):
    return _OPERATORS[name](argument)


def _rx(argument):
    pattern = compile_pattern(argument)

    def held(text, _):
        found = pattern.search(text)
        return None if found is None else (found.group(), *(group or "" for group in found.groups()))

    return held


def _pm(argument):
    gate = Gate({0: argument})

    def held(text, _):
        found = gate.held(text.lower())
        return found[0][0] if found else None

    return held


def _text(compare):
    def make(argument):
        def held(text, expand):
            return _HELD if compare(text, expand(argument)) else None

        return held

    return make


def _number(compare):
    def make(argument):
        def held(text, expand):
            return _HELD if compare(_whole(text), _whole(expand(argument))) else None

        return held

    return make


def _whole(text):
    digits = text.strip()
    return int(digits) if digits.lstrip("+-").isdigit() and len(digits) < 20 else 0


def _bytes(argument):
    allowed = set()
    for part in argument.replace(" ", "").split(","):
        low, _, high = part.partition("-")
        allowed.update(range(int(low), int(high or low) + 1))

    def held(text, _):
        data = text.encode("latin-1")
        return None if allowed.issuperset(data) else _HELD

    return held


def _utf8(_):
    def held(text, _):
        try:
            text.encode("latin-1").decode()
        except UnicodeDecodeError:
            return _HELD
        return None

    return held


def _url_encoding(_):
    import re

    wrong = re.compile(r"%(?![0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})")
    return lambda text, _: _HELD if wrong.search(text) else None


def _plain(check):
    return lambda _: lambda text, _: _HELD if check(text) else None


_OPERATORS = {
    "rx": _rx,
    "pm": _pm,
    "contains": _text(lambda text, part: part in text),
    "beginsWith": _text(str.startswith),
    "endsWith": _text(str.endswith),
    "streq": _text(lambda text, other: text == other),
    "within": _text(lambda text, whole: text in whole),
    "eq": _number(lambda first, second: first == second),
    "ge": _number(lambda first, second: first >= second),
    "gt": _number(lambda first, second: first > second),
    "lt": _number(lambda first, second: first < second),
    "validateByteRange": _bytes,
    "validateUtf8Encoding": _utf8,
    "validateUrlEncoding": _url_encoding,
    "detectSQLi": _plain(is_sql),
    "detectXSS": _plain(is_markup),
}
# What they ask of plain texts (plain.py) before all: those that are left, by their places.
MAY_HOLD = {"detectSQLi": may_be_sql}

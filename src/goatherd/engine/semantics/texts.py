"""Methods of strings that both languages have, under the names of either."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import whose
from goatherd.engine.interpreter.guards import guard
from goatherd.engine.interpreter.positions import NORMAL
from goatherd.engine.labels import BEGINNING, Label, mapped
from goatherd.engine.regexes import without
from goatherd.engine.values import ANY, BOOLEAN, Const, Guard, Hole, Text, Value, concat, const, join_all, unknown

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.values import Atom

NO_FORMULA = frozenset({"formula"})  # what does not begin with an equals sign is none
_ASKED_FORMULA = frozenset({"csv"})  # whoever asks what a cell of a file begins with writes something in front of it

Method = Callable[["Machine", Value, "Args", int], Value]


def keeping(name: str) -> Method:
    """A method whose result is made of the receiver's own characters: what is known of them still holds."""

    def run(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
        return transformed(receiver, name, keep=True)

    return run


# What a few characters of a secret are harmless for, and how many are few.
LITTLE = frozenset({"log-secret"})
_LITTLE = 12
# What a text is cut to so that a log takes it: nearly always all of it.
MOST = 1000


def cut(name: str) -> Method:
    """A method that takes what stands between two places of a text."""

    def run(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
        start, end = (
            value.constant.value if value is not None and value.constant is not None else None
            for value in (args.at(0), args.at(1))
        )
        if start == 0 and type(end) is int and end < 0 and (shorter := without_end(receiver, -end)) is not None:
            return shorter
        size = end if start == 0 and isinstance(end, int) else 0
        beginning = size > 0
        if size >= MOST:
            return transformed(receiver, "text", keep=True)
        few = LITTLE if is_little(start, end) else frozenset()
        return transformed(receiver, BEGINNING[1:] if beginning else name, keep=True, add=few)

    return run


def is_little(start: object, end: object) -> bool:
    """Whether what is cut out is so short that it tells a secret from others, as logs show it, and is of no use."""
    if type(start) is not int and start is not None:
        return False
    first = start or 0
    if first < 0:
        return end is None and -first <= _LITTLE
    return type(end) is int and 0 < end - first <= _LITTLE


def without_end(text: Value, count: int) -> Value | None:
    """A text without its last characters, where the program wrote them itself: `"…,"[:-1]`."""
    atoms: list[Atom] = []
    for item in text.atoms:
        last = item.parts[-1] if isinstance(item, Text) else item.value if isinstance(item, Const) else None
        if not isinstance(last, str) or len(last) < count:
            return None
        rest = last[:-count]
        atoms.append(Text((*item.parts[:-1], *([rest] if rest else ()))) if isinstance(item, Text) else Const(rest))
    return Value(tuple(dict.fromkeys(atoms)), text.labels)


def transformed(receiver: Value, name: str, *, keep: bool, add: frozenset[str] = frozenset()) -> Value:
    def change(label: Label) -> Label:
        return label.extend(f"|{name}", keep=keep).add("string", *add)

    labels = mapped(receiver.labels, change)
    return Value((Text((Hole(labels),)),), labels) if labels else unknown()


def rewritten(value: Value, write: Callable[[str], str], change: Callable[[Label], Label]) -> Value:
    """A text whose characters are written otherwise one by one: what the program wrote stays where it is."""
    labels = mapped(value.labels, change)
    if not all(isinstance(item.value if isinstance(item, Const) else item, str | Text) for item in value.atoms):
        return Value((Text((Hole(labels),)),), labels) if labels else unknown()
    atoms = (
        Const(write(item.value)) if isinstance(item, Const) else
        Text(tuple(write(part) if isinstance(part, str) else Hole(mapped(part.labels, change)) for part in item.parts))
        for item in value.atoms
    )  # fmt: skip
    return Value(tuple(dict.fromkeys(atoms)), labels)


def parts(receiver: Value, separator: str | None) -> tuple[Value, Value]:
    """What splitting gives: a part that the separator cannot occur in, and one in which it may."""
    gone = frozenset({f"no:{separator}"}) if separator is not None and len(separator) == 1 else frozenset[str]()
    return transformed(receiver, "split", keep=True, add=gone), transformed(receiver, "split", keep=True)


def identity(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    """Methods that leave the text as it is for our purposes (trim, encode, toString)."""
    if receiver.labels and any(not isinstance(a, Const | Text) for a in receiver.atoms):
        return receiver.map_labels(lambda label: label.extend("|text", keep=True).add("string"))
    return receiver


def is_one(m: Machine, receiver: Value) -> None:
    """A method is called that nothing but a text has: where the code goes on, what was sent is one."""
    if receiver.sole is not ANY:
        return
    keys = [label.key for label in receiver.labels if label.origin.kind == "event"]
    if len(receiver.labels) == len(keys) == 1 and "string" not in m.known_of(receiver.labels[0]):
        m.assume(keys[0], frozenset({"string"}))
        if m.handlers:
            m.handlers[-1].stumbles = True


def lower(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return _cased(receiver, str.lower)


def upper(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return _cased(receiver, str.upper)


def _cased(receiver: Value, change: Callable[[str], str]) -> Value:
    atoms = tuple(
        Const(change(a.value)) if isinstance(a, Const) and isinstance(a.value, str) else
        Text(tuple(change(p) if isinstance(p, str) else p for p in a.parts)) if isinstance(a, Text) else a
        for a in receiver.atoms
    )  # fmt: skip
    written = Value(tuple(dict.fromkeys(atoms)), receiver.labels)
    return written.map_labels(lambda label: label.add("string"))  # nothing but a text has these methods


def strip(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    constant = receiver.constant
    if constant is not None and isinstance(constant.value, str) and not args.positional:
        return const(constant.value.strip())
    return identity(m, receiver, args, pos)


_OUTSIDE = frozenset({"event", "stored", "row", "remote"})
# An origin that was compared with one's own is not whatever origin asks, however well.
ORIGIN_ASKED = frozenset({"any-origin"})
_SCHEME = re.compile(r"https?(:/{0,2})?")  # by which no origin is told from another
_OF_BEGINNINGS = frozenset({"signed-key"})  # behind a beginning of the program's own, data chooses among fewer objects


def starts_with(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    """A fixed beginning fixes where an address leads when it names the whole host."""
    prefix = args.at(0)
    text = prefix.text() if prefix is not None else None
    begins = {_begins_with(item, text) for item in receiver.atoms} if text is not None else set()
    one_of_several = bool(receiver.labels) and receiver.constants() is not None
    if begins in ({True}, {False}) and not one_of_several:
        return const(begins.pop())
    preds: set[str] = set()
    if text is not None and "://" in text and text.count("/") >= 3:
        preds = {"ssrf", "redirect"}
    elif text is not None and len(text) == 1:
        preds = {f"starts:{text}"}
    elif prefix is not None and not prefix.labels and text != "" and _is_real_path(receiver):
        preds = {"path", "confined"}
    if prefix is not None and text != "" and not any(label.origin.kind in _OUTSIDE for label in prefix.labels):
        preds |= _OF_BEGINNINGS
        if text is None or not _SCHEME.fullmatch(text):
            preds |= ORIGIN_ASKED
    no_formula = of_formulas(receiver) if "=" in _beginnings(m, prefix) else ()
    told = whose.of_beginning(m, receiver, prefix) if prefix is not None else ()
    return BOOLEAN.with_guards((*guard(receiver, preds), *no_formula, *told))


def of_formulas(subject: Value) -> tuple[Guard, ...]:
    """What a test proves whether a text begins like a formula."""
    return (*guard(subject, NO_FORMULA, False), *guard(subject, _ASKED_FORMULA))


def _beginnings(m: Machine, prefix: Value | None) -> list[str | None]:
    """One text or a tuple of them."""
    return [part.text() for part in m.semantics.exact_elements(m, prefix) or [prefix]] if prefix is not None else []


def _begins_with(item: Any, text: str) -> bool | None:
    """Whether an atom is a text that surely begins so, or surely does not."""
    beginning = item.value if isinstance(item, Const) else item.parts[0] if isinstance(item, Text) else None
    if not isinstance(beginning, str):
        return None
    if isinstance(item, Const) or beginning.startswith(text) or not text.startswith(beginning):
        return beginning.startswith(text)
    return None


def _is_real_path(value: Value) -> bool:
    """Whether going up has been worked out in a path, so that its beginning says where it is."""
    return bool(value.labels) and all(not NORMAL.isdisjoint(label.access) for label in value.labels)


def ends_with(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    suffix = args.at(0)
    known = receiver.constant
    text = suffix.text() if suffix is not None else None
    if known is not None and isinstance(known.value, str) and text is not None:
        return const(known.value.endswith(text))
    if text is not None and len(text) == 1:
        return BOOLEAN.with_guards(guard(receiver, {f"ends:{text}"}))
    return BOOLEAN.with_guards(guard(receiver, ORIGIN_ASKED))


def replaced(receiver: Value, old: str | None, new: Value | None, everywhere: bool, removed: frozenset[str]) -> Value:
    """`old` replaced by `new`; `removed` are the characters that are gone from the outside's part."""
    replacement = new.text() if new is not None else None
    if old is not None and replacement is not None:
        count = -1 if everywhere else 1
        constants = receiver.constants()
        if constants is not None and not receiver.labels and all(isinstance(c, str) for c in constants):
            return Value(tuple(dict.fromkeys(Const(c.replace(old, replacement, count)) for c in constants)))
    kept = _REINSERTED.search(replacement) is not None if replacement is not None else False
    gone = frozenset[str]() if kept else removed - frozenset(replacement or "")
    add = without(gone) if gone and everywhere else frozenset()
    if everywhere and replacement and len(removed) == 1 and replacement in {2 * quote for quote in removed}:
        add = frozenset({f"doubled:{replacement[0]}"})
    if kept and everywhere and removed >= _OF_PATTERNS and replacement == r"\$&":
        add = frozenset({"regex"})
    result = transformed(receiver, "replace", keep=replacement == "" or replacement in _HARMLESS, add=add)
    if replacement is not None and not kept:
        result = _escaped(receiver, result, replacement)
    if new is not None and new.labels:
        result = result.with_labels(new.labels)
    return result


def _escaped(before: Value, after: Value, replacement: str) -> Value:
    """Characters that are gone stay gone when others are replaced; a page cannot be left without these three."""
    common = frozenset.intersection(*(label.preds for label in before.labels)) if before.labels else frozenset()
    still = [p for p in sorted(common) if len(p) == 4 and p.startswith("no:") and p[3] not in replacement]
    if _WHOLE_TAGS.fullmatch(replacement):
        still += sorted(common & _PAGES)  # line breaks of an escaped text become the program's own markup

    def change(label: Label) -> Label:
        label = label.add(*still)
        return label.add("html", "mail-html") if label.preds >= _OF_PAGES else label

    return after.map_labels(change)


_REINSERTED = re.compile(r"\$[&\d`'<]|\\(?:\d|g<)")
_OF_PATTERNS = frozenset("()[]{}+*?\\^$.")
_WHOLE_TAGS = re.compile(r"(?:<[^<>]*>|[^<>\"'&])*")
_PAGES = frozenset({"html", "mail-html"})
_OF_PAGES = frozenset({"no:<", "no:>", 'no:"'})
_HARMLESS = frozenset({"_", "-", "", " ", "x", "X"})


def joined(m: Machine, separator: Value, items: list[Value] | None, element: Value) -> Value:
    """`separator.join(items)`; with unknown items, one item stands for all."""
    if items is not None and len(items) <= 6:
        parts: list[Value] = []
        for index, item in enumerate(items):
            if index:
                parts.append(separator)
            parts.append(m.semantics.to_text(m, item))
        return concat(parts, m.semantics.spell) if parts else const("")
    value = m.semantics.to_text(m, element)
    ways = [concat([each, separator, each], m.semantics.spell) for each in _each_way(value)]
    many = join_all(ways)
    return many if many.labels else unknown()


def _each_way(text: Value) -> list[Value]:
    """The texts that a value may be, if they are few and known in part; else what may be anything."""
    if not all(isinstance(item, Text | Const) for item in text.atoms) or not 0 < len(text.atoms) <= 6:
        return [unknown(text.labels)]
    return [Value((item,), text.labels) for item in text.atoms]


def number(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return unknown()


def boolean(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return BOOLEAN


def proving(*preds: str) -> Method:
    """A test that proves something of the text when it is true."""

    def run(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
        return BOOLEAN.with_guards(guard(receiver, frozenset(preds)))

    return run

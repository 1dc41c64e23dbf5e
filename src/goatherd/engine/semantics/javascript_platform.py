"""Node.js and the web platform: encodings, addresses, paths, the console."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING
from urllib.parse import quote

from goatherd.engine.interpreter import members, sinks
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.members import OPEN
from goatherd.engine.kinds import KINDS, safe_for_alphabet
from goatherd.engine.labels import UPLOADED, Label, Labels, mapped, union
from goatherd.engine.semantics.texts import rewritten
from goatherd.engine.values import (
    UNKNOWN,
    Const,
    EventNode,
    External,
    Func,
    Hole,
    Obj,
    Text,
    Value,
    atom,
    concat,
    const,
    unknown,
)

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

_ALPHANUMERIC = string.ascii_letters + string.digits
_ALPHABETS = {
    "hex": frozenset(string.hexdigits),
    "base64": frozenset(_ALPHANUMERIC + "+/="),
    "base64url": frozenset(_ALPHANUMERIC + "-_"),
}
_PUNCTUATION = frozenset(string.punctuation + "\r\n ")
_COMPONENT = frozenset(_ALPHANUMERIC + "-_.!~*'()%")
_ADDRESS = _COMPONENT | frozenset(";,/?:@&=+$#")
# What browsers, quoting and shells make of the apostrophe and the brackets that stay is of no use to anybody.
_HARMLESS_COMPONENT = frozenset({"html", "redirect", "mail-html", "shell"})


def alphabet_predicates(allowed: frozenset[str]) -> frozenset[str]:
    """What holds for a text of these characters only."""
    return safe_for_alphabet(allowed) | {f"no:{c}" for c in sorted(_PUNCTUATION - allowed)}


def derived(value: Value, step: str, *preds: str, keep: bool = False) -> Value:
    """A text made from the value in a way that has the name `step`."""
    labels = mapped(value.labels, lambda label: label.extend(f"|{step}", keep=keep).add("string", *preds))
    return Value((Text((Hole(labels),)),), labels) if labels else unknown()


def _argument(m: Machine, args: Args, index: int = 0) -> Value:
    value = args.at(index) or UNKNOWN
    return value.with_labels(members.deep_labels(m, value))


# --- encodings -----------------------------------------------------------------------------------


def _encoder(step: str, allowed: frozenset[str], *also: str) -> Native:
    preds = alphabet_predicates(allowed) | frozenset(also)

    def run(m: Machine, args: Args, pos: int) -> Value:
        value = args.at(0) or UNKNOWN
        constant = value.constant
        return value if constant is not None else derived(_argument(m, args), step, *sorted(preds))

    return run


def _address_encoder(step: str, *also: str) -> Native:
    """An encoder that leaves what an address consists of: its own parts stay where they are."""
    preds = sorted(alphabet_predicates(_ADDRESS) | frozenset(also))

    def run(m: Machine, args: Args, pos: int) -> Value:
        def change(label: Label) -> Label:
            kept = [pred for pred in label.preds if _outlives_percents(pred)]
            return label.extend(f"|{step}").add("string", *preds, *kept)

        return rewritten(_argument(m, args), lambda text: quote(text, safe=";,/?:@&=+$#-_.!~*'()"), change)

    return run


def _outlives_percents(pred: str) -> bool:
    """Whether what is proved of a text holds when percent signs and digits take the place of characters."""
    if pred.startswith("no:"):
        return pred != "no:%"
    return pred == "*" or (pred in KINDS and bool(KINDS[pred].characters) and "%" not in KINDS[pred].characters)


def _decoder(step: str) -> Native:
    def run(m: Machine, args: Args, pos: int) -> Value:
        value = args.at(0) or UNKNOWN
        return value if value.constant is not None else derived(_argument(m, args), step)

    return run


def _buffer(m: Machine, args: Args, pos: int) -> Value:
    """A buffer is its text; an encoding says that the text is unpacked first."""
    value = args.at(0) or UNKNOWN
    encoding = args.at(1).text() if args.at(1) is not None else None  # type: ignore[union-attr]
    if encoding in _ALPHABETS:
        return derived(value, encoding)
    if any(isinstance(a, Obj) for a in value.atoms):
        return derived(_argument(m, args), "bytes", keep=True)
    return value.map_labels(lambda label: label.add("string"))


def encoded(value: Value, encoding: str | None) -> Value | None:
    """`buffer.toString(encoding)` where the encoding packs; None where the text stays what it is."""
    allowed = _ALPHABETS.get(encoding or "")
    return derived(value, "encoded", *sorted(alphabet_predicates(allowed))) if allowed is not None else None


def _buffers(m: Machine, args: Args, pos: int) -> Value:
    return derived(_argument(m, args), "concat", keep=True)


# --- addresses -----------------------------------------------------------------------------------

_PARTS = (
    "href",
    "origin",
    "protocol",
    "host",
    "hostname",
    "port",
    "pathname",
    "search",
    "hash",
    "username",
    "password",
)
_OF_HOST = frozenset({"origin", "protocol", "host", "hostname", "port", "username", "password"})


def _url(m: Machine, args: Args, pos: int) -> Value:
    """An address taken apart; as a whole it leads where its first part and its base lead."""
    text = m.semantics.to_text(m, args.at(0) or UNKNOWN)
    base = args.at(1)
    leading = sinks.leading(text)
    everything = text.labels
    if base is not None:
        leading = union(leading, sinks.leading(base))
        everything = union(everything, base.labels)
    made = m.new("instance", pos, External("URL"))
    m.forget_names(made)
    for name in _PARTS:
        labels = leading if name in _OF_HOST else everything
        m.set_field(made, name, _part(labels, name))
    m.set_field(made, "href", text if base is None else _resolved(m, leading, everything, base))
    m.set_field(made, "searchParams", _search(m, derived(unknown(everything), "url.search"), pos))
    query = unknown(mapped(everything, lambda label: label.extend("|url.query")))
    m.set_field(made, "query", query)
    return Value((made,), leading)


def _resolved(m: Machine, leading: Labels, everything: Labels, base: Value) -> Value:
    """The text of an address with a base; the host stands before everything that does not decide it."""
    href = derived(unknown(everything), "url.href", keep=True)
    if leading or base.labels:
        return href
    text = base.text()
    host = [base, const("/")] if text is None else [const(f"{text.rstrip('/')}/")]
    return concat([*host, href], m.semantics.spell)


def _resolve(m: Machine, args: Args, pos: int) -> Value:
    """`url.resolve(base, to)`: what begins with a slash stays on the host of the base."""
    base, to = args.at(0) or UNKNOWN, m.semantics.to_text(m, args.at(1) or UNKNOWN)
    leading = union(sinks.leading(to), sinks.leading(base))
    return _resolved(m, leading, union(to.labels, base.labels), base)


def _part(labels: Labels, name: str) -> Value:
    return unknown(mapped(labels, lambda label: label.extend(name).add("string")))


def _search_params(m: Machine, args: Args, pos: int) -> Value:
    return _search(m, args.at(0) or UNKNOWN, pos)


def _search(m: Machine, value: Value, pos: int) -> Value:
    made = m.new("instance", pos, External("URLSearchParams"))
    m.forget_names(made)
    m.set_field(made, OPEN, UNKNOWN)
    for item in value.atoms:
        if isinstance(item, Obj) and item.kind == "list":
            pair = m.semantics.element(m, Value((item,)))
            members.write(m, atom(made), UNKNOWN, members.read(m, pair, const(1), pos), pos)
        elif isinstance(item, Obj):
            members.copy_into(m, made, Value((item,), value.labels), pos)
        elif isinstance(item, EventNode):
            m.set_field(made, OPEN, Value((item,), value.labels))
        elif value.labels:
            m.set_field(made, OPEN, unknown(mapped(value.labels, lambda label: label.drop("string"))))
    return atom(made)


def _fields_of_text(m: Machine, args: Args, pos: int) -> Value:
    """What a parser of query strings gives: fields, some of them lists or structures."""
    labels = _argument(m, args).labels
    place = m.place(pos)
    return unknown(mapped(labels, lambda label: label.drop("string").step(place, "parsed from a query string")))


# --- paths ---------------------------------------------------------------------------------------


def _join_paths(m: Machine, args: Args, pos: int) -> Value:
    if args.rest is not None or not args.positional:
        return derived(_argument(m, args), "path.join", keep=True)
    parts: list[Value] = []
    for index, value in enumerate(args.positional):
        if index:
            parts.append(const("/"))
        parts.append(m.settled(m.semantics.to_text(m, value)))
    joined = concat(parts, m.semantics.spell)
    return joined.map_labels(lambda label: label.extend(NORMAL_PATH, keep=True).add("string"))


def _folder(m: Machine, args: Args, pos: int) -> Value:
    """A piece of the path: nothing stands in it that did not before."""
    return derived(_argument(m, args), "path.dirname", keep=True)


def _normal_path(m: Machine, args: Args, pos: int) -> Value:
    value = args.joined()
    labels = mapped(members.deep_labels(m, value), lambda label: label.extend(NORMAL_PATH, keep=True).add("string"))
    return Value((Text((Hole(labels),)),), labels) if labels else unknown()


NORMAL_PATH = "|path.resolve"


def confines(receiver: Value, prefix: Value) -> bool:
    """Whether a beginning proves where a path leads: only once it has no dots any more."""
    return not prefix.labels and all(label.access[-1:] == (NORMAL_PATH,) for label in receiver.labels)


# --- the console, timers, modules ----------------------------------------------------------------


def log(name: str) -> Native:
    def run(m: Machine, args: Args, pos: int) -> Value:
        for value in args.values():
            sinks.report(m, "log", value, pos, name)
        return unknown()

    return run


def _timer(m: Machine, args: Args, pos: int) -> Value:
    """setTimeout and its like: the callback runs, at some time; text is code."""
    callback, wait = args.at(0) or UNKNOWN, args.at(1)
    if wait is not None:
        sinks.report(m, "sleep", wait, pos, "setTimeout")
    if callback.labels and not any(isinstance(a, Func) for a in callback.atoms):
        sinks.report(m, "code", callback, pos, "setTimeout")
    elif any(not isinstance(a, Const) for a in callback.atoms):
        m.call_perhaps(callback, Args(args.positional[2:]), pos)
    return UNKNOWN


def _sleep(m: Machine, args: Args, pos: int) -> Value:
    """`timers/promises`: resolves to its second argument."""
    sinks.report(m, "sleep", args.at(0) or UNKNOWN, pos, "setTimeout")
    return args.at(1) or unknown()


def _structured(m: Machine, args: Args, pos: int) -> Value:
    """For stubs: data that a parser may have made into a structure."""

    def change(label: Label) -> Label:
        return label.drop("string")

    return (args.at(0) or UNKNOWN).map_labels(change)


def _uploaded(m: Machine, args: Args, pos: int) -> Value:
    """For stubs: files of a form that busboy has taken apart."""
    return (args.at(0) or UNKNOWN).map_labels(lambda label: label.add(UPLOADED))


def _first(m: Machine, args: Args, pos: int) -> Value:
    """For stubs: the first argument that outside data may be in."""
    return next((value for value in args.positional if value.labels), UNKNOWN)


def _response(m: Machine, args: Args, pos: int) -> Value:
    """`new Response(body, { headers })`: as handlers of Lambda write one."""
    made = m.new("object", pos, extra="response")
    headers = members.read(m, args.at(1) or UNKNOWN, const("headers"), pos)
    m.set_field(made, "headers", headers if any(isinstance(a, Obj) for a in headers.atoms) else UNKNOWN)
    m.set_field(made, "body", args.at(0) or UNKNOWN)
    return atom(made)


def _answer(m: Machine, args: Args, pos: int) -> Value:
    """For stubs: a response that goes back to the caller."""
    m.answered(args.at(0) or UNKNOWN)
    return unknown()


def _smallest(m: Machine, args: Args, pos: int) -> Value:
    """A number beside a constant is bounded by it."""
    values = [value.constant for value in args.positional]
    known = [c.value for c in values if c is not None and isinstance(c.value, int | float)]
    if len(known) == len(args.positional) and known:
        return const(min(known))
    labels = mapped(args.labels(m), lambda label: label.extend("|number").add("*"))
    return unknown(mapped(labels, lambda label: label.drop("number")) if known else labels)


def _itself(m: Machine, args: Args, pos: int) -> Value:
    return args.at(0) or UNKNOWN


_CONSOLE = ("log", "error", "info", "warn", "debug", "trace", "dir", "table", "assert", "group")

NATIVES: dict[str, Native] = {
    **{f"@aws-sdk/util-dynamodb.{name}": _itself for name in ("marshall", "unmarshall")},
    **{f"aws-sdk.DynamoDB.Converter.{name}": _itself for name in ("marshall", "unmarshall", "input", "output")},
    **{f"@{scope}/signature-v4.SignatureV4().sign": _itself for scope in ("aws-sdk", "smithy", "aws-crypto")},
    **{f"@{scope}/protocol-http.HttpRequest": _itself for scope in ("aws-sdk", "smithy")},
    "aws4.sign": _itself,
    "Math.min": _smallest,
    "Buffer.from": _buffer,
    "Buffer": _buffer,
    "buffer.Buffer.from": _buffer,
    "Buffer.concat": _buffers,
    "atob": _decoder("base64"),
    "btoa": _encoder("encoded", _ALPHABETS["base64"]),
    "encodeURIComponent": _encoder("encodeURIComponent", _COMPONENT, *_HARMLESS_COMPONENT),
    "escape": _encoder("escape", _COMPONENT | frozenset("@*_+-./"), "html"),
    "encodeURI": _address_encoder("encodeURI", "html"),
    "decodeURIComponent": _decoder("decodeURIComponent"),
    "decodeURI": _decoder("decodeURI"),
    "unescape": _decoder("unescape"),
    "TextDecoder().decode": _decoder("decode"),
    "TextEncoder().encode": _decoder("encode"),
    "URL": _url,
    "url.URL": _url,
    "url.parse": _url,
    "url.resolve": _resolve,
    "URLSearchParams": _search_params,
    "url.URLSearchParams": _search_params,
    "querystring.parse": _fields_of_text,
    "querystring.decode": _fields_of_text,
    "qs.parse": _fields_of_text,
    "query-string.parse": _fields_of_text,
    "path.join": _join_paths,
    "path.dirname": _folder,
    "path.resolve": _normal_path,
    "path.normalize": _normal_path,
    "path.posix.join": _join_paths,
    "path.posix.resolve": _normal_path,
    "path.posix.normalize": _normal_path,
    "setTimeout": _timer,
    "setInterval": _timer,
    "setImmediate": _timer,
    "process.nextTick": _timer,
    "queueMicrotask": _timer,
    "timers/promises.setTimeout": _sleep,
    "goatherd_intrinsics.structured": _structured,
    "goatherd_intrinsics.uploaded": _uploaded,
    "goatherd_intrinsics.first": _first,
    "Response": _response,
    "goatherd_intrinsics.answer": _answer,
    **{f"console.{name}": log(f"console.{name}") for name in _CONSOLE},
}

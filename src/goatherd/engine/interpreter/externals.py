"""Calls of library code, by the rules of the models; a call that no rule knows passes data on, doubted."""

from __future__ import annotations

import re
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from goatherd.code.ir import UNDEFINED
from goatherd.core.lazy import regex
from goatherd.core.value import HOLE
from goatherd.engine import doubts
from goatherd.engine.aws import sdk
from goatherd.engine.aws.symbols import symbolic
from goatherd.engine.facts import MAX_CALL_CONSTANTS, MAX_CALL_TEXT
from goatherd.engine.interpreter import (
    callers,
    checking,
    classes,
    clients,
    digests,
    error_first,
    errors,
    exceptions,
    files,
    gates,
    genuine,
    grants,
    guards,
    keyed_requests,
    keys,
    loading,
    messages,
    rows,
    secret_names,
    sent,
    sinks,
    stores,
    tokens,
    unhandled,
    unseen,
    whose,
)
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.members import deep_labels, entries, is_open, read
from goatherd.engine.kinds import CHOOSES_FILE
from goatherd.engine.labels import UNVERIFIED, Hint, Label, Labels, Origin, Trace, mapped, union
from goatherd.engine.library.rules import ISSUED
from goatherd.engine.values import (
    ANY,
    NOTHING,
    Bound,
    Class,
    Const,
    EventNode,
    External,
    Func,
    Hole,
    Obj,
    Text,
    Value,
    const,
    join,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.engine.facts import CallFact
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.library.rules import Rule
    from goatherd.model.trigger import Trigger

MAX_NAME = 120
RETURNED = "()"  # among the arguments of a rule: what functions return that are handed to the call
_SERVERS = ("host", "server", "0.host", "0.server", "0.connection.host", "3.host")  # whom a password is shown to
_ADDRESS = External("URL")
_PROCESSES = frozenset({"shell", "command"})
_CONNECTION = "dbapi.Connection"  # to a database, whose driver is the package of the call
_SECRETS = frozenset({"secret", "credentials", "environment"})
_CHECKS_CALLER = frozenset({callers.PROOF, callers.COMPARISON})
_SQL = re.compile(
    r"\s*\(?(?:select|insert|update|delete|replace|merge|with|create|drop|alter|truncate|call|exec|grant|use|show)\s",
    re.IGNORECASE,
)
_GRAPHQL = re.compile(r"\s*(?:(?:query|mutation|subscription)\b[^{]*)?\{\s*\w+")
_MAIL_SERVICE = re.compile(
    r"https://(?:api\.(?:sendgrid|brevo|sendinblue|postmarkapp|resend|mailjet)\.com|api\.(?:eu\.)?(?:mailgun\.net|sparkpost\.com)"
    r"|mandrillapp\.com|send\.api\.mailtrap\.io)/"
)
_BEGINNINGS = (("?sql", _SQL), ("?graphql", _GRAPHQL), ("?mail-service", _MAIL_SERVICE))


def call(m: Machine, name: str, receiver: Value | None, args: Args, pos: int, held: Labels = ()) -> Value:
    """Call the library symbol `name`; `held` are the labels of the symbol itself (a tainted receiver)."""
    name = m.models.canonical(name)
    shown = clients.shown(m, name, receiver, args, m.place(pos))
    m.library_ran(errors.raises(name, m.models.rules(name)), shown, None if errors.is_synchronous(name) else pos)
    for rule in m.models.taking_keys(name):
        _takes_key(m, rule, name, receiver, args, pos)
    made = sdk.construct(m, name, args, pos)
    if made is not None:
        for rule in m.models.rules(name) if args.keywords else ():
            _sink(m, rule, name, receiver, args, pos)
        return made
    unhandled.called(m, name, args, pos)
    native = m.semantics.natives.get(name)
    record(m, name, args, pos)
    rules = m.models.rules(name)
    messages.called(m, name, rules, args, pos)
    chosen: list[Rule] = [rule for rule in rules if applies(m, rule, receiver, args)]
    if any(rule.own for rule in chosen):
        chosen = [rule for rule in chosen if rule.own]
    elif native is not None:
        return native(m, args, pos)
    if not rules:
        unseen.called(m, name, args, pos)
        gates.handed(m, name, args, pos)
    tokens.handed_on(m, args, rules)
    for rule in chosen:
        _meets(m, rule, name, receiver, args, pos)
    if any(rule.ends for rule in chosen):
        return NOTHING
    labels = _handed_on(
        m, name, rules, pos, union(_carried(m, chosen, receiver, args, held), digests.absorbed(m, name))
    )
    if any(rule.absorbs for rule in chosen):
        digests.absorb(m, name, labels)
    with gates.behind(m, name, args.labels(m), pos):
        results = _callbacks(m, name, chosen, receiver, args, labels, pos)
    for rule in chosen:
        if RETURNED in rule.args:
            _arrives(m, rule, name, results, pos)
        _prove(m, rule, name, receiver, args, pos)
    result = _result(m, name, chosen, labels, results, receiver, args, pos)
    result = result.with_labels(clients.of_answer(name, shown)).with_guards(clients.guard(name, args))
    result = stores.called(m, name, receiver, args, result, pos)
    rows.bound(m, name, args)
    result = loading.called(m, name, args, files.called(m, name, receiver, args, result, pos), pos)
    return result if rules else _of_unknown(m, name, result, args, pos)


def _takes_key(m: Machine, rule: Rule, name: str, receiver: Value | None, args: Args, pos: int) -> None:
    if applies(m, rule, receiver, args):
        given, servers = ([_chosen(m, receiver, args, spec) for spec in specs] for specs in (rule.args, _SERVERS))
        keys.taken(m, name, given, servers, pos, issued=rule.sink == ISSUED)


def _of_unknown(m: Machine, name: str, result: Value, args: Args, pos: int) -> Value:
    result = result.with_guards(checking.called(m, name, args, pos))
    return result if m.activation is not None else join(result, _wrapped(args))


def _meets(m: Machine, rule: Rule, name: str, receiver: Value | None, args: Args, pos: int) -> None:
    """What a rule says of the arguments, before callbacks run with what the call gives."""
    if rule.sink:
        _sink(m, rule, name, receiver, args, pos)
        asks = rule.sink == "ssrf" and genuine.asks(m, args)
        callers.works_at(m, rule.sink, display(name), pos, asks=asks)
    if rule.sink == "sql":
        rows.executed(m, args, display(name), pos)
        if rows.changes(args):
            m.library_ran(errors.Raises.CHANGES)
    for spec in rule.verifies:
        _verified(m, _chosen(m, receiver, args, spec), told=_has_callback(args))
    for spec in rule.identifies:
        whose.told(m, _chosen(m, receiver, args, spec))
    if callers.PROOF in rule.proves and callers.shown(args.labels(m)):
        callers.known(m, callers.of_words(rule.proves))


def _verified(m: Machine, token: Value | None, *, told: bool) -> None:
    """A token is verified; `told` if a callback hears of it, and not whatever comes behind the call."""
    tokens.verified(m, token)
    if token is not None and callers.shown(token.labels) and not told:
        callers.known(m)


def _has_callback(args: Args) -> bool:
    return any(isinstance(item, Func | Bound) for value in args.positional for item in value.atoms)


def _proves_by_callback(m: Machine, rules: list[Rule], receiver: Value | None, args: Args) -> bool:
    chosen = (_chosen(m, receiver, args, spec) for rule in rules for spec in rule.verifies)
    return any(callers.shown(token.labels) for token in chosen if token is not None)


def _wrapped(args: Args) -> Value:
    """What a module hands to a library while it loads may be what it gets back, wrapped: a handler, a route."""
    return Value(tuple(a for value in args.positional for a in value.atoms if isinstance(a, Func | Bound)))


def applies(m: Machine, rule: Rule, receiver: Value | None, args: Args) -> bool:
    for spec, wanted in rule.when.items():
        if "?written" in wanted:
            if not _is_written(m, args, spec):
                return False
        elif not _argument_is(_chosen(m, receiver, args, spec), wanted):
            return False
    return not any(_argument_is(_chosen(m, receiver, args, spec), wanted) for spec, wanted in rule.unless.items())


def _is_written(m: Machine, args: Args, spec: str) -> bool:
    """Whether the program itself fills in a field of an argument, and not whoever chose the object."""
    head, _, name = spec.partition(".")
    value = args.find(head)
    items = value.atoms if value is not None else ()
    return any(isinstance(item, Obj) and name in dict(entries(m, item)) for item in items)


def _argument_is(value: Value | None, wanted: tuple[Any, ...]) -> bool:
    """Whether an argument may be one of the constants (or symbols, by last name); "?given" asks for its presence."""
    if value is None or all(isinstance(a, Const) and a.value is UNDEFINED for a in value.atoms):
        return "?absent" in wanted
    if "?given" in wanted:
        return True
    if any(word in wanted and any(begins.match(text) for text in _texts(value)) for word, begins in _BEGINNINGS):
        return True
    for item in value.atoms:
        if isinstance(item, Const) and any(type(item.value) is type(w) and item.value == w for w in wanted):
            return True
        symbol = classes.external_base(item) if isinstance(item, Class) else item
        if isinstance(symbol, External) and symbol.name.rpartition(".")[2].removesuffix("()") in wanted:
            return True
    return False


def _texts(value: Value) -> Iterator[str]:
    for item in value.atoms:
        if isinstance(item, Text):
            yield item.pattern
        elif isinstance(item, Const) and isinstance(item.value, str):
            yield item.value


def _sink(m: Machine, rule: Rule, name: str, receiver: Value | None, args: Args, pos: int) -> None:
    for spec in rule.args:
        if "." in spec and _is_whole_event(args.find(spec.partition(".")[0])):
            continue  # nobody's options
        value = _chosen(m, receiver, args, spec)
        if value is not None and value.atoms:
            _arrives(m, rule, name, value, pos)
            if rule.sink == "ssrf":
                keyed_requests.parameters(m, m.semantics.as_text(m, value), args, pos, display(name))


def _is_whole_event(value: Value | None) -> bool:
    item = value.sole if value is not None else None
    return isinstance(item, EventNode) and not item.label.access


def _arrives(m: Machine, rule: Rule, name: str, value: Value, pos: int) -> None:
    """A value is where a rule says that it is dangerous."""
    place = m.place(pos)
    hints: tuple[Hint, ...] = (doubts.limited(rule.note, place),) if rule.note and not rule.source else ()
    if name.startswith("?."):
        hints = (*hints, doubts.unknown_receiver(name[2:], place))
    if rule.objects:
        value = Value(value.atoms, tuple(label for label in value.labels if "string" not in label.preds))
    if rule.files:
        sinks.report(m, rule.sink, files.content(m, value), pos, display(name), *hints)
    text = m.semantics.as_text(m, value)
    chosen = (doubts.limited(CHOOSES_FILE, place),) if rule.files and _begins_fixed(text) else ()
    sinks.report(m, rule.sink, text, pos, display(name), *hints, *chosen)


def _begins_fixed(value: Value) -> bool:
    """Whether it is a text whose beginning is the program's own: a file in one of its folders."""
    return all(isinstance(a, Const) or (isinstance(a, Text) and _is_own(a.parts[0])) for a in value.atoms)


def _is_own(part: str | Hole) -> bool:
    return isinstance(part, str) or not part.labels


def _chosen(m: Machine, receiver: Value | None, args: Args, spec: str) -> Value | None:
    """What a rule speaks of: an argument, or what the call is made on ("self"); "0.url" is a field, "0[]" elements."""
    head, _, field = spec.partition(".")
    name = head.removesuffix("[]")
    value = receiver if name == "self" else args.find(name)
    if value is None:
        return None
    if head.endswith("[]"):
        value = m.semantics.element(m, value)
    if field and isinstance(value.sole, Obj) and value.sole.cls == _ADDRESS:
        return None  # an address says where it leads as a whole
    for step in field.split(".") if field else ():
        if not any(isinstance(a, Obj | EventNode) for a in value.atoms):
            return None
        key = step.removesuffix("[]")
        value = read(m, value, const(int(key) if key.isdigit() else key), 0)
        if step.endswith("[]"):
            value = m.semantics.element(m, value)
    return value


def display(name: str) -> str:
    """A dotted name as a reader knows it."""
    return name.replace("builtins.", "").replace("()", "")


def _carried(m: Machine, rules: list[Rule], receiver: Value | None, args: Args, held: Labels) -> Labels:
    if any(rule.clean or rule.gives for rule in rules):
        return ()
    specs = next((rule.propagates for rule in rules if rule.propagates is not None), None)
    if specs is None:
        return union(args.labels(m), union(held, deep_labels(m, receiver) if receiver is not None else ()))
    labels: Labels = ()
    for spec in specs:
        value = _chosen(m, receiver, args, spec)
        if value is not None:
            labels = union(labels, deep_labels(m, value))
            if any(rule.files for rule in rules):
                labels = union(labels, deep_labels(m, files.content(m, value)))
    return labels


def _handed_on(m: Machine, name: str, rules: list[Rule], pos: int, labels: Labels) -> Labels:
    """What of the data that a call is given its result may still hold."""
    labels = sent.without(labels)
    if name.endswith(errors.EXCEPTIONS) and name.rpartition(".")[2][:1].isupper():
        return labels  # an error says what it was made with
    if not rules:
        hint = doubts.unknown_call(name, m.place(pos))
        # A client made with a secret does not give it away with everything that it answers.
        return tuple(
            label.doubted(hint) for label in labels if label.origin.kind != "secret" and not grants.is_token(label)
        )
    if any(_keeps_secrets(rule) for rule in rules):
        labels = tuple(label for label in labels if label.origin.kind not in _SECRETS)
    if any(callers.PROOF in rule.proves and callers.OF_PARTNER not in rule.proves for rule in rules):
        # A signed message is its sender's, who may have been told it by anybody.
        hint = doubts.signed_by_others(name, m.place(pos))
        return tuple(label.doubted(hint) for label in labels)
    return labels


def _keeps_secrets(rule: Rule) -> bool:
    """Whether a call gives no secret back: a program works with it, something is compared with it or signed."""
    if callers.SIGNED in rule.preds:
        return True
    return rule.sink in _PROCESSES or callers.PROOF in rule.proves or not _CHECKS_CALLER.isdisjoint(rule.guard)


def _callbacks(
    m: Machine, name: str, rules: list[Rule], receiver: Value | None, args: Args, labels: Labels, pos: int
) -> Value:
    if not any(isinstance(a, Func | Bound) for value in args.values() for a in value.atoms):
        return m.run_callbacks(args, unknown(labels), pos) if not rules else NOTHING

    if m.activation is None:
        m.wrapped += [a for value in args.values() for a in value.atoms if isinstance(a, Func | Bound)]
    raised = errors.raises(name, rules)
    receives = next((rule.receives for rule in rules if rule.receives), None)
    if receives is None and (m.module.language != "javascript" or raised < errors.Raises.ANYTHING):
        return m.run_callbacks(args, unknown(labels), pos)
    if receives is None:
        each = Value(stores.elements(name, receiver), labels)
        return error_first.of_unknown(m, name, args, each if each.atoms else unknown(labels), pos)
    given = Args(tuple(_given(m, name, spec, receiver, args, labels, pos) for spec in receives))
    prepare = (lambda: callers.known(m)) if _proves_by_callback(m, rules, receiver, args) else None
    result = NOTHING
    for value in args.values():
        functions = Value(tuple(a for a in value.atoms if isinstance(a, Func | Bound)))
        if functions.atoms and receives[0] == "null":
            result = join(result, error_first.called_back(m, functions, given, pos, raised, prepare))
        elif functions.atoms:
            result = join(result, m.call_perhaps(functions, given, pos))
    return result


def _given(m: Machine, name: str, spec: str, receiver: Value | None, args: Args, labels: Labels, pos: int) -> Value:
    """What a callback receives: a word of the vocabulary (goatherd.engine.library.vocabulary) or an argument."""
    if spec == "null":
        return Value((Const(None),))
    if spec == "rows":
        return rows.read(m)
    if spec == "answer":
        return unknown(grants.answered(m, display(name), args, m.place(pos)))
    if spec == "data":
        return unknown(mapped(labels, lambda label: label.drop("string")))  # perhaps parsed
    return _chosen(m, receiver, args, spec) or unknown()


def _result(
    m: Machine,
    name: str,
    rules: list[Rule],
    labels: Labels,
    results: Value,
    receiver: Value | None,
    args: Args,
    pos: int,
) -> Value:
    place = m.place(pos)
    preds: frozenset[str] = frozenset().union(*(rule.preds for rule in rules)) if rules else frozenset()
    preds = doubts.with_tests(preds, name, place) if preds else preds
    note = f"through {display(name)}()"
    typed = next((rule.returns for rule in rules if rule.returns), None)
    # Text may come back as a structure, if nobody says that it does not.
    parsed = typed is None and m.module.language == "javascript"

    def change(label: Label) -> Label:
        derived = label.extend(f"|{name}").drop("string") if parsed else label.extend(f"|{name}")
        return derived.add(*preds).step(place, note)

    labels = mapped(labels, change)
    if any(rule.sink == "jwt" for rule in rules):
        labels = mapped(labels, lambda label: label.add(UNVERIFIED))
    source = next((rule for rule in rules if rule.source), None)
    if source is not None and not exceptions.tells_nothing(m, name):
        called = secret_names.secret_named(m, args) if source.source == "secret" else ""
        read = stores.read_at(receiver) or place if source.source == "record" else place
        origin = Origin(source.source, called or source.note or display(name), read, _sender(m, source.source))
        labels = union(labels, (Label(origin, trace=Trace(place, f"{display(name)}() is read", None)),))
    if any(rule.sink == "ssrf" for rule in rules):
        answer = (*grants.answered(m, display(name), args, place), *genuine.answered(m, display(name), args, place))
        labels = union(labels, answer)
    if typed == _CONNECTION:
        m.drivers.setdefault(name.partition(".")[0])
    result = _typed(m, name, typed, labels)
    if any(rule.rows for rule in rules):
        result = join(result, rows.read(m))
    given = dict.fromkeys(spec for rule in rules for spec in rule.gives)
    if given:
        result = rows.written(m, [v for spec in given if (v := _chosen(m, receiver, args, spec)) is not None], pos)
    if results.atoms and not typed:
        result = join(result, results)
    return result.with_guards(_guards(m, name, rules, receiver, args, pos))


def _sender(m: Machine, kind: str) -> Trigger | None:
    """Whose event it is that a library reads: the function's own."""
    event = m.event.sole if kind == "event" else None
    return event.label.origin.trigger if isinstance(event, EventNode) else None


def _typed(m: Machine, name: str, typed: str | None, labels: Labels) -> Value:
    if typed == "str":
        return Value((Text((_hole(labels),)),), labels) if labels else unknown()
    if typed in ("bool", "number", "unknown"):
        return unknown(labels)
    if typed == "none":
        return Value((Const(None),))
    target = typed or f"{name}()"
    return Value((External(target),), labels) if len(target) <= MAX_NAME else Value((ANY,), labels)


def _hole(labels: Labels) -> Any:
    return Hole(labels)


def _prove(m: Machine, rule: Rule, name: str, receiver: Value | None, args: Args, pos: int) -> None:
    """What holds behind a call that raises where it does not."""
    proved = doubts.with_tests(rule.proves - callers.WORDS, name, m.place(pos))
    for spec in rule.guards if proved else ():
        value = _chosen(m, receiver, args, spec)
        for _, key, preds in guards.guard(value, proved) if value is not None else ():
            m.assume(key, preds)


def _guards(m: Machine, name: str, rules: list[Rule], receiver: Value | None, args: Args, pos: int) -> tuple[Any, ...]:
    found: tuple[Any, ...] = ()
    for rule in rules:
        if callers.PROOF in rule.guard and callers.shown(args.labels(m)):
            found += callers.guard(True, callers.of_words(rule.guard))
        elif callers.COMPARISON in rule.guard:
            one, other = (_chosen(m, receiver, args, spec) or NOTHING for spec in rule.guards)
            found += callers.guard(True, callers.compared(one, other))
        elif rule.guard:
            for spec in rule.guards:
                value = _chosen(m, receiver, args, spec)
                if value is not None:
                    found += guards.guard(value, doubts.with_tests(rule.guard, name, m.place(pos)))
    return found


def record(m: Machine, name: str, args: Args, pos: int) -> None:
    """Note the call with its constants and labels, for the checks that look at calls."""
    if name.startswith(_INTRINSICS):
        return  # a stub asks the engine, the program calls nothing
    fact = m.facts.call(name, m.place(pos), m.loop_depth > 0)
    for spec, value in args.named():
        fact.arguments.setdefault(spec)
        constants = fact.constants.setdefault(spec, {})
        for item in value.atoms:
            if isinstance(item, Const) and len(constants) < MAX_CALL_CONSTANTS:
                constants.setdefault(item.value if item.value.__hash__ else None)
            elif isinstance(item, External) and len(constants) < MAX_CALL_CONSTANTS:
                constants.setdefault(f"<{item.name}>")
        _note_texts(m, fact, spec, value)
        if value.labels:
            labels = fact.labels.setdefault(spec, {})
            for label in value.labels:
                labels.setdefault(label)
        if _SENDS.fullmatch(name):
            _note_secrets(m, fact, spec, value)
        if m.module.language == "javascript":
            _note_options(m, fact, value, _OPTION_HOLDERS)
        if name.endswith(_ABOUT_TOKENS) or name in _REQUESTS or _PAYMENTS.match(name):
            _note_fields(m, fact, spec, value)


def _note_secrets(m: Machine, fact: CallFact, spec: str, value: Value) -> None:
    """What a request carries of secrets in its parameters, headers and body."""
    found = [label for label in m.deep_labels(value) if label.origin.kind == "secret"]
    if found:
        fact.labels.setdefault(spec, {}).update(dict.fromkeys(found))


def _note_texts(m: Machine, fact: CallFact, spec: str, value: Value) -> None:
    """What is known of texts that are no constants, and of the texts in a list: which program, which file."""
    for item in value.atoms:
        if isinstance(item, Text):
            _note_text(fact, spec, (item.pattern,))
        elif isinstance(item, Obj) and item.kind in ("list", "tuple"):
            elements = m.semantics.exact_elements(m, Value((item,))) or []
            if 0 < len(elements) <= MAX_CALL_CONSTANTS:
                for texts in _alternatives([symbolic(m, element) for element in elements]):
                    _note_text(fact, f"{spec}[]", texts)


def _alternatives(elements: list[list[str]]) -> Iterable[tuple[str, ...]]:
    """What a list may be whose elements are each one of some texts; nothing is known of these where it is too many."""
    if prod(map(len, elements)) <= MAX_CALL_CONSTANTS:
        return product(*elements)
    return [tuple(texts[0] if len(texts) == 1 else HOLE for texts in elements)]


def _note_text(fact: CallFact, spec: str, texts: tuple[str, ...]) -> None:
    known = fact.texts.setdefault(spec, {})
    if len(known) < MAX_CALL_CONSTANTS:
        known.setdefault(tuple(text if len(text) <= MAX_CALL_TEXT else HOLE for text in texts))


# Requests over HTTP, of both languages.
_SENDS = regex(
    r"(?:requests(?:\.Session\(\))?|httpx(?:\.(?:Async)?Client\(\))?|axios|got|request|superagent)"
    r"(?:\.(?:get|post|put|patch|delete|head|request))?|fetch|node-fetch|urllib\.request\.(?:urlopen|Request)"
)
_INTRINSICS = "goatherd_intrinsics."
# Switches of JavaScript's clients, and the options that they may stand in.
_SWITCHES = (
    *("rejectUnauthorized", "strictSSL", "multipleStatements", "shell"),
    *("tlsAllowInvalidCertificates", "tlsInsecure", "trustServerCertificate", "sslmode", "ssl"),
    *("synchronize", "dropSchema", "alter", "force", "access", "public", "predefinedAcl", "expires"),
)
_ADDRESSES = ("host", "hostname", "url", "uri", "baseURL", "href", "connectionString")
# What mappers hand on to the driver, and where that has its options of TLS.
_DRIVERS, _OF_DRIVERS = frozenset({"dialectOptions", "extra", "connection", "config", "options"}), ("ssl", "tls")
_OPTION_HOLDERS = (
    "ssl",
    "https",
    "tls",
    "agentOptions",
    "connection",
    "config",
    "dialectOptions",
    "extra",
    "options",
    "socket",
)


# Calls of which it matters what the objects hold that they are given.
_ABOUT_TOKENS = (".sign", ".signAsync", ".encode", ".verify")
# They say whether a payment is made at once, and by which key it is known when it is asked for again.
_PAYMENTS = regex(r"stripe\b.*\.create$")
# Requests whose options may limit how long they take.
_VERBS = ("get", "post", "put", "patch", "delete", "head", "request", "create", "extend", "defaults")
_REQUESTS = frozenset(
    {library + verb for library in ("axios", "got", "request") for verb in ("", *(f".{verb}" for verb in _VERBS))}
)


def _note_fields(m: Machine, fact: CallFact, spec: str, value: Value) -> None:
    """Name the fields of an argument ("1.expiresIn"), and "1.*" where it may have others."""
    for item in value.atoms:
        known = isinstance(item, Obj) and item.kind in ("dict", "object") and not is_open(m, item)
        for key, part in entries(m, item) if isinstance(item, Obj) else ():
            fact.arguments.setdefault(f"{spec}.{key}")
            listed = (*(part.constants() or ()), *(m.semantics.element(m, part).constants() or ()))
            fact.constants.setdefault(f"{spec}.{key}", {}).update(dict.fromkeys(listed[:MAX_CALL_CONSTANTS]))
        if not known and not (isinstance(item, Const) and item.value in (None, UNDEFINED)):
            fact.arguments.setdefault(f"{spec}.*")


def _note_options(m: Machine, fact: CallFact, value: Value, holders: tuple[str, ...]) -> None:
    for item in value.atoms:
        if not isinstance(item, Obj) or item.kind not in ("dict", "object"):
            continue
        for name in _SWITCHES:
            given = m.get_field(item, name)
            if given is not None and given.constant is not None:
                fact.constants.setdefault(name, {}).setdefault(given.constant.value)
            for each in given.atoms if given is not None else ():
                if isinstance(each, Const) and each.value.__hash__:
                    fact.places.setdefault((name, each.value), m.written.get((item, name), fact.place))
        for name in _ADDRESSES:
            given = m.get_field(item, name)
            if given is not None and all(isinstance(atom, Const | Text) for atom in given.atoms):
                for text in symbolic(m, given):
                    _note_text(fact, name, (text,))
        for holder in holders:
            inner = m.get_field(item, holder)
            if inner is not None:
                _note_options(m, fact, inner, _OF_DRIVERS if holder in _DRIVERS else ())

"""Running one function from one trigger: the event goes in, the response is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.core.failures import circumstances
from goatherd.core.value import HOLE, before_deployment, known, known_or
from goatherd.engine import admissions
from goatherd.engine.aws import writes
from goatherd.engine.interpreter import callers, classes, consumers, members, tokens
from goatherd.engine.interpreter import event as parts
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.errors import Raises
from goatherd.engine.interpreter.hurry import ABRIDGED
from goatherd.engine.interpreter.interpreter import Interpreter
from goatherd.engine.interpreter.machine import OutOfBudget
from goatherd.engine.interpreter.running import Handler
from goatherd.engine.labels import ANSWERS, TYPED, Label, Origin
from goatherd.engine.lazily import Lazily
from goatherd.engine.library.known import SHIPPED, Library
from goatherd.engine.responses import check_raised, check_response
from goatherd.engine.semantics import semantics_of
from goatherd.engine.shapes import shape_for
from goatherd.engine.store import join_deltas
from goatherd.engine.stubs import load_stub
from goatherd.engine.values import (
    UNKNOWN,
    Bound,
    Class,
    EventNode,
    External,
    Func,
    ModuleAtom,
    Obj,
    Value,
    atom,
    const,
)
from goatherd.model.trigger import HTTP_KINDS, Kind

if TYPE_CHECKING:
    from goatherd.code.ir import Module
    from goatherd.code.modules import Modules
    from goatherd.engine.facts import Facts
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Place
    from goatherd.model.function import Entry, Function
    from goatherd.model.trigger import Trigger

_CALLABLE = Func | Bound | Class
# Events of those who get what the handler gives back: callers, state machines, destinations of what is invoked.
_HANDED_ON = frozenset(
    {
        *(Kind.DIRECT, Kind.STEP_FUNCTIONS, Kind.PIPE, Kind.UNKNOWN),
        *(Kind.S3, Kind.SNS, Kind.EVENTBRIDGE, Kind.SCHEDULE, Kind.IOT, Kind.SES),
    }
)


def run(
    modules: Modules,
    function: Function,
    entry: Entry,
    trigger: Trigger,
    facts: Facts,
    effort: int = 1,
    library: Library = SHIPPED,
) -> tuple[list[str], str]:
    """Interpret a function for one trigger; gives the files it ran and why it stopped early ("" if it did not).

    `effort` is how many times the usual number of steps it may take.
    """
    machine = Interpreter(
        modules,
        library,
        Lazily(semantics_of),
        facts,
        entry,
        _environment(function),
        # Given the machine: one that it held itself would keep all of its state alive.
        lambda m, response: _answered(m, response, trigger, (entry.file, entry.line << 20)),
        effort,
    )
    machine.runtime = known_or(function.runtime, "")
    truncated = ""
    try:
        _run(machine, function, entry, trigger)
    except OutOfBudget as error:
        truncated = str(error)
    except RecursionError:
        truncated = "the code is nested too deeply"
    except Exception as error:
        # One function that cannot be interpreted hides nothing of the others.
        bug = f"{type(error).__name__}: {error}; this is a bug in goatherd, please report it"
        truncated = circumstances(error) or bug
    if machine.abridged and not truncated:
        truncated = ABRIDGED
    return [path for path in machine.files if not path.startswith("<stub")], truncated


_DEPLOYED = {"NODE_ENV": "production"}


def _environment(function: Function) -> dict[str, str]:
    """What is written of the variables; one that deployment reads from a store is as unknown as what is computed.

    That computed one by which programs tell a deployment from the author's machine says what it is meant to say.
    """
    written = {name: known(value) for name, value in function.environment.items()}
    texts = {name: HOLE if text is None else before_deployment(text) for name, text in written.items()}
    texts.update({name: text for name, text in _DEPLOYED.items() if texts.get(name) == HOLE})
    return {name: text for name, text in texts.items() if text != HOLE}


def _answered(m: Machine, response: Value, trigger: Trigger, place: Place) -> None:
    callers.answers(m, response)
    tokens.relied_on(m, m.deep_labels(response) if m.reads_claims else ())
    check_response(m, response, trigger, place)
    if trigger.kind in _HANDED_ON:
        writes.put(m, (ANSWERS, ""), response, place[1], "the handler")


def _run(m: Machine, function: Function, entry: Entry, trigger: Trigger) -> None:
    lowered = inline_module(m.modules, function, entry) if entry.inline else None
    module = m.load(entry.file, lowered)
    m.module, m.frame = module, module.frame
    place = (entry.file, entry.line << 20)
    if trigger.kind == Kind.WEB:  # a web application need not be exported
        handler = m.evaluate(ir.Name(place[1], entry.symbol))
    else:
        handler = _handler(m, module, entry.symbol)
    label = Label(
        Origin("event", "event", place, trigger), preds=frozenset({TYPED} if trigger.kind == Kind.APPSYNC else ())
    )
    event = parts.value_of(m, EventNode(shape_for(trigger), label), place[1])
    m.event, m.trigger = event, trigger
    m.serving = trigger.kind in HTTP_KINDS or trigger.kind in (Kind.WEBSOCKET, Kind.CALLABLE)
    arguments = Args((event, atom(External("lambda.context")), atom(External("lambda.callback"))))
    convention = trigger.options.get("convention")
    if convention:
        handler, arguments = _by_convention(m, handler, f"goatherd_{convention}", trigger)
    for item in _named(m, module, entry.symbol).atoms:
        if isinstance(item, External) and (who := callers.let_in(m, item.name)):
            callers.known(m, who)
    m.begun = True
    m.answering = frozenset(item for item in handler.atoms if isinstance(item, Func) and not item.ir.is_generator)
    left = Handler(m.store.top)
    m.handlers.append(left)
    result = m.call(handler, arguments, place[1])
    for item in handler.atoms:
        _serve(m, item, arguments, place[1])
    m.handlers.pop()
    m.facts.fails |= left.changes and consumers.is_watched(m)
    m.facts.ends_badly |= bool(left.raises) or left.calls >= Raises.ANYTHING
    _raised(m, left, trigger)
    admissions.note(m, result, trigger)
    if len(m.answering) < len(handler.atoms):
        m.check_response(m, result)


def _serve(m: Machine, item: object, arguments: Args, pos: int) -> None:
    """The routes of an application whose class calls them in a way of its own, not as its framework does."""
    if not isinstance(item, Obj):
        return
    served = m.get_field(item, "served")
    calls = [own for cls in classes.order(item.cls) if isinstance(cls, Class) and (own := m.get_field(cls, "__call__"))]
    if served is None or served.atoms != const(False).atoms or len(calls) < 2:
        return
    for function in calls[-1].atoms:
        if isinstance(function, Func) and function.module.is_stub:
            m.call(atom(Bound(function, atom(item))), arguments, pos)


def _raised(m: Machine, left: Handler, trigger: Trigger) -> None:
    """The handler has ended with an error, in the states in which it was raised."""

    def run() -> bool:
        check_raised(m, left.value, trigger)
        return False

    if left.raises:
        m.branch(run, lambda: m.store.apply(join_deltas(m.store, left.raises)))


def _by_convention(m: Machine, handler: Value, stub: str, trigger: Trigger) -> tuple[Value, Args]:
    """The stub that calls the handler as its platform does, and what the stub is given."""
    outputs = trigger.options.get("outputs")
    m.outputs = outputs if isinstance(outputs, tuple) else ()
    platform = load_stub(m, m.module.language, stub) or UNKNOWN
    argument = const(str(trigger.options.get("argument", "")))
    return members.read(m, platform, const("call"), 0), Args((handler, const(trigger.kind), argument))


def inline_module(modules: Modules, function: Function, entry: Entry) -> Module | None:
    """The code that stands in the template itself."""
    if function.code.inline is None or function.code.inline_span is None:
        return None
    return modules.load_inline(function.code.inline, function.code.inline_span, entry.language)


def _named(m: Machine, module: ModuleAtom, symbol: str) -> Value:
    value: Value = atom(module)
    for step in symbol.split("."):
        value = members.read(m, value, const(step), 0)
    return value


def _handler(m: Machine, module: ModuleAtom, symbol: str) -> Value:
    registered: Value | None = m.store.get(("registered", symbol))
    if registered is not None:
        return registered
    value = _named(m, module, symbol)
    functions = tuple(a for a in value.atoms if isinstance(a, _CALLABLE) or (isinstance(a, Obj) and a.cls is not None))
    if functions:
        return Value(functions)
    # A library wrapped the handler: what was handed to it while the module loaded is what it calls.
    return Value(tuple(dict.fromkeys(m.wrapped))) if m.wrapped else UNKNOWN

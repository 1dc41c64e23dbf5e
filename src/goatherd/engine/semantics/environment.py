"""Environment variables: what the template says of them, and which look like secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goatherd.core.local_runs import LOCAL_VARIABLES
from goatherd.core.secrets import promises_secret, promises_way_in
from goatherd.engine.labels import Label, Origin, Trace
from goatherd.engine.values import NONE, OF_SETTINGS, UNKNOWN, External, Value, atom, const, join

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine

# Variables that tell the author's machine from a deployment, and what they may be where no template sets them.
_AT_HOME = {"NODE_ENV": "production", **dict.fromkeys(LOCAL_VARIABLES, "")}


def whole(m: Machine, name: str, pos: int) -> Value:
    """All variables at once: with the credentials of the function's role among them, a secret."""
    trace = Trace(m.place(pos), "the environment is read", None)
    label = Label(Origin("secret", "the environment", m.place(0)), trace=trace)
    return atom(External(name), (label,))


def read(m: Machine, name: str, pos: int) -> Value:
    """The value of one variable; secret-looking ones carry a label of kind "secret"."""
    place = m.place(pos)
    m.facts.environment.setdefault(name, place)
    written = m.environment.get(name)
    if written is None and name in _AT_HOME:
        absent = m.semantics.absent if m.semantics.language == "javascript" else NONE
        return join(const(_AT_HOME[name]), absent) if _AT_HOME[name] else absent
    # What is empty by default is there to be set.
    value = const(written) if written else UNKNOWN if written is None else join(const(""), UNKNOWN)
    if promises_secret(name) or promises_way_in(name):
        # However often it is read in a file, it is the same secret.
        origin = Origin("secret", f"environment variable {name}", m.place(0))
        value = value.with_labels((Label(origin, trace=Trace(place, f"{name} is read", None)),))
        value = Value((*value.atoms, *UNKNOWN.atoms), value.labels) if written is not None else value
    return value.with_guards(OF_SETTINGS)


def linked(m: Machine, resource: str, name: str, pos: int) -> Value | None:
    """`Resource.NAME.name` of SST, which its runtime takes from a variable; None where nothing says what is linked."""
    variable = f"SST_RESOURCE_{resource}"
    text = m.environment.get(variable)
    if not text:
        return None
    try:
        properties = json.loads(text)
    except ValueError:
        return None
    if not isinstance(properties, dict):
        return None
    m.facts.environment.setdefault(variable, m.place(pos))
    value = const(properties[name]) if name in properties else UNKNOWN
    if properties.get("type") == "sst.sst.Secret" and name == "value":
        origin = Origin("secret", f"secret {resource}", m.place(0))
        value = value.with_labels((Label(origin, trace=Trace(m.place(pos), f"{resource} is read", None)),))
    return value.with_guards(OF_SETTINGS)


def bound(m: Machine, owner: str, name: str, pos: int) -> Value | None:
    """`Table.Orders.tableName` of SST 2: a variable; None where nothing says what is bound."""
    parts = owner.split(".")
    variable = f"SST_{parts[-2]}_{name}_{parts[-1]}" if len(parts) == 3 else ""
    text = m.environment.get(variable)
    if not text:
        return None
    m.facts.environment.setdefault(variable, m.place(pos))
    return const(text).with_guards(OF_SETTINGS)


def written(m: Machine, name: str, value: Value, pos: int) -> None:
    """An assignment to a variable by its whole name, noted like a call of it with its value."""
    constant = value.constant
    if constant is not None:
        fact = m.facts.call(name, m.place(pos), m.loop_depth > 0)
        fact.constants.setdefault("value", {}).setdefault(constant.value)


def getenv(m: Machine, args: Args, pos: int) -> Value:
    """`os.environ.get(name, default)` and `os.getenv`."""
    name = args.at(0, "key")
    text = name.text() if name is not None else None
    if text is None:
        return UNKNOWN
    return found(m, text, args.at(1, "default"), pos)


def found(m: Machine, name: str, default: Value | None, pos: int) -> Value:
    """The value of one variable, or the default where nothing sets it."""
    value = read(m, name, pos)
    if name not in m.environment and default is not None:
        value = default if name in LOCAL_VARIABLES else join(value, default)
    return value.with_guards(OF_SETTINGS)

"""What is known about libraries: call rules from models/<language>/*.toml.

A rule names calls ("subprocess.run", "*.execute" for a method of any receiver, "pymongo.**.find" for one of
anything that comes from pymongo) and says what they do:

    sink, args       the kind of danger of arguments: positions, keywords, "self" or "*", with fields ("0.url")
    objects          text in those arguments does no harm
    files            text in them names a file, whose contents arrive
    when, unless     conditions on constant arguments
    returns          the type of the result
    propagates       which arguments the result carries (default all); clean: none
    safe_for, preds  what holds for the result
    guard, guards    what a true result proves about arguments (default "0")
    proves           what holds for them once the call has returned (it raises otherwise)
                     ("caller": who calls; "caller-compared": the same, if one argument is the caller's and one secret)
    absorbs          what the call is made on holds the data of the arguments from then on
    verifies         arguments that are tokens whose signature is checked; "?" when the call does not show which
    receives         what callbacks are given
    source, note     the kind of origin of the result; why a sink is a matter of doubt, or what a source is
    rows             what the result holds are rows of the statement that ran last
    ends             the call never returns
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from attrs import define, field

_FIELDS = {
    "names",
    "sink",
    "args",
    "when",
    "unless",
    "returns",
    "propagates",
    "clean",
    "safe_for",
    "preds",
    "guard",
    "guards",
    "proves",
    "absorbs",
    "verifies",
    "objects",
    "files",
    "receives",
    "rows",
    "ends",
    "source",
    "note",
}


@define(eq=False)
class Rule:
    names: tuple[str, ...]
    sink: str = ""
    args: tuple[str, ...] = ("0",)
    when: dict[str, tuple[Any, ...]] = field(factory=dict)
    unless: dict[str, tuple[Any, ...]] = field(factory=dict)
    returns: str = ""
    propagates: tuple[str, ...] | None = None
    clean: bool = False
    preds: frozenset[str] = frozenset()
    guard: frozenset[str] = frozenset()
    guards: tuple[str, ...] = ("0",)
    proves: frozenset[str] = frozenset()
    absorbs: bool = False
    verifies: tuple[str, ...] = ()
    objects: bool = False  # text in the arguments does no harm
    files: bool = False  # text in the arguments is a file's name
    receives: tuple[str, ...] = ()
    rows: bool = False  # the result holds rows of the statement that ran last
    ends: bool = False  # the call never returns
    source: str = ""  # kind of origin of the result
    note: str = ""


class ModelError(Exception):
    """A model file is wrong; the message says where."""


@define(eq=False)
class Models:
    """The rules of one language."""

    exact: dict[str, list[Rule]] = field(factory=dict)
    methods: dict[str, list[Rule]] = field(factory=dict)
    families: dict[tuple[str, str], list[Rule]] = field(factory=dict)  # by package and method
    aliases: dict[str, str] = field(factory=dict)
    types: dict[str, str] = field(factory=dict)
    _modules: set[str] = field(factory=set)

    def knows(self, module: str) -> bool:
        """Whether there are rules for anything of a module."""
        return module in self._modules

    def rules(self, name: str) -> list[Rule]:
        """The rules of a call by dotted name; those of a method of any receiver come last."""
        found = self.exact.get(name)
        if found is not None:
            return found
        method = name.rpartition(".")[2]
        found = self.families.get((name.partition(".")[0].partition("(")[0], method))
        return found if found is not None else self.methods.get(method, [])

    def canonical(self, name: str) -> str:
        """The name under which rules know a symbol ("node:fs" is "fs")."""
        return self.aliases.get(name, name)

    def result_type(self, name: str) -> str:
        """The name under which members of a call's result are looked up."""
        return self.types.get(name) or f"{name}()"

    def add(self, rule: Rule) -> None:
        for name in rule.names:
            if name.startswith("*."):
                self.methods.setdefault(name[2:], []).append(rule)
            elif ".**." in name:
                package, _, method = name.partition(".**.")
                self.families.setdefault((package, method), []).append(rule)
                self._modules.add(package)
            else:
                self.exact.setdefault(name, []).append(rule)
                parts = name.split(".")
                self._modules.update(".".join(parts[:end]) for end in range(1, len(parts) + 1))
            if rule.returns:
                self.types.setdefault(name, rule.returns)


@cache
def models_for(language: str) -> Models:
    """The shipped models of "python" or "javascript"."""
    models = Models()
    folder = Path(__file__).with_name("models") / language
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml"):
            load_into(models, path.read_text("utf-8"), path.name)
    return models


def load_into(models: Models, text: str, name: str) -> None:
    """Add the rules of one file; raises ModelError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ModelError(f"{name}: {error}") from error
    models.aliases.update(data.get("aliases", {}))
    for index, entry in enumerate(data.get("call", ()), 1):
        unknown = sorted(set(entry) - _FIELDS)
        if unknown or not entry.get("names"):
            raise ModelError(f"{name}: rule {index}: {'unknown keys ' + ', '.join(unknown) if unknown else 'no names'}")
        models.add(_rule(entry))


def _rule(entry: dict[str, Any]) -> Rule:
    propagates = entry.get("propagates")
    return Rule(
        names=tuple(entry["names"]),
        sink=entry.get("sink", ""),
        args=tuple(entry.get("args", ("0",))),
        when=_conditions(entry.get("when")),
        unless=_conditions(entry.get("unless")),
        returns=entry.get("returns", ""),
        propagates=None if propagates is None else tuple(propagates),
        clean=entry.get("clean", False),
        preds=frozenset(entry.get("safe_for", ())) | frozenset(entry.get("preds", ())),
        guard=frozenset(entry.get("guard", ())),
        guards=tuple(entry.get("guards", ("0",))),
        proves=frozenset(entry.get("proves", ())),
        absorbs=entry.get("absorbs", False),
        verifies=tuple(entry.get("verifies", ())),
        objects=entry.get("objects", False),
        files=entry.get("files", False),
        receives=tuple(entry.get("receives", ())),
        rows=entry.get("rows", False),
        ends=entry.get("ends", False),
        source=entry.get("source", ""),
        note=entry.get("note", ""),
    )


def _conditions(table: dict[str, Any] | None) -> dict[str, tuple[Any, ...]]:
    return {key: tuple(value) if isinstance(value, list) else (value,) for key, value in (table or {}).items()}

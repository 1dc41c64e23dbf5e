"""Rules for calls of libraries, and finding those of a call by its dotted name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ISSUED = "issued-key"
KEYS = frozenset({"key", ISSUED})


@define(eq=False)
class Rule:
    """What a call does; the fields are those of models/<language>/*.toml, which fields.py describes."""

    names: tuple[str, ...]
    sink: str = ""
    args: tuple[str, ...] = ("0",)
    when: dict[str, tuple[Any, ...]] = field(factory=dict)
    unless: dict[str, tuple[Any, ...]] = field(factory=dict)
    returns: str = ""
    propagates: tuple[str, ...] | None = None
    gives: tuple[str, ...] = ()
    clean: bool = False
    preds: frozenset[str] = frozenset()  # `safe_for` and `holds`
    guard: frozenset[str] = frozenset()
    guards: tuple[str, ...] = ("0",)
    proves: frozenset[str] = frozenset()
    absorbs: bool = False
    verifies: tuple[str, ...] = ()
    identifies: tuple[str, ...] = ()
    objects: bool = False
    files: bool = False
    receives: tuple[str, ...] = ()
    rows: bool = False
    ends: bool = False
    source: str = ""
    note: str = ""
    own: bool = False  # a user's: it stands in for those that come with goatherd


@define(eq=False)
class Models:
    """The rules of one language."""

    exact: dict[str, list[Rule]] = field(factory=dict)
    methods: dict[str, list[Rule]] = field(factory=dict)
    families: dict[tuple[str, str], list[Rule]] = field(factory=dict)  # by package and method
    aliases: dict[str, str] = field(factory=dict)
    types: dict[str, str] = field(factory=dict)
    keys: dict[str, list[Rule]] = field(factory=dict)  # those of KEYS: they say nothing else of a call
    _modules: set[str] = field(factory=set)
    _dotted: dict[str, list[str]] = field(factory=dict)  # packages of families by their first part, longest first

    def knows(self, module: str) -> bool:
        """Whether there are rules for anything of a module."""
        return module in self._modules

    def rules(self, name: str) -> list[Rule]:
        """The rules of a call by dotted name: its own, those of its package, those of any method called so."""
        found = self.exact.get(name)
        if found is not None:
            return found
        method = name.rpartition(".")[2]
        top = _first_part(name)
        for package in self._dotted.get(top, ()):
            if _is_below(name, package) and (package, method) in self.families:
                return self.families[package, method]
        found = self.families.get((top, method))
        return found if found is not None else self.methods.get(method, [])

    def of_family(self, package: str, method: str) -> list[Rule]:
        """The rules of a method of whatever comes from a package."""
        found = self.families.get((package, method)) or self.families.get((_first_part(package), method))
        return found or self.methods.get(method, [])

    def taking_keys(self, name: str) -> Sequence[Rule]:
        """The rules that say where a call takes a key or a password."""
        found = self.keys.get(name)
        return found or self.keys.get(f"{_first_part(name)}.**.{name.rpartition('.')[2]}") or ()

    def canonical(self, name: str) -> str:
        """The name under which rules know a symbol ("node:fs" is "fs")."""
        return self.aliases.get(name, name)

    def result_type(self, name: str) -> str:
        """The name under which members of a call's result are looked up."""
        return self.types.get(name) or f"{name}()"

    def include(self, aliases: dict[str, str], rules: Iterable[Rule]) -> None:
        """Add what a file says; what was there goes first."""
        self.aliases = {**aliases, **self.aliases}
        for rule in rules:
            self.add(rule)

    def add(self, rule: Rule) -> None:
        for name in rule.names:
            if rule.sink in KEYS:
                self.keys.setdefault(name, []).append(rule)
            elif name.startswith("*."):
                self.methods.setdefault(name[2:], []).append(rule)
            elif ".**." in name:
                package, _, method = name.partition(".**.")
                self.families.setdefault((package, method), []).append(rule)
                self._modules.add(package)
                if "." in package:
                    self._add_dotted(package)
            else:
                self.exact.setdefault(name, []).append(rule)
                parts = name.split(".")
                self._modules.update(".".join(parts[:end]) for end in range(1, len(parts) + 1))
                self._modules.add(_first_part(name))
            if rule.returns:
                self.types.setdefault(name, rule.returns)

    def _add_dotted(self, package: str) -> None:
        known = self._dotted.setdefault(_first_part(package), [])
        if package not in known:
            known.append(package)
            known.sort(key=len, reverse=True)

    def before(self, shipped: Models) -> Models:
        """These rules, a user's, and behind them for each name what the shipped ones say of it."""
        methods = {name: [*rules, *shipped.methods.get(name, [])] for name, rules in self.methods.items()}
        families = {
            (package, method): [*rules, *shipped.of_family(package, method)]
            for (package, method), rules in self.families.items()
        }
        exact = {name: [*rules, *shipped.rules(name)] for name, rules in self.exact.items()}
        made = Models(
            {**shipped.exact, **exact},
            {**shipped.methods, **methods},
            {**shipped.families, **families},
            {**shipped.aliases, **self.aliases},
            {**shipped.types, **self.types},
            {name: [*self.keys.get(name, ()), *rules] for name, rules in {**self.keys, **shipped.keys}.items()},
            shipped._modules | self._modules,
            {top: list(packages) for top, packages in shipped._dotted.items()},
        )
        for packages in self._dotted.values():
            for package in packages:
                made._add_dotted(package)
        return made


def renamed(rule: Rule, aliases: dict[str, str]) -> Rule:
    """The rule under the names by which calls are looked up, however a program spells them."""
    return evolve(rule, names=tuple(_through_aliases(name, aliases) for name in rule.names))


def _through_aliases(name: str, aliases: dict[str, str]) -> str:
    """The name that the engine comes to when it reads a dotted name part by part."""
    known = ""
    for part in name.replace("()", ".()").split("."):
        known = known + part if part == "()" else f"{known}.{part}" if known else part
        known = aliases.get(known, known)
    return known


def _first_part(name: str) -> str:
    return name.partition(".")[0].partition("(")[0]


def _is_below(name: str, package: str) -> bool:
    return name.startswith(package) and name[len(package) : len(package) + 1] in (".", "(")

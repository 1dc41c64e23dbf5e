"""The store behaves like a dictionary that is copied at every fork."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from goatherd.engine.labels import Label, Origin
from goatherd.engine.store import ASSUME, NAMES, Delta, Store, join_deltas
from goatherd.engine.values import Value, const, join

KEYS = st.sampled_from([("frame", name) for name in "abcd"])
VALUES = st.integers(0, 3).map(const)


class CopiedDictionaries(RuleBasedStateMachine):
    """`copies` has one dictionary per open layer, `recorded` what the open calls have read from before themselves.

    What a call reads without its being noted must not change as long as the epoch stays: `silent` has those reads.
    """

    def __init__(self) -> None:
        super().__init__()
        self.store = Store()
        self.copies: list[Delta] = [{}]
        self.written: list[set[tuple[str, str]]] = [set()]
        self.recorded: list[Delta | None] = [None]
        self.silent: list[tuple[tuple[str, str], Value, int]] = []

    @rule(key=KEYS, value=VALUES)
    def write(self, key: tuple[str, str], value: Value) -> None:
        self.store.set(key, value)
        self.copies[-1][key] = value
        self.written[-1].add(key)

    @rule(key=KEYS)
    def read(self, key: tuple[str, str]) -> None:
        value = self.copies[-1].get(key)
        assert self.store.get(key) == value
        for depth in range(len(self.copies) - 1, 0, -1):
            if key in self.written[depth]:
                break
            noted, reads = self.recorded[depth], self.store.layers[depth].reads
            if noted is not None and key not in noted:
                if reads is not None and key not in reads:
                    self.silent.append((key, value, self.store.epoch))
                    break
                noted[key] = value

    @rule(key=KEYS)
    def peek(self, key: tuple[str, str]) -> None:
        assert self.store.peek(key) == self.copies[-1].get(key)

    @rule(call=st.booleans())
    def fork(self, call: bool) -> None:
        self.store.fork(record=call)
        self.copies.append(dict(self.copies[-1]))
        self.written.append(set())
        self.recorded.append({} if call else None)

    @precondition(lambda self: len(self.copies) > 1)
    @rule(keep=st.booleans())
    def close(self, keep: bool) -> None:
        layer = self.store.top
        delta = self.store.close()
        copy = self.copies.pop()
        assert delta == {key: copy[key] for key in self.written.pop()}
        assert layer.reads == self.recorded.pop()
        if keep:
            self.store.apply(delta)
            self.copies[-1].update(delta)
            self.written[-1].update(delta)

    @precondition(lambda self: len(self.copies) > 1)
    @rule(data=st.data())
    def capture(self, data: st.DataObject) -> None:
        depth = data.draw(st.integers(1, len(self.copies) - 1))
        keys = set().union(*self.written[depth:])
        assert self.store.capture(self.store.layers[depth]) == {key: self.copies[-1][key] for key in keys}

    @rule(key=KEYS, value=VALUES, other=VALUES)
    def write_at_the_root(self, key: tuple[str, str], value: Value, other: Value) -> None:
        held = self.store.at_root()
        self.store.fork(record=True)
        self.store.set(key, other)
        self.store.close()
        self.store.set(key, value)
        self.store.back(held)
        for copy, written in zip(self.copies, self.written, strict=True):
            copy[key] = value
            written.discard(key)

    @invariant()
    def same_values(self) -> None:
        assert {key: self.store.peek(key) for key in self.copies[-1]} == self.copies[-1]

    @invariant()
    def no_silent_changes(self) -> None:
        for key, value, epoch in self.silent:
            assert self.store.epoch != epoch or self.store.peek(key) == value


TestStore = CopiedDictionaries.TestCase


@given(
    below=st.dictionaries(KEYS, VALUES),
    deltas=st.lists(st.dictionaries(KEYS, VALUES), min_size=1, max_size=4),
)
def test_joined_deltas_hold_what_any_path_holds(below: Delta, deltas: list[Delta]) -> None:
    store = Store()
    store.apply(below)
    store.apply(join_deltas(store, deltas))
    for key in {key for delta in deltas for key in delta} | set(below):
        held = [value for delta in deltas if (value := delta.get(key, below.get(key))) is not None]
        expected = held[0]
        for value in held[1:]:
            expected = join(expected, value)
        assert store.get(key) == expected


def tainted(*preds: str) -> Value:
    return Value(const("x").atoms, (Label(Origin("event", "event", ("app.py", 1)), ("x",), frozenset(preds)),))


def test_what_holds_on_all_paths_holds_behind_them() -> None:
    store = Store()
    key = (ASSUME, tainted().labels[0].key)
    assert join_deltas(store, [{key: frozenset("ab")}, {key: frozenset("bc")}]) == {key: frozenset("b")}
    assert join_deltas(store, [{key: frozenset("ab")}, {}]) == {key: frozenset()}
    store.set(key, frozenset("a"))
    assert join_deltas(store, [{key: frozenset("ab")}, {}]) == {key: frozenset("a")}


def test_a_value_keeps_what_its_own_path_has_shown() -> None:
    store = Store()
    variable = ("frame", "a")
    assumption = (ASSUME, tainted().labels[0].key)
    store.set(variable, tainted())
    checked: Delta = {assumption: frozenset({"shell"})}
    assert join_deltas(store, [checked, {variable: const("y")}])[variable] == join(tainted("shell"), const("y"))
    assert join_deltas(store, [{**checked, variable: tainted()}, {}])[variable] == join(tainted("shell"), tainted())


def test_names_of_fields_are_those_of_all_paths_in_order() -> None:
    store = Store()
    key = ("object", NAMES)
    store.set(key, {"a": None})
    joined = join_deltas(store, [{key: {"a": None, "c": None}}, {key: {"a": None, "b": None}}, {}])
    assert list(joined[key]) == ["a", "c", "b"]

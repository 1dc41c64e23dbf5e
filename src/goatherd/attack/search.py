"""Find out which fields a function reads and which values open its branches, with harmless texts only.

What the code reads is reported by the instruments; a field that an outsider can set becomes an input of the next
attempt. Constants of the code are tried where the code compares: whatever shows something new is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.attack.candidates import Candidates
from goatherd.attack.events import DoesNotFit, Identity, Input
from goatherd.attack.events.identity import carries_token, token_in
from goatherd.attack.fields import PROBE, Fields
from goatherd.attack.known_paths import known_inputs
from goatherd.attack.trace import lines_of
from goatherd.attack.trial import Attempt, attempt_in
from goatherd.attack.vocabulary import Words
from goatherd.attack.ways import Way, around
from goatherd.sandbox.tenants import ATTACKER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from goatherd.attack.marks import Marks
    from goatherd.attack.trace import Trace
    from goatherd.attack.trial import Target
    from goatherd.sandbox.pod import Pod

MAX_ROUNDS = 8
MAX_SEEDS = 24
MAX_TRIES = 160
MAX_TURNS = 6
_DOCUMENTS = ("body", "form", "message", "argument", "detail", "record", "content")
_BODIES = ("body", "form", "raw")
_WHOLE = {"raw": "body"}  # places that hold a document of another one


@frozen
class Seed:
    """An attempt that shows something of its own, with what came of it. `marks` maps a text to the input it is in;
    `asked` are the inputs that the code asked for, `shown` those whose texts came to something.
    """

    attempt: Attempt
    trace: Trace
    marks: Mapping[str, Input]
    asked: frozenset[Input] = frozenset()
    shown: frozenset[Input] = frozenset()


@define
class Search:
    """What is known of one target. `lines` are (function, file, line); `sights` what else was seen to happen."""

    target: Target
    pod: Pod
    marks: Marks
    words: Words = field(factory=Words)
    seeds: list[Seed] = field(factory=list)
    lines: set[tuple[str, str, int]] = field(factory=set)
    sights: set[tuple[str, ...]] = field(factory=set)
    problems: list[str] = field(factory=list)
    turns: list[Way] = field(factory=list)
    fields: Fields = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.fields = Fields(self.target.shape, self.marks.run, self.words.names)

    @property
    def inputs(self) -> list[Input]:
        return self.fields.inputs

    @property
    def read(self) -> set[Input]:
        """Inputs that the code asked for."""
        return self.fields.read

    def run(self) -> None:
        """Fill in `fields` and `seeds`."""
        self.fields.inputs = list(self.target.shape.inputs())
        first = self._grow(Way())
        if first is not None and first.trace.first.ended == "init-error":
            return  # no other event makes it start
        before = len(self.inputs)
        for each in known_inputs(self.target):
            self.fields.add(each)
        if len(self.inputs) > before:
            first = self._grow(Way())
        start = self._signed_in(self._documents(Way(), first, self._unread_documents()))
        self._branch(start)

    def _signed_in(self, start: Way) -> Way:
        """Code that takes a token apart goes on only with one."""
        token = Identity(ATTACKER.subject, ATTACKER.username, ATTACKER.email).bearer()
        fixed: dict[Input, object] = {each: token_in(each, token) for each in self._surely() if carries_token(each)}
        before = len(self.lines)
        if fixed:
            self._grow(start.also(fixed))
        return start.also(fixed) if len(self.lines) > before else start

    def _surely(self) -> list[Input]:
        return [each for each in self.inputs if each not in self.fields.guessed]

    def _documents(self, way: Way, seed: Seed | None, places: Iterable[str]) -> Way:
        """Send documents where a plain text was perhaps not taken for one; one that was goes along from then on."""
        for place in places:
            probe = Input(place, PROBE)
            if not way.leaves(probe):
                continue
            trial, opened = self._sighted(way.also({}, [probe]))
            if trial is None or not opened:
                continue
            if self.fields.learn(trial.trace):
                seed = self._grow(way)
            else:
                way = way.also({}, [probe])
        self._as_text(way, seed)
        return way

    def _unread_documents(self) -> list[str]:
        """Places that may hold a document although nothing was read from one."""
        whole = [each.place for each in self.inputs if not each.name]
        named = {each.place for each in self.inputs if each.name}
        possible = [*whole, *(("form",) if "raw" in whole else ())]
        return [place for place in dict.fromkeys(possible) if place in _DOCUMENTS and place not in named]

    def _as_text(self, way: Way, seed: Seed | None) -> None:
        """A body that is read and not taken for a document may be a text of another kind."""
        raw = Input("raw")
        if seed is None or raw not in seed.asked or any(each.place in _BODIES for each in way):
            return
        places = {each.place for each in seed.attempt.values}
        if places & {"body", "form"} and not {each.place for each in seed.asked} & {"body", "form"}:
            self._grow(way.also({}, [raw]))

    def _asked(self, trace: Trace) -> frozenset[Input]:
        paths = [note["path"] for link, note in trace.notes("read") if link is trace.links[0]]
        found = (self.target.shape.input_for(tuple(map(str, path))) for path in paths)
        return frozenset(each for each in found if each)

    def _grow(self, way: Way) -> Seed | None:
        """Send, see what was read, send that too, until nothing new is read."""
        seed = None
        for _ in range(MAX_ROUNDS):
            before, seed = seed, self._try(way)
            if seed is None:
                return None
            if before is not None and not self._shows_all(seed, before):
                self._turn(way, before, seed)
            numbers = len(self.fields.numbers)
            if not self.fields.learn(seed.trace):
                break
            if len(self.fields.numbers) > numbers:
                self._keep(seed)  # the last in which there is a text of an outsider's in such a field
        if seed is not None:
            seed = self._without_idle_guesses(way, seed)
            self._keep(seed)
        return seed

    def _turn(self, way: Way, before: Seed, seed: Seed) -> None:
        """A field that was learned and sent leads past what ran without it: go on without it later."""
        learned = [each for each in seed.asked if each in seed.attempt.values and each not in before.attempt.values]
        if learned and len(self.turns) < MAX_TURNS:
            self.turns.append(way.without(learned))

    def _without_idle_guesses(self, way: Way, seed: Seed) -> Seed:
        """The same with only those guessed fields whose texts came to something, if they are all that matters."""
        guessed = {each for each in seed.marks.values() if each in self.fields.guessed}
        if not guessed:
            return seed
        self.fields.read |= guessed & seed.shown
        idle = guessed - seed.shown
        fewer = self._try(way, idle) if idle else None
        if fewer is None or _end(fewer.trace) != _end(seed.trace) or not self._shows_all(fewer, seed):
            self.fields.read |= guessed
            return seed
        self.seeds = [each for each in self.seeds if each is not seed]
        return fewer

    def _shows_all(self, seed: Seed, other: Seed) -> bool:
        return _sights(seed.trace, self.marks.run) >= _sights(other.trace, self.marks.run)

    def _sighted(self, way: Way) -> tuple[Seed | None, bool]:
        """An attempt, and whether it showed anything new."""
        before = len(self.lines) + len(self.sights)
        seed = self._try(way)
        return seed, len(self.lines) + len(self.sights) > before

    def _try(self, way: Way, without: Collection[Input] = ()) -> Seed | None:
        wanted = [each for each in (*way.marked, *self.fields.used(way)) if each not in without]
        texts = {each: self.fields.numbers.get(each) or self.marks.new() for each in wanted}
        values = self.target.shape.fitting({**way.fixed, **texts})
        marks = {text: each for each, text in texts.items() if each in values and isinstance(text, str)}
        attempt = Attempt(self.target, values)
        try:
            trace = attempt_in(self.pod, attempt)
        except DoesNotFit as error:
            self.problems.append(str(error))
            return None
        texts_seen = _shown(trace)
        shown = frozenset(each for text, each in marks.items() if text in texts_seen)
        seed = Seed(attempt, trace, marks, self._asked(trace), shown)
        self.sights |= _sights(trace, self.marks.run)
        self.sights |= {("shown", str(around(each))) for each in shown}
        if self._new_lines(trace) or not self.seeds:
            self.seeds.append(seed)
        return seed

    def _keep(self, seed: Seed) -> None:
        """The attempt that knows most fields shows most, even if others ran its lines before."""
        if seed not in self.seeds:
            self.seeds.append(seed)

    def _new_lines(self, trace: Trace) -> bool:
        before = len(self.lines)
        self.lines |= set(lines_of(trace))
        return len(self.lines) > before

    def _branch(self, start: Way) -> None:
        """Try what the code compares with in every field that it reads, and go on from what opened something."""
        candidates = Candidates(self.target.shape, self.words)
        standard = [each for each in self.target.shape.inputs() if each.place == "header"]
        tries = 0
        pending = [start]
        while pending or self.turns:
            if not pending:
                pending.append(self.turns.pop(0))
                self._grow(pending[0])
            way = pending.pop(0)
            free = [each for each in self.inputs if each not in standard]
            inputs = sorted(free, key=lambda each: each not in self.fields.read)
            for next_one in candidates.of(way, inputs, tuple(self.fields.guessed)):
                if tries >= MAX_TRIES or len(self.seeds) >= MAX_SEEDS:
                    return
                tries += 1
                trial, opened = self._sighted(next_one)
                if trial is not None and opened:
                    self.fields.read |= {*next_one.marked}
                    pending.append(self._opened(next_one, trial))

    def _opened(self, way: Way, trial: Seed) -> Way:
        seed = self._grow(way)
        if seed is not None and self._shows_all(seed, trial):
            self.seeds = [each for each in self.seeds if each is not trial or each is seed]
        places = [_WHOLE.get(each.place, each.place) for each in seed.asked if not each.name] if seed else []
        unread = [place for place in self._unread_documents() if place in places]
        return self._documents(way, seed, unread)


def _sights(trace: Trace, run: str) -> set[tuple[str, ...]]:
    """Fields that were asked for, but for those that we have named ourselves, and places that marked texts came to."""
    asked = [(link.function, *map(_step, note["path"])) for link, note in trace.notes("read")]
    read = {path for path in asked if not any(run in step for step in path)}
    return read | {(link.function, note["sink"], note["where"]) for link, note in trace.notes("reach")}


def _step(step: object) -> str:
    """One more in a list is nothing new."""
    return "#" if str(step).isdigit() else str(step)


def _end(trace: Trace) -> tuple[object, ...]:
    """How the function ended."""
    error = trace.first.error or {}
    return trace.first.ended, error.get("errorType"), trace.reply.status if trace.reply else None


def _shown(trace: Trace) -> str:
    """All that texts can have come to, without what a function logs."""
    reached = [str(note.get("text")) for _, note in trace.notes("reach")]
    records = [str(record) for _, record in trace.records("call", "outside", "lookup")]
    return "\n".join([*reached, *records, trace.reply.text if trace.reply else "", *trace.files.values()])

"""What interpreting the functions of a tree shows: worked out now, on every core, or known already.

One handler is often deployed many times: for each stage, region or kind of machine, or once more for use at a desk.
Functions that differ in nothing that their code can see are twins: one is interpreted, the others are told what it
showed. So is a function that an earlier run has seen, as long as the files are the same.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.cache.pickles import Unreadable, packed, unpacked
from goatherd.cache.store import Cache
from goatherd.cache.traced import Traced
from goatherd.core.stopping import Stopped
from goatherd.core.value import known_or
from goatherd.core.wording import counted
from goatherd.engine import entry as entries
from goatherd.engine.facts import Facts
from goatherd.engine.library.known import LANGUAGES, SHIPPED, Library
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure, Kind, Trigger
from goatherd.tree import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from goatherd.cache.traced import Consulted
    from goatherd.code.modules import Modules
    from goatherd.code.summary import Summary
    from goatherd.engine.workers import Workers
    from goatherd.model.function import Function

MAX_FRAMES = 10_000
# Interpreting for so long, one process has enough to do that starting others pays.
_SECONDS_ALONE = 0.4
_WORTH_SHARING = 4
_OPTIONS_OF_TRIGGERS = ("convention", "argument", "outputs", "principal")
CUT_SHORT = "the run was cut short"
_REPLACING = ("input", "input_path", "input_transformer")  # options whose presence makes it another event


@frozen(eq=False)
class Ran:
    """What interpreting a function from each of its triggers showed. `files` are those of the tree that took part."""

    triggers: Sequence[Trigger]
    facts: Facts
    files: tuple[str, ...]
    truncated: str


@frozen(eq=False)
class _Job:
    """One interpretation. `question` holds everything that it depends on apart from files."""

    function: Function
    entry: Entry
    question: str
    number: int


class Interpretations:
    """Those of `functions`, best asked for in their order, with `effort` times the usual number of steps.

    `cache` holds those of earlier runs, and is given these; up to `jobs` processes share the work. `library` is what is
    known about the libraries that functions use.

    Being Stopped while it interprets ends only that: what was found until then is given, and nothing for the functions
    that are asked for later, all with CUT_SHORT as the reason. Whoever has seen to it calls `go_on_or_stop`.
    """

    def __init__(
        self,
        modules: Modules,
        functions: Iterable[Function],
        effort: int = 1,
        cache: Cache | None = None,
        jobs: int = 1,
        library: Library = SHIPPED,
    ) -> None:
        self._modules = modules
        self._effort = effort
        self._library = library
        self._traced = Traced(cache or Cache(), modules.tree)
        self._processes = jobs
        self._workers: Workers | None = None
        self._spent = 0.0
        self._stopped: Stopped | None = None
        self._whole = 0  # functions that were interpreted to their end
        self._jobs: dict[Function, _Job] = {}
        self._asked: Counter[str] = Counter()
        self._known: dict[str, bytes] = {}
        self._new: list[tuple[str, Consulted, bytes]] = []
        self._guided: set[tuple[str, int]] = set()  # what the process that a worker works for knows of
        different: dict[str, _Job] = {}
        for function in functions:
            entry = function.entry
            if not isinstance(entry, Entry) or entry.language not in LANGUAGES:
                continue
            question = self._question(function, entry)
            self._asked[question] += 1
            self._jobs[function] = different.setdefault(question, _Job(function, entry, question, len(different)))
        self._numbered = list(different.values())

    def of(self, function: Function) -> Ran:
        triggers = distinct(function)
        if self._stopped is not None:
            return Ran(triggers, Facts(), (), CUT_SHORT)
        job = self._jobs[function]
        self._asked[job.question] -= 1
        ran = self._told(job, triggers)
        if ran is None:
            ran = self._found(job, triggers)
        if not self._asked[job.question]:
            self._known.pop(job.question, None)
        self._whole += ran.truncated != CUT_SHORT
        return ran

    def go_on_or_stop(self) -> None:
        """Raise what has stopped an interpretation, if anything did."""
        if self._stopped is not None:
            raise self._stopped

    def summary(self, path: str) -> Summary:
        """What a file of the tree says of itself, read again only where no earlier run has."""
        kept = self._traced.get(_about(path)) if self._modules.told(path) is None else None
        if kept is not None:
            with suppress(Unreadable):
                self._modules.tell(path, unpacked(kept))
        told = self._modules.told(path)
        if told is not None:
            return told
        summary = self._modules.summary(path)
        self._keep_summary(path, summary)
        return summary

    def close(self) -> None:
        """Keep what is new, and end the processes that were started, whatever they have not done yet."""
        if self._workers is not None:
            self._workers.close()
        if self._new:
            # What tells which files imports mean is asked for all functions, so that one list of it serves them all.
            guides = self._traced.share(self._consulted(self._modules.tree.guiding))
            for question, consulted, data in self._new:
                self._traced.put(question, consulted, data, guides)
            self._new = []

    def _question(self, function: Function, entry: Entry) -> str:
        """Everything that a run depends on apart from files; equal for functions whose runs show the same."""
        environment = tuple((name, getattr(value, "value", None)) for name, value in function.environment.items())
        events = tuple(
            (
                trigger.kind,
                int(trigger.exposure),
                *(trigger.options.get(option) for option in _OPTIONS_OF_TRIGGERS),
                *(option in trigger.options for option in _REPLACING),
            )
            for trigger in distinct(function)
        )
        inline = (function.code.inline, function.code.inline_span) if entry.inline else None
        asked = (entry, inline, known_or(function.runtime, ""), environment, events, self._effort, self._library.digest)
        return repr(("function", *asked))

    def _interpret(self, job: _Job, triggers: Sequence[Trigger]) -> Ran:
        facts = Facts()
        files: dict[str, None] = {}
        why = ""
        for trigger in triggers:
            try:
                ran, truncated = entries.run(
                    self._modules, job.function, job.entry, trigger, facts, self._effort, self._library
                )
            except Stopped as stopped:
                why = self._cut_short(stopped)
                break
            files.update(dict.fromkeys(ran))
            why = why or truncated
        return Ran(triggers, facts, tuple(files), why)

    def _cut_short(self, stopped: Stopped) -> str:
        stopped.reached = f"{self._whole} of {counted(len(self._jobs), 'function')} were interpreted"
        self._stopped = stopped
        return CUT_SHORT

    def _told(self, job: _Job, triggers: Sequence[Trigger]) -> Ran | None:
        """What is known of a function already, from its twin or from an earlier run."""
        if not self._is_known(job):
            return None
        try:
            return Ran(triggers, *unpacked(self._known[job.question], triggers))
        except Unreadable:
            return None

    def _is_known(self, job: _Job) -> bool:
        if job.question not in self._known:
            data = self._traced.get(job.question)
            if data is not None:
                self._known[job.question] = data
        return job.question in self._known

    def _found(self, job: _Job, triggers: Sequence[Trigger]) -> Ran:
        try:
            ran = self._by_a_worker(job, triggers)
        except Stopped as stopped:
            return Ran(triggers, Facts(), (), self._cut_short(stopped))
        if ran is not None:
            return ran
        started = time.perf_counter()
        ran = self._interpret(job, triggers)
        self._spent += time.perf_counter() - started
        if ran.truncated != CUT_SHORT and (self._asked[job.question] or self._traced.keeps):
            self._keep(job, self._consulted((path, WHOLE) for path in ran.files), _packed(ran))
        return ran

    def _by_a_worker(self, job: _Job, triggers: Sequence[Trigger]) -> Ran | None:
        if self._workers is None and not self._share(job):
            return None
        from goatherd.engine.workers import Died

        assert self._workers is not None
        try:
            result = self._workers.result(job.number)
        except Died as how:
            why = f"interpreting it ended the process {how}; this is a bug in goatherd, please report it"
            return Ran(triggers, Facts(), (), why)
        if result is None:
            return None
        try:
            consulted, guides, data, summaries = unpacked(result)
            ran = Ran(triggers, *unpacked(data, triggers))
        except Unreadable:
            return None
        tree = self._modules.tree
        tree.consulted.update({**consulted, **guides})
        tree.guiding.update(guides)
        for path, summary in summaries.items():
            self._modules.tell(path, summary)
            self._keep_summary(path, summary)
        self._keep(job, consulted, data)
        return ran

    def _share(self, job: _Job) -> bool:
        """Start processes for what is left, if that is enough for them."""
        if self._processes < 2 or self._spent < _SECONDS_ALONE:
            return False
        self._spent = float("-inf")  # asked once
        left = [each.number for each in self._numbered[job.number :] if not self._is_known(each)]
        if len(left) < _WORTH_SHARING:
            return False
        from goatherd.engine.workers import CAN_FORK, Workers

        if not CAN_FORK:
            return False
        self._guided = set(self._modules.tree.guiding)
        self._workers = Workers(self._processes, left, self._work)
        return True

    def _work(self, number: int) -> bytes:
        """What a worker does: a function, and what the files say of themselves that it was the first to need."""
        job = self._numbered[number]
        with interpreting():
            ran = self._interpret(job, distinct(job.function))
        own = [path for path in ran.files if not (job.entry.inline and path == job.entry.file)]
        untold = [path for path in own if self._modules.told(path) is None]
        summaries = {path: self._modules.summary(path) for path in untold}
        guides = self._modules.tree.guiding - self._guided
        self._guided |= guides
        consulted = self._consulted((path, WHOLE) for path in ran.files)
        return packed((consulted, self._consulted(guides), _packed(ran), summaries))

    def _keep(self, job: _Job, consulted: Consulted, data: bytes) -> None:
        if self._asked[job.question]:
            self._known[job.question] = data
        if self._traced.keeps:
            self._new.append((job.question, consulted, data))

    def _keep_summary(self, path: str, summary: Summary) -> None:
        digest = self._modules.tree.consulted.get((path, WHOLE))
        if digest is not None and self._traced.keeps:
            self._traced.put(_about(path), {(path, WHOLE): digest}, packed(summary))

    def _consulted(self, reads: Iterable[tuple[str, int]]) -> Consulted:
        """Those of these reads that took place, with what they gave."""
        consulted = self._modules.tree.consulted
        return {read: digest for read in sorted(reads) if (digest := consulted.get(read)) is not None}


def distinct(function: Function) -> list[Trigger]:
    """One trigger per kind of event, the most exposed; a function nobody calls is invoked directly."""
    chosen: dict[str, Trigger] = {}
    for trigger in function.triggers:
        known = chosen.get(trigger.kind)
        if known is None or trigger.exposure > known.exposure:
            chosen[trigger.kind] = trigger
    return list(chosen.values()) or [Trigger(Kind.DIRECT, Exposure.ACCOUNT, function.span)]


@contextmanager
def interpreting() -> Iterator[None]:
    """Interpretation nests as deeply as the programs do, and makes many objects but no cycles worth collecting."""
    enabled, limit = gc.isenabled(), sys.getrecursionlimit()
    gc.disable()
    sys.setrecursionlimit(max(limit, MAX_FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        if enabled:
            gc.enable()


def _about(path: str) -> str:
    return repr(("summary", path))


def _packed(ran: Ran) -> bytes:
    return packed((ran.facts, ran.files, ran.truncated), ran.triggers)

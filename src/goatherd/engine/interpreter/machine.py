"""The machine that runs one function from one trigger: its store, its frames, its budget, its facts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from goatherd.core.config import MAX_EFFORT
from goatherd.engine.interpreter import rejections, replies
from goatherd.engine.interpreter.errors import Raises
from goatherd.engine.interpreter.running import Activation, Context, Handler, Leaving, Loop, Memo, Raised
from goatherd.engine.labels import union
from goatherd.engine.store import ASSUME, MISSING, NAMES, Delta, Store, join_deltas, proven
from goatherd.engine.values import (
    CALLER,
    NOTHING,
    UNKNOWN,
    Frame,
    Func,
    ModuleAtom,
    Obj,
    Value,
    join,
    of_known,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.code import ir
    from goatherd.code.modules import Modules
    from goatherd.engine.facts import AccessFact, Facts
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.arrivals import Arrival, Chain
    from goatherd.engine.interpreter.hurry import Given
    from goatherd.engine.interpreter.unawaited import Floating, Site
    from goatherd.engine.labels import Hint, Label, Labels, Origin, Place
    from goatherd.engine.library.known import Library
    from goatherd.engine.library.rules import Models
    from goatherd.engine.semantics import Semantics
    from goatherd.engine.values import Class
    from goatherd.model.function import Entry
    from goatherd.model.trigger import Trigger

MAX_DEPTH = 40
MAX_STEPS = 300_000


class OutOfBudget(Exception):
    """Interpretation was cut short; the message says why."""


class Machine(ABC):
    def __init__(
        self,
        modules: Modules,
        library: Library,
        semantics: dict[str, Semantics],
        facts: Facts,
        entry: Entry,
        environment: dict[str, str],
        check_response: Callable[[Machine, Value], None],
        effort: int = 1,
    ) -> None:
        self.modules = modules
        self.library = library
        self.semantics_by_language = semantics
        self.facts = facts
        self.entry = entry
        self.environment = environment
        self.check_response = check_response
        self.store = Store()
        self.activation: Activation | None = None
        self.loops: list[Loop] = []
        self.handlers: list[Handler] = []
        self.loaded: dict[str, ModuleAtom] = {}
        self.data_files: dict[str, Value] = {}
        self.files: dict[str, None] = {}
        self.outside: dict[str, None] = {}  # imported modules that are not in the tree, and of which nothing is known
        self.objects: dict[tuple[Any, ...], Obj] = {}
        self.frames: dict[tuple[Any, ...], Frame] = {}
        self.functions: dict[tuple[Any, ...], Func] = {}
        self.memo: dict[Any, dict[Context | None, list[Memo]]] = {}
        self.chains: dict[Any, Chain] = {}  # chains of middlewares, by the objects that stand for them
        self.arrivals: dict[tuple[Obj, int], Arrival] = {}  # what follows their places, where it has run
        self.context = Context()
        self.running: list[Func] = []
        self.pending: list[Obj] = []  # promises under construction, innermost last
        self.gates: dict[Func, str] = {}  # functions that code stands before which nobody can read, by its name
        self.wrapped: list[Any] = []  # functions handed to libraries while modules loaded
        self.unwaited: dict[Func, int] = {}  # whose promises a framework does not wait for, and what they await
        self.runtime = ""  # as its platform calls it ("python3.13"); "" where nobody knows
        self.outputs: tuple[tuple[str, str, str], ...] = ()  # (binding, kind of trigger that it fires, what it names)
        self.works = 0  # how often something was changed that a caller may have asked for
        self.route: tuple[str, str] = ("", "")  # method and path of the router's route that runs, "" where none does
        self.accessed: list[AccessFact] = []  # accesses to stored data in the order in which they happen
        self.answers = 0  # how often something was given to a callback of the platform
        self.replies = 0  # how often that was a whole response
        self.replied: ir.Stmt | None = None  # the last statement that gave one
        self.event: Value = UNKNOWN
        self.opened_files = False
        self.folders: dict[str, None] = {}  # into which files were put by names that others chose
        self.trigger: Trigger | None = None  # that the event is of
        self.absorbing: set[Any] = set()  # digests that were fed with anything yet
        self.serving = False  # whether a handler answers a request of the web
        self.assumed: dict[Any, dict[Any, None]] = {}  # of what any guard has established anything: accesses by origin
        self.changed_event = False  # whether the code assigned to a part of the event
        self.setters: dict[Any, None] = {}  # names of properties for which some class or object has a setter
        self.making: list[Class] = []  # classes that their metaclasses are making, innermost last
        self.verified_tokens: dict[str, None] = {}  # by path; whether it holds here, the store says
        self.drivers: dict[str, None] = {}  # packages with which databases were connected to
        self.reads_claims = False  # whether any token was decoded without a check
        self.entrusted_tokens: dict[str, tuple[Hint, ...]] = {}  # by path; what doubt that leaves
        self.answering: frozenset[Func] = frozenset()  # the handler: what it returns is the answer
        self.steps = 0
        self.effort = effort
        self.most_steps = effort * MAX_STEPS
        self.reads_records: dict[ir.FunctionIR, bool] = {}  # whether they look for what services deliver by the record
        self.given: dict[ir.FunctionIR, Given] = {}
        self.begun = False  # whether the handler runs, and not what modules do while they load
        self.abridged = False  # whether a call was not followed because its function had run often enough
        self.loop_depth = 0
        self.blurred = 0  # loops whose rounds are not told apart that a call is in
        self.floating: Floating = ()  # calls of the expression at hand whose promises nobody waits for
        self.floats: Site | None = None  # of these, that which is made
        self.leaving: Leaving | None = None  # what is being returned without waiting for it
        self.following: Activation | None = None  # where a promise's `then` is called, with a callback
        self.watched = 0  # open tries with handlers, and promises whose rejection is handled
        self.failing = False  # whether a callback is told of a call that failed
        self.paging_depth = 0  # loops over the pages of a table that a call is in
        self.rejection: Value = NOTHING  # what the promise was rejected with on which a method is called
        self.caught: Value = NOTHING  # what the innermost handler handles, for raising it again
        self.computed: dict[Origin, str] = {}  # attributes of what was read that got values made of their own old ones
        self.regrown: dict[tuple[Origin, str], None] = {}  # lists of what was read that were changed since
        self.lost = False  # whether by that something was to be stored, changed or sent
        self.written: dict[tuple[Any, Any], Place] = {}
        module = ModuleAtom("", Frame(frozenset(), None, None), entry.language, esm=False)
        self.frame = module.frame
        self.module = module

    # --- operations, which other modules of this package provide (see interpreter.py) ---

    @abstractmethod
    def evaluate(self, node: ir.Expr) -> Value: ...

    @abstractmethod
    def execute(self, statements: list[ir.Stmt]) -> bool: ...

    @abstractmethod
    def hoist(self, statements: list[ir.Stmt]) -> None: ...

    @abstractmethod
    def call(self, callee: Value, args: Args, pos: int, *, this: Value | None = None, new: bool = False) -> Value: ...

    @abstractmethod
    def run_callbacks(self, args: Args, argument: Value, pos: int) -> Value: ...

    @abstractmethod
    def apply_decorator(self, decorator: Value, value: Value, pos: int) -> Value: ...

    @abstractmethod
    def call_library(self, name: str, receiver: Value | None, args: Args, pos: int, held: Labels = ()) -> Value: ...

    @abstractmethod
    def invoke(self, func: Func, args: Args, pos: int, this: Value | None = None) -> Value: ...

    @abstractmethod
    def instantiate(self, cls: Class | Func, args: Args, pos: int) -> Value: ...

    @abstractmethod
    def load(self, path: str, module: ir.Module | None = None) -> ModuleAtom: ...

    @abstractmethod
    def member_of_module(self, module: ModuleAtom, name: str, depth: int = 0) -> Value: ...

    @abstractmethod
    def deep_labels(self, value: Value, depth: int = 5) -> Labels: ...

    # --- where we are ---

    @property
    def semantics(self) -> Semantics:
        return self.semantics_by_language[self.module.language]

    @property
    def models(self) -> Models:
        return self.library.models[self.module.language]

    def place(self, pos: int) -> Place:
        """Where a reader finds what happens at `pos`; inside a stub, that is where the stub was called."""
        if self.activation is not None and self.module.is_stub:
            return self.activation.site
        return (self.module.path, pos)

    def entrance(self, pos: int) -> Place | None:
        """Where the code at `pos` was called from another file; None where the run began in its own."""
        here = self.place(pos)[0]
        activation = self.activation
        while activation is not None and activation.site[0] == here:
            activation = activation.outer
        return activation.site if activation is not None and activation.outer is not None else None

    def spend(self, cost: int = 1) -> None:
        self.steps += cost
        if self.steps > self.most_steps:
            more = "--effort allows more" if self.effort < MAX_EFFORT else "the most that --effort allows"
            raise OutOfBudget(f"it takes more than {self.most_steps:,} steps ({more}), the last in {self.place(0)[0]}")

    # --- variables ---

    def scope_of(self, name: str) -> Frame | None:
        frame: Frame | None = self.frame
        inner = True
        while frame is not None:
            if name in frame.names and (inner or not frame.hidden or name == "this"):
                return frame
            inner = False
            frame = frame.parent
        return None

    def read(self, name: str) -> Value | None:
        """The value of a variable; None when nothing binds the name or it was never assigned."""
        frame = self.scope_of(name)
        if frame is None:
            frame = self.module.frame
        value: Value | None = self.store.get((frame, name))
        if value is None and frame is not self.module.frame and frame.hidden:
            value = self.store.get((self.module.frame, name))
        return value

    def bind(self, name: str, value: Value) -> None:
        frame = self.frame
        function = frame.function
        if function is not None and name in function.globals:
            frame = self.module.frame
        elif name not in frame.names or (function is not None and name in function.nonlocals):
            outer = frame.parent
            while outer is not None and (name not in outer.names or outer.hidden):
                outer = outer.parent
            frame = outer or self.module.frame
        self.store.set((frame, name), value)

    # --- objects ---

    def new(self, kind: str, pos: int, cls: Any = None, extra: Any = None) -> Obj:
        """The object allocated at a place in the current calling context."""
        key = (self.context, self.module.path, pos, kind, cls, extra)
        found = self.objects.get(key)
        if found is None:
            found = self.objects[key] = Obj(kind, self.place(pos), cls, self.context)
        return found

    def get_field(self, owner: Any, key: Any) -> Value | None:
        value: Value | None = self.store.get((owner, key))
        return value

    def set_field(self, owner: Any, key: Any, value: Value, pos: int | None = None) -> None:
        self._set_field(owner, key, value, pos, lacked=False)

    def weak_set_field(self, owner: Any, key: Any, value: Value, pos: int | None = None) -> None:
        """Write a field that may also stay as it is."""
        old = self.store.get((owner, key))
        lacked = self.names_of(owner).get(key, True)
        self._set_field(owner, key, value if old is MISSING else join(old, value), pos, lacked=lacked)

    def _set_field(self, owner: Any, key: Any, value: Value, pos: int | None, *, lacked: bool) -> None:
        self.store.set((owner, key), value)
        names = self.names_of(owner)
        if names.get(key) is not lacked:
            self.store.set((owner, NAMES), {**names, key: lacked})
        if pos is not None:
            self.written[(owner, key)] = self.place(pos)

    def names_of(self, owner: Any) -> dict[Any, bool]:
        """The names of an object's fields, each with whether it may lack it, in the order of their first writing."""
        return self.store.get((owner, NAMES)) or {}

    def forget_names(self, owner: Any) -> None:
        """For an object that is made, perhaps again at its place."""
        if self.store.get((owner, NAMES)) != {}:
            self.store.set((owner, NAMES), {})

    # --- branching ---

    def branch(self, run: Callable[[], bool], prepare: Callable[[], None] | None = None) -> Delta | None:
        """Run in an overlay; what it wrote, or None when its end is not reached."""
        self.store.fork()
        if prepare is not None:
            prepare()
        alive = run()
        delta = self.store.close()
        return delta if alive else None

    def merge(self, deltas: list[Delta | None]) -> bool:
        """Go on with what holds after any of the paths; False when none goes on."""
        living = [delta for delta in deltas if delta is not None]
        if not living:
            return False
        self.spend(sum(map(len, living)) // 4 + 1)
        self.store.apply(join_deltas(self.store, living))
        return True

    def call_perhaps(self, callee: Value, args: Args, pos: int, prepare: Callable[[], None] | None = None) -> Value:
        """Call in a branch that need not happen: what library code does with a callback."""
        held: list[Value] = []

        def run() -> bool:
            held.append(self.call(callee, args, pos))
            return bool(held[0].atoms)

        self.merge([self.branch(run, prepare), {}])
        return held[0]

    # --- labels ---

    def known_of(self, label: Label) -> frozenset[str]:
        """What holds for a label here: its own predicates, and those of the guards on this path."""
        accesses = self.assumed.get(label.origin)
        return proven(label, self._held(label, accesses)) if accesses else label.preds

    def _held(self, label: Label, accesses: dict[Any, None]) -> Iterator[tuple[Any, frozenset[str]]]:
        for access in accesses:
            if label.access[: len(access)] == access:
                held = self.store.get((ASSUME, (label.origin, access)))
                if held:
                    yield access, held

    def settled(self, value: Value) -> Value:
        """The value with what holds for its labels here, for when it leaves the path of the guards."""
        if not self.assumed:
            return value
        if CALLER[0] in self.assumed and (held := self.store.get((ASSUME, CALLER))):
            value = of_known(value, held)
        return value.map_labels(lambda label: label.add(*self.known_of(label)))

    def assume(self, key: Any, preds: frozenset[str]) -> None:
        origin, access = key
        accesses = self.assumed.setdefault(origin, {})
        if access not in accesses:
            accesses[access] = None
            self.store.epoch += 1  # so far nobody has noted that nothing was known
        store_key = (ASSUME, key)
        held = self.store.get(store_key)
        self.store.set(store_key, preds if held is MISSING else held | preds)

    def rewritten(self, key: Any, *, is_text: bool) -> None:
        """The program puts something else in the place of data that was sent."""
        held = self.store.get((ASSUME, key))
        if is_text:
            self.assume(key, frozenset({"string"}))
        elif held is not MISSING and "string" in held:
            self.store.set((ASSUME, key), held - {"string"})

    def stepped(self, value: Value, pos: int, note: str) -> Value:
        """The value with one more step in the trace of each label."""
        if not value.labels:
            return value
        place = self.place(pos)
        return value.map_labels(lambda label: label.step(place, note))

    def raised(self, value: Value) -> None:
        """Something is raised here; the innermost open try hears of it."""
        if self.handlers:
            handler = self.handlers[-1]
            handler.raises.append(self.store.capture(handler.anchor))
            handler.value = join(handler.value, value)
            handler.changes |= self.lost

    def raised_again(self, raised: Raised, *, promised: bool = False) -> None:
        """What left a call, or a try that did not catch it, arrives at the next open try.

        `promised`: a promise is rejected with it.
        """
        if self.handlers:
            handler = rejections.hears(self, likely=raised.is_likely) if promised else self.handlers[-1]
            handler.calls = max(handler.calls, raised.calls)
            handler.shown = union(handler.shown, raised.shown)
            handler.stumbles |= raised.stumbles
            handler.changes |= raised.changes or (self.lost and raised.state is not None)
            if raised.state is not None:
                handler.raises.append({**self.store.capture(handler.anchor), **raised.state})
                handler.value = join(handler.value, raised.value)

    def answered(self, value: Value) -> None:
        """A response was given to a callback of the platform or of a framework."""
        self.answers += 1
        self.replies += replies.is_whole(self, value)
        self.check_response(self, value)

    def library_ran(self, raises: Raises, shown: Labels = (), promise: int | None = None) -> None:
        """`promise` is where a call is made that may give one."""
        if self.handlers:
            promised = raises is Raises.ANYTHING and promise is not None
            handler = rejections.hears(self, promise) if promised else self.handlers[-1]
            handler.calls = max(handler.calls, raises)
            handler.changes |= raises is Raises.CHANGES
            handler.shown = union(handler.shown, shown)

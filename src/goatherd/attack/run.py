"""An attack, from top to bottom: read the applications, enclose them, attack, tell what was proved.

`attack` is a generator of the same events as a scan, so that review and reports serve both.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from goatherd.attack.campaign import Plan, campaign
from goatherd.attack.guarded import GuardedRun, for_every_deployment, layer_of, line_of
from goatherd.attack.oracles.registry import all_oracles
from goatherd.attack.vocabulary import words_of
from goatherd.attack.ways_attacked import Ways
from goatherd.attack.work import Work
from goatherd.cache.store import Cache
from goatherd.code.advisories import shipped
from goatherd.code.modules import Modules
from goatherd.code.paths import inside
from goatherd.core.config import Config
from goatherd.core.errors import UsageError
from goatherd.core.events import (
    AttackFigures,
    Diagnosed,
    Doing,
    FindingFound,
    HarmlessRefused,
    LinesRan,
    NotAttacked,
    ScanFinished,
    ScanStarted,
    Skipped,
    TargetAttacked,
)
from goatherd.core.finding import Diagnosis, Finding, Proof, Step
from goatherd.core.incomplete import NOT_ATTACKED
from goatherd.core.source import Span
from goatherd.core.stopping import Stopped
from goatherd.engine.interpretations import Interpretations
from goatherd.engine.library.folders import library_of
from goatherd.model.function import Entry
from goatherd.reading import find_applications, guarded, read_application, tree_of
from goatherd.rules.selection import selected
from goatherd.sandbox.building import deployed_folder
from goatherd.sandbox.cloud.warm import load
from goatherd.sandbox.dependencies import find_dependencies
from goatherd.sandbox.enclosure import ENCLOSED, SandboxEnded, enclosed, require
from goatherd.sandbox.installing.room import Say, silently
from goatherd.sandbox.modules_beside import path_in_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from goatherd.attack.oracles.api import Oracle
    from goatherd.attack.sent import Sending
    from goatherd.attack.vocabulary import Words
    from goatherd.core.events import Event
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.sandbox.isolation import Isolation

Proved = dict[str, Any]  # a message of the campaign
_PLACE = re.compile(r"(?P<file>.+):(?P<line>[0-9]{1,9})", re.DOTALL)
MAX_FILES = 40
MAX_PARTS = 4  # pods at the same time; each has a cloud of its own


@frozen
class Settings:
    """`functions` are ids (empty: all). `install` lets missing packages be installed from the network; `say` is told
    what that does, since it takes its time. `guard` attacks a second time, with the run-time guard in front of the
    functions. `keep` is handed, of each application, the proofs that are reported, each with what was `sent` for it
    (see sent.py), and the harmless events that went well.
    """

    functions: tuple[str, ...] = ()
    seed: int = 0
    install: bool = False
    isolation: Isolation = ENCLOSED
    say: Say = silently
    guard: bool = False
    keep: Callable[[Application, list[tuple[Proved, Finding]], list[Sending]], None] | None = None


def attack(root: str, config: Config | None = None, settings: Settings | None = None) -> Iterator[Event]:
    """Attack every application below `root`; raises UsageError where functions cannot be enclosed."""
    config, settings = config or Config(), settings or Settings()
    oracles = selected(all_oracles(), config.select, config.ignore)
    library = library_of(config.models_from)
    require(settings.isolation)
    started = time.perf_counter()
    tree, only = tree_of(root, config.exclude, all_files=config.all_files)
    yield ScanStarted(tree.root, tree, oracles, all_oracles())
    yield from (Skipped(path, why) for path, why in tree.skipped)
    modules = Modules(tree)
    applications: list[Application] = []
    yield from find_applications(modules, tree, only, applications)
    _check_names(settings, applications)
    functions = [function for application in applications for function in application.functions]
    with (
        closing(Cache(config.cache)) as cache,
        closing(Interpretations(modules, functions, config.effort, cache, config.jobs, library)) as interpretations,
    ):
        stopped: Stopped | None = None
        ways = Ways(applications, settings.functions)
        everywhere = for_every_deployment(root, config) if settings.guard else []
        try:
            for application in applications:
                yield from read_application(application, modules, tree, shipped(), interpretations)
                interpretations.go_on_or_stop()
                attacked = _attacked(application, modules, settings, oracles, ways, everywhere)
                yield from guarded(application.name, "attacking", attacked)
        except Stopped as caught:
            stopped = caught
            stopped.reached = str(ways)
    yield ScanFinished(time.perf_counter() - started, len(tree.files), len(functions))
    if stopped is not None:
        raise stopped


def _check_names(settings: Settings, applications: list[Application]) -> None:
    known = [function.id for application in applications for function in application.functions]
    for name in settings.functions:
        if name not in known:
            raise UsageError(f"no function is called {name!r}", help=f"functions: {', '.join(sorted(known)[:20])}")


def _attacked(
    application: Application,
    modules: Modules,
    settings: Settings,
    oracles: tuple[Oracle, ...],
    ways: Ways,
    everywhere: list[Application],
) -> Iterator[Event]:
    """Whatever ends the attack of an application, what was proved until then is told."""
    if settings.functions and not any(f.id in settings.functions for f in application.functions):
        return
    yield Doing("installing packages" if settings.install else "looking for packages")
    plan = plan_of(application, modules, settings, tuple(oracle.id for oracle in oracles))
    yield Doing("loading the simulated cloud")
    load(application)
    proofs: list[Proved] = []
    harmless: list[Sending] = []
    guarded_run = GuardedRun()
    ended: BaseException | None = None
    try:
        yield Doing("starting the functions")
        yield from _campaigns(application, plan, ways, proofs, harmless)
        if settings.guard:
            yield Doing("attacking once more, under guard")
            with layer_of(application, modules.tree.root, everywhere) as guarding:
                again = _campaigns(
                    application,
                    evolve(plan, guarding=guarding, keeping=False),
                    Ways([application], settings.functions),
                    guarded_run.proofs,
                    [],
                )
                yield from guarded_run.told(again)
            yield from guarded_run.compared(proofs)
    except SandboxEnded as error:
        message = f"not everything was attacked: {error}"
        yield Diagnosed(Diagnosis(Span(application.name, 1), message, id=NOT_ATTACKED))
    except (Exception, Stopped) as error:
        ended = error
    told = [(proof, _finding(proof, application)) for proof in _told(guarded_run.marked(proofs))]
    yield from (FindingFound(finding) for _, finding in told)
    if settings.keep is not None:
        settings.keep(application, told, harmless)
    if ended is not None:
        raise ended


def _campaigns(
    application: Application, plan: Plan, ways: Ways, proofs: list[Proved], harmless: list[Sending]
) -> Iterator[Event]:
    """Attack from as many pods as the machine has room for, and add what they prove."""
    functions = len(application.functions)
    work = Work.of(functions)
    tasks = [partial(_task, plan, share) for share in work.shares(min(os.cpu_count() or 1, MAX_PARTS, functions))]
    number = 0
    with closing(work), closing(enclosed(*tasks, isolation=plan.isolation)) as messages:
        for message in messages:
            if message["kind"] == "targets":
                ways.has(application, message["of"])
                if message["lost"]:
                    yield AttackFigures(message["lost"], 0, 0, 0, 0)
            elif message["kind"] == "target":
                number += 1
                yield TargetAttacked(message["name"], number, max(ways.of(application), number))
            elif message["kind"] == "sending":
                yield TargetAttacked(message["name"], number, max(ways.of(application), number), message["attempts"])
            elif message["kind"] == "attacked":
                ways.attacked += 1
                yield from _figures(message, application)
            elif message["kind"] == "harmed":
                yield HarmlessRefused(message["text"])
            elif message["kind"] == "proof":
                proofs.append(message)
            elif message["kind"] == "harmless":
                harmless += message["sent"]
            else:
                yield from _events(message, application)


def _figures(message: dict[str, Any], application: Application) -> Iterator[Event]:
    """What became of one way in."""
    ran = message["lines"]
    yield AttackFigures(1, int(message["reached"]), message["inputs"], message["attempts"], len(ran))
    functions = {function.id: function for function in application.functions}
    spans = [_span(functions[id], f"{file}:{line}", application) for id, file, line in ran]
    yield LinesRan(frozenset((span.path, span.line) for span in spans))


def _told(proofs: list[Proved]) -> list[Proved]:
    # Pods are done in any order; of two proofs of one thing counts what an outsider can do, then the first function's.
    worst_last = sorted(proofs, key=lambda proof: (not proof["inside"], -int(proof["number"])))
    first = {line_of(proof): proof for proof in worst_last}
    return list(reversed(first.values()))


def plan_of(application: Application, modules: Modules, settings: Settings, oracles: tuple[str, ...]) -> Plan:
    """What a campaign needs to know; `oracles` are ids."""
    root = modules.tree.root
    return Plan(
        application,
        root,
        find_dependencies(application, root, install=settings.install, isolation=settings.isolation, say=settings.say),
        settings.isolation,
        settings.seed,
        settings.functions,
        oracles,
        words={function.id: _words(function, application, modules) for function in application.functions},
        keeping=settings.keep is not None,
    )


def _task(plan: Plan, work: Work, folder: Path) -> Iterator[dict[str, Any]]:
    return campaign(plan, folder, work)


def _words(function: Function, application: Application, modules: Modules) -> Words:
    """Those of the function's own files, the handler's first."""
    if isinstance(function.entry, Entry) and function.entry.inline and function.code.inline_span:
        return words_of([modules.load_inline(function.code.inline or "", function.code.inline_span, function.language)])
    return words_of(modules.load(path) for path in application.behaviour(function).files[:MAX_FILES])


def _events(message: dict[str, Any], application: Application) -> Iterator[Event]:
    kind = message.pop("kind")
    if kind == "unreachable":
        function = application.function(message["function"])
        span = function.span if function else Span(application.name, 1)
        yield NotAttacked(message["function"], message["why"], span, application.name)
    elif kind == "broken":
        function = application.function(message["function"])
        span = function.span if function else Span(application.name, 1)
        yield Diagnosed(Diagnosis(span, message["text"], id=NOT_ATTACKED))
    elif kind in ("problem", "gap"):
        text = message["text"] if kind == "problem" else f"not simulated: {message['text']}"
        yield Diagnosed(Diagnosis(Span(application.name, 1), text, incomplete=False))


def _finding(proved: dict[str, Any], application: Application) -> Finding:
    oracle = next(each for each in all_oracles() if each.id == proved["oracle"])
    function = application.function(proved["acted"]) or application.function(proved["function"])
    assert function is not None
    resource = application.resources.get(proved["resource"])
    span = resource.span if resource else _span(function, proved["where"], application)
    entry = application.function(proved["function"]) or function
    by = f" ({proved['input']})" if proved["input"] else ""
    who = "somebody in the account" if proved["inside"] else "an outsider"
    sent = Step(entry.span, f"{who} sends an event: {proved['trigger']}{by}")
    first = [] if resource else [sent]
    steps = [*first, *(Step(span, f"{each} runs") for each in proved["chain"][1:]), Step(span, proved["evidence"])]
    return Finding(
        span=span,
        message=oracle.summary.rstrip("."),
        function="" if resource else function.id,
        steps=tuple(steps),
        severity=oracle.severity if resource else oracle.weight(inside=proved["inside"]),
        inside=bool(proved["inside"] and not resource),
        applications=(application.name,),
        id=oracle.id,
        slug=oracle.slug,
        sas=oracle.sas,
        cwe=oracle.cwe,
        remedy=oracle.remedy(application.framework, (resource or function).span.path, function.language),
        proof=Proof(
            "proved",
            evidence=proved["evidence"],
            command=proved["command"],
            event=proved["event"],
            guarded=proved.get("guarded", ""),
            chain=tuple(proved["chain"]),
            located=bool(proved["where"]),
        ),
    )


def _span(function: Function, where: str, application: Application) -> Span:
    """The line of the tree that "file:line" of the deployed folder is; the handler where there is none.

    Names of files are what the function says: only those of its own count.
    """
    entry = function.entry
    if not isinstance(entry, Entry):
        return function.span
    found = _PLACE.fullmatch(where)
    if not found:
        return function.span if entry.inline else Span(entry.file, entry.line)
    line = int(found["line"])
    if entry.inline:
        start = function.code.inline_span
        return Span(entry.file, (start.line if start else 1) + line - 1)
    files = application.behaviour(function).files
    path = path_in_tree(found["file"], entry, files)
    own = inside(path, deployed_folder(entry)) or path in files
    return Span(path, line) if own else Span(entry.file, entry.line)

"""A scan, from top to bottom: files, applications, code, packages, checks.

`scan` is a generator of events. Whatever breaks in one part becomes a Diagnosis, and the rest goes on.
"""

from __future__ import annotations

import time
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from goatherd.cache.scans import remembered
from goatherd.cache.store import Cache
from goatherd.checks.external import known_checks
from goatherd.checks.runner import run_checks
from goatherd.checks.runtimes import period
from goatherd.code.advisories import load_index, load_osv, shipped
from goatherd.code.modules import Modules
from goatherd.core import host
from goatherd.core.config import Config
from goatherd.core.events import (
    Diagnosed,
    FindingFound,
    FunctionAnalysed,
    PackagesCompared,
    ScanFinished,
    ScanStarted,
    Skipped,
)
from goatherd.core.finding import Diagnosis, Finding
from goatherd.core.source import Span
from goatherd.core.stopping import Stopped
from goatherd.engine.interpretations import Interpretations
from goatherd.engine.library.folders import library_of
from goatherd.reading import find_applications, guarded, read_application, tree_of
from goatherd.rules.selection import selected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.checks.api import Check
    from goatherd.code.advisories import Advisories
    from goatherd.core.events import Event
    from goatherd.engine.library.known import Library
    from goatherd.model.application import Application
    from goatherd.tree import Tree


def scan(root: str, config: Config | None = None) -> Iterator[Event]:
    """Read everything below `root` and run the checks; raises UsageError for checks that do not exist, and
    ModelError for a user's models that are wrong.

    A `root` that is a file stands for its folder, reduced to the applications that the file is part of.
    """
    config = config or Config()
    started = time.perf_counter()
    known = known_checks(config.checks_from)
    checks = selected(known, config.select, config.ignore)
    library = library_of(config.models_from)
    advisories = _advisories(config)

    tree, only = tree_of(root, config.exclude, all_files=config.all_files)
    yield ScanStarted(tree.root, tree, checks, known)
    functions = 0
    stopped: Stopped | None = None
    try:
        with closing(Cache(config.cache)) as cache:
            answers = partial(_read, tree, only, config, checks, advisories, library, cache)
            for event in remembered(cache, tree, config, only, f"{library.digest} {period(host.today())}", answers):
                functions += isinstance(event, FunctionAnalysed)
                yield event
    except Stopped as caught:
        stopped = caught
    yield ScanFinished(time.perf_counter() - started, len(tree.files), functions)
    if stopped is not None:
        raise stopped


def _read(
    tree: Tree,
    only: str,
    config: Config,
    checks: tuple[Check, ...],
    advisories: Advisories,
    library: Library,
    cache: Cache,
) -> Iterator[Event]:
    yield from (Skipped(path, why) for path, why in tree.skipped)
    yield from (Diagnosed(Diagnosis(Span(path, 1), why)) for path, why in tree.problems)
    modules = Modules(tree)
    applications: list[Application] = []
    yield from find_applications(modules, tree, only, applications)
    functions = [function for application in applications for function in application.functions]
    with closing(Interpretations(modules, functions, config.effort, cache, config.jobs, library)) as interpretations:
        for application in applications:
            yield from read_application(application, modules, tree, advisories, interpretations)
            yield from guarded(application.name, "running the checks", _results(application, checks))
            interpretations.go_on_or_stop()
    yield from (Diagnosed(Diagnosis(Span(path, line), message)) for path, line, message in modules.problems)
    yield from (Diagnosed(Diagnosis(Span(config.advisories or ".", 1), why)) for why in advisories.problems)
    yield from _compared(applications, advisories)


def _advisories(config: Config) -> Advisories:
    if config.advisories:
        return load_osv(config.advisories)
    return load_index(config.advisories_copy) if config.advisories_copy else shipped()


def _compared(applications: list[Application], advisories: Advisories) -> Iterator[Event]:
    ecosystems = {manifest.ecosystem for each in applications for manifest in each.manifests if manifest.packages}
    for each in sorted(ecosystems):
        yield PackagesCompared(each, advisories.newest(each), advisories.is_shipped(each), advisories.some(each))


def _results(application: Application, checks: tuple[Check, ...]) -> Iterator[Event]:
    for result in run_checks(application, checks):
        yield FindingFound(result) if isinstance(result, Finding) else Diagnosed(result)

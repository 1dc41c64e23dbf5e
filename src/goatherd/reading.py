"""Reading a tree: its applications, the code of their functions, their packages, and how the code behaves.

Everything here is a generator of events (core/events.py); what breaks in one part becomes a Diagnosis.
"""

from __future__ import annotations

import os
from collections import deque
from typing import TYPE_CHECKING, Any, TypeVar

from goatherd.code.approvals import unapproved_deployments
from goatherd.code.beside import beside
from goatherd.code.committed import committed_secrets
from goatherd.code.configuration import configured_literals
from goatherd.code.conventions import find_handlers
from goatherd.code.django_settings import django_settings
from goatherd.code.layers import Layers, layers_of_the_tree, library_files
from goatherd.code.local_templates import templates_of_workstations
from goatherd.code.manifests import read_manifests, read_pages
from goatherd.code.manifests.imports import with_imports
from goatherd.code.manifests.pages import pages_of
from goatherd.code.missing_modules import missing_modules
from goatherd.code.newest_tools import newest_tools
from goatherd.code.paths import ancestors, parent
from goatherd.code.published_folders import published_repositories
from goatherd.code.pull_requests import pull_request_deployments
from goatherd.code.resolve import resolve
from goatherd.code.unanalysed import unanalysed
from goatherd.code.workflows import pipeline_actions, pipeline_keys
from goatherd.core.events import ApplicationRead, Diagnosed, Doing, Event, FileRead, FunctionAnalysed, Skipped
from goatherd.core.failures import circumstances
from goatherd.core.finding import Diagnosis
from goatherd.core.incomplete import FAILURE, UNINTERPRETED
from goatherd.core.source import Span
from goatherd.engine.analyse import analyse, interpreted
from goatherd.engine.interpretations import CUT_SHORT
from goatherd.engine.interpreter.hurry import ABRIDGED
from goatherd.frontends import read_applications
from goatherd.frontends.cdk.unread import unread_apps
from goatherd.frontends.cloudformation.copies import COPY
from goatherd.frontends.cloudformation.unrendered import unrendered_templates
from goatherd.frontends.linked import linked_templates
from goatherd.frontends.unread import unread_functions
from goatherd.model.application import OTHER_CLOUDS, Application
from goatherd.model.flow import BrowserKey, CodeUpdate, Committed, DebugSwitch, KeyFile
from goatherd.model.function import Entry, Function
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from goatherd.code.advisories import Advisories
    from goatherd.code.modules import Modules
    from goatherd.engine.interpretations import Interpretations
    from goatherd.model.flow import PipelineAction, PipelineDeployment, PipelineKey, PipelineTool, PublishedRepository

InPipeline = TypeVar(
    "InPipeline", "PipelineKey", "PipelineAction", "PipelineDeployment", "PipelineTool", "PublishedRepository"
)


def tree_of(root: str, exclude: Sequence[str], *, all_files: bool) -> tuple[Tree, str]:
    """The files below a folder, or around a file, whose name then is the second ("" for a folder)."""
    folder, only = os.path.split(os.path.abspath(root)) if os.path.isfile(root) else (root, "")
    return Tree(folder, exclude, all_files=all_files), only


def find_applications(modules: Modules, tree: Tree, only: str, applications: list[Application]) -> Iterator[Event]:
    """Add the applications of a tree to the list, reduced to those that the file `only` is part of ("": all)."""
    yield Doing("reading the templates")
    yield from guarded(".", "reading the templates", _templates(modules, only, applications))
    yield Doing("finding the handlers")
    yield from guarded(".", "finding the handlers", _handlers(modules, only, applications))
    yield from guarded(".", "looking for other infrastructure", _unread(tree, only, applications))
    yield from guarded(".", "looking for secrets", _committed(modules, only, applications))


def read_application(
    application: Application,
    modules: Modules,
    tree: Tree,
    advisories: Advisories,
    interpretations: Interpretations | None = None,
) -> Iterator[Event]:
    """Fill in what a template does not say: packages, settings, and the behaviour of the code.

    `interpretations` are those of all applications of the tree, which share what they come to.
    """
    name = application.name
    yield ApplicationRead(application)
    yield from map(Diagnosed, unanalysed(application))
    yield from guarded(name, "reading the packages", _packages(application, modules, advisories))
    yield from guarded(name, "reading the settings", _settings(application, modules))
    yield from (FunctionAnalysed(name, function) for function in application.functions)
    yield from guarded(name, "interpreting the code", _code(application, modules, interpretations))


def guarded(path: str, what: str, steps: Iterator[Event]) -> Iterator[Event]:
    """The events of one part; should it break, a Diagnosis in the place of the rest."""
    try:
        yield from steps
    except Exception as error:
        refused = circumstances(error)
        bug = f" ({type(error).__name__}: {error}); this is a bug in goatherd, please report it"
        message = f"{what} failed" + (f": {refused}" if refused else bug)
        yield Diagnosed(Diagnosis(Span(path, 1), message, id=FAILURE))


def _templates(modules: Modules, only: str, applications: list[Application]) -> Iterator[Event]:
    """The applications that templates describe."""
    tree = modules.tree
    before = len(tree.skipped)
    found, diagnoses = read_applications(modules)
    yield from (Skipped(path, why) for path, why in tree.skipped[before:])
    applications += [application for application in found if not only or only in application.templates]
    files = {only, *(path for application in applications for path in application.templates)}
    yield from (Diagnosed(diagnosis) for diagnosis in diagnoses if not only or diagnosis.span.path in files)
    yield from (FileRead(path) for application in applications for path in application.templates)


def _handlers(modules: Modules, only: str, applications: list[Application]) -> Iterator[Event]:
    """Where the code of every function is, and applications of the handlers that nothing declares."""
    of_the_tree = layers_of_the_tree(applications)
    for application in applications:
        _resolve(application, modules, Layers.of(application, of_the_tree))
    undeployed = [application for application in applications if application.undeployed]
    for application in undeployed:
        applications.remove(application)
        yield Skipped(application.name, application.undeployed)
    for local, owner in list(templates_of_workstations(applications)):
        applications.remove(local)
        yield Skipped(local.name, f"a template for tests on a workstation; {owner} deploys its functions")
    functions = [function for application in (*applications, *undeployed) for function in application.functions]
    claimed = {function.entry.file for function in functions if isinstance(function.entry, Entry)}
    for application in (*applications, *undeployed):
        if application.framework in OTHER_CLOUDS:  # what looks like a handler of Lambda there is none
            for folder in {function.code.base for function in application.functions}:
                claimed.update(modules.index.sources(folder))
    claimed.update(library_files(layers_of_the_tree(applications), modules.index))
    folders: dict[str, Application] = {}
    entries = [function.entry for function in functions if isinstance(function.entry, Entry)]
    before = len(modules.tree.skipped)
    shaped = find_handlers(modules, claimed, entries)
    yield from (Skipped(path, why) for path, why in modules.tree.skipped[before:])
    declaring = {parent(template) for a in applications if a.functions for template in a.templates}
    for function in shaped:
        function.passed_over = function.guessed and _is_passed_over(function, declaring)
        if isinstance(function.entry, Entry) and only in ("", function.entry.file):
            folder = function.entry.root or "."
            folders.setdefault(folder, Application(folder, "handlers")).functions.append(function)
    applications += folders.values()
    for application in applications:
        for function in application.functions:
            if isinstance(function.entry, Entry):
                yield FileRead(function.entry.file)


def _is_passed_over(function: Function, declaring: set[str]) -> bool:
    """Whether a template stands above, in the same package: what has packages of its own may be deployed by itself."""
    above = declaring.intersection(ancestors(parent(function.span.path)))
    return any(function.code.base in ancestors(folder) for folder in above)


def _resolve(application: Application, modules: Modules, layers: Layers) -> None:
    for function in application.functions:
        if not isinstance(function.entry, Entry) and function.entry.pending:
            function.entry = resolve(function, modules, layers)


def _unread(tree: Tree, only: str, applications: list[Application]) -> Iterator[Event]:
    yield from (Diagnosed(each) for each in linked_templates(tree) if only in ("", each.span.path))
    if not only:
        templates = [path for application in applications for path in application.templates]
        functions = [function for a in applications if not a.templates for function in a.functions]
        handlers = [function.entry.file for function in functions if isinstance(function.entry, Entry)]
        yield from map(Diagnosed, unread_apps(tree, templates, handlers))
        yield from map(Diagnosed, unrendered_templates(tree))
        yield from map(Diagnosed, unread_functions(tree, applications))


def _committed(modules: Modules, only: str, applications: list[Application]) -> Iterator[Event]:
    """Secrets, grants by scripts and what pipelines hold are the nearest application's above, else the first's.

    Those in the code of a function are that of its application, wherever its template lies.
    """
    if only or not applications:
        return
    tree = modules.tree
    folders = {application.name.rpartition("/")[0]: application for application in reversed(applications)}
    templates = {path for application in applications for path in application.templates}
    copies = {path for path, why in tree.skipped if why.startswith(COPY)}
    written = [modules.text(path) for path in sorted(templates)] if copies else []

    handled = {f.entry.file: a for a in reversed(applications) for f in a.functions if isinstance(f.entry, Entry)}

    def owner(span: Span) -> Application:
        return handled.get(span.path) or _nearest(folders, span.path, applications[0])

    for secret in committed_secrets(modules):
        if secret.span.path in templates:
            continue  # what they hold is told as what it is there
        if secret.span.path in copies and any(secret.value in text for text in written):
            continue  # it came from there
        owner(secret.span).committed.append(secret)
        yield FileRead(secret.span.path)
    for path in pages_of(tree, applications):
        _nearest(folders, path, applications[0]).pages.append(path)
    for found in (*django_settings(tree), *beside(modules)):
        for application in applications if isinstance(found, CodeUpdate) else (owner(found.span),):
            _kept_by(application, found).append(found)
        yield FileRead(found.span.path)
    yield from _kept(pipeline_keys(tree), lambda found: owner(found.span).pipeline_keys)
    yield from _kept(pipeline_actions(tree), lambda found: owner(found.span).pipeline_actions)
    yield from _kept(pull_request_deployments(tree), lambda found: owner(found.span).pull_request_deployments)
    yield from _kept(unapproved_deployments(tree), lambda found: owner(found.span).unapproved_deployments)
    yield from _kept(newest_tools(tree), lambda found: owner(found.span).newest_tools)
    yield from _kept(published_repositories(tree), lambda found: owner(found.span).published_repositories)


def _kept_by(application: Application, found: object) -> list[Any]:
    """Where an application keeps what lies beside its code."""
    match found:
        case Committed():
            return application.committed
        case DebugSwitch():
            return application.debug_switches
        case KeyFile():
            return application.key_files
        case BrowserKey():
            return application.browser_keys
        case CodeUpdate():
            return application.code_updates
        case _:
            return application.script_grants


def _kept(found: Iterator[InPipeline], where: Callable[[InPipeline], list[InPipeline]]) -> Iterator[Event]:
    for one in found:
        where(one).append(one)
        yield FileRead(one.span.path)


def _nearest(folders: dict[str, Application], path: str, first: Application) -> Application:
    return next((folders[folder] for folder in ancestors(parent(path)) if folder in folders), first)


def _packages(application: Application, modules: Modules, advisories: Advisories) -> Iterator[Event]:
    manifests = read_manifests(modules.tree, application, advisories=advisories)
    application.manifests = with_imports(manifests, application, modules)
    application.page_manifests = read_pages(modules.tree, application, advisories=advisories)
    for manifest in (*application.manifests, *application.page_manifests):
        yield FileRead(manifest.path)
        yield from map(Diagnosed, manifest.problems)


def _settings(application: Application, modules: Modules) -> Iterator[Event]:
    application.settings = list(configured_literals(application, modules))
    yield from map(FileRead, dict.fromkeys(setting.span.path for setting in application.settings))


def _code(application: Application, modules: Modules, interpretations: Interpretations | None) -> Iterator[Event]:
    behaviours = analyse(application, modules, interpretations)
    told: set[tuple[Span, str]] = set()
    for function, entry in interpreted(application):
        yield Doing(f"interpreting {function.id}")
        behaviour = next(behaviours)
        yield from map(FileRead, behaviour.files)
        # That a run was cut short is said once, for all functions.
        if behaviour.truncated == ABRIDGED:
            message = f"the code of {function.id} was interpreted to its end, but {ABRIDGED}"
            yield Diagnosed(Diagnosis(function.span, message, incomplete=False))
        elif behaviour.truncated and behaviour.truncated != CUT_SHORT:
            message = f"the code of {function.id} was not interpreted to its end, and nothing is known of the rest"
            yield Diagnosed(Diagnosis(function.span, f"{message}: {behaviour.truncated}", id=UNINTERPRETED))
        for missing in missing_modules(modules, behaviour, entry):
            if (missing.span, missing.message) not in told:
                told.add((missing.span, missing.message))
                yield Diagnosed(missing)
    yield Doing("putting the flows together")
    deque(behaviours, maxlen=0)

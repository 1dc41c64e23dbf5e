"""Projects of Firebase: the source folders of `firebase.json`, the functions that their programs export, their rules.

Packages that no project names are deployed by a command that does; what a build of Nx writes is read where its sources
stand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.code import nx
from goatherd.code.exports import javascript_export
from goatherd.code.paths import join, parent
from goatherd.core.finding import Diagnosis
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.core.value import Known, Unknown, known
from goatherd.frontends.document import parse_document
from goatherd.frontends.google.detect import FIREBASE_NODE, FIREBASE_PYTHON, firebase_folders, project_files
from goatherd.frontends.google.functions import Callers, function_of, meaning_of, trigger_of
from goatherd.frontends.google.main_file import main_file
from goatherd.frontends.google.rules.missing import missing_rules
from goatherd.frontends.google.rules.read import read_project_rules, usual_rules
from goatherd.frontends.lenient_json import mended
from goatherd.frontends.programs import node_of
from goatherd.frontends.programs.values import External, Record
from goatherd.frontends.registrations import Registration, chain, evaluate, objects, registrations
from goatherd.model.application import Application
from goatherd.model.function import NOT_WRITTEN, Entry
from goatherd.model.security_rules import SecurityRules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from goatherd.code.modules import Modules
    from goatherd.core.value import Value
    from goatherd.frontends.node import Node
    from goatherd.frontends.programs import Program
    from goatherd.model.function import Function

_DEFAULT_SOURCE = "functions"
# A builder that is used, or handed on to what uses it; templates of projects have theirs in comments.
_BUILDS = regex(
    r"^(?![ \t]*(?://|\*|#|import\b|from\b)).*\bon(?:Request|Call|Schedule|Run|Document[A-Z]\w+|Value[A-Z]\w+)\b",
    re.MULTILINE,
)
_LIBRARY = re.compile(rf"{FIREBASE_PYTHON}\.(?:\w+\.)*\w+_fn")
_PARAMETERS = frozenset({"defineString", "StringParam"})
_GENERATIONS = ("v1", "v2")
# Steps of a chain that say where the event comes from.
_PLACES = frozenset({"document", "ref", "topic", "bucket", "schedule", "event"})
# Who a function runs as: by options of its builder, or for all of a program.
_ACCOUNTS = ("serviceAccount", "serviceAccountEmail", "service_account")
_FOR_ALL = ("setGlobalOptions", "set_global_options")
# What a builder calls the thing that its function listens to, where it is not the first argument.
_NAMES = ("document", "ref", "reference", "topic", "bucket", "schedule", "eventType", "event_type")


def firebase_applications(modules: Modules) -> tuple[list[Application], list[Diagnosis]]:
    applications: dict[str, Application] = {}
    diagnoses: list[Diagnosis] = []
    for path in project_files(modules):
        parsed = parse_document(mended(modules.text(path)), path)
        diagnoses += parsed.diagnoses
        before = len(applications)
        folders = dict(_sources(parsed.documents[0], path)) if parsed.documents else {}
        for written, runtime in folders.items():
            built = None if main_file(modules, written) else nx.built_into(modules, written)
            folder, main = (built.root, built.main) if built else (written, main_file(modules, written))
            functions = _functions(modules, folder, main, runtime, diagnoses)
            if not functions:
                diagnoses += _unrecognised(modules, folder, main)
            if functions:
                files = _files(functions)
                name = path if len(folders) == 1 else files[0]
                applications[folder] = Application(name, "firebase", [path, *files], functions)
        for document in parsed.documents[:1]:
            rules, problems = read_project_rules(modules.tree, document, path)
            diagnoses += problems
            owner = list(applications.values())[before] if len(applications) > before else None
            if rules and owner is None:
                owner = applications[path] = Application(path, "firebase", [path])
            if owner is not None:
                _add_rules(owner, rules)
    _add_packages(modules, applications, diagnoses)
    _add_missing_rules(modules, applications)
    return list(applications.values()), diagnoses


def _add_packages(modules: Modules, applications: dict[str, Application], diagnoses: list[Diagnosis]) -> None:
    """Packages below no project, with the rules beside or above them."""
    told: set[str] = set()
    for folder in firebase_folders(modules):
        main = main_file(modules, folder)
        functions = [] if folder in applications else _functions(modules, folder, main, NOT_WRITTEN, diagnoses)
        if not functions:
            continue
        files = _files(functions)
        applications[folder] = Application(files[0], "firebase", files, functions)
        for place in {folder: None, parent(folder): None}:
            rules, problems = usual_rules(modules.tree, place) if place not in told else ([], [])
            diagnoses += problems
            told.add(place)
            _add_rules(applications[folder], rules)


def _add_missing_rules(modules: Modules, applications: Mapping[str, Application]) -> None:
    """What clients use without rules, told once for a tree: its projects may share what one of them deploys."""
    projects = project_files(modules)
    if projects and applications:
        known = {
            each.store
            for application in applications.values()
            for each in application.resources.values()
            if isinstance(each, SecurityRules)
        }
        missing = missing_rules(modules.tree, projects[0], [folder for folder in applications if folder], known)
        next(iter(applications.values())).resources.update((each.id, each) for each in missing)


def _add_rules(application: Application, rules: list[SecurityRules]) -> None:
    application.templates += [each.id for each in rules]
    application.resources.update((each.id, each) for each in rules)


def _functions(
    modules: Modules, folder: str, main: str, runtime: Value[str], diagnoses: list[Diagnosis]
) -> list[Function]:
    functions = [*_node_functions(modules, folder, main, diagnoses), *_python_functions(modules, folder, diagnoses)]
    for function in functions:
        function.runtime = runtime if known(runtime) else _engine(modules, folder)
    return functions


def _unrecognised(modules: Modules, folder: str, main: str) -> list[Diagnosis]:
    """A folder that its project deploys, whose program uses a builder in a way that is not understood."""
    uses = [path for path in modules.index.sources(folder) if _BUILDS.search(modules.text(path))] if main else []
    why = "it makes functions of Firebase, and none of them is recognised: they are not read"
    return [Diagnosis(Span(main, 1), why) for _ in uses[:1]]


def _files(functions: list[Function]) -> list[str]:
    return list(dict.fromkeys(function.span.path for function in functions))


def _sources(root: Node, path: str) -> Iterator[tuple[str, Value[str]]]:
    """The folders of the functions, one where nothing else is written, and the runtime that is written for each."""
    functions = root.get("functions")
    for entry in functions.list():
        source = entry.get("source").text() if entry.is_mapping else None
        folder = join(parent(path), source or _DEFAULT_SOURCE)
        if folder is not None:
            yield folder, entry.get("runtime").as_text()
    if not functions.exists:
        folder = join(parent(path), _DEFAULT_SOURCE)
        if folder is not None:
            yield folder, functions.get("runtime").as_text()


def _engine(modules: Modules, folder: str) -> Value[str]:
    """The runtime that package.json asks for, where firebase.json names none."""
    path = join(folder, "package.json") or ""
    parsed = parse_document(modules.text(path), path) if path in modules.tree else None
    version = parsed.documents[0].get("engines", "node") if parsed and parsed.documents else None
    text = version.text() if version is not None else None
    return Known(f"nodejs{text}", version.span) if version is not None and text and text.isdigit() else NOT_WRITTEN


# --- Node.js ---


def _node_functions(modules: Modules, folder: str, file: str, diagnoses: list[Diagnosis]) -> Iterator[Function]:
    """What the main module exports, also in groups, that a builder of the library made."""
    if not file:
        return
    program = evaluate(modules, file, folder, (FIREBASE_NODE,))
    diagnoses += program.diagnoses
    made: dict[str, Function] = {}
    calls = registrations(program)
    named, parameters = _names_account(calls), _parameters(calls)
    for name, value in program.exports.items():
        # Unlike "default", the names of `module.exports = …` are those of its parts.
        path = () if value is program.machine.states[file].common.get("exports") else (name,)
        for keys, built in objects(value, path):
            function = _built_function(modules, built, keys, folder, file)
            if function is not None:
                function.default_identity = Known(not (named or _runs_as(chain(built))), explicit=False)
                function.environment |= parameters
                made.setdefault(function.id, function)
    yield from made.values()


def _parameters(calls: Iterable[Registration]) -> dict[str, Value[str]]:
    """The settings that a program asks for: functions get them as variables, filled in from a file or by hand."""
    asked = {call.argument("name", 0).text(): call.span for call in calls if call.name in _PARAMETERS}
    return {name: Unknown("it is filled in at deployment", span) for name, span in asked.items() if name}


def _built_function(
    modules: Modules, built: External, keys: tuple[str, ...], folder: str, file: str
) -> Function | None:
    if built.call is None or not keys or not built.name.startswith(FIREBASE_NODE):
        return None
    _, *steps = built.name.replace("()", "").replace("/", ".").split(".")
    meaning = meaning_of(".".join(step for step in steps if step not in _GENERATIONS)) if steps else None
    if meaning is None:
        return None
    name = "-".join(keys)
    calls = list(chain(built))
    options = [node_of(argument) for call in calls for argument in call.call.arguments.args]
    places = [calls[0], *(call for call in calls[1:] if call.name in _PLACES)]
    detail = _detail([node_of(argument) for call in places for argument in call.call.arguments.args])
    trigger = trigger_of(meaning, name, detail, _callers(calls, options), built.call.span)
    function = function_of(name, built.call.span, file, ".".join(keys), folder, trigger)
    if isinstance(function.entry, Entry) and built.call.span.path != file:
        line = javascript_export(modules.text(file), keys[0]) or 1
        function.entry = evolve(function.entry, line=line)
    return function


def _names_account(calls: Iterable[Registration]) -> bool:
    """Whether a program names the account that its functions run as."""
    return _runs_as(call for call in calls if call.name in _FOR_ALL)


def _runs_as(calls: Iterable[Registration]) -> bool:
    """Whether any of these calls is told an account, as an option or in an object of options."""
    given = [call.call.arguments for call in calls]
    options = [argument.entries for each in given for argument in each.args if isinstance(argument, Record)]
    return any(name in written for written in (*options, *(each.keywords for each in given)) for name in _ACCOUNTS)


def _callers(calls: list[Registration], options: list[Node]) -> Callers:
    written = [argument for call in calls for argument in call.call.arguments.args if isinstance(argument, Record)]
    policy = next((value for record in written if (value := record.entries.get("authPolicy")) is not None), None)
    return Callers(
        next((text for node in options if (text := node.get("invoker").text())), ""),
        "" if policy is None else _name(policy) if isinstance(policy, External) else "own",
        any(node.get("enforceAppCheck").value is True for node in options),
    )


def _name(value: External) -> str:
    return value.name.removesuffix("()").rpartition(".")[2]


def _detail(arguments: list[Node]) -> str:
    """The document, topic, bucket or schedule that the arguments of a builder name."""
    for node in arguments:
        for name in _NAMES:
            text = node.get(name).text() if node.is_mapping else None
            if text:
                return text
        if node.kind == "scalar" and node.text():
            return node.text() or ""
    return ""


# --- Python ---


def _python_functions(modules: Modules, folder: str, diagnoses: list[Diagnosis]) -> Iterator[Function]:
    """What the main module holds by a name and a builder of the library decorates, wherever it is defined."""
    path = join(folder, "main.py")
    if path is None or path not in modules.tree or not _uses_python(modules, folder):
        return
    program = evaluate(modules, path, folder, (FIREBASE_PYTHON,))
    diagnoses += program.diagnoses
    calls = registrations(program)
    named, parameters = _names_account(calls), _parameters(calls)
    for decorator in calls:
        library, _, builder = decorator.call.name.rpartition(".")
        meaning = meaning_of(builder) if _LIBRARY.fullmatch(library) else None
        name = _held(program, decorator) if meaning is not None else ""
        if meaning is None or not name or decorator.function is None:
            continue
        detail = next((text for each in _NAMES if (text := decorator.argument(each).text())), "")
        invoker = decorator.argument("invoker").text() or ""
        callers = Callers(invoker, app_check=decorator.argument("enforce_app_check").value is True)
        trigger = trigger_of(meaning, name, detail, callers, decorator.span)
        function = function_of(name, decorator.span, decorator.file, decorator.function.name, folder, trigger)
        function.default_identity = Known(not (named or _runs_as([decorator])), explicit=False)
        function.environment |= parameters
        yield function


def _uses_python(modules: Modules, folder: str) -> bool:
    sources = (source for source in modules.index.sources(folder) if source.endswith(".py"))
    return any(FIREBASE_PYTHON in modules.text(source) for source in sources)


def _held(program: Program, decorator: Registration) -> str:
    """By which name the main module holds what stands below a decorator; "" for none."""
    state = program.machine.states.get(decorator.file)
    defined = state.scope.find(decorator.function.name) if state is not None and decorator.function else None
    return next((name for name, value in program.names.items() if value is defined), "")

"""Commands that deploy functions: `gcloud functions deploy` of scripts and builds, and the action that GitHub runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.core.value import HOLE
from goatherd.frontends.document import parse_document
from goatherd.frontends.google.detect import ACTION, DEPLOY, deploying_files, is_groovy, scripts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.frontends.node import Node
    from goatherd.tree import Tree

_MAX_COMBINATIONS = 100
_MAX_LENGTH = 4_000  # of one command
_WORKFLOWS = "/.github/workflows/"
_IN_SHELL = regex(r"(?:\\\r?\n|\r?\n[ \t]+(?=--)|[^\n;|&])*")
_IN_LIST = regex(r"(?:[^\n\]]|\n[ \t]*(?:-[ \t]|[\"']|\]))*")
# A name with options, as one text of Groovy.
_ARGUMENTS = regex(r"[\"']([\w.${}-]{1,200}(?:[ \t]|\\?\r?\n)[^\"']{1,4000})[\"']")
_ENTRY = "--entry-point"
_TOKEN = regex(r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\\,\[\]\"'])+")
_ASSIGNED = regex(
    r"^[ \t]*(?:export[ \t]+|readonly[ \t]+)?(\w+)[ \t]*[:?]?=[ \t]*[\"']?([\w./:@-]+)[\"']?[ \t]*$", re.MULTILINE
)
_VARIABLE = regex(r"\$\{?\(?(\w+)(?::-([^}]*))?[})]?")
# What lets somebody call a function, or the service of Cloud Run below it.
_BINDING, _EVERYBODY = "-policy-binding", "allUsers"
_OPENED = regex(
    r"\b(?:functions|run[ \t]+services)[ \t]+add-(?:iam|invoker)-policy-binding[ \t\\\r\n]+([^\s\\-][^\s\\]*)"
    r"((?:\\\r?\n|\r?\n[ \t]+(?=--)|[^\n;|&]){0,2000})"
)
_OF_JOB = regex(r"\$\{\{((?:[^{}\n]|\{\d\}){1,300})\}\}")
_ON_CONDITION = regex(r"([\w.-]+)\s*&&\s*(?:'([^']*)'|format\(\s*'([^']*)'((?:\s*,\s*[\w.-]+)*)\s*\))\s*\|\|\s*''")
_PLACEHOLDER = regex(r"\{(\d{1,3})\}")
_MATRIX = "matrix."
FILTERS = "trigger-event-filters"  # may be given again and again
_SWITCHES = frozenset(
    {"allow-unauthenticated", "no-allow-unauthenticated", "gen2", "no-gen2", "trigger-http", "quiet", "retry"}
)


@frozen
class Command:
    """`options` are those of gcloud, by their names without dashes ("" for switches); `places` where they stand.

    `is_whole`: nothing else is put into it that only the deployment knows.
    """

    span: Span
    name: str
    options: Mapping[str, str]
    places: Mapping[str, Span] = field(factory=dict)
    is_whole: bool = True

    def place(self, option: str) -> Span:
        return self.places.get(option, self.span)

    @property
    def symbol(self) -> str:
        return self.options.get("entry-point") or self.name


def commands_of(tree: Tree) -> Iterator[Command]:
    """Those whose name or entry point is written; what a variable of the deployment names cannot be known."""
    for path, text in deploying_files(tree):
        found = _of_workflow(path, text) if _WORKFLOWS in f"/{path}" else _of_gcloud(path, text)
        yield from (command for command in found if re.fullmatch(r"[\w.-]+", command.symbol))


def opening(command: Command) -> Command:
    """The command where another one lets everybody call its function."""
    return evolve(command, options={**command.options, "allow-unauthenticated": ""})


def opened_names(tree: Tree) -> set[str]:
    """Of the functions that a command of its own lets everybody call."""
    found: set[str] = set()
    for _, text in scripts(tree):
        variables = dict(_ASSIGNED.findall(text)) if _BINDING in text else {}
        for match in _OPENED.finditer(text) if _BINDING in text else ():
            if _EVERYBODY in match[2]:
                found.add(_filled(match[1], variables))
    return found


# --- gcloud ---


def _of_gcloud(path: str, text: str) -> Iterator[Command]:
    variables = dict(_ASSIGNED.findall(text))
    if is_groovy(path):
        yield from _handed_over(path, text)
    for match in DEPLOY.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        as_list = not match[0].split("deploy")[0].removeprefix("functions").isspace() or "\n" in match[0]
        if line.lstrip().startswith("#") or not (as_list or "gcloud" in line):
            continue
        rest = (_IN_LIST if as_list else _IN_SHELL).match(text, match.end(), match.end() + _MAX_LENGTH)
        words = _words(path, text, match.end(), rest[0] if rest else "", variables)
        yield _command(Span(path, text.count("\n", 0, match.start()) + 1), [word for word in words if word.text != "-"])


def _words(path: str, text: str, start: int, rest: str, variables: Mapping[str, str]) -> list[_Word]:
    """Those of `rest`, which begins at `start` of the text."""
    return [
        _Word(_filled(word[0], variables), Span(path, text.count("\n", 0, start + word.start()) + 1))
        for word in _TOKEN.finditer(rest)
    ]


def _handed_over(path: str, text: str) -> Iterator[Command]:
    """What a pipeline gives a step of a shared library, which puts `gcloud functions deploy` before it."""
    for match in _ARGUMENTS.finditer(text):
        if _ENTRY in match[1] and DEPLOY.search(match[1]) is None:
            words = _words(path, text, match.start(1), match[1], {})
            yield _command(Span(path, text.count("\n", 0, match.start(1)) + 1), words)


def _filled(word: str, variables: Mapping[str, str]) -> str:
    plain = word.replace('"', "").replace("'", "")
    return _VARIABLE.sub(lambda match: variables.get(match[1]) or match[2] or match[0], plain)


@frozen
class _Word:
    text: str
    span: Span


def _command(span: Span, words: list[_Word]) -> Command:
    name, pending, is_whole = "", "", True
    options: dict[str, str] = {}
    places: dict[str, Span] = {}
    for word in words:
        if word.text.startswith("--"):
            key, _, value = word.text[2:].partition("=")
            earlier = options.get(key, "") if key == FILTERS else ""
            options[key], places[key] = f"{earlier},{value}" if earlier and value else earlier or value, word.span
            pending = "" if value or key in _SWITCHES else key
        elif pending:
            earlier = options[pending]
            options[pending], pending = f"{earlier},{word.text}" if earlier else word.text, ""
        elif name:
            is_whole &= not word.text.startswith(("$", HOLE))
        else:
            name = word.text
    return Command(span, name, options, places, is_whole)


# --- GitHub ---


def _of_workflow(path: str, text: str) -> Iterator[Command]:
    """Those of the steps of a workflow, once for each combination of a job's matrix."""
    documents, lines = parse_document(text, path).documents, text.splitlines()
    for _, job in documents[0].get("jobs").items() if documents else ():
        written = {
            f"env.{name}": node.text() or "" for part in (documents[0], job) for name, node in part.get("env").items()
        }
        for combination in _combinations(job.get("strategy", "matrix")):
            variables = written | combination
            for step in job.get("steps").list():
                yield from _of_step(path, lines, step, variables)


def _combinations(matrix: Node) -> list[dict[str, str]]:
    lists = {key: node.texts() for key, node in matrix.items() if key not in ("include", "exclude")}
    found: list[dict[str, str]] = [{}]
    for key, texts in lists.items():
        found = [one | {f"matrix.{key}": text} for one in found for text in texts][:_MAX_COMBINATIONS]
    included = [
        {f"matrix.{key}": node.text() or "" for key, node in one.items()} for one in matrix.get("include").list()
    ]
    return included if included and not lists else found + included


def _of_step(path: str, lines: list[str], step: Node, variables: Mapping[str, str]) -> Iterator[Command]:
    def filled(text: str) -> str:
        return _OF_JOB.sub(lambda match: _evaluated(match[1].strip(), variables), text)

    run = step.get("run")
    written = run.text() or ""
    if DEPLOY.search(written):
        for command in _of_gcloud(path, filled(written)):
            if _is_block(run.span.line, written, lines):
                places = {option: _below(run.span, place) for option, place in command.places.items()}
                yield evolve(command, span=_below(run.span, command.span), places=places)
            else:
                yield evolve(command, span=run.span, places={})
    elif (step.get("uses").text() or "").startswith(ACTION):
        given = {key: filled(node.text() or "") for key, node in step.get("with").items()}
        options = {_OPTIONS.get(key, key.replace("_", "-")): value for key, value in given.items()}
        yield Command(step.span, given.get("name", ""), options)


def _below(start: Span, place: Span) -> Span:
    return Span(place.path, start.line + place.line)


def _is_block(above: int, written: str, lines: list[str]) -> bool:
    """Whether a text stands line by line below a line of the file."""
    own = written.splitlines()
    return [line.strip() for line in lines[above : above + len(own)]] == [line.strip() for line in own]


def _evaluated(expression: str, variables: Mapping[str, str]) -> str:
    """What an expression puts in: a variable, or what is there on a condition (`a && '--b c' || ''`)."""
    choice = _ON_CONDITION.fullmatch(expression)
    if choice is None:
        return variables.get(expression) or HOLE
    condition, template, arguments = choice[1], choice[2] or choice[3], (choice[4] or "").split(",")[1:]
    if condition.startswith(_MATRIX) and not variables.get(condition):
        return ""
    values = [variables.get(argument.strip()) or HOLE for argument in arguments]
    return _PLACEHOLDER.sub(lambda match: values[int(match[1])] if int(match[1]) < len(values) else HOLE, template)


_OPTIONS = {
    "source_dir": "source",
    "event_trigger_pubsub_topic": "trigger-topic",
    "event_trigger_type": "trigger-event",
    "event_trigger_resource": "trigger-resource",
}

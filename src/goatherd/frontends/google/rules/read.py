"""The rules that a project deploys: those that `firebase.json` names, else those of the usual names beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import join, parent
from goatherd.core.errors import ReadError
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.google.rules.database import read_database
from goatherd.frontends.google.rules.language import read_rules
from goatherd.frontends.google.rules.use import realtime_database_in_use
from goatherd.model.security_rules import SecurityRules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.frontends.node import Node
    from goatherd.tree import Tree

MAX_RULES_BYTES = 500_000  # Firebase itself takes 256 kB
# By the key of firebase.json: the store, and the file's name where the key is not there.
_STORES = {
    "firestore": ("Firestore", "firestore.rules"),
    "storage": ("Cloud Storage", "storage.rules"),
    "database": ("the Realtime Database", "database.rules.json"),
}


def read_project_rules(tree: Tree, project: Node, path: str) -> tuple[list[SecurityRules], list[Diagnosis]]:
    """`project` is what `firebase.json`, the file `path`, holds."""
    return _read(tree, dict.fromkeys(_files(tree, project, path)))


def _read(tree: Tree, files: Iterable[tuple[str, str]]) -> tuple[list[SecurityRules], list[Diagnosis]]:
    """`files`: the store and the path of each."""
    found: list[SecurityRules] = []
    diagnoses: list[Diagnosis] = []
    for store, file in files:
        try:
            text = tree.read(file, MAX_RULES_BYTES)
        except ReadError as error:
            diagnoses.append(Diagnosis(error.span or Span(file, 1), error.message))
            continue
        rules = SecurityRules(id=file, type=f"Firebase::{store.split()[-1]}::Rules", span=Span(file, 1), store=store)
        if store == "the Realtime Database":
            database = read_database(text, file)
            rules.grants, rules.validations = database.grants, database.validations
            rules.in_use = realtime_database_in_use(tree)
            diagnoses += database.diagnoses
        else:
            written = read_rules(text, file)
            rules.grants = written.of(store)
            diagnoses += written.diagnoses
        found.append(rules)
    return found, diagnoses


def usual_rules(tree: Tree, folder: str) -> tuple[list[SecurityRules], list[Diagnosis]]:
    """Those of the usual names in a folder without a project, whose owner deploys or pastes them by hand."""
    places = ((store, join(folder, file)) for store, file in _STORES.values())
    return _read(tree, [(store, file) for store, file in places if file is not None and file in tree])


def _files(tree: Tree, project: Node, path: str) -> Iterator[tuple[str, str]]:
    for key, (store, usual) in _STORES.items():
        entries = project.get(key).list()
        named = [text for entry in entries if entry.is_mapping and (text := entry.get("rules").text())]
        for name in named or ([] if entries else [usual]):
            file = join(parent(path), name)
            if file is not None and file in tree:
                yield store, file

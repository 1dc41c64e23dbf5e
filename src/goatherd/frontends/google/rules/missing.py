"""Stores that programs of clients ask directly, and for which no file of the tree has rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.classify import why_not_by_name
from goatherd.code.paths import inside, name
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.frontends.heads import head_of
from goatherd.model.security_rules import MissingRules

if TYPE_CHECKING:
    from collections.abc import Collection

    from goatherd.tree import Tree

MAX_FILES = 2_000  # programs whose first lines are read
_PROGRAMS = (".js", ".jsx", ".mjs", ".ts", ".tsx", ".vue", ".svelte")
_FLUTTER = "pubspec.yaml"
_STORES = {"firestore": "Firestore", "database": "the Realtime Database"}
# The libraries of clients: that of functions is "firebase-admin".
_LIBRARY = regex(r"[\"'](?:firebase|@angular/fire)/(?:compat/)?(firestore|database)(?:/lite)?[\"']")
_PACKAGE = regex(r"^\s+(?:cloud_(firestore)|firebase_(database)):", re.MULTILINE)
_RULES = regex(r"service\s+cloud\.(firestore)\b|[\"']\.?(?:read|write)[\"']\s*:()")


def missing_rules(tree: Tree, project: str, functions: Collection[str], known: set[str]) -> list[MissingRules]:
    """Of a project, the file `firebase.json`. `functions` are the folders of its functions, `known` the stores whose
    rules are read.
    """
    clients = _clients(tree, functions)
    for store in known | _stores_of_rules(tree) if clients else known:
        clients.pop(store, None)
    if not clients:
        return []
    type = "Firebase::Rules::Missing"
    return [MissingRules(id=f"{project}#rules", type=type, span=Span(project, 1), clients=clients)]


def _clients(tree: Tree, functions: Collection[str]) -> dict[str, Span]:
    found: dict[str, Span] = {}
    programs = [path for path in tree.files if path.endswith(_PROGRAMS) or name(path) == _FLUTTER]
    for path in programs[:MAX_FILES]:
        if why_not_by_name(path) or any(inside(path, folder) for folder in functions):
            continue
        text = head_of(tree, path)
        for match in (_PACKAGE if name(path) == _FLUTTER else _LIBRARY).finditer(text):
            store = _STORES[next(filter(None, match.groups()))]
            found.setdefault(store, Span(path, text.count("\n", 0, match.start(match.lastindex or 0)) + 1))
    return found


def _stores_of_rules(tree: Tree) -> set[str]:
    """The stores that any file has rules for which is called after them, wherever it is deployed from."""
    texts = [head_of(tree, path) for path in tree.files if "rules" in name(path).lower()]
    found = {match[1] or "database" for text in texts for match in _RULES.finditer(text)}
    return {_STORES[each] for each in found}

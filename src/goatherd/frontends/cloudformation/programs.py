"""Templates that JavaScript builds: modules that export one, or a function that gives one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.imported import imported_by
from goatherd.code.paths import join, name, parent
from goatherd.core.finding import Diagnosis
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.frontends.cloudformation.source import template_source
from goatherd.frontends.files import SERVERLESS, SERVERLESS_PROGRAMS
from goatherd.frontends.folders_of_tests import is_test_folder
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.frontends.cloudformation.source import Sources

_ENDINGS = (".js", ".cjs", ".mjs", ".ts")
_EXPORTS = regex(r"^[ \t]*(?:module\.exports\s*=|export\s+default\b|export\s*=)", re.MULTILINE)
_NAMED = regex(r"\.(?:cfn|template|cloudformation)\.[cm]?[jt]s$")
_TYPE = regex(r"[\"'`](?:AWS|Custom)::\w")
_OTHERS = regex(r"[\"'](?:aws-cdk-lib|@aws-cdk/|@pulumi/|@serverless-stack/|sst)")
# What a service of the Framework takes its resources from is a part of it.
_PART = regex(r"file\(\s*([^\s:)]{1,200}\.[cm]?[jt]s)")


def add_programs(modules: Modules, sources: Sources) -> None:
    """Add the templates that modules of the tree export, and what could not be told of those that are called so."""
    candidates = list(_candidates(modules))
    if not candidates:
        return
    from goatherd.frontends.cloudformation.cloudfriend import Cloudfriend
    from goatherd.frontends.exported import whole_export
    from goatherd.frontends.programs import evaluate_module

    parts = set(_parts(modules))
    for path in candidates:
        if path in parts:
            continue
        friend = Cloudfriend()
        program = evaluate_module(modules, path, friend, folder=parent(path))
        root = whole_export(program, Span(path, 1))
        source = template_source(path, root)
        if source is not None:
            sources.templates[path] = source
            unread = [
                Diagnosis(span, f"what it adds to the template is not read: {why}")
                for span, why in friend.unread.items()
            ]
            sources.remarks[path] = [*program.diagnoses, *unread]
            parts |= program.machine.states.keys() - {path}
        elif _NAMED.search(path) and not root.is_mapping:
            why = root.why or "it exports no mapping"
            sources.unreadable.append(Diagnosis(Span(path, 1), f"which template it exports cannot be known: {why}"))
    for path in parts.intersection(candidates):
        sources.templates.pop(path, None)


def _candidates(modules: Modules) -> Iterator[str]:
    for path in modules.tree.files:
        if not path.endswith(_ENDINGS) or name(path) in SERVERLESS_PROGRAMS or is_test_folder(path):
            continue
        if modules.classifier.why_not_application(path) and not _NAMED.search(path):
            continue
        text = modules.text(path)
        if "Resources" in text and _TYPE.search(text) and _EXPORTS.search(text) and not _OTHERS.search(text):
            yield path


def _parts(modules: Modules) -> Iterator[str]:
    """The modules that services of the Framework take values from, and those that their programs import."""
    for file in (*SERVERLESS, *SERVERLESS_PROGRAMS):
        for service in modules.index.named(file):
            for match in _PART.finditer(modules.text(service)):
                place = join(parent(service), match[1])
                if place is not None:
                    yield place
    programs = [path for file in SERVERLESS_PROGRAMS for path in modules.index.named(file)]
    yield from imported_by(modules, [Entry(path, "", "javascript", 1, parent(path)) for path in programs])

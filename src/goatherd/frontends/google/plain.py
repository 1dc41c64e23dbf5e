"""Handlers of requests that packages for Google's cloud export: a command deploys them by name, and no file says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import parent
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.frontends.google.detect import cloud_manifests
from goatherd.frontends.google.functions import ANY_CALLERS, HTTP, function_of, trigger_of
from goatherd.frontends.google.main_file import main_file
from goatherd.model.application import Application

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from goatherd.code.modules import Modules
    from goatherd.model.function import Function

# A request and a response, and nothing that goes on: middlewares are given three.
_EXPORTED = regex(
    r"^(?:(?:module\.)?exports\.|export\s+const\s+)(?P<name>\w+)(?:\s*:[^=\n]{1,200})?\s*=\s*(?:async\s*)?(?:function\s*\w*\s*)?"
    r"\(\s*req(?:uest)?\b[^,()]{0,200},\s*res(?:ponse)?\b[^,()]{0,200}\)",
)
_SERVES = regex(r"\.listen\s*\(|\b(?:require|from)\b[ (]*[\"'](?:express|fastify|koa|next)[\"'/]")


def plain_applications(modules: Modules, claimed: Container[str]) -> Iterator[Application]:
    """One for every package whose main module exports such handlers; what is in `claimed` has been read."""
    for path in cloud_manifests(modules):
        file = main_file(modules, parent(path))
        functions = list(_functions(modules, file, parent(path))) if file and file not in claimed else []
        if functions:
            yield Application(file, "google", [file], functions)


def _functions(modules: Modules, file: str, base: str) -> Iterator[Function]:
    text = modules.text(file)
    if _SERVES.search(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        found = _EXPORTED.match(line)
        if found is not None:
            span = Span(file, number)
            trigger = trigger_of(HTTP, found["name"], "", ANY_CALLERS, span)
            trigger.options["convention"] = "google"
            function = function_of(found["name"], span, file, found["name"], base, trigger)
            function.guessed = True
            yield function

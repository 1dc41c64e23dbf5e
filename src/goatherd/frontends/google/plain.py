"""Handlers that programs for Google's cloud hold: a command deploys them by name, and no file of the tree says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import language_of, parent
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.frontends.google.detect import cloud_manifests, cloud_programs
from goatherd.frontends.google.functions import ANY_CALLERS, EVENT, HTTP, function_of, trigger_of
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
# One request, an event with its context, or one in CloudEvents' form.
_DEFINED = regex(
    r"^def\s+(?P<name>[a-zA-Z]\w*)\(\s*(?:(?P<request>req(?:uest)?)\b[^,()]{0,80}"
    r"|(?:event|data)\b[^()]{0,80}?,\s*_?context\b[^,()]{0,80}|cloud_?event\b[^,()]{0,80}),?\s*\)",
)
_SERVES_PYTHON = regex(r"\b(?:Flask|FastAPI|Starlette|Quart|Sanic)\(|\buvicorn\b|\blambda_handler\b|\bimport boto3\b")
_SERVES = regex(r"\.listen\s*\(|\b(?:require|from)\b[ (]*[\"'](?:express|fastify|koa|next)[\"'/]")


def takes_event(line: str) -> bool:
    """Whether a line defines a function of Python that is given an event, not a request."""
    found = _DEFINED.match(line)
    return found is not None and found["request"] is None


def plain_applications(modules: Modules, claimed: Container[str]) -> Iterator[Application]:
    """One for every package whose main module exports such handlers; what is in `claimed` has been read."""
    exported = [(main_file(modules, parent(path)), parent(path)) for path in cloud_manifests(modules)]
    defined = [(path, parent(path)) for path in cloud_programs(modules)]
    for file, base in (*exported, *defined):
        functions = list(_functions(modules, file, base)) if file and file not in claimed else []
        if functions:
            yield Application(file, "google", [file], functions)


def _functions(modules: Modules, file: str, base: str) -> Iterator[Function]:
    text = modules.text(file)
    python = language_of(file) == "python"
    if (_SERVES_PYTHON if python else _SERVES).search(text):
        return
    decorated = False
    for number, line in enumerate(text.split("\n"), 1):
        found = (_DEFINED if python else _EXPORTED).match(line)
        if found is not None and not decorated:
            span = Span(file, number)
            trigger = trigger_of(EVENT if takes_event(line) else HTTP, found["name"], "", ANY_CALLERS, span)
            trigger.options["convention"] = "google"
            function = function_of(found["name"], span, file, found["name"], base, trigger)
            function.guessed = True
            yield function
        decorated = python and line.startswith("@")

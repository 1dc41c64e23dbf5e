"""What is installed at whatever is its newest version, where deployments have their rights or functions are built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.classify import why_not_by_name
from goatherd.code.paths import name
from goatherd.code.workflows import jobs_of, signs_in, workflows
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import PipelineTool

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.tree import Tree

_MAX_BYTES = 300_000
# Pipelines of others than GitHub, by name. What they may do is configured elsewhere: those that deploy may do so.
_PIPELINE = regex(
    r"(?i)(?:.*[-_.])?build-?spec(?:[-_.].*)?\.ya?ml|.*(?:deploy|build|test)-?spec\.ya?ml|cloudbuild.*\.ya?ml"
    r"|\.gitlab-ci\.yml|bitbucket-pipelines\.yml|azure-pipelines.*\.ya?ml"
)
_CIRCLE = ".circleci/config.yml"
_DEPLOYS = regex(
    r"(?m)^[^#\n]*(?:\b(?:serverless|sls|sam|cdk|sst|firebase|chalice|zappa|run|gcloud functions|gcloud run)"
    r" deploy\b|\bterraform apply\b|\baws cloudformation (?:deploy|update-stack)\b|\baws lambda update-function-code\b"
    r"|\bfunc azure functionapp publish\b)"
)
_IMAGE = regex(r"(?i)(?:.*\.)?dockerfile(?:\..*)?")
_OF_FUNCTIONS = regex(r"(?im)^\s*FROM\s+(?:--\S+\s+)?\S*(?:\blambda|lambda\b|azure-functions|functions-framework)\S*")
_GLOBALLY = regex(r"[^#]*?\b(?:npm|pnpm)\s+(?:i|install|add)\b([^&|;#]*)")
_BY_OTHERS = regex(r"[^#]*?\b(?:yarn\s+global\s+add|bun\s+(?:add|install)\s+(?:-g|--global))\b([^&|;#]*)")
_AT_ONCE = regex(r"[^#]*?\b(?:npx|pnpm\s+dlx|bunx)\s+((?:-\S+\s+)*[\w@/.-]+@(?:latest|next)\b)")
_OF_PYTHON = regex(r"[^#]*?\bpip3?\s+install\b([^&|;#]*)")
_SCRIPT = regex(
    r"[^#]*?\b(?:curl|wget)\b[^|#]*?https?://(?!localhost|127\.)([\w.-]+)[^|#]*"
    r"\|\s*(?:sudo\s+)?(?:-\S+\s+)*(?:(?:ba|z|da)?sh\b|python3?\s*(?:-(?=\s|$)|$))"
)
_GLOBAL = frozenset({"-g", "--global"})
_NO_VERSION = frozenset({"", "latest", "next", "canary"})
_MANAGERS = frozenset({"npm", "yarn", "pnpm", "corepack", "bun"})
_PYTHON_TOOLS = frozenset({"aws-sam-cli", "awscli", "chalice", "zappa", "ansible", "checkov", "awsebcli"})
_OF_NPM = regex(r"(@?[\w./-]+)(?:@(.*))?")


def newest_tools(tree: Tree) -> Iterator[PipelineTool]:
    """In order of the kinds of files and of lines; nothing is raised."""
    for path, lines in workflows(tree):
        head, jobs = jobs_of(lines)
        everywhere = any(map(signs_in, head))
        for first, job in jobs:
            if everywhere or any(map(signs_in, job)):
                yield from _installed(path, first, job, deploys=True)
    for path in tree.files:
        called = name(path)
        pipeline = _PIPELINE.fullmatch(called) is not None or f"/{path}".endswith(f"/{_CIRCLE}")
        if not pipeline and not _IMAGE.fullmatch(called):
            continue
        text = _text(tree, path)
        if _DEPLOYS.search(text) if pipeline else _OF_FUNCTIONS.search(text):
            yield from _installed(path, 1, text.splitlines(), deploys=pipeline)


def _text(tree: Tree, path: str) -> str:
    try:
        return "" if why_not_by_name(path) else tree.read(path, _MAX_BYTES)
    except ReadError:
        return ""


def _installed(path: str, first: int, lines: Sequence[str], *, deploys: bool) -> Iterator[PipelineTool]:
    for number, line in enumerate(lines, first):
        for called in _newest(line[:1000]):
            yield PipelineTool(called, deploys, Span(path, number))


def _newest(line: str) -> Iterator[str]:
    words = _GLOBALLY.match(line)
    given = words[1].split() if words is not None else []
    if _GLOBAL.isdisjoint(given):
        others = _BY_OTHERS.match(line)
        given = others[1].split() if others is not None else []
    yield from (word for word in given if _is_newest(word))
    if (at_once := _AT_ONCE.match(line)) is not None:
        yield at_once[1].split()[-1]
    if (python := _OF_PYTHON.match(line)) is not None:
        yield from (word for word in python[1].split() if word in _PYTHON_TOOLS)
    if (script := _SCRIPT.match(line)) is not None:
        yield f"a script of {script[1]}"


def _is_newest(word: str) -> bool:
    found = _OF_NPM.fullmatch(word.strip("\"'"))
    return found is not None and found[1] not in _MANAGERS and (found[2] or "") in _NO_VERSION and word[0] not in "-./$"

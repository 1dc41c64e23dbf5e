"""Sites of Azure whose workflows publish the whole repository, with what is not for their visitors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import extension, name, parent
from goatherd.code.workflows import step_of, workflows
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import PublishedRepository

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.tree import Tree

_PUBLISHES = regex(r"(?i)[^#]*\buses\s*:\s*[\"']?azure/static-web-apps-deploy@")
_GIVEN = regex(r"\s*(?:-\s+)?(action|(?:app|api|output)_location|skip_app_build|app_build_command)\s*:\s*(.*)")
_COMMENT = regex(r"\s+#.*")
_ROOT = frozenset({"", "."})
# What pages are not made of: notes, data, infrastructure, scripts and programs of servers.
_INNER = frozenset(
    {
        *(".md", ".sql", ".csv", ".tsv", ".xls", ".xlsx", ".doc", ".docx", ".bicep", ".tf", ".yml", ".yaml"),
        *(".ps1", ".sh", ".bat", ".py", ".cs", ".http"),
    }
)
_MAX_SHOWN = 20


def published_repositories(tree: Tree) -> Iterator[PublishedRepository]:
    """In order of workflows; nothing is raised."""
    for path, lines in workflows(tree):
        for number, line in enumerate(lines):
            if not _PUBLISHES.match(line):
                continue
            given = _given(lines, number)
            top = path.rpartition(".github/")[0]
            if "app_location" in given and _is_whole(given, f"{top}package.json" in tree.files):
                api = given.get("api_location", ("", number))[0]
                shown = tuple(_not_for_pages(tree.files, top, api))
                if shown:
                    yield PublishedRepository(shown, Span(path, given["app_location"][1] + 1))


def _given(lines: list[str], number: int) -> dict[str, tuple[str, int]]:
    """What the step of a line gives to its action, each with the number of its line from 0."""
    start = next((at for at in range(number, -1, -1) if lines[at].lstrip().startswith("- ")), number)
    found = {}
    for at, line in enumerate(step_of(lines, number), start):
        match = _GIVEN.match(line)
        if match is not None:
            value = _COMMENT.sub("", match[2]).strip().strip("\"'")
            is_folder = match[1].endswith("_location")
            found[match[1]] = (value.removeprefix("./").strip("/") if is_folder else value, at)
    return found


def _is_whole(given: dict[str, tuple[str, int]], is_built: bool) -> bool:
    """Whether all of the repository goes out: nothing is built, and no folder is chosen."""
    text = {key: value for key, (value, _) in given.items()}
    if text.get("action") == "close":
        return False
    if text["app_location"] not in _ROOT or text.get("output_location", "") not in _ROOT:
        return False
    skipped = text.get("skip_app_build", "").lower() == "true" or text.get("app_build_command", "").startswith("echo")
    return skipped or not is_built


def _not_for_pages(files: Sequence[str], top: str, api: str) -> Iterator[str]:
    """What stands in the repository beside the pages, by its first folder, or by its name."""
    found: dict[str, None] = {}
    servers = {parent(path) for path in files if name(path) == "host.json"} - {top.rstrip("/")}
    for path in files:
        own = path.removeprefix(top)
        if not path.startswith(top) or own.startswith(".") or own.lower().startswith("readme"):
            continue
        if extension(own) in _INNER or parent(path) in servers or (api and own.startswith(f"{api}/")):
            first, _, rest = own.partition("/")
            found[f"{first}/" if rest else first] = None
    yield from list(found)[:_MAX_SHOWN]

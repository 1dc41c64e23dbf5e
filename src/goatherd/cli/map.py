"""`goatherd map`: the attack surface of an application, and who is responsible for what."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
from attrs import evolve

from goatherd.cli.options import configured_options, drawing_options, report_option
from goatherd.cli.output import Files, require_replaceable
from goatherd.cli.settings import at_work, configured, reports_of, with_more
from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.cli.enclosing import Part
    from goatherd.core.config import Config
    from goatherd.surface.diff import Diff
    from goatherd.surface.map import Map

_OF_A_MAP = ("text", "json", "mermaid", "dot", "svg", "html")
_FORMAT = click.Choice([*_OF_A_MAP, "markdown"])
_OF_A_DIFF = ("text", "json", "markdown")


@click.command("map")
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
@click.option("--format", type=_FORMAT, default="text", show_default=True, help="What to print.")
@report_option
@click.option("--diff", "revision", metavar="REVISION", help="Show what changed since a revision of git.")
@configured_options
@drawing_options
@click.option("-q", "--quiet", is_flag=True, help="No text: only reports and errors.")
@click.option("-v", "--verbose", is_flag=True, help="Leave nothing out of the text.")
def command(
    path: Path,
    format: str,
    reports: tuple[str, ...],
    revision: str | None,
    exclude: tuple[str, ...],
    all_files: bool,
    models_from: tuple[str, ...],
    effort: int | None,
    jobs: int | None,
    no_cache: bool,
    config_file: Path | None,
    no_config: bool,
    quiet: bool,
    **drawn: Any,
) -> int:
    """Show what of the applications below PATH is exposed to whom, what is behind it, and who is responsible.

    Exit codes: 0 mapped, 1 the surface is wider than at --diff, 2 usage or configuration, 3 incomplete,
    4 nothing to map, 130 interrupted before it had begun, or twice.
    """
    _check(format, revision)
    files = reports_of(reports, _OF_A_MAP if revision is None else _OF_A_DIFF)
    require_replaceable(files)
    from goatherd.cli.enclosing import enclosing

    from_file = configured(path, config_file, without=no_config)
    config = with_more(from_file, exclude, models_from)
    effort, all_files = effort or from_file.effort, all_files or from_file.all_files
    config = evolve(config, all_files=all_files, effort=effort, **at_work(jobs, no_cache))
    root, only = enclosing(path)
    mapped = _mapped(root, only, config, quiet, keep=revision is None)
    shown: Map | Diff = mapped
    write: Callable[..., None] = _write_map
    if revision is not None:
        shown, write = _difference(mapped, revision, root, only, config, quiet), _write_diff
    written = Files()
    for report in files:
        with written.writing(report.path), _opened(report.path) as stream:
            write(shown, report.format, stream, _without_colours(drawn))
    if not (quiet and format == "text"):
        write(shown, format, sys.stdout, drawn)
    written.tell()
    return int(shown.exit_code)


def _check(format: str, revision: str | None) -> None:
    if revision is None and format not in _OF_A_MAP:
        raise UsageError(
            f"{format} is a format of --diff", help="choose another format, or name a revision with --diff"
        )
    if revision is not None and format not in _OF_A_DIFF:
        raise UsageError(f"--diff has no format {format}", help=f"its formats are {', '.join(_OF_A_DIFF)}")


def _mapped(root: Path, only: Part, config: Config, quiet: bool, *, keep: bool = False) -> Map:
    """The map; `keep`: also of what was read when somebody interrupts it. Half a map is compared with nothing."""
    from goatherd.cli.progress import with_progress
    from goatherd.cli.stopping import until_stopped
    from goatherd.review import review
    from goatherd.review.scope import concerned
    from goatherd.scan import scan
    from goatherd.surface.map import map_of

    events = scan(str(root), config)
    outcome = review(with_progress(until_stopped(events) if keep else events, quiet=quiet), config)
    if only is not None:
        outcome.applications = concerned(outcome.applications, only)
    return map_of(outcome)


def _difference(mapped: Map, revision: str, root: Path, only: Part, config: Config, quiet: bool) -> Diff:
    from goatherd.surface.diff import diff
    from goatherd.surface.revision import files_of

    folder = root if root.is_dir() else root.parent
    with files_of(revision, folder) as earlier:
        part = earlier.folder if root.is_dir() else earlier.folder / root.name
        before = _mapped(part if part.exists() else earlier.folder, only, config, quiet)
        return diff(revision, before, mapped, earlier.missing)


def _write_map(mapped: Map, format: str, stream: TextIO, drawn: dict[str, Any]) -> None:
    if format == "text":
        from goatherd.surface.formats import text

        text.write(mapped, stream, **drawn)
        return
    from goatherd.surface.formats import render

    _put(render(format, mapped), stream)


def _write_diff(difference: Diff, format: str, stream: TextIO, drawn: dict[str, Any]) -> None:
    from goatherd.surface.formats import changes

    if format == "text":
        changes.write(difference, stream, **drawn)
        return
    render: Callable[[Diff], str] = changes.as_json if format == "json" else changes.as_markdown
    _put(render(difference), stream)


@contextmanager
def _opened(path: str) -> Iterator[TextIO]:
    with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
        yield stream


def _without_colours(drawn: dict[str, Any]) -> dict[str, Any]:
    """A file has none, unless they were asked for."""
    return drawn if drawn["color"] != "auto" else {**drawn, "color": "never"}


def _put(text: str, stream: TextIO) -> None:
    if stream is sys.stdout:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    else:
        stream.write(text)

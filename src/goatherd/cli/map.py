"""`goatherd map`: the attack surface of an application, and who is responsible for what."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve

from goatherd.cli.options import configured_options, drawing_options
from goatherd.cli.output import writing
from goatherd.cli.settings import configured
from goatherd.surface.formats import FORMATS

if TYPE_CHECKING:
    from goatherd.surface.map import Map


@click.command("map")
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
@click.option("--format", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print.")
@click.option("--output", type=click.Path(dir_okay=False), help="Write it to this file instead.")
@configured_options
@drawing_options
@click.option("-v", "--verbose", is_flag=True, help="Leave nothing out of the text.")
def command(
    path: Path,
    format: str,
    output: str | None,
    exclude: tuple[str, ...],
    config_file: Path | None,
    no_config: bool,
    color: Any,
    width: int | None,
    verbose: bool,
) -> int:
    """Show what of the applications below PATH is exposed to whom, what is behind it, and who is responsible.

    Exit codes: 0 mapped, 2 usage or configuration, 3 incomplete, 4 nothing to map, 130 interrupted.
    """
    from goatherd.cli.enclosing import enclosing
    from goatherd.cli.progress import with_progress
    from goatherd.review import review
    from goatherd.scan import scan
    from goatherd.surface.map import map_of

    from_file = configured(path, config_file, without=no_config)
    config = evolve(from_file, exclude=(*from_file.exclude, *exclude))
    root, only = enclosing(path)
    outcome = review(with_progress(scan(str(root), config)), config, only=only)
    mapped = map_of(outcome)
    if output:
        with writing(output), open(output, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            _write(mapped, format, stream, color=color if color != "auto" else "never", width=width, verbose=verbose)
    else:
        _write(mapped, format, sys.stdout, color=color, width=width, verbose=verbose)
    return int(mapped.exit_code)


def _write(mapped: Map, format: str, stream: Any, *, color: Any, width: int | None, verbose: bool) -> None:
    if format == "text":
        from goatherd.surface.formats import text

        text.write(mapped, stream, color=color, width=width, verbose=verbose)
        return
    from goatherd.surface.formats import render

    rendered = render(format, mapped)
    if stream is sys.stdout:
        sys.stdout.buffer.write(rendered.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    else:
        stream.write(rendered)

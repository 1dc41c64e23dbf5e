"""`goatherd guard report`: what the guard stopped, from the functions' logs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from goatherd.cli.guard_reading import LOG, NOTHING
from goatherd.cli.output import require_writable, writing

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.report.guard.stopped import Stopped

_FORMATS = ("text", "json", "html")


@click.command("report")
@click.argument("logs", nargs=-1, required=True, type=LOG, metavar="LOG...")
@click.option("--format", type=click.Choice(_FORMATS), default="text", show_default=True, help="What to print.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write it to this file.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("-v", "--verbose", is_flag=True, help="Leave nothing out of the text.")
def report(logs: tuple[Path, ...], format: str, output: str | None, color: Any, verbose: bool) -> int:
    """Show what was stopped and reported, by function, rule and field, from the functions' logs.

    LOG is a file, a folder of such, or - for standard input: as CloudWatch exports it, `aws logs tail` prints it or the
    function wrote it, lines of text, JSON or CSV, plain or compressed. Logs can be forged by whoever makes a function
    write lines; nothing of them is acted on.

    Exit codes: 0 shown, 2 usage, 4 nothing of the guard is in the logs.
    """
    if output:
        require_writable(output)
    from goatherd.guard.records import read_logs
    from goatherd.report.guard.stopped import stopped_in

    told = stopped_in(read_logs(logs))
    says_nothing = not told.functions and format == "text" and not output
    text = "" if says_nothing else _rendered(told, format, color, output is None, verbose)
    if output:
        with writing(output), open(output, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    else:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    if not told.functions:
        click.echo("nothing of the guard is in the logs", err=True)
        return NOTHING
    return 0


def _rendered(told: Stopped, format: str, color: Any, printed: bool, verbose: bool) -> str:
    if format == "html":
        from goatherd.report.guard.page import page

        return page(told)
    if format == "json":
        from goatherd.report.guard.stopped import as_data
        from goatherd.report.safe import escaped

        return escaped(json.dumps(as_data(told), indent=2, ensure_ascii=False)) + "\n"
    from goatherd.report.guard.text import lines
    from goatherd.report.ink import Ink, ink_for

    ink = ink_for(sys.stdout, color) if printed or color != "auto" else Ink({})
    return "".join(line + "\n" for line in lines(told, ink, all=verbose))

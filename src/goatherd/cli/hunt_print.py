"""What a hunt prints: all at its end, or alerts as they are found and the rest at the end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from goatherd.report.hunt import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.hunt.hunting import Hunt

AS_FOUND = ("text", "jsonl", "ocsf")  # formats that can be printed so


@frozen
class Printer:
    form: str
    color: Any
    verbose: bool

    def print(self, found: Hunt) -> None:
        if self.form == "text":
            self.alerts(found)
            self.end(found)
        else:
            _write(render(self.form, found))

    def alerts(self, found: Hunt) -> None:
        from goatherd.report.hunt import jsonl, ocsf, text
        from goatherd.report.ink import ink_for

        if self.form == "text":
            _echo(text.alerts(found, ink_for(sys.stdout, self.color), all=self.verbose))
        elif self.form == "jsonl":
            _write("".join(f"{line}\n" for line in jsonl.alerts(found)))
        else:
            _write(ocsf.render(found))
        sys.stdout.flush()

    def end(self, found: Hunt) -> None:
        from goatherd.report.hunt import jsonl, text

        if self.form == "text":
            _echo(text.ending(found, all=self.verbose))
        elif self.form == "jsonl":
            _write("".join(f"{line}\n" for line in jsonl.ending(found)))


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _write(text: str) -> None:
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)

"""`goatherd guard rules`: the rules that events are asked for, compiled."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from goatherd.cli.output import require_writable, writing

CRS_OPTION = click.option(
    "--crs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A checkout of the Core Rule Set, or the folder of Debian's package.  [/usr/share/modsecurity-crs]",
)


@click.command("rules")
@CRS_OPTION
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write them to this file.")
@click.option("-v", "--verbose", is_flag=True, help="Also say which rules are left out, and why.")
def rules(crs: Path | None, output: Path | None, verbose: bool) -> int:
    """Compile goatherd's own rules and those of OWASP's Core Rule Set, of which you name a copy, into rules.json.

    Exit codes: 0 compiled, 2 usage.
    """
    if output:
        require_writable(str(output))
    from goatherd.guard.rules import written

    table = compiled(crs)
    text = written(table)
    if output:
        with writing(str(output)):
            output.write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"{output}: {len(text.encode()):,} bytes", err=True)
    else:
        sys.stdout.write(text)
    for id, why in table["left"].items() if verbose else ():
        click.echo(f"{id} is left out: {why}", err=True)
    return 0


def compiled(crs: Path | None, *, quiet: bool = False) -> dict[str, Any]:
    """The rules, from the copy that is named or installed; says which there are, unless `quiet`."""
    from goatherd.core.wording import counted
    from goatherd.guard.rules import compiled_rules, installed

    copy = crs or installed()
    table = compiled_rules(copy)
    if quiet:
        return table
    own = sum(str(rule["id"]).startswith("G") for rule in table["rules"])
    told = f"{counted(own, 'rule')} of goatherd's own"
    if copy is None:
        told += "; there is no copy of the Core Rule Set: --crs names one"
    else:
        version = table["sources"][-1]["version"]
        left = counted(len(table["left"]), "rule")
        told += (
            f", {len(table['rules']) - own:,} of the Core Rule Set {version} ({left} left out that no event can meet)"
        )
    click.echo(told, err=True)
    return table

"""`goatherd guard layer`: the layers that bring the guard to functions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve

from goatherd.cli.guard_reading import INCOMPLETE, NO_FUNCTION, other_modes, read
from goatherd.cli.guard_rules import CRS_OPTION, compiled
from goatherd.cli.options import configured_options
from goatherd.core.errors import UsageError
from goatherd.core.wording import counted

if TYPE_CHECKING:
    from goatherd.cli.guard_reading import Read
    from goatherd.guard.homes import Home

_NAMES = {"python": "python", "javascript": "nodejs"}


@click.command("layer")
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="A folder, or a file that ends in .zip."
)
@CRS_OPTION
@click.option("--language", type=click.Choice(list(_NAMES)), help="Only the layer for this language.")
@click.option("--mode", type=click.Choice(["block", "monitor"]), help="That of new policies; block by default.")
@configured_options
@click.option("-q", "--quiet", is_flag=True, help="Only errors.")
def layer(
    path: Path, output: Path, crs: Path | None, language: str | None, mode: str | None, quiet: bool, **options: Any
) -> int:
    """Build the layers with the guard, the rules and the policies of the applications below PATH.

    Policies next to a template (goatherd-guard/policies) are taken as they are, with their own mode; functions without
    one get it from their code, in --mode. The same input gives the same bytes. A .zip holds the layer of one language.

    Exit codes: 0 built, 1 some policies stay in another mode than --mode, 2 usage or configuration, 3 incomplete, 4 no
    function to protect.
    """
    from goatherd.report.safe import safe

    found = read(path, options, quiet=quiet)
    homes = found.homes()
    found.tell_foreign()
    languages = [each for each in _NAMES if language in (None, each) and any(home.of(each) for home in homes)]
    if not languages:
        return found.nothing(NO_FUNCTION)
    zipped = output.suffix.lower() == ".zip"
    if zipped and len(languages) > 1:
        raise UsageError("there are functions in two languages", help="name one with --language, or a folder with -o")
    rules: dict[str, Any] = compiled(crs, quiet=quiet)
    for each in languages:
        place = output if zipped else output / _NAMES[each]
        own = policies(homes, found, each, mode or "block")
        _build(each, own, rules, place, zipped)
        if not quiet:
            click.echo(f"{place}: the layer for {each}, with {counted(len(own), 'policy')}", err=True)
    stays = other_modes(found, [evolve(home, functions=home.of(each)) for home in homes for each in languages], mode)
    for line in stays:
        click.echo(safe(line), err=True)
    return INCOMPLETE if found.tell() else int(bool(stays))


def policies(homes: list[Home], found: Read, language: str, mode: str) -> dict[str, dict[str, Any]]:
    """By name: those that are there, else those that the code gives. Raises UsageError where two have one name."""
    from goatherd.guard.homes import read_policy

    made: dict[str, dict[str, Any]] = {}
    for home in homes:
        for each in home.of(language):
            if each.name in made:
                raise UsageError(
                    f"two applications have a function {each.function.id}",
                    help="build a layer for each: name its folder",
                )
            file = Path(found.root, home.policies, f"{each.name}.json")
            made[each.name] = read_policy(file) if file.is_file() else each.policy(mode)
    return made


def _build(
    language: str, policies: dict[str, dict[str, Any]], rules: dict[str, Any], place: Path, zipped: bool
) -> None:
    from goatherd.guard.layer import build_layer, zip_layer

    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        (zip_layer if zipped else build_layer)(language, policies, rules, place)
    except OSError as error:
        raise UsageError(f"{place} cannot be written: {error.strerror}", help="choose another place") from error

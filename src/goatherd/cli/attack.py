"""`goatherd attack`: run the application's functions in a sandbox and prove what can be exploited."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from goatherd.report import FORMATS


@click.command("attack")
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
@click.option("--function", "functions", multiple=True, metavar="NAME", help="Attack only this function; repeatable.")
@click.option("--format", type=click.Choice(FORMATS), default="terminal", show_default=True, help="What to print.")
@click.option("--install", is_flag=True, help="Install missing packages from their registries into a cache.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed repeats a run.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out files and folders; repeatable.")
def command(
    path: Path, functions: tuple[str, ...], format: str, install: bool, seed: int, exclude: tuple[str, ...]
) -> int:
    """Run the functions below PATH in a sandbox, attack them through every trigger, and report what was proved.

    Nothing leaves this machine. Exit codes: 0 nothing proved, 1 something proved, 2 usage, or no sandbox,
    3 incomplete: not everything could be attacked, 4 nothing to attack, 130 interrupted.
    """
    from goatherd.attack.run import Settings, attack
    from goatherd.cli.progress import with_progress
    from goatherd.core.config import Config
    from goatherd.review import review

    config = Config(exclude=exclude)
    settings = Settings(functions, seed=seed, install=install)
    outcome = review(with_progress(attack(str(path), config, settings)), config)
    if format == "terminal":
        from goatherd.report import terminal

        terminal.write(outcome, sys.stdout)
    else:
        from goatherd.report import render

        sys.stdout.buffer.write(render(format, outcome).encode("utf-8", "backslashreplace"))
    return int(outcome.exit_code)

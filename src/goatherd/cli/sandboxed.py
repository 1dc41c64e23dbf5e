"""Options of every command that runs functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click
from attrs import evolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.attack.run import Settings

F = TypeVar("F", bound="Callable[..., object]")

_OPTIONS = (
    click.option("--install", is_flag=True, help="Install packages that functions miss, from their registries."),
    click.option("--unsafe-no-sandbox", is_flag=True, help="Run functions without a sandbox. May do harm."),
)
_WARNING = (
    "warning: no sandbox: the functions, and what attacks make of them, can change this machine's files and reach"
    " its network"
)


def sandbox_options(command: F) -> F:
    """Give a command --install and --unsafe-no-sandbox."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def sandbox_settings(install: bool, unsafe: bool, quiet: bool = False) -> Settings:
    """What the options say; warns when there is no sandbox. `quiet` leaves out how far the run is.

    To be called before anything that runs functions is imported: raises UsageError when what these need is not
    installed.
    """
    from goatherd.sandbox.extra import require_extra

    require_extra()
    from goatherd.attack.run import Settings
    from goatherd.cli.progress import say
    from goatherd.sandbox.enclosure import ENCLOSED, UNSAFE

    if unsafe:
        click.echo(_WARNING, err=True)
    settings = Settings(install=install, isolation=UNSAFE if unsafe else ENCLOSED)
    return settings if quiet else evolve(settings, say=say)

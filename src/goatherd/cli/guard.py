"""`goatherd guard`: policies, rules and layers of the run-time guard, and what it stopped."""

from __future__ import annotations

from importlib import import_module

import click

from goatherd.core.errors import GoatherdError

# Name -> (module, what it is for).
_COMMANDS = {
    "apply": ("guard_apply", "Put the guard in front of functions: layer, wrapper and policy."),
    "check": ("guard_check", "Tell which policies no longer fit the code."),
    "layer": ("guard_layer", "Build the layers that bring the guard to functions."),
    "policy": ("guard_policy", "Write a policy for each function, from what its code does."),
    "remove": ("guard_apply", "Undo what apply did."),
    "report": ("guard_report", "Show what was stopped, from the functions' logs."),
    "rules": ("guard_rules", "Compile the rules that events are asked for."),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        found = getattr(import_module(f"goatherd.cli.{_COMMANDS[name][0]}"), name)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in _COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in _COMMANDS:
            from goatherd.core.nearest import nearest

            help = nearest(name, list(_COMMANDS)) or f"the commands are {', '.join(_COMMANDS)}"
            raise GoatherdError(f"no such command {name!r} of guard", help=help)
        return super().resolve_command(ctx, args)


@click.group("guard", cls=_Lazy)
def command() -> None:
    """Protect functions at run time: an event firewall, guards at dangerous calls, and confinement.

    What each function needs and what outsiders can reach in it is read from its code; docs/guard.md has the whole way.
    """

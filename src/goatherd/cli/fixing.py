"""What `goatherd scan --fix` says and writes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from goatherd.core.errors import UsageError
from goatherd.core.wording import counted
from goatherd.core.worktree import work_tree_root

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goatherd.core.config import Config
    from goatherd.fixes import Fixes
    from goatherd.outcome import Outcome


def fix_options(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command --fix and --diff."""
    command = click.option("--diff", is_flag=True, help="With --fix: print the changes, and write nothing.")(command)
    text = "Rewrite policies that grant more than the code uses, where all of it is known."
    return click.option("--fix", is_flag=True, help=text)(command)


def check_fix_options(fix: bool, diff: bool) -> None:
    if diff and not fix:
        raise UsageError("--diff shows what --fix would change", help="give both")


def show_diff(outcome: Outcome, config: Config) -> None:
    """The changes on standard output; what stays as it is, and why, on standard error."""
    from goatherd.fixes import propose

    fixes = propose(outcome, config)
    print_diff(outcome.root, fixes.files)
    _explain(fixes)


def print_diff(root: str, files: Mapping[str, tuple[str, str]]) -> None:
    """Files by their path below `root`, with the text before and after, as `git apply` takes them."""
    from goatherd.fixes.diff import diff
    from goatherd.report.safe import safe

    base, folder = _diff_base(Path(root).resolve())
    for line in diff({f"{folder}{path}": texts for path, texts in files.items()}):
        text = safe(line[:-1]) + "\n" if sys.stdout.isatty() else line
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
    if any(not (base / folder / path).is_relative_to(Path.cwd().resolve()) for path in files):
        click.echo(safe(f"the changes are outside of this folder: git apply takes them in {base}"), err=True)


def _diff_base(root: Path) -> tuple[Path, str]:
    """The folder that paths of a diff begin at, and how the scanned one is named there, with a slash if below it.

    git reads them from the root of its work tree, and without one from the current folder.
    """
    base = work_tree_root(root) or Path.cwd().resolve()
    if not root.is_relative_to(base):
        return root, ""
    folder = root.relative_to(base).as_posix()
    return base, "" if folder == "." else f"{folder}/"


def make_fixes(outcome: Outcome, config: Config) -> bool:
    """Write the changes and say so on standard error; whether there were any."""
    from goatherd.fixes import propose, write
    from goatherd.report.safe import safe

    fixes = propose(outcome, config)
    write(outcome.root, fixes.files)
    for path in fixes.files:
        policies = sum(span.path == path for span in fixes.fixed)
        click.echo(safe(f"{path}: {counted(policies, 'policy')} rewritten"), err=True)
    _explain(fixes)
    return bool(fixes.files)


def _explain(fixes: Fixes) -> None:
    from goatherd.report.safe import safe

    for unfixed in fixes.unfixed:
        paste = f"; in its place: {unfixed.paste}" if unfixed.paste else ""
        click.echo(safe(f"{unfixed.span} stays as it is: {unfixed.why}{paste}"), err=True)
    if not fixes.fixed and not fixes.unfixed:
        click.echo("no policy grants more than the code uses, as far as that is known", err=True)

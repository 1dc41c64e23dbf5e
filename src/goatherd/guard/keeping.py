"""Policies as files. What goatherd made last lies beside them, in `generated`: what differs from it, people wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.guard.comparing import misfits
from goatherd.guard.homes import GENERATED, read_policy
from goatherd.guard.layer import policy_text
from goatherd.guard.merging import merged
from goatherd.guard.placing import put

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.guard.homes import Guarded


@frozen
class Update:
    """What becomes of one policy.

    `before` is the text that is there (None: no file), `after` the one that belongs there. They are the same where it
    stays, also because nothing tells what people wrote in it (`unsure`): from then on all that differs from `made` is
    theirs. `kept` names what the code changed and people have changed.
    """

    file: Path
    made: dict[str, Any]
    before: str | None
    after: str
    kept: tuple[str, ...] = ()
    unsure: bool = False

    def write(self) -> None:
        """Raises UsageError where it cannot be written."""
        if self.after != self.before:
            put(self.file, self.after)
        put(made_beside(self.file), policy_text(self.made))


def made_beside(file: Path) -> Path:
    """Where that lies which goatherd made, and people edited in `file`."""
    return file.parent / GENERATED / file.name


def misfits_in(file: Path, function: Guarded) -> list[str]:
    """How the policy that is there no longer fits the code, one sentence a difference. Raises UsageError."""
    policy, made = read_policy(file), made_beside(file)
    fresh = function.policy(str(policy.get("mode", "monitor")))
    return list(misfits(policy, fresh, read_policy(made) if made.is_file() else None))


def updated(file: Path, fresh: dict[str, Any], mode: str | None) -> Update:
    """`fresh` is what the code gives now; `mode` was asked for (None: that which is there stays). Raises UsageError."""
    if not file.is_file():
        return Update(file, fresh, None, policy_text(fresh))
    edited = read_policy(file)
    fresh = {**fresh, "mode": mode or edited.get("mode")}
    if fresh["mode"] is None:  # people took it out
        del fresh["mode"]
    text = file.read_text(encoding="utf-8")
    made = made_beside(file)
    if not made.is_file():
        return Update(file, fresh, text, text, unsure=edited != fresh)
    found = merged(read_policy(made), edited, fresh)
    if mode:
        found.policy["mode"] = mode
    after = text if found.policy == edited else policy_text(found.policy)
    return Update(file, fresh, text, after, tuple(found.kept))

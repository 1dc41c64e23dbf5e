"""The same attacks once more, with the run-time guard in front of the functions: what is stopped, possible, harmed."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.core.events import AttackFigures, GuardTried, HarmlessRefused
from goatherd.guard.layer import LANGUAGES, build_layer, policy_name
from goatherd.guard.policy import policies_of
from goatherd.guard.rules import compiled_rules, installed
from goatherd.sandbox.guarding import Guarding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.events import Event
    from goatherd.model.application import Application

Proof = dict[str, Any]


@contextmanager
def layer_of(application: Application) -> Iterator[Guarding]:
    """The guard's layer for all functions of an application, with the policies that the model gives, in block mode."""
    folder = Path(tempfile.mkdtemp(prefix="goatherd-guard-"))
    try:
        folder.chmod(0o755)
        policies, rules = policies_of(application), compiled_rules(installed())
        for language in LANGUAGES:
            build_layer(language, policies, rules, folder / language)
        yield Guarding(str(folder), {id: policy_name(id) for id in policies})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def line_of(proof: Proof) -> tuple[str, ...]:
    """What makes two proofs the same."""
    return tuple(str(proof[name]) for name in ("oracle", "acted", "where", "resource"))


@define
class GuardedRun:
    """`proofs` are those of the second run."""

    proofs: list[Proof] = field(factory=list)
    _harmed: list[str] = field(factory=list)
    _ran: bool = False

    def told(self, events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            if isinstance(event, HarmlessRefused):
                self._harmed.append(event.what)
            elif not isinstance(event, AttackFigures):  # the ways in are those of the first run
                yield event
        self._ran = True

    def compared(self, before: list[Proof]) -> Iterator[GuardTried]:
        marked = self.marked(before)
        stopped = len({line_of(proof) for proof in marked if proof["guarded"] == "stopped"})
        possible = len({line_of(proof) for proof in marked if proof["guarded"] != "stopped"})
        yield GuardTried(stopped, possible, tuple(dict.fromkeys(self._harmed)))

    def marked(self, before: list[Proof]) -> list[Proof]:
        """The proofs of both runs, each with what became of it under guard."""
        if not self._ran:
            return before
        possible = {line_of(proof) for proof in self.proofs}
        known = {line_of(proof) for proof in before}
        first = [{**each, "guarded": "still possible" if line_of(each) in possible else "stopped"} for each in before]
        more = [{**each, "guarded": "still possible"} for each in self.proofs if line_of(each) not in known]
        return first + more

"""The applications that logs are held against, with what scan and map say about their functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from attrs import evolve

from goatherd.cli.settings import at_work, configured
from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goatherd.core.finding import Finding
    from goatherd.hunt.application.baseline import Baseline
    from goatherd.hunt.application.deviation import Known
    from goatherd.outcome import Outcome
    from goatherd.surface.map import FunctionView, Surface


def baseline_of(path: Path, stacks: tuple[str, ...]) -> tuple[Baseline, Outcome]:
    """Reads the applications below `path` as `goatherd scan` and `goatherd map` do; says what cannot be read."""
    from goatherd.cli.enclosing import enclosing
    from goatherd.cli.progress import with_progress
    from goatherd.hunt.application.baseline import Baseline
    from goatherd.review import review
    from goatherd.review.scope import concerned
    from goatherd.scan import scan
    from goatherd.surface.map import map_of

    config = evolve(configured(path, None, without=False), **at_work(None, False))
    root, only = enclosing(path)
    outcome = review(with_progress(scan(str(root), config), quiet=False), config)
    if only is not None:
        outcome.applications = concerned(outcome.applications, only)
    if not any(application.functions for application in outcome.applications):
        _tell(outcome)
        raise UsageError(f"no function of an application below {path}", help="name the folder with its template")
    known = {each: said for surface in map_of(outcome).surfaces for each, said in _known(surface, outcome.prefix)}
    _tell(outcome)
    return Baseline.of(outcome.applications, known, stacks, outcome.prefix), outcome


def _known(surface: Surface, prefix: str) -> Iterator[tuple[tuple[str, str], Known]]:
    from goatherd.hunt.application.deviation import Known

    for view in surface.functions:
        found = [surface.findings[number] for number in view.findings]
        findings = [evolve(each, span=each.span._replace(path=prefix + each.span.path)) for each in found]
        yield (surface.application.name, view.function.id), Known(_worst_first(findings), _reach(view, surface))


def _worst_first(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda each: (-(each.severity or 0), each.sort_key)))


def _reach(view: FunctionView, surface: Surface) -> tuple[str, ...]:
    from goatherd.surface.wording import does, listed, may_also

    blast, targets = view.blast, surface.targets
    told = {
        "its code": does(view.reach, targets),
        "its role may also:": may_also(view.reach, targets),
        "it sets off": listed([surface.label(id) for id in blast.functions]),
        "it can": listed(list(blast.escalations)),
    }
    everything = ("it may do everything in the account",) if blast.everything else ()
    return (*everything, *(f"{name} {text}" for name, text in told.items() if text))


def _tell(outcome: Outcome) -> None:
    from goatherd.report.safe import safe

    told = [each for each in outcome.diagnoses if each.incomplete]
    for diagnosis in told[:3]:
        click.echo(safe(f"incomplete: {diagnosis.span} {diagnosis.message}"), err=True)
    if len(told) > 3:
        click.echo(f"… and {len(told) - 3:,} more places of the application that cannot be read", err=True)

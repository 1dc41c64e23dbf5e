"""Detection coverage: which attacks of a simulated campaign would be seen, by which rules, and which leave no trace.

The campaign is what `goatherd attack --telemetry` wrote. Each attack is hunted alone, among harmless use, as if it were
the only one: once with the logs that the template sets up, once with all that there could be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from attrs import define, field, frozen

from goatherd.core.campaign import CONFIGURED, FORMAT, NAME, Attack, Campaign
from goatherd.core.errors import UsageError
from goatherd.core.plain_files import opened_plain
from goatherd.hunt.hunting import Hunting
from goatherd.hunt.memory.store import opened
from goatherd.hunt.stream.engine import Stream
from goatherd.hunt.telemetry.batch import Damage
from goatherd.hunt.telemetry.files import files_below, read_file, shown_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from goatherd.hunt.alerts import Alerts
    from goatherd.hunt.application.baseline import Baseline
    from goatherd.hunt.rule import About
    from goatherd.hunt.sigma import ReadRules
    from goatherd.hunt.stream.engine import Match

MAX_CAMPAIGN = 64 << 20  # bytes


@frozen
class Covered:
    """The rules by which an attack is seen with the logs that are set up, and with all logs."""

    attack: Attack
    configured: tuple[About, ...]
    everywhere: tuple[About, ...]


@define
class Coverage:
    """`harmless` are alerts that harmless use makes by itself, with all logs: false ones."""

    covered: list[Covered] = field(factory=list)
    harmless: Alerts | None = None

    @property
    def traced(self) -> list[Covered]:
        """Those that leave a trace in some log."""
        return [each for each in self.covered if each.attack.everywhere]

    @property
    def untraced(self) -> list[Covered]:
        """Those that leave none in the logs that are set up."""
        return [each for each in self.covered if not each.attack.configured]


def read_campaign(folder: Path) -> Campaign:
    """Raises UsageError where `folder` is none that `attack --telemetry` wrote."""
    help = "goatherd attack --telemetry DIR writes such a folder"
    try:
        with open(opened_plain(str(folder / NAME)), "rb") as stream:
            data = stream.read(MAX_CAMPAIGN + 1)
        campaign = msgspec.json.decode(data, type=Campaign)
    except OSError as error:
        raise UsageError(f"{folder} holds no campaign: {NAME}: {error.strerror or error}", help=help) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise UsageError(f"{folder / NAME} cannot be read: {error}", help=help) from error
    if campaign.goatherdCampaign != FORMAT:
        said = f"has the format {campaign.goatherdCampaign}, this version of goatherd reads {FORMAT}"
        raise UsageError(f"{folder / NAME} {said}", help=help)
    return campaign


def coverage(
    folder: Path, campaign: Campaign, read: ReadRules, baseline: Baseline | None
) -> Iterator[Covered | Alerts]:
    """The alerts of harmless use alone, with all logs, then each attack."""
    hunting = _Hunting(folder, read, baseline)
    harmless = {all: hunting.matches(campaign.harmless, all=all) for all in (True, False)}
    yield hunting.alerts(harmless[True])
    for attack in campaign.attacks:
        files = [*attack.files, *attack.traces]
        found = {
            all: _about(attack, hunting.alerts(matches + hunting.matches(files, all=all)))
            for all, matches in harmless.items()
        }
        yield Covered(attack, found[False], found[True])


@frozen
class _Hunting:
    """Hunts again and again: what rules are about is looked for once in each file."""

    folder: Path
    read: ReadRules
    baseline: Baseline | None
    stream: Stream = field(init=False)
    files: dict[str, Path] = field(init=False)  # by what they are called below the folder

    @stream.default
    def _asking(self) -> Stream:
        return Stream((*self.read.rules, *(self.baseline.rules if self.baseline else ())))

    @files.default
    def _listed(self) -> dict[str, Path]:
        return {shown_as(file, self.folder): file for file in files_below(self.folder)}

    def matches(self, files: Iterable[str], *, all: bool) -> list[Match]:
        """Without `all`, of the logs that the template sets up."""
        wanted = frozenset(name for name in files if all or name.startswith(f"{CONFIGURED}/"))
        chosen = ((file, name) for name, file in self.files.items() if name in wanted)
        batches = (batch for file, name in chosen for batch in read_file(file, name, readers=self.stream.readers))
        found = (each for batch in batches if not isinstance(batch, Damage) for each in self.stream.ask(batch))
        return [each for each in found if not isinstance(each, Damage)]

    def alerts(self, matches: list[Match]) -> Alerts:
        with opened() as store:
            baseline = self.baseline.again() if self.baseline else None
            return Hunting(self.folder, self.read, store, baseline).of(matches).alerts


def _about(attack: Attack, found: Alerts) -> tuple[About, ...]:
    """The rules of alerts about a trace: what harmless use would set off as well tells nobody of an attack."""
    traces = set(attack.traces)
    seen = (alert.about for alert in found.ordered if any(each.path in traces for each in alert.evidence))
    return tuple({about.id: about for about in seen}.values())

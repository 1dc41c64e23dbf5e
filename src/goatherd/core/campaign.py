"""A simulated campaign: what `goatherd attack --telemetry` says of its attacks, and `goatherd hunt coverage` reads."""

from __future__ import annotations

from attrs import frozen

NAME = "campaign.json"
FORMAT = 1
CONFIGURED, OTHERWISE = "configured", "not-configured"  # folders of the logs that the template sets up, and of others


@frozen(kw_only=True)
class Attack:
    """A proved attack: `function` is where it happened, `path` and `line` the line that lets it happen. `files` hold
    its records that are like those of harmless use, `traces` the others, both below the campaign's folder. `leaves`
    maps CONFIGURED and OTHERWISE to the logs that have such a trace.
    """

    number: int
    application: str
    oracle: str
    slug: str
    function: str
    trigger: str
    evidence: str
    path: str
    line: int
    time: str
    files: list[str]
    traces: list[str]
    leaves: dict[str, list[str]]

    @property
    def configured(self) -> list[str]:
        return self.leaves.get(CONFIGURED, [])

    @property
    def everywhere(self) -> list[str]:
        return [*self.configured, *self.leaves.get(OTHERWISE, [])]


@frozen
class Campaign:
    """The document; `goatherdCampaign` is its FORMAT, and says what it is to whoever finds it among logs."""

    goatherdCampaign: int
    harmless: list[str]
    attacks: list[Attack]

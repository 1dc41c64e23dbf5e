"""Where advisories are looked up, whatever they come from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.code.advisories.match import hold_for, safe_version

if TYPE_CHECKING:
    from goatherd.code.advisories.osv import Record
    from goatherd.model.package import Package


class Advisories(ABC):
    """`problems` says which documents could not be read."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    @abstractmethod
    def records(self, ecosystem: str, name: str) -> list[Record]:
        """What is published about a package, by any spelling of its name."""

    @abstractmethod
    def newest(self, ecosystem: str) -> str:
        """The day (2024-10-08) of the last advisory for an ecosystem, "" where none says when it was published."""

    def some(self, ecosystem: str) -> str:
        """A later day than `newest`, up to which a part of the packages has advisories; "" if there is none."""
        return ""

    def is_shipped(self, ecosystem: str) -> bool:
        """Whether those of an ecosystem come with goatherd."""
        return False

    def annotate(self, package: Package) -> Package:
        """The package with the advisories that hold for it."""
        records = self.records(package.ecosystem, package.name)
        found = hold_for(package, records) if records else ()
        return evolve(package, advisories=found, safe=safe_version(package, records)) if found else package

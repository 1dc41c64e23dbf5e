"""Published advisories for third-party packages, and which of them hold for a package.

Three sources: the table shipped with goatherd (an extract with a date, see `data/`), loaded the first time
a package of its ecosystem is looked up, a folder of OSV documents that a user keeps fresh, and an index made of such.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goatherd.code.advisories.lookup import Advisories

if TYPE_CHECKING:
    from goatherd.code.advisories.osv import Record

__all__ = ["Advisories", "load_index", "load_osv", "shipped", "shipped_extract"]


class _Shipped(Advisories):
    def records(self, ecosystem: str, name: str) -> list[Record]:
        from goatherd.code.advisories.osv import normalise

        records: list[Record] = shipped_extract(ecosystem)["packages"].get(normalise(ecosystem, name), [])
        return records

    def newest(self, ecosystem: str) -> str:
        day: str = shipped_extract(ecosystem)["newest"]
        return day

    def some(self, ecosystem: str) -> str:
        day: str = shipped_extract(ecosystem)["some"]
        return day

    def is_shipped(self, ecosystem: str) -> bool:
        return True


@cache
def shipped_extract(ecosystem: str) -> dict[str, Any]:
    """The shipped file: "sources" (each "name", "address", "licence", "attribution" and "day"), "newest", "some" and
    "packages".
    """
    import gzip

    data = Path(__file__).with_name("data").joinpath(f"{ecosystem.lower()}.json.gz").read_bytes()
    extract: dict[str, Any] = json.loads(gzip.decompress(data))
    return extract


@cache
def shipped() -> Advisories:
    return _Shipped()


def load_index(path: str) -> Advisories:
    """An index that `goatherd advisories update` made, with the shipped ones for what it has not.

    Raises UsageError when it cannot be used.
    """
    from goatherd.code.advisories.index import Index

    return Index(path, shipped())


def load_osv(path: str) -> Advisories:
    """The PyPI and npm advisories of a folder (or one archive) in OSV's format.

    Raises ReadError when there is not one document in it.
    """
    from goatherd.code.advisories.osv_copy import OsvCopy

    return OsvCopy(path)

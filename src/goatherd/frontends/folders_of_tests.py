"""Folders of tests: what they declare is made for a test, not deployed."""

from __future__ import annotations

_NAMES = frozenset(
    {"test", "tests", "__tests__", "fixtures", "__fixtures__", "mocks", "__mocks__", "testdata", "__snapshots__"}
)


def is_test_folder(path: str) -> bool:
    """Whether a file stands in one of them, at any depth."""
    return not _NAMES.isdisjoint(path.lower().split("/")[:-1])

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.checks.api import check
from goatherd.checks.registry import all_checks, ordered
from goatherd.core.errors import GoatherdError
from goatherd.core.finding import LOW, Finding
from goatherd.model.application import Application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.checks.api import Check


def declared(id: str) -> Check:
    @check(id, sas=1, cwe=1, severity=LOW, since="0.1")
    def something(app: Application) -> Iterator[Finding]:
        yield from ()

    return something.__goatherd_check__  # type: ignore[attr-defined,no-any-return]


def test_checks_are_sorted_and_belong_to_their_folder() -> None:
    checks = all_checks()
    assert [c.id for c in checks] == sorted(c.id for c in checks)
    for found in checks:
        assert found.id[4:6] == f"{found.sas:02}"
        assert f".sas{found.sas:02}_" in found.module


def test_an_id_that_is_taken_twice_is_an_error() -> None:
    with pytest.raises(GoatherdError, match="GOAT0101 is declared twice"):
        ordered([declared("GOAT0101"), declared("GOAT0101")])


def test_a_slug_that_is_taken_twice_is_an_error() -> None:
    with pytest.raises(GoatherdError, match="something is declared twice"):
        ordered([declared("GOAT0101"), declared("GOAT0102")])

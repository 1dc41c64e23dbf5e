"""Numbers in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def functions_of(functions: int, applications: int, without: int) -> str:
    """ "16 functions of 8 applications and 3 applications without functions"; `without` is of as many more."""
    told = []
    if applications or not without:
        told.append(f"{counted(functions, 'function')} of {counted(applications, 'application')}")
    if without:
        told.append(f"{counted(without, 'application')} without functions")
    return " and ".join(told)


def counted_functions(ids: Collection[str]) -> str:
    """ "function Pay", "3 functions"."""
    return f"function {next(iter(ids))}" if len(ids) == 1 else counted(len(ids), "function")


def counted(number: int, noun: str) -> str:
    """ "1 route", "3 routes", "1,200 policies"."""
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"

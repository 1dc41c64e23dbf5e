"""What the machine offers a run: cores, places for what is kept and for what may be lost, and the date."""

from __future__ import annotations

import os
from datetime import date

MOST_PROCESSES = 8


def cores() -> int:
    """How many processes can run at once, up to MOST_PROCESSES."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_PROCESSES)


def today() -> date:
    """The day by which the machine judges what ends on one."""
    return date.today()


def data_folder(name: str) -> str:
    """`$XDG_DATA_HOME/goatherd/<name>`, for what is meant to be kept; a relative one has to be ignored here too."""
    base = os.environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(base, "goatherd", name)


def cache_folder(name: str) -> str:
    """`$XDG_CACHE_HOME/goatherd/<name>`; a relative one has to be ignored, and would be a place in the scanned tree."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "goatherd", name)

"""Regular expressions that are compiled when they are first used.

For modules that every start imports and few scans need: compiling all of them took a tenth of a small scan.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands for a `re.Pattern`; an attribute that was asked for once is found without coming here."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, value)
        return value


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, later: a wrong expression raises when it is first used."""
    return cast("re.Pattern[str]", _Lazy(source, flags))

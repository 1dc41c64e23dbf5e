"""What files of settings (`.env`) give away by the names of their variables, wherever in the repository they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.browser_keys import of_a_page
from goatherd.code.paths import name
from goatherd.core.lazy import regex
from goatherd.core.local_runs import is_for_local_server, is_of_a_workstation
from goatherd.core.secrets import is_for_trials, judge, revealed
from goatherd.core.source import Span
from goatherd.model.flow import Committed

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = regex(
    r"(?!(?:example|sample|template|test|local|docker)\b)[\w-]*\.env"
    r"(\.(?!example|sample|template|dist|test|local|defaults?\b)\w+)*"
)
_FOR_DEVELOPMENT = regex(r"dev(?:elop(?:ment)?)?\.env|\.env.*\.dev(?:elop(?:ment)?)?(?:\..*)?")
_SETTING = regex(r"^\s*(?:export\s+)?(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^#\s]*))")
_MADE_UP = regex(r"(?i)fake|dummy|mock|sample|invalid|test|foo|0123456|1234567|abcdef|(\S)\1{5}")


def secrets_of_settings(path: str, text: str) -> Iterator[Committed]:
    """Values that only their names show to be secrets; of variables for pages, those that no page may have."""
    if not _FILE.fullmatch(name(path)) or is_of_a_workstation(path):
        return
    lines = {number: match for number, line in enumerate(text.splitlines(), 1) if (match := _SETTING.match(line))}
    values = {match[1]: match[2] or match[3] or match[4] or "" for match in lines.values()}
    for number, match in lines.items():
        variable = match[1]
        value = values[variable]
        judged = None if revealed(value) or _MADE_UP.search(value) or is_for_trials(value) else judge(variable, value)
        if judged is None or of_a_page(variable) or is_for_local_server(variable, values):
            continue
        tried = _FOR_DEVELOPMENT.fullmatch(name(path)) is not None
        yield Committed(judged[0], variable, value, Span(path, number), by_name=bool(judged[1]) or tried)

"""A rule: one thing that can be found, with everything it knows about itself."""

from __future__ import annotations

import inspect
import re
import sys
from functools import cache
from typing import Protocol

from attrs import frozen

from goatherd.core.finding import CRITICAL, LOW, Severity
from goatherd.core.lazy import regex
from goatherd.rules.remedies import every_remedy, remedy_for

# Of each risk, ids up to 50 are checks, which read, those up to 69 oracles, which run, and those above detections,
# which look through logs.
_ORACLE = regex(r"GOAT(?:0[1-9]|10)(?:5[1-9]|6\d)", re.IGNORECASE)
_DETECTION = regex(r"GOAT(?:0[1-9]|10)[7-9]\d", re.IGNORECASE)

# The databases that OSV's documents come from, and so the beginnings of their ids.
_ADVISORY = regex(r"(?:CVE|GHSA|PYSEC|MAL|OSV|NSWG)-[\w-]+", re.IGNORECASE)


class Catalogued(Protocol):
    """Whatever is found, by whichever command: what lists of it show."""

    @property
    def id(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def sas(self) -> int: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def summary(self) -> str: ...


@frozen
class Rule:
    """`sas` is the number of the risk (1 to 10), `cwe` of the weakness; `module`'s docstring is the documentation."""

    id: str
    slug: str
    sas: int
    cwe: int
    severity: Severity
    since: str
    module: str

    @property
    def shipped(self) -> bool:
        """Whether it comes with goatherd, and is not the user's own."""
        return self.module.startswith("goatherd.")

    @property
    def documentation(self) -> str:
        return _cleaned(sys.modules[self.module].__doc__ or "")

    @property
    def summary(self) -> str:
        return self.documentation.split("\n", 1)[0]

    def remedy(self, framework: str = "", path: str = "", language: str = "") -> str:
        """What to type, on one line: in the words of the framework and of the language, where there are such.

        `path` is the file that declares what the finding is about, `language` that of the code ("python",
        "javascript"). Empty where the check itself gives each finding its remedy.
        """
        return remedy_for(self.documentation, framework, path, language)

    @property
    def every_remedy(self) -> str:
        """The remedies for all languages on one line, each with the name of its language."""
        return every_remedy(self.documentation)

    def weight(self, *, inside: bool, invoked: bool = False) -> Severity:
        """The severity of a finding; one step less where only principals of the account can make it happen, two where
        they have to invoke the function themselves, and may as well do what it does, unless it does whatever they say.
        """
        less = Severity(max(self.severity - inside - (invoked and self.severity < CRITICAL), LOW))
        return min(self.severity, less)


def is_oracle_id(id: str) -> bool:
    """Whether an id is one of those that oracles have, whatever else is loaded."""
    return _ORACLE.fullmatch(id) is not None


def is_detection_id(id: str) -> bool:
    return _DETECTION.fullmatch(id) is not None


def is_advisory_id(name: str) -> bool:
    """Whether a name stands for what was published about a package: it can be ignored by itself."""
    return _ADVISORY.fullmatch(name) is not None


@cache
def _cleaned(docstring: str) -> str:
    return inspect.cleandoc(docstring)

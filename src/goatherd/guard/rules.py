"""The compiled rules (guard/README.md): goatherd's own, and those of the Core Rule Set where the user has a copy."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from goatherd.core.errors import UsageError
from goatherd.guard.literals import literals
from goatherd.guard.own_rules import own_rules
from goatherd.guard.plain import hints
from goatherd.guard.seclang.compiling import Compiled, compile_rules
from goatherd.guard.seclang.reader import Rule, SecLangError, rules_of
from goatherd.guard.sources import place_of

DEBIAN = Path("/usr/share/modsecurity-crs")
_VERSION = re.compile(r"OWASP[ _]CRS(?: ver\.|/)([\w.-]+)")
_ONLY_NAME = re.compile(r"[\w.-]+\Z")


def compiled_rules(crs: Path | None = None) -> dict[str, Any]:
    """What stands in rules.json. `crs` is a folder of the Core Rule Set's; raises UsageError where it is none."""
    compiled = Compiled()
    sources = [{"name": "goatherd", "version": "1", "licence": "Apache-2.0"}]
    compiled.rules += own_rules(compiled)
    if crs is not None:
        compile_rules(_read(crs), _reader(crs), compiled)
        sources.append({"name": "OWASP CRS", "version": _version(crs), "licence": "Apache-2.0"})
    for rule in compiled.rules:
        first = rule["tests"][0]
        if first["operator"] == "rx" and not first.get("negated") and (texts := literals(first["argument"])):
            first["literals"] = texts
        pipeline = compiled.pipelines[first["pipeline"]] if "pipeline" in first else []
        first.update(hints(first, pipeline))
    return {
        "version": 1,
        "sources": sources,
        "kinds": _table("kinds"),
        "fetching": _table("fetching"),
        "pipelines": compiled.pipelines,
        "rules": sorted(compiled.rules, key=lambda rule: rule["id"]),
        "left": dict(sorted(compiled.left.items())),
    }


def _table(name: str) -> Any:
    return json.loads(place_of(name).read_text(encoding="utf-8"))


def written(rules: dict[str, Any]) -> str:
    """rules.json: the same rules always give the same bytes. What is left out is no part of it."""
    shipped = {key: value for key, value in rules.items() if key != "left"}
    return json.dumps(shipped, ensure_ascii=True, separators=(",", ":")) + "\n"


def installed() -> Path | None:
    """The copy that Debian's package modsecurity-crs brings, None where there is none."""
    return DEBIAN if (DEBIAN / "rules").is_dir() else None


def _read(crs: Path) -> list[Rule]:
    files = sorted((crs / "rules").glob("REQUEST-9*.conf"))
    if not files:
        raise UsageError(
            f"{crs} holds no Core Rule Set: there is no rules/REQUEST-9*.conf in it",
            help="name a checkout of coreruleset, or the folder of Debian's package modsecurity-crs",
        )
    try:
        return [rule for file in files for rule in rules_of(_text(file), file.name)]
    except SecLangError as error:
        raise UsageError(
            f"{crs} cannot be read: {error}", help="is it a released version of the Core Rule Set?"
        ) from error


def _reader(crs: Path) -> Any:
    def read(name: str) -> str:
        if not _ONLY_NAME.match(name):
            raise UsageError(f"{crs} cannot be read: a rule names the file {name}")
        return _text(crs / "rules" / name)

    return read


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error


def _version(crs: Path) -> str:
    for name in ("crs-setup.conf.example", "crs-setup.conf", "rules/REQUEST-901-INITIALIZATION.conf"):
        found = _VERSION.search(_text(crs / name)) if (crs / name).is_file() else None
        if found:
            return found[1]
    return "unknown"

"""Rules of SecLang into compiled rules: those that look at values and can be asked of any field of any event."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.guard.seclang.targets import places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goatherd.guard.seclang.reader import Rule

TRANSFORMATIONS = frozenset(
    {
        *("base64Decode", "cmdLine", "compressWhitespace", "cssDecode", "escapeSeqDecode", "hexEncode"),
        *("htmlEntityDecode", "jsDecode", "length", "lowercase", "normalizePath", "normalizePathWin"),
        *("removeCommentsChar", "removeNulls", "removeWhitespace", "replaceComments", "sha1", "urlDecodeUni"),
        "utf8toUnicode",
    }
)
OPERATORS = frozenset(
    {
        *("rx", "pm", "contains", "beginsWith", "endsWith", "streq", "within", "eq", "ge", "gt", "lt"),
        *("detectSQLi", "detectXSS", "validateByteRange", "validateUtf8Encoding", "validateUrlEncoding"),
    }
)
_KNOWN_MACRO = re.compile(r"%\{(?:tx\.\d|request_headers\.[\w-]+)\}", re.IGNORECASE)
_LEVEL = re.compile(r"paranoia-level/(\d)")
_SCORES = {"CRITICAL": 5, "ERROR": 4, "WARNING": 3, "NOTICE": 2}
_FAMILIES = {  # by the rules' tags
    "attack-sqli": "sql",
    "attack-xss": "html",
    "attack-rce": "shell",
    "attack-lfi": "path",
    "attack-rfi": "ssrf",
    "attack-ssrf": "ssrf",
    "attack-ssti": "template",
    "attack-injection-php": "code",
    "attack-injection-generic": "code",
    "attack-injection-java": "code",
    "attack-fixation": "header",
    "attack-protocol": "header",
    "attack-ldap": "ldap",
}
_OTHER_FAMILIES = {"921200": "ldap", "934130": "prototype", "934140": "prototype"}


@define
class Compiled:
    """`rules` as they stand in rules.json; `left` are the ids that an event cannot carry, each with why."""

    rules: list[dict[str, Any]] = field(factory=list)
    left: dict[str, str] = field(factory=dict)
    _pipelines: dict[tuple[str, ...], int] = field(factory=dict)

    @property
    def pipelines(self) -> list[list[str]]:
        return [list(each) for each in self._pipelines]

    def number(self, pipeline: tuple[str, ...]) -> int:
        return self._pipelines.setdefault(pipeline, len(self._pipelines))


class _Left(Exception):
    """Why a rule is left out."""


def compile_rules(rules: Iterable[Rule], read_data: Callable[[str], str], compiled: Compiled | None = None) -> Compiled:
    """`read_data` reads a file of phrases that a rule names; `compiled` is what the rules are added to."""
    compiled = compiled or Compiled()
    for rule in rules:
        level = next((int(found[1]) for tag in rule.values("tag") if (found := _LEVEL.search(tag))), 0)
        if not level or not rule.id:
            continue  # it sets up, skips or counts
        try:
            compiled.rules.append(_rule(rule, level, compiled, read_data))
        except _Left as why:
            compiled.left[rule.id] = str(why)
    return compiled


def _rule(rule: Rule, level: int, compiled: Compiled, read_data: Callable[[str], str]) -> dict[str, Any]:
    tests = []
    link: Rule | None = rule
    made: dict[str, str] = {}  # variables of the chain itself
    while link is not None:
        tests.append(_test(link, made, compiled, read_data))
        made.update(_assigned(link))
        link = link.chained
    return {
        "id": rule.id,
        "family": _family(rule),
        "paranoia": level,
        "score": _SCORES.get(rule.action("severity") or "", 5),
        "message": rule.action("msg") or "",
        "tests": tests,
    }


def _family(rule: Rule) -> str:
    if rule.id in _OTHER_FAMILIES:
        return _OTHER_FAMILIES[rule.id]
    return next((_FAMILIES[tag] for tag in rule.values("tag") if tag in _FAMILIES), "shape")


def _assigned(rule: Rule) -> dict[str, str]:
    """What a test keeps of its captures for the next: name of the variable, in lower case -> text with macros."""
    found = {}
    for text in rule.values("setvar"):
        name, _, value = text.removeprefix("tx.").partition("=")
        if "%{tx." in value.lower() and "+" not in value[:1]:
            found[name.lower()] = value
    return found


def _test(rule: Rule, made: dict[str, str], compiled: Compiled, read_data: Callable[[str], str]) -> dict[str, Any]:
    on = places(rule.variables, made)
    if not on or on == ["uri"]:
        names = ", ".join(each.mark + each.name for each in rule.variables)
        raise _Left(f"it asks about {names}, which no event has")
    operator, argument = _operator(rule, read_data)
    test: dict[str, Any] = {"on": on, "operator": operator, "argument": argument}
    pipeline = _pipeline(rule)
    if pipeline:
        test["pipeline"] = compiled.number(pipeline)
    if rule.negated:
        test["negated"] = True
    if rule.action("multiMatch") is not None:
        test["multi"] = True
    return test


def _operator(rule: Rule, read_data: Callable[[str], str]) -> tuple[str, Any]:
    if rule.operator in ("pm", "pmFromFile", "pmf"):
        return "pm", _phrases(rule, read_data)
    if rule.operator not in OPERATORS:
        raise _Left(f"it uses the operator @{rule.operator}")
    if any(not _KNOWN_MACRO.fullmatch(each) for each in re.findall(r"%\{[^}]*\}", rule.argument)):
        raise _Left(f"it compares with {rule.argument}, which only a server knows")
    return rule.operator, rule.argument


def _phrases(rule: Rule, read_data: Callable[[str], str]) -> list[str]:
    if rule.operator == "pm":
        return rule.argument.lower().split() or [" "]
    found: dict[str, None] = {}
    for name in rule.argument.split():
        for line in read_data(name).splitlines():
            if line.strip() and not line.startswith("#"):
                found[line.strip().lower()] = None
    return list(found)


def _pipeline(rule: Rule) -> tuple[str, ...]:
    names: list[str] = []
    for name in rule.values("t"):
        if name == "none":
            names.clear()
        elif name in TRANSFORMATIONS:
            names.append(name)
        else:
            raise _Left(f"it uses the transformation {name}")
    return tuple(names)
